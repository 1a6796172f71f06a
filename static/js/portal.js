// Progressive enhancement only: every form and link works without this file.
// Guards against sending twice, keeps drafts on a bad line, previews photos, says when the line dropped.

const DRAFT_DAYS = 7;
// English pages are read by buyers abroad; desks are Vietnamese only.
const english = document.documentElement.lang === "en";
const words = (vietnamese, inEnglish) => (english ? inEnglish : vietnamese);
const SECRET = "[type=password],[type=hidden],[type=file],[autocomplete=one-time-code],[data-no-draft]";
const draftKey = (form) => `draft:${form.dataset.draft}`;

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
  store.setItem(draftKey(form), JSON.stringify({ at: Date.now(), page: location.pathname, values: read(form) }));
}

function restore(form, values) {
  const left = [...values];
  for (const c of controls(form)) {
    const box = c.matches("[type=checkbox],[type=radio]");
    const i = left.findIndex(([name, v]) => name === c.name && (!box || v[0] === c.value));
    if (i < 0) continue;
    const [, value] = left.splice(i, 1)[0];
    // What consent was given must be given again, by hand.
    if (c.matches("[data-consent]")) continue;
    if (box) c.checked = value[1]; else c.value = value;
    c.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function offer(form, draft) {
  const box = make("div", "notice notice--info");
  const body = make("div", "notice__body");
  const row = make("div", "button-row");
  const when = new Date(draft.at).toLocaleString(words("vi-VN", "en-GB"), { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" });
  const done = () => { box.remove(); form.querySelector("input:not([type=hidden]),select,textarea")?.focus(); };
  row.append(
    button(words("Điền lại", "Restore"), () => { restore(form, draft.values); done(); }, "button button--small"),
    button(words("Bỏ bản nháp", "Discard"), () => { store.removeItem(draftKey(form)); done(); }, "link-button"),
  );
  body.append(make("p", "notice__title", words(`Máy này còn giữ bản bạn viết dở lúc ${when}.`, `This device kept what you were writing on ${when}.`)), row);
  box.append(make("span"), body);
  box.setAttribute("role", "status");
  form.prepend(box);
}

function keepDraft(form) {
  const key = draftKey(form);
  const draft = JSON.parse(store.getItem(key) || "null");
  const fresh = draft && Date.now() - draft.at < DRAFT_DAYS * 864e5;
  // A form sent back with errors already shows what was typed.
  const sentBack = form.querySelector("[aria-invalid=true]") || document.querySelector("[data-error-summary]");
  if (draft && !fresh) store.removeItem(key);
  if (fresh && !sentBack && JSON.stringify(draft.values) !== JSON.stringify(read(form))) offer(form, draft);
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => save(form), 400); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { clearTimeout(timer); save(form); sessionStorage.setItem("draft-sent", key); });
}

// A draft that was sent is done with once another page answers; while the same form comes back, it stays.
function settleDrafts() {
  const sent = sessionStorage.getItem("draft-sent");
  sessionStorage.removeItem("draft-sent");
  if (sent && ![...document.forms].some((f) => f.dataset.draft && draftKey(f) === sent)) store.removeItem(sent);
}

function clearDrafts() {
  Object.keys(store).filter((k) => k.startsWith("draft:")).forEach((k) => store.removeItem(k));
}

// ---- photos: small pictures on canvas, one at a time, so that a cheap telephone's memory holds ----
async function preview(input) {
  input.parentElement.querySelector(".preview")?.remove();
  const box = make("div", "preview");
  input.after(box);
  for (const file of [...input.files].slice(0, 12)) {
    if (file.type.startsWith("image/")) box.append(await thumbnail(file, Number(input.dataset.minWidth)));
  }
  if (!box.childElementCount) box.remove();
}

async function thumbnail(file, minWidth) {
  let bitmap;
  // HEIC is read by few browsers: the server reads it, here its name must do.
  try { bitmap = await createImageBitmap(file); } catch { return make("span", "chip", file.name); }
  const canvas = make("canvas");
  const scale = 192 / Math.min(bitmap.width, bitmap.height);
  canvas.width = canvas.height = 192;
  canvas.role = "img";
  canvas.ariaLabel = file.name;
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext("2d").drawImage(bitmap, (192 - w) / 2, (192 - h) / 2, w, h);
  const narrow = bitmap.width < minWidth && `Ảnh rộng ${bitmap.width} điểm, cần ít nhất ${minWidth}. Mời chụp lại gần hơn.`;
  bitmap.close();
  if (!narrow) return canvas;
  const wrong = make("div", "preview__wrong");
  wrong.append(canvas, make("p", "field__error", narrow));
  wrong.setAttribute("role", "status");
  return wrong;
}

// ---- offers under the search box: arrows choose, Enter goes there, Escape closes ----
const offers = (input) => input.form.querySelector(".suggestions");
const options = (input) => [...offers(input).querySelectorAll("[role=option]")];

function showOffers(input, on) {
  const list = offers(input);
  on = on && list.childElementCount > 0;
  list.hidden = !on;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", String(on));
  if (!on) choose(input, -1);
}

function choose(input, index) {
  options(input).forEach((o, i) => o.setAttribute("aria-selected", String(i === index)));
  const chosen = options(input)[index];
  if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
}

function steer(event) {
  const input = event.target;
  const all = options(input);
  const at = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") showOffers(input, false);
  else if (event.key === "Enter" && at >= 0 && !offers(input).hidden) { event.preventDefault(); all[at].click(); }
  else if (all.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    showOffers(input, true);
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(input, ((at < 0 && step < 0 ? 0 : at) + step + all.length) % all.length);
  }
}

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
  if (event.target.matches("input[type=file][accept*=image]")) preview(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("[data-suggest]")) steer(event);
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
document.addEventListener("htmx:afterSwap", (event) => {
  const input = event.target.matches(".suggestions") && event.target.closest("form").querySelector("[data-suggest]");
  if (input) showOffers(input, input.value.trim() && document.activeElement === input);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.matches("[data-suggest],[role=option]") && event.target.closest("form");
  if (form && !form.contains(event.relatedTarget)) showOffers(form.querySelector("[data-suggest]"), false);
});
document.addEventListener("htmx:load", (event) => wire(event.detail.elt));

if (store) settleDrafts();
wire(document);
document.querySelector("[data-error-summary]")?.focus();
