// Mending a form that the server refused: filled in as it was written, under the same key. Loaded by offline.js.

export function mend(item, { make, sentences }) {
  const forms = [...document.forms].filter((form) => form.elements.offline_for);
  if (!item || !forms.length) return;
  for (const form of forms) fill(form, item, make);
  const box = make("div", "notice notice--warn");
  const body = make("div", "notice__body");
  body.append(make("p", "notice__title", "Bản này cổng chưa nhận:"), ...sentences(item.answer ?? "").map((text) => make("p", "", text)));
  box.append(make("span"), body);
  box.setAttribute("role", "status");
  forms.at(-1).prepend(box);
}

function fill(form, item, make) {
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
