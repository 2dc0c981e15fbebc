"use strict";
/* The table of questions: filtered, sorted and shown from the data that the page holds. Text reaches the page as text
   only, never as HTML. */
(() => {
  const FIRST = 100;
  const STEP = 400;
  const data = JSON.parse(document.getElementById("data").textContent);
  const { texts, words, names, columns } = data;
  const form = document.getElementById("filters");
  const table = document.getElementById("rows");
  const body = table.tBodies[0];
  const matching = document.getElementById("matching");
  const printed = document.getElementById("printed");
  const more = document.getElementById("more");
  const only = document.getElementById("only-failures");
  const headings = [...table.querySelectorAll("[data-sort]")];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const han = /\p{Script=Han}/u;

  const text = (place) => (place === undefined ? "" : texts[place]);
  const named = (name) => (Object.hasOwn(names, name) ? names[name] : name);
  const said = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const langOf = (string) => data.langs[han.test(string) ? "zh" : "en"];
  const folded = (string) => string.normalize("NFKC").toLowerCase();
  const counted = (number) => number.toLocaleString("en");

  const asked = data.rows.map((row, place) => ({
    place,
    row,
    id: text(row.id),
    question: text(row.question),
    set: text(row.set),
    language: text(row.language),
    outcome: text(row.outcome),
    type: text(row.type),
    direction: text(row.direction),
    tags: (row.tags || []).map(text),
    rank: row.rank,
    confidence: row.confidence,
    found: null,
  }));

  /* ---- What is wanted: filters and order, as they stand in the address ---- */

  const FIELDS = ["text", "outcome", "set", "language", "direction", "type", "tag"];
  const START = { sort: "outcome", order: "ascending" };
  let wanted = { ...START };
  let rows = [];
  let shown = 0;

  const searched = (one) => {
    if (one.found === null) {
      const { row } = one;
      const quotes = (row.quotes || []).flat();
      const places = [row.shown, row.held, ...(row.answers || []), ...(row.evidence || []), ...quotes];
      one.found = folded([one.id, one.question, ...one.tags, ...places.map(text)].join("\n"));
    }
    return one.found;
  };

  const ids = new Set(asked.map((one) => one.id));
  const tests = {
    outcome: (one, value) => (value === "failures" ? one.outcome !== "right" : one.outcome === value),
    tag: (one, value) => one.tags.includes(value),
    // A whole id is that question's alone, even where others have it within theirs.
    text: (one, value) => (ids.has(value) ? one.id === value : folded(value).split(/\s+/).every((word) => searched(one).includes(word))),
  };

  const keys = {
    outcome: (one) => data.outcomes.indexOf(one.outcome),
    tags: (one) => one.tags.join(" "),
    language: (one) => named(one.language),
    type: (one) => (one.type ? named(one.type) : ""),
  };

  function ordered(found) {
    const { sort, order } = wanted;
    const key = keys[sort] || ((one) => one[sort]);
    const sign = order === "descending" ? -1 : 1;
    const empty = (value) => value === undefined || value === "";
    const compared = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));
    return found
      .map((one) => [key(one), one])
      .sort(([a, one], [b, other]) => {
        // What has no value stands last in either order.
        if (empty(a) || empty(b)) return empty(a) - empty(b) || one.place - other.place;
        return sign * compared(a, b) || one.place - other.place;
      })
      .map(([, one]) => one);
  }

  function refresh() {
    const tested = FIELDS.filter((field) => wanted[field]);
    rows = ordered(
      asked.filter((one) => tested.every((field) => (tests[field] || ((it, value) => it[field] === value))(one, wanted[field]))),
    );
    body.replaceChildren();
    shown = 0;
    show(FIRST);
    for (const heading of headings) {
      if (heading.dataset.sort === wanted.sort) heading.setAttribute("aria-sort", wanted.order);
      else heading.removeAttribute("aria-sort");
    }
    only.setAttribute("aria-pressed", String(wanted.outcome === "failures"));
    if (rows.length === 1) open(body.querySelector(".question"));
  }

  function show(count) {
    const next = rows.slice(shown, shown + count);
    body.append(...next.map(line));
    shown += next.length;
    const left = rows.length - shown;
    const told = { matching: counted(rows.length), all: counted(asked.length), shown: counted(shown) };
    matching.textContent = rows.length ? said("matching", told) + (left ? said("shown", told) : "") : words.nothing;
    printed.textContent = left ? said("printed", told) : "";
    more.replaceChildren();
    if (left > STEP) more.append(button(said("more", { n: STEP }), () => show(STEP)));
    if (left) more.append(button(words.everything, () => show(left)));
  }

  function button(label, act) {
    const made = element("button", label);
    made.type = "button";
    made.addEventListener("click", () => {
      const at = body.rows.length;
      act();
      body.rows[at]?.querySelector("button").focus({ preventScroll: true });
    });
    return made;
  }

  /* ---- Rows ---- */

  function element(name, content, attributes = {}) {
    const made = document.createElement(name);
    if (content instanceof Node) made.append(content);
    else if (Array.isArray(content)) made.append(...content.filter(Boolean));
    else if (content !== undefined) made.textContent = content;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const piece = (name, string) => element(name, string, { lang: langOf(string), dir: "auto" });
  const marked = (outcome) => outcome.replace(" ", "-");

  function line(one) {
    const mark = element("span", undefined, { class: `swatch outcome-${marked(one.outcome)}` });
    const ask = element("button", piece("bdi", one.question), { class: "question", type: "button", "aria-expanded": "false" });
    const rank = one.row.sought ? (one.rank ?? "–") : "";
    const cells = [
      ["outcome", [mark, named(one.outcome)]],
      ["asked", ask],
      ["language", named(one.language)],
      ["type", one.type && named(one.type)],
      ["tags", one.tags.map((tag) => piece("bdi", tag))],
      ["set", piece("bdi", one.set)],
      ["rank number", String(rank)],
      ["confidence number", one.confidence === undefined ? "" : one.confidence.toFixed(2)],
    ].map(([name, content]) => element("td", content, { class: name, role: "cell" }));
    const made = element("tr", cells, { role: "row", "data-place": one.place });
    if (one.outcome !== "right") made.className = "failed";
    return made;
  }

  function details(one) {
    const { row } = one;
    const came = element("dl");
    const expected = element("dl");
    const add = (list, label, ...pieces) =>
      list.append(element("div", [element("dt", label), ...pieces.map((it) => element("dd", it))]));
    const all = (places) => (places ? places.map((place) => piece("span", text(place))) : [element("span", words.unstated)]);
    add(came, words.answer, piece("span", text(row.shown)));
    if (row.held !== undefined) add(came, words.would, piece("span", text(row.held)));
    for (const [title, quote, translation] of row.quotes || []) {
      const parts = [piece("cite", text(title)), piece("q", text(quote))];
      if (translation !== undefined) {
        const label = element("small", words.translation);
        parts.push(element("span", [label, piece("span", text(translation))], { class: "translation" }));
      }
      add(came, row.held === undefined ? words.quotation : words.held, ...parts);
    }
    if (row.follows !== undefined) add(expected, words.follows, piece("span", text(row.follows)));
    if (row.answerable) {
      add(expected, words.expected, ...all(row.answers));
      add(expected, words.evidence, ...all(row.evidence));
    } else add(expected, words.expected, element("span", words.refusal));
    const about = [
      [words.id, one.id],
      [columns.set, one.set],
      [columns.language, named(one.language)],
      [columns.type, one.type && named(one.type)],
      [columns.direction, one.direction && named(one.direction)],
      [columns.tags, one.tags.join(", ")],
      [columns.rank, row.sought ? String(one.rank ?? words.missing) : ""],
      [columns.confidence, one.confidence === undefined ? "" : one.confidence.toFixed(2)],
      [words.time, said("ms", { ms: counted(row.ms) })],
    ];
    const facts = about.filter(([, value]) => value);
    const told = facts.map(([label, value]) => element("span", [`${label} `, piece("bdi", value)]));
    return element("div", [came, expected, element("p", told, { class: "about" })], { class: "sheet" });
  }

  function open(ask) {
    const line = ask.closest("tr");
    if (ask.getAttribute("aria-expanded") === "true") return null;
    const cell = element("td", details(asked[line.dataset.place]), { role: "cell", "aria-colspan": headings.length });
    const below = element("tr", cell, { role: "row", class: "details" });
    line.after(below);
    ask.setAttribute("aria-expanded", "true");
    return below;
  }

  function close(ask) {
    ask.closest("tr").nextElementSibling.remove();
    ask.setAttribute("aria-expanded", "false");
  }

  /* ---- The address: it holds the view, so that it can be passed on ---- */

  function written() {
    const kept = new URLSearchParams();
    for (const field of FIELDS) if (wanted[field]) kept.set(field, wanted[field]);
    if (wanted.sort !== START.sort || wanted.order !== START.order) {
      kept.set("sort", wanted.sort);
      kept.set("order", wanted.order);
    }
    return kept.toString();
  }

  function remember() {
    const address = `#${written() || "questions"}`;
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some browsers let no page from a file rewrite its history; its hash they let.
      location.hash = address;
    }
  }

  function read() {
    const kept = new URLSearchParams(location.hash.slice(1));
    const known = (name, values) => (values.includes(kept.get(name)) ? kept.get(name) : START[name]);
    wanted = { sort: known("sort", headings.map((one) => one.dataset.sort)), order: known("order", ["ascending", "descending"]) };
    for (const field of FIELDS) {
      wanted[field] = kept.get(field) || "";
      if (!form.elements[field]) continue;
      form.elements[field].value = wanted[field];
      // A value that no question has any more would leave a select with nothing chosen.
      if (form.elements[field].value !== wanted[field]) form.elements[field].value = wanted[field] = "";
    }
    refresh();
  }

  const holdsView = () => location.hash.includes("=");
  const toTable = () => document.getElementById("questions").scrollIntoView();

  addEventListener("hashchange", () => {
    // A place on the page is no view: the table stays as it is.
    if (location.hash && !holdsView()) return;
    if (location.hash.slice(1) !== written()) read();
    if (holdsView()) toTable();
  });
  document.addEventListener("click", (event) => {
    // The browser does nothing where the address is the link's already.
    const link = event.target.closest("a[href*='=']");
    if (link && link.hash === location.hash) toTable();
  });

  function changed() {
    for (const field of FIELDS) if (form.elements[field]) wanted[field] = form.elements[field].value.trim();
    refresh();
    remember();
  }

  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, event.target.name === "text" ? 150 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  only.addEventListener("click", () => {
    form.elements.outcome.value = wanted.outcome === "failures" ? "" : "failures";
    changed();
  });
  for (const heading of headings) {
    heading.firstElementChild.addEventListener("click", () => {
      const turned = wanted.sort === heading.dataset.sort && wanted.order === "ascending";
      wanted.sort = heading.dataset.sort;
      wanted.order = turned ? "descending" : "ascending";
      refresh();
      remember();
    });
  }
  body.addEventListener("click", (event) => {
    const ask = event.target.closest("tr:not(.details)")?.querySelector(".question");
    if (!ask || String(getSelection())) return;
    if (ask.getAttribute("aria-expanded") === "true") close(ask);
    else open(ask);
  });
  /* ---- Paper: what failed is printed with its details, and nothing is folded ---- */

  let opened = [];
  addEventListener("beforeprint", () => {
    const folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
    const rowsToOpen = [...body.querySelectorAll(".failed .question[aria-expanded=false]")];
    for (const ask of rowsToOpen) open(ask);
    opened = [() => folded.forEach((one) => (one.open = false)), () => rowsToOpen.forEach(close)];
  });
  addEventListener("afterprint", () => {
    for (const undo of opened) undo();
    opened = [];
  });

  form.hidden = table.hidden = false;
  read();
  if (holdsView()) toTable();
})();
