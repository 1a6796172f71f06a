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
  // As fields: htmx sends the name of a button only when the button was clicked.
  for (const [name, value] of [["action", "move"], ["to", onto.dataset.place]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.requestSubmit();
});
document.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentNode ?? document));
ready(document);
