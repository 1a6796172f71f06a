// Small pictures of chosen photos on canvas, one at a time, so that a cheap telephone's memory holds. Loaded by portal.js
// when somebody chooses photos.

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export async function preview(input) {
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
