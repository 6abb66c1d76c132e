// A pen and a pointer over the picture, for a speaker: nothing of it is kept.

import { put, svg } from "./dom.js";

export function createPen() {
  const dot = svg("circle", { r: 9 });
  const lines = svg("g");
  const layer = svg("svg", { class: "pen", "aria-hidden": "true", hidden: true }, lines, dot);
  let d = "";

  const draw = (event) => {
    put(dot, "transform", `translate(${event.clientX} ${event.clientY})`);
    if (!event.buttons) return;
    event.preventDefault();
    event.stopPropagation();
    d = `${event.type === "pointerdown" ? "M" : `${d}L`}${event.clientX} ${event.clientY}`;
    if (event.type === "pointerdown") lines.append(svg("path"));
    if (lines.lastChild) put(lines.lastChild, "d", d);
  };
  for (const name of ["pointerdown", "pointermove"]) layer.addEventListener(name, draw);

  return {
    node: layer,
    toggle: () => layer.toggleAttribute("hidden"),
    clear: () => lines.replaceChildren(),
    off() {
      lines.replaceChildren();
      layer.setAttribute("hidden", "");
    },
  };
}
