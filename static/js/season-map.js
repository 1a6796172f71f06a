// The map's slider: one step is ten days. Without this file the links before and after it do the same.
const WAIT = 250;
let timer;

const box = (slider) => slider.closest("[data-slide]");

function name(slider) {
  const said = box(slider).dataset.names.split(",")[slider.value];
  slider.setAttribute("aria-valuetext", said);
  box(slider).querySelector("output").textContent = said;
}

function go(slider) {
  const address = box(slider).dataset.slide.replace("00-0", box(slider).dataset.codes.split(",")[slider.value]);
  window.htmx.ajax("GET", address, { target: "#ban-do", swap: "outerHTML" });
  // On the map's own page the address is the state; inside the calendar it is the calendar's.
  if (location.pathname === address.split("?")[0]) history.replaceState(history.state, "", address);
}

const show = () => document.querySelectorAll("[data-slide]").forEach((slide) => { slide.hidden = false; });

document.addEventListener("input", (event) => {
  if (event.target.id !== "ban-do-ky") return;
  name(event.target);
  clearTimeout(timer);
  timer = setTimeout(() => go(event.target), WAIT);
});
document.addEventListener("htmx:load", show);
show();
