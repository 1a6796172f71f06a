// Offers to fill in what was half typed on this device, and leads back to what got no answer. Loaded by portal.js where
// there is a draft.

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

function restore(controls, values) {
  const left = [...values];
  for (const c of controls) {
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

export function offer(form, draft, { words, controls, forget }) {
  const box = make("div", "notice notice--info");
  const body = make("div", "notice__body");
  const row = make("div", "button-row");
  const when = new Date(draft.at).toLocaleString(words("vi-VN", "en-GB"), { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" });
  const done = () => { box.remove(); form.querySelector("input:not([type=hidden]),select,textarea")?.focus(); };
  row.append(
    button(words("Điền lại", "Restore"), () => { restore(controls(form), draft.values); done(); }, "button button--small"),
    button(words("Bỏ bản nháp", "Discard"), () => { forget(); done(); }, "link-button"),
  );
  body.append(make("p", "notice__title", words(`Máy này còn giữ bản bạn viết dở lúc ${when}.`, `This device kept what you were writing on ${when}.`)), row);
  box.append(make("span"), body);
  box.setAttribute("role", "status");
  form.prepend(box);
}

// `all`: drafts of forms that were sent and got no answer. A page that holds the form offers its draft by itself.
export function lead(box, all) {
  const isElsewhere = ({ page }) => page !== location.pathname || document.querySelector("[data-unanswered]");
  const drafts = all.filter(isElsewhere);
  if (!drafts.length) return;
  box.querySelector("ul").replaceChildren(...drafts.map(({ page, what }) => {
    const item = make("li");
    item.append(Object.assign(make("a", "", what?.trim() || page), { href: page }));
    return item;
  }));
  box.hidden = false;
}
