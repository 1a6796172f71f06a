// What waits on this phone, as the desk shows it: the list, and photographs that follow a product. Loaded by offline.js
// only where something waits, and handed its tools: `ask` asks the service worker (sw.js), `show` draws anew.

let ask, show, make, sentences;
export function begin(tools) { ({ ask, show, make, sentences } = tools); }

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
