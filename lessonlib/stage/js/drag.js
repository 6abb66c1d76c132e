// Points that can be moved: a start that Python computes anew from ("drag"), or the step itself ("scrub").

import { html, pointer, put } from "./dom.js";

export function attachDrag(picture, marks, stage, view, head) {
  const movable = marks.find(({ mark }) => mark?.drag && stage.live) ?? marks.find(({ mark }) => mark?.scrub);
  if (!movable) return null;
  head.append(
    html("span", { class: "hint" }, movable.mark.drag ? `click or drag: ${movable.mark.drag}` : movable.mark.scrub),
  );
  const { mark, nodes } = movable;
  const handle = nodes[0];
  let moved = null; // where the handle was put, until Python has answered with a new trace

  const here = (step) => moved ?? [mark.data.x.row(step)[0], mark.data.y.row(step)[0]];
  const sideways = mark.along === "x";
  const say = ([x, y]) =>
    `${mark.drag}: ${near(x)}${sideways ? "" : `, ${near(y)}`}. Click, drag, or use the arrow keys to move it.`;

  function moveTo([x, y]) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    moved = [x, sideways ? here(0)[1] : y];
    place();
    stage.send(mark.drag, sideways ? x : moved);
  }

  function place() {
    const { scales } = view();
    put(handle, "transform", `translate(${scales.x(moved[0])} ${scales.y(moved[1])})`);
    put(handle, "aria-label", say(moved));
  }

  function scrub(px) {
    const { scales } = view();
    const { x, y } = mark.data;
    let best = 0;
    const far = (k) => Math.abs(scales.x(x.row(k)[0]) - px);
    for (let k = 1; k < y.shape[0]; k++) if (far(k) < far(best)) best = k;
    stage.go(best);
  }

  // The handle comes to the pointer, wherever it is pressed within the frame.
  function follow(event) {
    const { scales, place: box } = view();
    const [px, py] = pointer(event, picture);
    const [x, y] = [px - box.left, py - box.top];
    if (event.type === "pointerdown") {
      const inside = x >= 0 && x <= box.width && y >= 0 && y <= box.height;
      if (event.shiftKey || event.button || !event.isPrimary || !inside) return;
      picture.setPointerCapture(event.pointerId);
    } else if (!picture.hasPointerCapture(event.pointerId)) return;
    if (mark.drag) moveTo([scales.x.invert(x), scales.y.invert(y)]);
    else scrub(x);
  }
  for (const name of ["pointerdown", "pointermove"]) picture.addEventListener(name, follow);
  picture.classList.add("movable");

  if (!mark.drag) {
    handle.append(Object.assign(document.createElementNS(handle.namespaceURI, "title"), { textContent: mark.scrub }));
    return null;
  }
  picture.setAttribute("role", "group"); // an image may hold nothing to operate
  handle.setAttribute("tabindex", 0);
  handle.setAttribute("role", "button");
  handle.setAttribute("data-own-keys", "");
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || (sideways && way[1])) return;
    event.preventDefault();
    event.stopPropagation();
    const { scales, place: box } = view();
    const [x, y] = here(0);
    const far = (event.shiftKey ? 0.002 : 0.02) * box.width; // Shift moves finely
    moveTo([scales.x.invert(scales.x(x) + way[0] * far), scales.y.invert(scales.y(y) + way[1] * far)]);
  });
  return {
    draw(step) {
      if (moved) place();
      else put(handle, "aria-label", say(here(step)));
    },
  };
}

const near = (value) => String(Number(value.toPrecision(3))).replace("-", "−");
