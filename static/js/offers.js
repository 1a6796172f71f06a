// What the search box offers while one types: arrows choose, Enter goes there, Escape closes. Loaded with the box.

const offers = (input) => input.form.querySelector(".suggestions");
const options = (input) => [...offers(input).querySelectorAll("[role=option]")];

function showOffers(input, on) {
  const list = offers(input);
  on = on && list.childElementCount > 0;
  list.hidden = !on;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", String(on));
  if (!on) choose(input, -1);
}

function choose(input, index) {
  options(input).forEach((o, i) => o.setAttribute("aria-selected", String(i === index)));
  const chosen = options(input)[index];
  if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
}

function steer(event) {
  const input = event.target;
  const all = options(input);
  const at = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") showOffers(input, false);
  else if (event.key === "Enter" && at >= 0 && !offers(input).hidden) { event.preventDefault(); all[at].click(); }
  else if (all.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    showOffers(input, true);
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(input, ((at < 0 && step < 0 ? 0 : at) + step + all.length) % all.length);
  }
}

document.addEventListener("keydown", (event) => { if (event.target.matches("[data-suggest]")) steer(event); });
document.addEventListener("htmx:afterSwap", (event) => {
  const input = event.target.matches(".suggestions") && event.target.closest("form").querySelector("[data-suggest]");
  if (input) showOffers(input, input.value.trim() && document.activeElement === input);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.matches("[data-suggest],[role=option]") && event.target.closest("form");
  if (form && !form.contains(event.relatedTarget)) showOffers(form.querySelector("[data-suggest]"), false);
});
