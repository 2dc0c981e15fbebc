/* Runs first in the chat's page where a page of another site frames it: waits for what the <taobei-chat> around it says,
   and sends the token that it hands over with everything that the page asks of its own server. */
(() => {
  if (window.parent === window) return window.location.replace(`./${window.location.search}`);
  const allowed = [window.location.origin, ...document.currentScript.dataset.origins.split(" ")];
  const EARLY_MS = 20_000;
  const PATIENCE_MS = 15_000;
  const plain = window.fetch;
  let framedBy = null;
  let settings = null;
  let waiting = [];

  const say = (what, to = framedBy) => window.parent.postMessage({ taobeiqa: what }, to);

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !allowed.includes(event.origin)) return;
    const said = event.data?.taobeiqa;
    if (said === "settings") {
      framedBy = event.origin;
      settings = event.data;
      for (const go of waiting.splice(0)) go(settings);
    }
    if (said === "settings" || said === "theme") paint(event.data.dark === true);
    if (said === "focus" || (said === "settings" && settings.focus)) focusBox();
  });

  /* The next settings; the last ones, where none come. */
  const next = () =>
    new Promise((go) => {
      waiting.push(go);
      setTimeout(() => go(settings ?? {}), PATIENCE_MS);
    });
  const first = next();
  let asking = null;
  function renewed() {
    if (!asking) {
      asking = next().finally(() => { asking = null; });
      say("token");
    }
    return asking;
  }

  const signed = (init, { token }) => {
    if (!token) return init;
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${token}`);
    headers.set("Taobeiqa-Framed-By", framedBy);
    return { ...init, headers };
  };

  window.fetch = async (input, init = {}) => {
    if (new URL(input.url ?? input, document.baseURI).origin !== window.location.origin) return plain(input, init);
    await first;
    let now = settings ?? {};
    if (now.expires && now.expires - Date.now() < EARLY_MS) now = await renewed();
    const response = await plain(input, signed(init, now));
    if (response.status !== 401 || !framedBy) return response;
    const fresh = settings.token === now.token ? await renewed() : settings;
    const again = fresh.token && fresh.token !== now.token ? await plain(input, signed(init, fresh)) : response;
    if (again.status === 401) say("refused");
    return again;
  };

  function paint(dark) {
    const go = () => document.body.classList.toggle("dark", dark);
    if (document.body) go();
    else document.addEventListener("DOMContentLoaded", go);
  }

  /* The question box, once there is one; not where it would bring up a keyboard over the page. */
  function focusBox(tries = 100) {
    const box = document.querySelector("#tq-box textarea");
    if (!window.matchMedia("(hover: hover)").matches || !tries) return;
    if (box) box.focus();
    else setTimeout(focusBox, 100, tries - 1);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && framedBy) say("escape");
  });

  /* What the chat begins with; see chat.js. */
  window.taobeiqaFrame = first.then(({ lang, questions }) => ({ lang, questions }));
  say("hello", "*");
})();
