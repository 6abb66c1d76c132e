// Looking closer: Ctrl and wheel, two buttons, or Shift and drag; kept by panel when the trace is swapped.

import { html, pointer } from "./dom.js";
import { wrap } from "./scales.js";

// `view` is { k, x, y }: magnification, and the shift in shares of the plot's size, so that it survives a resize.
export function createZoom(panel, views, picture, place, redraw) {
  const name = panel.title;
  const view = () => views.get(name) ?? { k: 1, x: 0, y: 0 };
  const held = (k, shift) => Math.max(1 - k, Math.min(0, shift)); // the frame stays filled

  function set(k, x, y) {
    const near = Math.max(1, Math.min(200, k));
    views.set(name, { k: near, x: held(near, x), y: held(near, y) });
    whole.setAttribute("aria-disabled", near === 1);
    redraw();
  }

  function by(factor, [u, v] = [0.5, 0.5]) {
    const { k, x, y } = view();
    const near = Math.max(1, Math.min(200, k * factor));
    set(near, u - ((u - x) * near) / k, v - ((v - y) * near) / k);
  }

  const share = (event) => {
    const [x, y] = pointer(event, picture);
    return [(x - place.left) / place.width, (y - place.top) / place.height];
  };
  picture.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey || document.fullscreenElement)) return; // a plain wheel scrolls the page
    event.preventDefault();
    by(2 ** (-event.deltaY / 300), share(event));
  });
  picture.addEventListener("pointermove", (event) => {
    if (!event.shiftKey || !event.buttons) return;
    const { k, x, y } = view();
    set(k, x + event.movementX / place.width, y + event.movementY / place.height);
  });

  const button = (label, sign, action) => {
    const spoken = /\d/.test(sign) ? `${sign}, ${label}` : label; // what can be read must be part of the name
    const node = html("button", { type: "button", "aria-label": `${spoken}: ${name}`, title: label }, sign);
    node.addEventListener("click", action);
    return node;
  };
  const whole = button("Whole picture", "1:1", () => set(1, 0, 0));
  whole.setAttribute("aria-disabled", view().k === 1);
  const buttons = html(
    "span",
    { class: "zoom" },
    button("Zoom in (also Ctrl and wheel; Shift and drag moves)", "+", () => by(1.5)),
    button("Zoom out", "−", () => by(1 / 1.5)),
    whole,
  );

  function closer(scale, shift, length) {
    const { k } = view();
    if (k === 1) return scale;
    const [from, to] = scale.axis.range();
    const at = (pixel) => scale.invert((pixel - shift * length) / k);
    return wrap(scale.axis.copy().domain([at(from), at(to)]));
  }
  return {
    buttons,
    apply: ({ x, y }) => ({ x: closer(x, view().x, place.width), y: closer(y, view().y, place.height) }),
  };
}
