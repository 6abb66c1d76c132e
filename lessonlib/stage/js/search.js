// Search over headings and words, loaded when it is first wanted.

import MiniSearch from "minisearch";
import { html } from "./dom.js";

export function createSearch() {
  const field = document.querySelector("input[type=search]");
  const found = document.querySelector(".found");
  let index = null;

  function load() {
    if (index) return;
    index = new MiniSearch({ fields: ["heading", "words", "page"], storeFields: ["heading", "page"] });
    const script = html("script", { src: "search.js" });
    script.addEventListener("load", () => {
      index.addAll(window.lessonlibSections);
      look();
    });
    document.head.append(script);
  }

  function look() {
    const hits = field.value.trim()
      ? index.search(field.value, { prefix: true, boost: { heading: 3 } }).slice(0, 12)
      : [];
    found.replaceChildren(
      ...hits.map((hit) => html("li", {}, html("a", { href: hit.id }, `${hit.heading} (${hit.page})`))),
    );
    found.hidden = hits.length === 0;
  }

  field.addEventListener("focus", load);
  field.addEventListener("input", () => index && look());
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) location.href = first.href;
  });
}
