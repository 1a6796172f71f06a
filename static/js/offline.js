// The pages' side of the service worker (sw.js): asks it what waits on this phone, and before signing out the person.
// It is drawn by waiting.js and mending.js, by need.

const container = navigator.serviceWorker;
const list = document.querySelector("[data-waiting]");
const part = (name) => import(document.querySelector("script[data-drawn-by]").dataset[name]);
let count = 0;

async function ask(question) {
  const worker = container.controller ?? (await container.ready).active;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage(question, [port2]);
  });
}

async function show() {
  const items = (await ask({ ask: "list" })) ?? [];
  count = items.length;
  const told = document.querySelector("[data-waiting-count]");
  if (told) { told.hidden = !count; told.querySelector("b").textContent = count; }
  const mended = location.hash.startsWith("#sua-") && items.find((item) => `#sua-${item.key}` === location.hash);
  if (list) list.hidden = !count;
  if (!count) list?.querySelector("ul")?.remove();
  if (!count || !(list || mended)) return;
  if (list) {
    const drawn = await part("drawnBy");
    drawn.begin({ ask, show, make, sentences });
    drawn.draw(list, items);
  }
  if (mended) {
    const { mend } = await part("mendedBy");
    if (!document.querySelector("[name=offline_mends]")) mend(mended, { make, sentences });
  }
  // Asked once there is something to lose: a browser short of room then throws away other things first.
  navigator.storage?.persist?.();
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

// What the server said, out of the page it answered with.
function sentences(answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const found = [...page.querySelectorAll("[data-error-summary] li")].map((node) => node.textContent.trim());
  return found.length ? found.slice(0, 4) : ["Cổng chưa nhận được bản này. Bác mở ra xem lại rồi gửi."];
}

// ---- wiring ----
// A crop is chosen by number; where the form waits it should be called by its name.
function nameIt(form) {
  const { offline_what: what, commodity } = form.elements;
  const own = form.querySelector("[name=own_commodity]:checked");
  const crop = commodity?.value ? commodity.selectedOptions?.[0]?.text : own?.closest("label")?.textContent;
  if (what && crop) what.value = `${what.defaultValue}: ${crop.trim()}`;
}

// Heard before portal.js, which clears drafts and guards against a second press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.elements.offline_for) nameIt(form);
  if (!form.matches("[data-clear-drafts]") || !count) return;
  if (confirm(`Máy này còn ${count} bản chờ gửi. Đăng xuất là bỏ luôn các bản ấy. Vẫn đăng xuất?`)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function heard({ data }) {
  if (data.sent) document.dispatchEvent(new CustomEvent("say", { detail: data.sent.said[0] || `Đã gửi “${data.sent.what}”.` }));
  if (data.sent || data.changed) show();
}

if (container) {
  container.addEventListener("message", heard);
  container.startMessages();
  addEventListener("online", () => ask({ ask: "send" }));
  show().then(() => { if (count && navigator.onLine) ask({ ask: "send" }); });
}
