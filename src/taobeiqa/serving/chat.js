/* Runs once for each drawn part (masthead, conversation, panel), with that part as `element`.
   Buttons say in data attributes what they do; the server draws; this tells it, and brings what was asked for into view.
   The events are 'act', 'example', 'shared' and 'ready'. taking.js, kept.js and figures.js follow. */
const KEY = "taobeiqa.language";
const narrow = () => window.matchMedia("(max-width: 860px)").matches;
const smooth = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function remembered() {
  try { return window.localStorage.getItem(KEY); } catch { return null; }
}

function remember(language) {
  try { window.localStorage.setItem(KEY, language); } catch { /* a page that may not store anything still works */ }
}

function reveal(id) {
  const target = id === "tq-latest" ? latest() : document.getElementById(id);
  if (!target) return;
  const panel = target.closest(".tq-panel");
  if (id === "tq-panel-top" && !narrow()) panel.scrollTo({ top: 0 });
  else if (id === "tq-panel-top") panel.scrollIntoView({ behavior: smooth(), block: "start" });
  else target.scrollIntoView({ behavior: smooth(), block: tall(target) ? "start" : "center" });
  target.focus({ preventScroll: true });
  if (!target.matches(".tq-card, .tq-cited")) return;
  target.classList.remove("tq-flash");
  void target.offsetWidth;
  target.classList.add("tq-flash");
}

const tall = (target) => target.getBoundingClientRect().height > window.innerHeight * 0.7;

function latest() {
  const log = document.querySelector(".tq-log[data-latest]");
  return log ? document.getElementById(log.dataset.latest) : document.getElementById("tq-talk-top");
}

element.addEventListener("click", pressed);

function pressed(event) {
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  if (button.dataset.take) return take(button);
  if (button.dataset.goto) return reveal(button.dataset.goto);
  if (button.dataset.example !== undefined) return trigger("example", { ...button.dataset });
  if (button.classList.contains("tq-toggle")) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    document.getElementById("tq-article").classList.toggle("tq-with-translation", on);
    return;
  }
  if (!button.dataset.act) return;
  if (button.dataset.act === "language") remember(button.dataset.language);
  if (button.dataset.act === "reword") moved = button.dataset.turn;
  if (button.dataset.act === "correct") return correct(button.closest(".tq-correction").querySelector("textarea"));
  trigger("act", { ...button.dataset });
}

/* What is typed under an answer and not yet sent, by turn. A redraw keeps an element for whatever stands in its place,
   with what was typed in it, so that every box is told its own text again. */
const drafts = new Map();
let opened = new Set();
let moved = null;

element.addEventListener("input", (event) => {
  if (event.target.matches(".tq-correction textarea")) drafts.set(event.target.dataset.turn, event.target.value);
});

/* As in the question box: Enter sends, Shift+Enter is a new line. An Enter that ends a word of an input method is neither. */
element.addEventListener("keydown", (event) => {
  if (!event.target.matches(".tq-correction textarea") || event.key !== "Enter" || event.shiftKey) return;
  if (event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  correct(event.target);
});

function correct(box) {
  if (!box.value.trim() && !box.defaultValue) return box.focus();
  moved = box.dataset.turn;
  drafts.set(moved, box.value);
  trigger("act", { act: "correct", turn: moved, correction: box.value });
}

function afterCorrections() {
  if (!element.querySelector(".tq-turn")) drafts.clear();
  for (const sent of element.querySelectorAll(".tq-opinion[data-sent]")) drafts.delete(sent.dataset.of);
  const now = new Set();
  for (const box of element.querySelectorAll(".tq-correction textarea")) {
    const text = drafts.get(box.dataset.turn) ?? box.defaultValue;
    if (box.value !== text) box.value = text;
    now.add(box.dataset.turn);
    if (!opened.has(box.dataset.turn)) box.closest(".tq-opinion").scrollIntoView({ behavior: smooth(), block: "nearest" });
  }
  opened = now;
  if (moved && document.activeElement === document.body) {
    element.querySelector(`[data-of="${moved}"] .tq-correction :is(textarea, button)`)?.focus({ preventScroll: true });
  }
  moved = null;
}

/* The panel: go where the server says, once. After an answer on a phone stay in the conversation. */
let drawn = null;
function afterPanel() {
  const panel = element.querySelector(".tq-panel");
  if (!panel || panel.dataset.drawn === drawn) return;
  const first = drawn === null;
  drawn = panel.dataset.drawn;
  if (first || !panel.dataset.reveal) return;
  if (panel.dataset.by !== "answer") reveal(panel.dataset.reveal);
  else if (!narrow()) panel.scrollTo({ top: 0 });
}

/* The conversation: keep the newest turn in view, and the question box ready to type in. */
let newest = null;
let pending = false;
function afterTalk() {
  const log = element.querySelector(".tq-log");
  if (!log) return;
  document.documentElement.lang = log.lang;
  const now = log.dataset.latest || null;
  const waits = log.dataset.pending !== undefined;
  const target = now && document.getElementById(now);
  if (target && (now !== newest || waits !== pending)) target.scrollIntoView({ behavior: smooth(), block: "nearest" });
  if (pending && !waits && !narrow()) {
    setTimeout(() => {
      if (document.activeElement === document.body) document.querySelector("#tq-box textarea")?.focus();
    }, 50);
  }
  newest = now;
  pending = waits;
}
