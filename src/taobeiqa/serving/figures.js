
/* What a figure comes to, beside it: while the pointer rests on it or on the note, or while it has the focus, which a tap
   gives it too. Escape takes it away. */
let tip = null;
let pointed = null;
let leaving = null;

function showTip(figure) {
  clearTimeout(leaving);
  if (!tip) {
    tip = Object.assign(document.createElement("div"), { className: "tq-tip" });
    tip.setAttribute("aria-hidden", "true"); // what the focus reaches has a description of its own
    tip.addEventListener("pointerenter", () => clearTimeout(leaving));
    tip.addEventListener("pointerleave", hideTipSoon);
    document.getElementById("tq-page").append(tip);
  }
  pointed = figure;
  tip.textContent = figure.dataset.told;
  tip.hidden = false;
  placeTip();
}

function placeTip() {
  const place = pointed?.getClientRects()[0];
  if (!place || !tip || tip.hidden) return;
  const { width, height } = tip.getBoundingClientRect();
  const above = place.top - height - 6;
  tip.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - width - 8))}px`;
  tip.style.top = `${above < 8 ? place.bottom + 6 : above}px`;
}

function hideTip() {
  clearTimeout(leaving);
  if (tip) tip.hidden = true;
}

function hideTipSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(hideTip, 200);
}

for (const [shown, gone] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  element.addEventListener(shown, (event) => {
    const figure = event.target.closest(".tq-figure");
    if (figure) showTip(figure);
  });
  element.addEventListener(gone, (event) => { if (event.target.closest(".tq-figure")) hideTipSoon(); });
}
if (element.closest("#tq-side")) {
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
  document.addEventListener("scroll", placeTip, { capture: true, passive: true });
}

watch("value", () => { hideTip(); afterTalk(); afterRestart(); afterCorrections(); afterPanel(); askShared(); });
element.closest("#tq-page")?.toggleAttribute("data-framed", Boolean(window.taobeiqaFrame));
kept.addEventListener("click", pressed);
if (element.closest("#tq-talk")) start();
