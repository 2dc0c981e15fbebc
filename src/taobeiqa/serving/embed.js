/* <taobei-chat>: the chat of the server that this script comes from, in a page of any site that the server allows.

   <script src="https://chat.example/embed.js" async></script>
   <taobei-chat mode="button" lang="zh-Hans" token-url="/taobeiqa-token"></taobei-chat>

   mode       "inline" (a block of the page) or "button" (a floating button that opens a panel)
   theme      "light", "dark" or "auto" (as the visitor's system has it)
   lang       the language of the interface to begin with: "zh-Hans", "en", …; without it the visitor's own
   questions  questions to begin with instead of the server's, with | between them: six of at most 120 characters
   token-url  where this site's own backend hands out a fresh token, as {"token", "expires"}
   token      a token, where there is no such address; the event "taobei-token" asks the page to set another
   src        the server, where the script is not loaded from it

   The chat is a frame of the server's own origin; the two speak by messages that name the other's origin. */
(() => {
  const HOME = document.currentScript && new URL("./", document.currentScript.src).href;
  const MOST_QUESTIONS = 6;
  const MOST_CHARS = 120;
  const WORDS = {
    "zh-Hans": { chat: "问报纸", close: "关闭", failed: "问答暂时无法使用，请刷新页面再试。" },
    "zh-Hant": { chat: "問報紙", close: "關閉", failed: "問答暫時無法使用，請重新整理頁面再試。" },
    en: { chat: "Ask the papers", close: "Close", failed: "The chat cannot be reached just now: reload the page." },
  };
  const STYLE = `
    :host { display: block; height: min(44rem, 90vh); --paper: #f7f3ea; --ink: #211c16; --rule: #d9cfbc; --red: #a3301d;
      --on-red: #fffaf5; color-scheme: light; }
    :host([mode="button"]) { display: contents; }
    :host([hidden]) { display: none; }
    .dark { --paper: #171411; --ink: #ece4d6; --rule: #3b342b; --red: #ef8a70; --on-red: #1d0f0a; color-scheme: dark; }
    #all { height: 100%; }
    #all.floating { display: contents; }
    #panel { position: relative; height: 100%; background: var(--paper); overflow: hidden; }
    #panel[hidden] { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    #failed { position: absolute; inset: auto 0 0; margin: 0; padding: .75rem 1rem; background: var(--red);
      color: var(--on-red); font: 1rem/1.5 system-ui, sans-serif; }
    #failed[hidden] { display: none; }
    button { position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483001; min-height: 3rem; padding: 0 1.25rem;
      border: 0; border-radius: 3px; background: var(--red); color: var(--on-red); cursor: pointer;
      font: 600 1rem/1 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
      box-shadow: 0 2px 12px rgb(0 0 0 / .3); }
    button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
    .floating #panel { position: fixed; inset: auto 1.25rem 5rem auto; z-index: 2147483000; width: min(26rem, 100vw - 2.5rem);
      height: min(44rem, 100dvh - 6.25rem); border: 1px solid var(--rule); border-radius: 4px;
      box-shadow: 0 8px 40px rgb(0 0 0 / .35); }
    @media (max-width: 30rem) {
      .floating #panel { inset: 0; box-sizing: border-box; width: auto; height: auto; padding-bottom: 4.5rem; border: 0;
        border-radius: 0; }
      button { inset: auto 1rem .75rem auto; }
    }`;

  const wordsFor = (lang) =>
    WORDS[/^zh-(hant|tw|hk|mo)\b/i.test(lang) ? "zh-Hant" : /^zh\b/i.test(lang) ? "zh-Hans" : "en"];

  /* The server's address; null where it is none that could be framed. */
  function serverOf(src) {
    try {
      const server = new URL(src ? src.replace(/\/?$/, "/") : HOME ?? "", src ? document.baseURI : undefined);
      return /^https?:$/.test(server.protocol) ? server : null;
    } catch {
      return null;
    }
  }

  class TaobeiChat extends HTMLElement {
    static observedAttributes = ["mode", "theme", "lang", "questions", "token", "token-url", "src"];
    #root = this.attachShadow({ mode: "open" });
    #dark = matchMedia("(prefers-color-scheme: dark)");
    #heard = (event) => this.#hear(event);
    #turned = () => this.#paint();
    #server = null;
    #fetching = null;
    #wanted = false;
    #there = false;

    connectedCallback() {
      addEventListener("message", this.#heard);
      this.#dark.addEventListener("change", this.#turned);
      this.#build();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#heard);
      this.#dark.removeEventListener("change", this.#turned);
    }

    attributeChangedCallback(name, old, now) {
      if (!this.isConnected || old === now || !this.#root.firstElementChild) return;
      if (name === "theme") this.#paint();
      else if (name === "token" || name === "token-url") this.#give(false);
      else this.#build();
    }

    /* Made with createElement and text alone, and a style sheet that a page's policy has no say in. */
    #build() {
      const words = wordsFor(this.lang || navigator.language);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      const panel = Object.assign(document.createElement("div"), { id: "panel" });
      const failed = Object.assign(document.createElement("p"), { id: "failed", role: "alert", hidden: true });
      failed.lang = words === WORDS.en ? "en" : "zh";
      failed.textContent = words.failed;
      panel.append(failed);
      const all = Object.assign(document.createElement("div"), { id: "all" });
      all.append(panel);
      this.#server = serverOf(this.getAttribute("src"));
      if (!this.#server) failed.hidden = false;
      else if (this.getAttribute("mode") === "button") this.#float(all, panel, words);
      else panel.prepend(this.#frame(words));
      this.#root.replaceChildren(all);
      this.#paint();
    }

    #float(all, panel, words) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.chat });
      for (const [name, value] of [["expanded", "false"], ["controls", "panel"], ["haspopup", "dialog"]])
        button.setAttribute(`aria-${name}`, value);
      panel.setAttribute("role", "dialog");
      panel.setAttribute("aria-label", words.chat);
      panel.hidden = true;
      all.className = "floating";
      all.prepend(button);
      button.addEventListener("click", () => this.#show(panel.hidden));
      all.addEventListener("keydown", (event) => event.key === "Escape" && this.#show(false));
    }

    #show(open) {
      const words = wordsFor(this.lang || navigator.language);
      const button = this.#root.querySelector("button");
      const panel = this.#root.querySelector("#panel");
      if (!button || panel.hidden === !open) return;
      panel.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? words.close : words.chat;
      if (!open) return button.focus();
      const frame = this.#root.querySelector("iframe") || this.#frame(words);
      if (!frame.isConnected) panel.prepend(frame);
      frame.focus();
      this.#wanted = !this.#there;
      this.#say({ taobeiqa: "focus" });
    }

    #frame(words) {
      this.#there = false;
      const page = new URL("embed", this.#server);
      const theme = this.getAttribute("theme");
      if (theme === "dark" || theme === "light") page.searchParams.set("__theme", theme);
      return Object.assign(document.createElement("iframe"), {
        src: page.href, title: words.chat, allow: "clipboard-write", referrerPolicy: "no-referrer",
      });
    }

    #paint() {
      const theme = this.getAttribute("theme");
      const dark = theme === "dark" || (theme !== "light" && this.#dark.matches);
      this.#root.firstElementChild.classList.toggle("dark", dark);
      this.#say({ taobeiqa: "theme", dark });
    }

    #say(message) {
      if (this.#there) this.#root.querySelector("iframe")?.contentWindow?.postMessage(message, this.#server.origin);
    }

    #hear(event) {
      const frame = this.#root.querySelector("iframe");
      if (!frame || event.source !== frame.contentWindow || event.origin !== this.#server.origin) return;
      this.#there = true;
      if (event.data?.taobeiqa === "hello") this.#give(false);
      if (event.data?.taobeiqa === "token") this.#give(true);
      if (event.data?.taobeiqa === "escape") this.#show(false);
      if (event.data?.taobeiqa === "refused") this.#root.querySelector("#failed").hidden = false;
    }

    /* Tell the frame all that it has to know, with a token that is good for a while. */
    async #give(again) {
      const questions = (this.getAttribute("questions") || "").split(/[|\n]/).map((one) => one.trim());
      let found = {};
      try {
        this.#fetching ??= this.#token(again);
        found = (await this.#fetching) ?? {};
        this.#root.querySelector("#failed").hidden = true;
      } catch {
        this.#root.querySelector("#failed").hidden = false;
      } finally {
        this.#fetching = null;
      }
      this.#say({
        taobeiqa: "settings",
        token: typeof found.token === "string" ? found.token : null,
        expires: Date.parse(found.expires) || null,
        lang: this.lang || null,
        questions: questions.filter((one) => one && one.length <= MOST_CHARS).slice(0, MOST_QUESTIONS),
        dark: this.#root.firstElementChild.classList.contains("dark"),
        focus: this.#wanted,
      });
      this.#wanted = false;
    }

    async #token(again) {
      const address = this.getAttribute("token-url");
      if (address) {
        const response = await fetch(new URL(address, document.baseURI), { cache: "no-store" });
        if (!response.ok) throw new Error(`no token: ${response.status}`);
        return response.json();
      }
      if (again) this.dispatchEvent(new Event("taobei-token"));
      return { token: this.getAttribute("token") };
    }
  }

  if (!customElements.get("taobei-chat")) customElements.define("taobei-chat", TaobeiChat);
})();
