
/* A server that was started again knows nothing of this page, nor does one that the page was away from for long; what it
   draws then is marked with data-anew. The page tells it again what it began with, and keeps the turns that were shown
   above the new ones, to be read and taken away, until a new conversation is begun. */
const kept = document.createElement("div");
let shown = [];
let spoken = null;
let anew = false;

function afterRestart() {
  const log = element.querySelector(".tq-log");
  if (!log) return;
  if (log.dataset.anew !== undefined) {
    if (!anew) keep();
    anew = true;
    return;
  }
  anew = false;
  spoken = log.lang;
  if (!log.querySelector(".tq-forgotten")) kept.remove();
  if (log.dataset.pending === undefined) shown = [...log.querySelectorAll(".tq-turn")].map(withoutServer);
}

function keep() {
  drafts.clear();
  if (!kept.isConnected) kept.replaceChildren();
  kept.append(...shown);
  shown = [];
  if (!kept.childElementCount) return begin(spoken);
  kept.className = "tq-talk tq-kept";
  element.before(kept);
  begin(spoken, true);
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
