// An article sent on, copied, read aloud: each only where this browser can; without it the page is whole.

const show = (node, on) => { if (node) node.hidden = !on; };

// ---- sending on ----
const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  show(share, true);
  share.addEventListener("click", () => {
    const url = document.querySelector("link[rel=canonical]")?.href || location.href;
    // Refused or closed by the reader: nothing to say about it.
    navigator.share({ title: share.dataset.share, url }).catch(() => {});
  });
}

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  show(copy, true);
  copy.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(copy.dataset.copy); } catch { return; }
    const line = document.createElement("p");
    line.textContent = copy.dataset.copied;
    document.getElementById("live")?.replaceChildren(line);
  });
}

// ---- reading aloud ----
const MOST = 220; // letters at once: some voices stop by themselves after a quarter of a minute
const box = document.querySelector("[data-listen]");
const part = (name) => box.querySelector(`[data-listen-${name}]`);

// What is read, in order: [element, sentences joined to pieces of at most MOST letters].
function pieces() {
  const nodes = [...document.querySelectorAll("[data-say]")];
  const inside = "h2,h3,h4,p,li,figcaption,blockquote,td,th";
  for (const node of document.querySelectorAll("[data-say-inside]")) {
    nodes.push(...[...node.querySelectorAll(inside)].filter((n) => !n.querySelector(inside)));
  }
  return nodes.flatMap((node) => cut(node.textContent.replace(/\s+/g, " ").trim()).map((text) => [node, text]));
}

function cut(text) {
  const out = [];
  for (const sentence of text.match(/[^.!?…;]+[.!?…;]*\s*/g) || []) {
    const last = out.at(-1);
    if (last !== undefined && last.length + sentence.length <= MOST) out[out.length - 1] += sentence;
    else out.push(sentence);
  }
  return out;
}

function reader(synth, voice) {
  let queue = [];
  let turn = 0; // a stopped reading's last words must not start the next piece
  const mark = (node) => {
    document.querySelector(".is-read")?.classList.remove("is-read");
    node?.classList.add("is-read");
  };
  const state = (name) => {
    show(part("start"), name === "still");
    show(part("pause"), name === "speaking");
    show(part("resume"), name === "paused");
    show(part("stop"), name !== "still");
  };
  function next(mine) {
    if (mine !== turn) return;
    const piece = queue.shift();
    if (!piece) { stop(); return; }
    mark(piece[0]);
    const words = new SpeechSynthesisUtterance(piece[1]);
    words.voice = voice;
    words.lang = voice.lang;
    words.onend = () => next(mine);
    words.onerror = () => { if (mine === turn) stop(); };
    synth.speak(words);
  }
  function start() { synth.cancel(); queue = pieces(); turn += 1; state("speaking"); part("pause").focus(); next(turn); }
  function stop() { turn += 1; queue = []; synth.cancel(); mark(null); state("still"); }
  part("start").addEventListener("click", start);
  part("pause").addEventListener("click", () => { synth.pause(); state("paused"); part("resume").focus(); });
  part("resume").addEventListener("click", () => { synth.resume(); state("speaking"); part("pause").focus(); });
  part("stop").addEventListener("click", () => { stop(); part("start").focus(); });
  addEventListener("pagehide", stop);
  state("still");
  show(box, true);
}

// Voices often come after the page: look now, and once more when they are told of.
function offerReading(synth) {
  const find = () => {
    const voice = synth.getVoices().find((v) => /^vi\b/i.test(v.lang.replace("_", "-")));
    if (!voice || !box.hidden) return;
    reader(synth, voice);
  };
  find();
  synth.addEventListener?.("voiceschanged", find);
}

if (box && window.speechSynthesis && window.SpeechSynthesisUtterance) offerReading(window.speechSynthesis);
