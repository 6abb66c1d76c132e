// A stage on a page of anybody's: no style of the page's reaches into its shadow root, and none of its own leaks out.

import { html } from "./dom.js";

// Returns the element in `box` in which a stage stands; `more` is style beyond the stage's own, which the page brings.
export function shelter(box, more) {
  const within = html("div", { class: "shelter" });
  const style = `.shelter { all: initial; display: block; direction: ltr; } ${globalThis.lessonlibStyle} ${more}`;
  box.attachShadow({ mode: "open" }).append(html("style", {}, style), within);
  const theme = () => within.classList.toggle("stage-dark", document.body.dataset.jpThemeLight === "false");
  theme();
  new MutationObserver(theme).observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  return within;
}
