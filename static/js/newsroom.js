// The editor writes a style element that the policy refuses, unless one stands there already. Its rules are in admin.css.
const style = document.createElement("style");
style.dataset.tiptapStyle = "";
style.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
document.head.append(style);
// A reader of the screen is told which field the editor is, as the label over it says.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels?.[0]?.textContent.trim().replace(/:$/, "");
  if (label) editor.view.dom.setAttribute("aria-label", label);
});
