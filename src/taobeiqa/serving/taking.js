
/* What the visitor takes away is in the page already: the text of an answer, a link to its question, all of it as a file. */
function take(button) {
  const { take: what, text, heading } = button.dataset;
  if (what === "conversation") save(heading);
  else copy(what === "link" ? linkTo(text) : text, button);
}

/* To the page as it was reached, whatever stands before its path, and with nothing else that its address says. */
function linkTo(question) {
  const link = new URL(window.location.pathname, window.location.origin);
  link.searchParams.set("q", question);
  return link.href;
}

async function copy(text, button) {
  const row = button.closest(".tq-taking");
  const done = (await copiedBy("clipboard", text)) || (await copiedBy("selection", text));
  row.parentElement.querySelector(".tq-by-hand")?.remove();
  if (!done) return byHand(text, row);
  if (button.dataset.label) return;
  button.focus({ preventScroll: true });
  button.style.minWidth = `${button.offsetWidth}px`;
  button.dataset.label = button.textContent;
  button.textContent = button.dataset.said; // the conversation is a live region, which announces it
  setTimeout(() => {
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }, 4000);
}

function byHand(text, row) {
  const label = Object.assign(document.createElement("label"), { className: "tq-by-hand", textContent: row.dataset.byHand });
  const box = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, rows: 3 });
  label.append(box);
  row.parentElement.append(label);
  box.select();
}

/* A page that is not served over HTTPS has no clipboard, and one in a frame may not use it. */
async function copiedBy(way, text) {
  try {
    if (way === "clipboard") {
      await navigator.clipboard.writeText(text);
      return true;
    }
    const box = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    box.style.cssText = "position: fixed; opacity: 0";
    document.body.append(box);
    box.select();
    try {
      return document.execCommand("copy");
    } finally {
      box.remove();
    }
  } catch {
    return false;
  }
}

function save(heading) {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const turns = [...document.querySelectorAll(".tq-take[data-take=answer]")];
  const text = [heading, day, ...turns.map(({ dataset }) => `${dataset.heading}\n\n${dataset.text.trimEnd()}`)].join("\n\n");
  const file = new Blob([`${text}\n`], { type: "text/markdown;charset=utf-8" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `taobeiqa-${day}.md` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/* A question that the address brings is asked once, and taken out of the address, so that it is not asked again on a
   reload, nor sent along with a link to another. */
function askShared() {
  if (!element.closest("#tq-talk") || !element.querySelector(".tq-log")) return;
  const address = new URL(window.location.href);
  const question = address.searchParams.get("q");
  if (question === null) return;
  address.searchParams.delete("q");
  window.history.replaceState(null, "", address);
  if (question.trim()) trigger("shared", { question: Array.from(question).slice(0, 1001).join("") });
}
