
/* A server that was started again knows nothing of this page, nor does one that the page was away from for long; what it
   draws then is marked with data-anew. The page tells it again what it began with, and keeps the turns that were shown
   above the new ones, to be read and taken away, until a new conversation is begun. */
const kept = document.createElement("div");
let shown = [];
let spoken = null;
let anew = false;
let unsent = "";

function afterRestart() {
  const log = element.querySelector(".tq-log");
  if (!log) return;
  if (log.dataset.anew !== undefined) {
    if (!anew) keep([...log.querySelectorAll(".tq-question")].map((question) => question.textContent));
    anew = true;
    return;
  }
  anew = false;
  spoken = log.lang;
  if (!log.querySelector(".tq-forgotten")) kept.remove();
  if (log.dataset.pending === undefined) shown = [...log.querySelectorAll(".tq-turn")].map(withoutServer);
  const box = document.querySelector("#tq-box textarea");
  if (!unsent || !box) return;
  box.value = unsent;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  unsent = "";
}

/* What the log itself has is not kept beside it: a drawing that was under way when the server was told comes after one
   that knows of it, and looks like another start. */
function keep(drawn) {
  drafts.clear();
  if (!kept.isConnected) kept.replaceChildren();
  kept.append(...shown.filter((turn) => !drawn.includes(turn.querySelector(".tq-question")?.textContent)));
  shown = [];
  again();
}

/* Tell the server what it does not know. */
function again() {
  const earlier = kept.childElementCount > 0;
  kept.className = "tq-talk tq-kept";
  if (earlier) element.before(kept);
  begin(spoken, earlier);
}

/* A page that asks while there is no server is loaded anew by Gradio once there is one, which it asks for at /app_id. Each
   time, what the page shows is left for the next page of this tab, with the question that was not answered. */
const LEFT = "taobeiqa.left";

function leave() {
  const asked = document.querySelector(".tq-log[data-pending] .tq-turn:last-child .tq-question");
  const question = document.querySelector("#tq-box textarea")?.value || asked?.textContent || "";
  const turns = [...(kept.isConnected ? kept.children : []), ...shown].map((turn) => turn.outerHTML).join("");
  try {
    window.sessionStorage.setItem(LEFT, JSON.stringify({ language: spoken, question, turns }));
  } catch { /* a page that may not store anything still works */ }
}

function left() {
  try {
    const text = window.sessionStorage.getItem(LEFT);
    window.sessionStorage.removeItem(LEFT);
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function start() {
  const plain = window.fetch;
  window.fetch = (input, init) => {
    if (new URL(input.url ?? input, document.baseURI).pathname.endsWith("/app_id")) leave();
    return plain(input, init);
  };
  const found = left();
  if (!found) return begin();
  kept.innerHTML = found.turns; // as the page itself wrote it
  [spoken, unsent] = [found.language, found.question];
  again();
}

/* A copy of a turn, with nothing in it that the server would have to know. */
function withoutServer(turn) {
  const copy = turn.cloneNode(true);
  copy.removeAttribute("id");
  copy.classList.remove("tq-shown");
  copy.lang = spoken;
  for (const cite of copy.querySelectorAll(".tq-cite")) {
    cite.replaceWith(Object.assign(document.createElement("span"), { className: "tq-uncited", textContent: ` ${cite.textContent}` }));
  }
  for (const part of copy.querySelectorAll(".tq-opinion, button:not(.tq-take)")) part.remove();
  return copy;
}

/* A page that frames the chat says in which language and with which questions it begins; see embed-frame.js. A language
   that was spoken already goes before both. */
function begin(language = null, earlier = false) {
  return (window.taobeiqaFrame ?? Promise.resolve({})).then(({ lang, questions }) => {
    trigger("ready", { language: language ?? (lang ? null : remembered()), lang, questions, earlier });
  });
}
