// What waits on this phone, as the desk shows it: the list, mending, photographs that follow a product. Loaded by
// offline.js only where something waits, and handed `ask`, which asks the service worker (sw.js), and `show`, drawing anew.

let ask, show;
export function begin(tools) { ({ ask, show } = tools); }

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

// ---- the list ----
const STATES = {
  waiting: ["Chờ gửi", "chip--waiting"],
  "sign-in": ["Chờ đăng nhập lại", "chip--waiting"],
  refused: ["Cần sửa", "chip--rejected"],
};

export function draw(list, items) {
  (list.querySelector("ul") ?? list.appendChild(make("ul"))).replaceChildren(...items.map(card));
}

function card(item) {
  const node = make("li", "card waiting__item");
  const [words, look] = STATES[item.state];
  node.append(make("p", `chip ${look}`, words), make("h3", "card__title", item.what), make("p", "soft", details(item)));
  if (item.state === "refused") node.append(...sentences(item.answer).map((text) => make("p", "field__error", text)));
  const row = make("div", "button-row");
  if (item.state === "refused") row.append(link("Sửa lại", `${item.url}#sua-${item.key}`));
  else if (item.state === "sign-in") row.append(link("Đăng nhập để gửi", `/dang-nhap/?tiep=${encodeURIComponent(location.pathname)}`));
  else if (navigator.onLine) row.append(act("Gửi ngay", "button button--quiet button--small", () => ask({ ask: "send" })));
  row.append(act("Bỏ bản này", "link-button link-button--warn", () => confirm(`Bỏ “${item.what}”? Bản này chưa được gửi đi.`) && ask({ ask: "drop", key: item.key })));
  if (takesPhotos(item)) node.append(photos(item));
  node.append(row);
  return node;
}

function details(item) {
  const told = Object.fromEntries(item.fields.filter(([, value]) => typeof value === "string"));
  const days = told.khi || [told.starts_on, told.ends_on].filter(Boolean).join(" – ");
  const files = item.fields.filter(([, value]) => value instanceof File).length + (item.photos?.length ?? 0);
  const at = new Date(item.at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" }).replace(" ", ", ");
  return [told.volume_kg, days, told.unit_label, told.price_vnd, files && `${files} ảnh`, `viết lúc ${at}`].filter(Boolean).join(" · ");
}

// What the server said, out of the page it answered with.
function sentences(answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const found = [...page.querySelectorAll("[data-error-summary] li")].map((node) => node.textContent.trim());
  return found.length ? found.slice(0, 4) : ["Cổng chưa nhận được bản này. Bác mở ra xem lại rồi gửi."];
}

function link(text, href) {
  const node = make("a", "button button--small", text);
  node.href = href;
  return node;
}

function act(text, className, work) {
  const node = make("button", className, text);
  node.type = "button";
  node.addEventListener("click", async () => { node.disabled = true; await work(); await show(); });
  return node;
}

// ---- photographs of a product that is not made yet: they follow it ----
const takesPhotos = (item) => item.url === "/ho-cua-toi/nong-san/them/";

function photos(item) {
  const label = make("label", "waiting__photos", item.photos?.length ? "Thêm ảnh nữa" : "Thêm ảnh gửi kèm");
  const input = make("input");
  Object.assign(input, { type: "file", multiple: true, accept: "image/*,.heic,.heif" });
  input.addEventListener("change", async () => { await ask({ ask: "attach", key: item.key, photos: [...input.files] }); await show(); });
  label.append(input);
  return label;
}

// ---- mending: the form as it was written, under the same key ----
export function mend(item) {
  const forms = [...document.forms].filter((form) => form.elements.offline_for);
  if (!item || !forms.length) return;
  for (const form of forms) fill(form, item);
  const box = make("div", "notice notice--warn");
  const body = make("div", "notice__body");
  body.append(make("p", "notice__title", "Bản này cổng chưa nhận:"), ...sentences(item.answer ?? "").map((text) => make("p", "", text)));
  box.append(make("span"), body);
  box.setAttribute("role", "status");
  forms.at(-1).prepend(box);
}

function fill(form, item) {
  for (const control of form.elements) {
    const told = item.fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!told.length || control.type === "submit") continue;
    if (control.type === "file") {
      const files = new DataTransfer();
      told.forEach((file) => files.items.add(file));
      control.files = files.files;
    } else if (control.matches("[type=radio],[type=checkbox]")) control.checked = told.includes(control.value);
    else control.value = told[0];
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const mends = Object.assign(make("input"), { type: "hidden", name: "offline_mends", value: item.key });
  form.append(mends);
}
