// The service worker, served at /sw.js behind one line that says SETUP: its version, the last page, the files of the house.
// It keeps what was seen last (the calendar for everyone, the desk for its owner alone), shows it when there is no line and
// says so, and holds forms that could not be sent until they can. How it all hangs together: docs/offline.md.

const SHELL = `shell-${SETUP.version}`;
const [FILES, PUBLIC, PICTURES, DESK] = ["files-1", "public-1", "pictures-1", "desk-1:"];
const OWNER = "X-Offline-For"; // whose page it is, and that it may be kept though it is no-store
const SEEN_BY_ALL = /^\/(en\/)?(mua-vu\/([\w-]+\/)?)?$/;
const isEnglish = (url) => url.pathname.startsWith("/en/");
// The pages of the desk that a household needs in the field, read ahead: a form nobody has opened is no use offline.
const AHEAD = ["", "nong-san/", "nong-san/them/", "mua-vu/", "mua-vu/them/", "mua-vu/khai/"].map((p) => `/ho-cua-toi/${p}`);
const AHEAD_EVERY_MS = 12 * 3600e3;
const MOST = { [PUBLIC]: 12, [PICTURES]: 60, [DESK]: 40 };
// How long the line may be silent before the kept copy is shown (the desk changes under its owner's hands: longer, and
// right after a form was taken longest), and before a form is kept to be sent again.
const [SHOW_KEPT_MS, SHOW_DESK_MS, AFTER_FORM_MS] = [4000, 10000, 60000];
const [KEEP_FORM_MS, KEEP_FILES_MS] = [25000, 120000];
const LATE = new Error("no answer in time");

// ---- coming and going ----
addEventListener("install", (event) => {
  self.skipWaiting(); // open pages stay as they are: nothing reloads, and what they have open is in their own hands
  event.waitUntil((async () => {
    const fresh = (page) => new Request(page, { cache: "reload", credentials: "omit" });
    await (await caches.open(SHELL)).addAll([SETUP.offline, SETUP.offline_en].map(fresh));
    const files = await caches.open(FILES);
    await Promise.all(SETUP.files.map(async (f) => (isHashed(f) && await files.match(f)) || files.add(f)));
  })());
});

