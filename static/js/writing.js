// Writing an article: what is typed is kept on the server, colleagues are seen, Word comes in clean, pieces are inserted.
const desk = document.querySelector("[data-writing]");
const form = desk?.closest("form");
const TYPED = ["title", "topic", "province", "summary", "body", "picture_alt", "picture_credit"];
const BEAT = 30_000;
const PAUSE = 2_000;
let editor = null;
let dirty = false;
let leaving = false;
let timer = 0;

const say = (text) => { desk.querySelector("[data-state]").textContent = text; };

function packed(withText) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("article", desk.dataset.article);
  data.set("base", form.elements.base.value);
  if (withText) for (const name of TYPED) if (form.elements[name]) data.set(name, form.elements[name].value);
  return data;
}

function show(answer) {
  const others = desk.querySelector("[data-others]");
  others.hidden = answer.others.length === 0;
  others.textContent = answer.others.length ? `${desk.dataset.here} ${answer.others.join(", ")}` : "";
  if (answer.newer) say(`${answer.newer} ${desk.dataset.newer}`);
  else if (answer.saved) say(`${desk.dataset.saved} ${answer.saved}`);
}

async function keep() {
  const withText = dirty;
  dirty = false;
  try {
    const response = await fetch(desk.dataset.autosave, { method: "POST", body: packed(withText) });
    const answer = await response.json();
    if (response.ok) return show(answer);
    say(answer.error ?? desk.dataset.offline);
  } catch {
    dirty = dirty || withText;
    say(desk.dataset.offline);
  }
}

function typed() {
  if (leaving) return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

async function pasteClean(html, plain) {
  const data = packed(false);
  data.set("html", html);
  try {
    const response = await fetch(desk.dataset.paste, { method: "POST", body: data });
    editor.chain().focus().insertContent((await response.json()).html).run();
  } catch {
    editor.chain().focus().insertContent(plain).run();
  }
}

function pasted(event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!/mso-|class="?Mso|urn:schemas-microsoft/i.test(html)) return;
  event.preventDefault();
  event.stopPropagation();
  pasteClean(html, event.clipboardData.getData("text/plain"));
}

function insert(token) {
  editor.chain().focus().insertContent([{ type: "paragraph", content: [{ type: "text", text: token }] }, { type: "paragraph" }]).run();
}

if (form) {
  form.addEventListener("input", typed);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("pagehide", () => { if (dirty && !leaving) navigator.sendBeacon(desk.dataset.autosave, packed(true)); });
  document.addEventListener("prose-editor:ready", (event) => {
    if (event.detail.textarea.name !== "body") return;
    editor = event.detail.editor;
    editor.on("update", typed);
    editor.view.dom.addEventListener("paste", pasted, true);
    for (const button of document.querySelectorAll("[data-insert], [data-insert-kind]")) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert], [data-insert-kind]");
    if (!button || !editor) return;
    if (button.dataset.insert) return insert(button.dataset.insert);
    const key = window.prompt(button.dataset.ask);
    if (key?.trim()) insert(`[[${button.dataset.insertKind}: ${key.trim()}]]`);
  });
  keep();
  setInterval(keep, BEAT);
}
