// Progressive enhancement only: every form and link works without this file.
// Guards against sending twice, keeps drafts on a bad line, says when the line dropped.

const DRAFT_DAYS = 7;
// English pages are read by buyers abroad; desks are Vietnamese only.
const english = document.documentElement.lang === "en";
const words = (vietnamese, inEnglish) => (english ? inEnglish : vietnamese);
const SECRET = "[type=password],[type=hidden],[type=file],[autocomplete=one-time-code],[data-no-draft]";
const draftKey = (form) => `draft:${form.dataset.draft}`;

// Files that most visits never need; their addresses stand on this file's script.
const part = (name) => import(document.querySelector("script[data-draft-js]").dataset[`${name}Js`]);

// Storage may be closed (private windows, full disks): then there are no drafts, and nothing else changes.
const store = (() => {
  try { localStorage.setItem("draft?", "1"); localStorage.removeItem("draft?"); return localStorage; } catch { return null; }
})();

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function button(text, act, className) {
  const node = make("button", className, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

// ---- speaking: one line in the page's live region ----
function say(text) {
  const live = document.getElementById("live");
  if (!live) return;
  const line = make("div");
  line.append(make("p", "", text), button(words("Đóng", "Close"), () => line.remove()));
  live.replaceChildren(line);
}

// ---- sending once ----
function guard(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // After this turn, so that the pressed button's own name and value still travel.
  setTimeout(() => setButtons(form, true));
  // A reply may be a file: the page stays, and its button must come back.
  setTimeout(() => release(form), 30000);
}
const setButtons = (form, off) => form.querySelectorAll("button:not([type=button])").forEach((b) => { b.disabled = off; });
function release(form) { delete form.dataset.sent; setButtons(form, false); }

// ---- drafts ----
const controls = (form) => [...form.elements].filter((c) => c.name && !c.matches(SECRET) && c.type !== "submit" && c.type !== "button");
const read = (form) => controls(form).map((c) => [c.name, c.matches("[type=checkbox],[type=radio]") ? [c.value, c.checked] : c.value]);

function save(form) {
  store.setItem(draftKey(form), JSON.stringify({ at: Date.now(), page: location.pathname, what: document.querySelector("h1")?.textContent, values: read(form) }));
}

function keepDraft(form) {
  const key = draftKey(form);
  const draft = JSON.parse(store.getItem(key) || "null");
  const fresh = draft && Date.now() - draft.at < DRAFT_DAYS * 864e5;
  // A form sent back with errors already shows what was typed.
  const sentBack = form.querySelector("[aria-invalid=true]") || document.querySelector("[data-error-summary]");
  if (draft && !fresh) store.removeItem(key);
  if (fresh && !sentBack && JSON.stringify(draft.values) !== JSON.stringify(read(form))) {
    part("draft").then(({ offer }) => offer(form, draft, { words, controls, forget: () => store.removeItem(key) }), () => {});
  }
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => save(form), 400); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { clearTimeout(timer); save(form); sessionStorage.setItem("draft-sent", key); });
}

// A draft that was sent goes with its form's answer. It stays while the form comes back; without an answer (no line, a page
// of trouble, another address typed) it is marked, and pages lead back to it.
function settleDrafts() {
  const key = sessionStorage.getItem("draft-sent");
  const draft = key && JSON.parse(store.getItem(key) || "null");
  sessionStorage.removeItem("draft-sent");
  if (draft && ![...document.forms].some((f) => f.dataset.draft && draftKey(f) === key)) {
    const isAnswer = document.referrer.split(/[?#]/)[0] === location.origin + draft.page && !document.querySelector("[data-unanswered]");
    if (isAnswer) store.removeItem(key); else store.setItem(key, JSON.stringify({ ...draft, unsent: true }));
  }
  const box = document.querySelector("[data-unsent]");
  const unsent = box ? drafts().map((k) => JSON.parse(store.getItem(k))).filter((d) => d.unsent) : [];
  if (unsent.length) part("draft").then(({ lead }) => lead(box, unsent), () => {});
}

const drafts = () => Object.keys(store).filter((k) => k.startsWith("draft:"));
function clearDrafts() { drafts().forEach((k) => store.removeItem(k)); }

// ---- wiring ----
function wire(root) {
  if (store) root.querySelectorAll("form[data-draft]:not([data-kept])").forEach((f) => { f.dataset.kept = "1"; keepDraft(f); });
  root.querySelectorAll("[data-print]").forEach((b) => { b.hidden = false; });
}

document.addEventListener("submit", (event) => {
  if (store && event.target.matches("[data-clear-drafts]")) clearDrafts();
  guard(event);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("input[type=file][accept*=image]")) return;
  part("preview").then(({ preview }) => preview(event.target), () => {});
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
addEventListener("offline", () => say(words("Đang mất mạng. Những gì bạn viết vẫn được giữ trên máy này.", "You are offline. What you write is kept on this device.")));

document.addEventListener("say", (event) => say(event.detail));
// Keeps what was seen last, and forms that could not be sent (static/js/sw.js). Where there is none, nothing else changes.
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => {}));

document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 429
  ? words("Bạn thao tác nhanh quá. Chờ một chút rồi thử lại nhé.", "Too many requests. Wait a moment and try again.")
  : words("Máy chủ chưa làm được việc này. Những gì bạn nhập vẫn còn; thử lại sau ít phút.", "That did not work. What you typed is still here; try again in a few minutes.")));
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say(words("Chưa gửi được vì mạng yếu. Những gì bạn nhập vẫn còn; thử lại khi có sóng.", "Not sent: the connection is weak. What you typed is still here; try again later.")));
}
document.addEventListener("htmx:load", (event) => wire(event.detail.elt));

if (store) settleDrafts();
wire(document);
document.querySelector("[data-error-summary]")?.focus();