addEventListener("activate", (event) => event.waitUntil((async () => {
  const ours = (name) => [SHELL, FILES, PUBLIC, PICTURES].includes(name) || name.startsWith(DESK);
  for (const name of await caches.keys()) if (!ours(name)) await caches.delete(name);
  await sweepFiles();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

// Files of an older version go, except those that a kept page is dressed in.
async function sweepFiles() {
  const worn = new Set(SETUP.files);
  for (const name of await caches.keys()) {
    if (name === FILES || name === PICTURES) continue;
    const cache = await caches.open(name);
    for (const page of await cache.keys()) {
      const html = await (await cache.match(page, { ignoreVary: true })).text();
      for (const [path] of html.matchAll(/\/static\/[^"'#?\s]+/g)) worn.add(path);
    }
  }
  const files = await caches.open(FILES);
  for (const file of await files.keys()) {
    const { pathname } = new URL(file.url);
    if (!worn.has(pathname) && !pathname.startsWith("/static/fonts/")) await files.delete(file);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(event, url));
  else if (request.mode === "navigate" && /^\/(ho-cua-toi|dang-xuat)\//.test(url.pathname)) event.respondWith(post(event, url));
  else if (request.method !== "GET" || request.headers.has("Range")) return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event, url));
  else if (url.pathname.startsWith("/media/") && fromDesk(request)) event.respondWith(picture(event));
});

const fromDesk = (request) => request.referrer.startsWith(`${location.origin}/ho-cua-toi/`);
const isHashed = (path) => /\.[0-9a-f]{12}\.\w+$/.test(path);
const isWhole = (response) => response.status === 200 && response.type === "basic" && !response.redirected;
const within = (ms, promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, ms, LATE))]);

// ---- pages: the line first, the kept copy when it is silent ----
let era = 0; // counts sign-outs: what was on its way before one is not kept after it
let taken = 0; // when a form was last answered

function patience(url) {
  if (Date.now() - taken < AFTER_FORM_MS) return AFTER_FORM_MS;
  return url.pathname.startsWith("/ho-cua-toi/") ? SHOW_DESK_MS : SHOW_KEPT_MS;
}

async function page(event, url) {
  const answer = fromLine(event, url);
  event.waitUntil(answer.then((response) => afterwards(url, response)).catch(() => {}));
  const kept = await keptCopy(url);
  try {
    return await (kept ? within(patience(url), answer) : answer);
  } catch (error) {
    return kept ? dressed(kept, url, error === LATE) : instead(url);
  }
}

// There is a line: what waits may go. Sent away from the desk, its owner may be no more.
async function afterwards(url, response) {
  const owner = response.type === "opaqueredirect" && url.pathname.startsWith("/ho-cua-toi/") && (await fact("owner"));
  if (owner && (await sessionOf(owner)).gone) await forget(owner);
  await sendAll();
}

const mayKeep = (url, response) => isWhole(response) && (response.headers.has(OWNER)
  || (SEEN_BY_ALL.test(url.pathname) && !/no-store/.test(response.headers.get("Cache-Control"))));

async function fromLine(event, url) {
  const began = era;
  const response = (await event.preloadResponse) || (await fetch(event.request));
  if (mayKeep(url, response)) {
    const copy = response.clone();
    // Cut in the middle: what was kept before stays.
    event.waitUntil(keep(url, copy, began).then(() => copy.headers.has(OWNER) && readAhead(began)).catch(() => {}));
  }
  return response;
}

async function keep(url, response, began) {
  const owner = response.headers.get(OWNER);
  const html = (await response.text()).replace(/<!--once-->[^]*?<!--\/once-->/g, "");
  // Over plain HTTP a browser takes headers that were cut short for all of them, and a body for empty.
  if (!html.trimEnd().endsWith("</html>")) return;
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  headers.set("X-Kept-At", Date.now());
  if (began === era && owner) await become(owner);
  const cache = await caches.open(owner ? DESK + owner : PUBLIC);
  if (began !== era) return;
  await cache.put(url.href, new Response(html, { headers }));
  await trim(cache, MOST[owner ? DESK : PUBLIC]);
}

async function trim(cache, most) {
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old, { ignoreVary: true });
}

let reading;
const readAhead = (began) => (reading ??= (async () => {
  if (navigator.connection?.saveData) return;
  for (const path of [...AHEAD, "/mua-vu/"]) {
    const url = new URL(path, location.origin);
    const kept = await keptCopy(url);
    if (kept && Date.now() - kept.headers.get("X-Kept-At") < AHEAD_EVERY_MS) continue;
    const response = await fetch(url, { headers: { "X-Read-Ahead": "1" }, redirect: "manual", cache: "no-cache" });
    if (mayKeep(url, response)) await keep(url, response, began);
  }
})().finally(() => { reading = null; }));

async function keptCopy(url) {
  const owner = await fact("owner");
  for (const name of [owner && DESK + owner, PUBLIC]) {
    const found = name && (await (await caches.open(name)).match(url.href, { ignoreVary: true }));
    if (found) return found;
  }
}

// A kept page says when it was true, and a form in it is a new form each time it is shown.
async function dressed(kept, url, isSlow) {
  const at = new Date(Number(kept.headers.get("X-Kept-At")));
  const two = (n) => String(n).padStart(2, "0");
  const when = `${two(at.getHours())}:${two(at.getMinutes())}, ${at.getDate()}/${at.getMonth() + 1}`;
  const said = isEnglish(url)
    ? `Copy kept at ${when} – ${isSlow ? "the connection is weak" : "you are offline"}`
    : `Bản lưu lúc ${when} – ${isSlow ? "mạng đang yếu" : "đang ngoại tuyến"}`;
  const line = `<div class="kept" role="status"><p class="wrap">${said}</p></div>`;
  const html = (await kept.text())
    .replace(/<main[ >]/, (main) => line + main)
    .replace(/(name="form_key" value=")[0-9a-f-]*/g, (_, start) => start + crypto.randomUUID());
  return new Response(html, { headers: kept.headers });
}

// Where a page was never seen: the nearest one that was, or the page that says that there is no line.
async function instead(url) {
  const near = url.pathname.startsWith("/ho-cua-toi/mua-vu/khai/") ? "/ho-cua-toi/mua-vu/them/" : url.pathname === "/ban-lam-viec/" && "/ho-cua-toi/";
  if (near && (await keptCopy(new URL(near, location.origin)))) return Response.redirect(near, 303);
  const last = await caches.match(isEnglish(url) ? SETUP.offline_en : SETUP.offline, { ignoreVary: true });
  return last ? new Response(await last.text(), { status: 503, headers: last.headers }) : Response.error();
}

// ---- files and pictures: kept under names that change with what is in them ----
async function file(event, url) {
  const files = await caches.open(FILES);
  const kept = await files.match(event.request, { ignoreVary: true });
  if (kept && isHashed(url.pathname)) return kept;
  try {
    const response = await fetch(event.request);
    if (isWhole(response)) event.waitUntil(files.put(event.request, response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function picture(event) {
  const pictures = await caches.open(PICTURES);
  const kept = await pictures.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(event.request);
  if (isWhole(response)) event.waitUntil(pictures.put(event.request, response.clone()).then(() => trim(pictures, MOST[PICTURES]), () => {}));
  return response;
}

// ---- who the phone keeps things for ----
async function become(owner) {
  if ((await fact("owner")) === owner) return;
  for (const name of await caches.keys()) if (name === PICTURES || (name.startsWith(DESK) && name !== DESK + owner)) await caches.delete(name);
  await store("facts", "readwrite", (facts) => facts.put(owner, "owner"));
}

async function forget(owner) {
  era += 1;
  for (const name of [PUBLIC, PICTURES, DESK + owner]) await caches.delete(name);
  for (const item of await waiting()) if (item.owner === owner) await store("queue", "readwrite", (q) => q.delete(item.key));
  if ((await fact("owner")) === owner) await store("facts", "readwrite", (facts) => facts.delete("owner"));
}

// ---- forms that could not be sent ----
async function post(event, url) {
  if (url.pathname === "/dang-xuat/") return signOut(event, url);
  const copy = event.request.clone();
  const hasFiles = /^multipart/.test(event.request.headers.get("Content-Type"));
  let response;
  try {
    response = await within(hasFiles ? KEEP_FILES_MS : KEEP_FORM_MS, fetch(event.request));
    if (response.status < 500 && response.status !== 403) {
      taken = Date.now();
      event.waitUntil(mended(copy, url));
      return response;
    }
  } catch { /* no answer: whether it arrived nobody knows, and its key makes sending it again safe */ }
  const item = itemOf(await copy.formData(), url);
  if (!item) return response ?? instead(url);
  try {
    await remember(item);
  } catch {
    return response ?? instead(url); // no room on the phone: the form is one step back, as it was
  }
  event.waitUntil(later());
  return Response.redirect(`${url.pathname.split("/").slice(0, 3).join("/")}/#cho-gui`, 303);
}

async function signOut(event, url) {
  await forget(await fact("owner")); // also without a line: nobody else should find it here
  return fetch(event.request).catch(() => instead(url));
}

function itemOf(form, url) {
  const told = Object.fromEntries(["offline_for", "offline_what", "offline_mends", "form_key", "title"].map((n) => [n, form.get(n)]));
  if (!told.offline_for || form.has("check")) return null;
  const fields = [...form].filter(([name, value]) => !/^(csrfmiddlewaretoken|offline_\w+)$/.test(name) && !(value instanceof File && !value.size));
  const key = told.form_key || crypto.randomUUID();
  return { key, owner: told.offline_for, what: told.title || told.offline_what, mends: told.offline_mends, url: url.pathname + url.search, fields, at: Date.now(), state: "waiting" };
}

// A form that waited here was mended and sent by hand: asked with the same key, the server tells whether it has it now.
async function mended(copy, url) {
  const items = await waiting();
  const item = items.length && itemOf(await copy.formData(), url);
  if (!item || !items.some((other) => other.key === item.key)) return;
  await remember({ ...item, mends: item.key });
  await later();
}

// The same form again is the same item; one that says something else is another, unless it mends the first.
async function remember(item) {
  const same = (await waiting()).find((other) => other.key === item.key);
  const isOther = same && item.mends !== item.key && JSON.stringify(same.fields) !== JSON.stringify(item.fields);
  if (isOther) {
    const key = crypto.randomUUID();
    item = { ...item, key, fields: item.fields.map(([n, v]) => [n, n === "form_key" ? key : v]) };
  }
  await store("queue", "readwrite", (queue) => queue.put({ photos: same?.photos, ...item }));
}

async function later() {
  await self.registration.sync?.register("send").catch(() => {}); // not granted: the next page sends it
  await sendAll().catch(() => {});
}

addEventListener("sync", (event) => { if (event.tag === "send") event.waitUntil(sendAll()); });

// Rejects while something still waits for the line, so that the browser tries again by itself.
const sendAll = () => navigator.locks.request("send", sendEach);

async function sendEach() {
  const [sessions, seen] = [new Map(), new Set()];
  let isLeft = false;
  // Read anew each time: a product that is made has photographs following it.
  for (let item; (item = (await waiting()).find((one) => one.state !== "refused" && !seen.has(one.key)));) {
    seen.add(item.key);
    if (!sessions.has(item.owner)) sessions.set(item.owner, await sessionOf(item.owner));
    const session = sessions.get(item.owner);
    if (session.gone) await forget(item.owner);
    else if (session.owner !== item.owner) await change(item, { state: "sign-in" });
    else isLeft = !(await send(item, session.token)) || isLeft;
  }
  if (seen.size) await tell({ changed: true });
  if (isLeft) throw new Error("the server could not take it yet");
}

async function sessionOf(owner) {
  const response = await within(KEEP_FORM_MS, fetch(`/ngoai-tuyen/phien/?cua=${encodeURIComponent(owner)}`, { cache: "no-store", redirect: "error" }));
  if (!response.ok) throw new Error(`session: ${response.status}`);
  return response.json();
}

// Returns false when the server has to be asked again. Rejects without a line.
async function send(item, token) {
  const body = new FormData();
  for (const [name, value] of item.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  const sent = fetch(item.url, { method: "POST", body, redirect: "manual", headers: { "X-Sent-Later": "1" } });
  const response = await within(item.fields.some(([, v]) => v instanceof File) ? KEEP_FILES_MS : KEEP_FORM_MS, sent);
  if (response.type === "opaqueredirect") return change(item, { state: "sign-in" });
  if (response.status >= 500 || response.status === 429) return false;
  if (!/json/.test(response.headers.get("Content-Type"))) return change(item, { state: "refused", answer: (await response.text()).slice(0, 200000) });
  const { to, said } = await response.json();
  await change(item, (now, queue) => settle(now, queue, to));
  await tell({ sent: { what: item.what, to, said } });
  return true;
}

// What arrived goes; photographs that waited for their product now have where to go.
function settle(item, queue, to) {
  queue.delete(item.key);
  if (!item.photos?.length) return;
  const fields = item.photos.map((photo) => ["photos", photo]);
  queue.put({ key: crypto.randomUUID(), owner: item.owner, what: item.what, url: to, fields, at: Date.now(), state: "waiting" });
}

// Changes an item only if it is still there as it was read: it may have been mended, dropped or signed out of meanwhile.
async function change(item, how) {
  await store("queue", "readwrite", (queue) => {
    const asked = queue.get(item.key);
    asked.onsuccess = () => {
      const now = asked.result;
      if (now?.at !== item.at) return;
      if (typeof how === "function") how(now, queue); else queue.put({ ...now, ...how });
    };
  });
  return true;
}

async function tell(news) {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage(news);
}

// ---- what pages ask (static/js/offline.js): each question brings a port for its answer ----
const ANSWERS = {
  list: async () => {
    const owner = await fact("owner");
    return (await waiting()).filter((item) => item.owner === owner);
  },
  send: () => sendAll().catch(() => {}),
  drop: ({ key }) => store("queue", "readwrite", (queue) => queue.delete(key)),
  attach: async ({ key, photos }) => {
    const item = (await waiting()).find((other) => other.key === key);
    if (item) await change(item, (now, queue) => queue.put({ ...now, photos: [...(now.photos ?? []), ...photos] }));
  },
};

addEventListener("message", (event) => {
  const answer = ANSWERS[event.data?.ask];
  if (answer) event.waitUntil(answer(event.data).then((told) => event.ports[0]?.postMessage(told ?? null), () => event.ports[0]?.postMessage(null)));
});

// ---- the database ----
const waiting = async () => (await store("queue", "readonly", (queue) => queue.getAll())).sort((a, b) => a.at - b.at);
const fact = (name) => store("facts", "readonly", (facts) => facts.get(name));

let opened;
const database = () => (opened ??= new Promise((resolve, reject) => {
  const request = indexedDB.open("cong1034", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("queue", { keyPath: "key" });
    request.result.createObjectStore("facts");
  };
  request.onsuccess = () => {
    const db = request.result;
    db.onclose = () => { opened = null; };
    db.onversionchange = () => { opened = null; db.close(); }; // a newer worker changes the tables
    resolve(db);
  };
  request.onerror = () => { opened = null; reject(request.error); };
}));

// Resolves with what `work` asked for once the transaction is on disk.
async function store(name, mode, work) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const request = work(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
