// The editor writes a style element that the policy refuses, unless one stands there already. Its rules are in admin.css.
const style = document.createElement("style");
style.dataset.tiptapStyle = "";
style.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
document.head.append(style);
