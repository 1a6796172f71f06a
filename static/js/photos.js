// Photographs dragged into order. Without this file, or with a finger, the arrows do the same.
let moved;

const sorter = (event) => event.target.closest?.("#photo-sorter");
const item = (event) => event.target.closest("#photo-sorter > li");

function ready(root) {
  root.querySelectorAll("#photo-sorter > li").forEach((li) => { li.draggable = true; });
}

document.addEventListener("dragstart", (event) => {
  moved = sorter(event) && item(event);
  if (moved) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => { if (moved && sorter(event)) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  const onto = moved && sorter(event) && item(event);
  if (!onto || onto === moved) return;
  event.preventDefault();
  const form = moved.querySelector("form");
  const add = (tag, name, value) => {
    const node = document.createElement(tag);
    Object.assign(node, { name, value, hidden: true });
    form.append(node);
    return node;
  };
  add("input", "to", onto.dataset.place);
  form.requestSubmit(add("button", "action", "move"));
});
document.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentNode ?? document));
ready(document);
