// Predictions that are made in a plot: a place that is pointed at, a curve that is drawn by hand.

import { line as makeLine } from "d3-shape";
import { html, pointer, put, svg } from "./dom.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// What both share: a layer over the plot that takes pointer and arrow keys before the plot's own handles do.
function overPlot(asked, stage, { move, drag, redraw, label }) {
  const plot = () => stage.part(asked.panel);
  const layer = svg("g", { class: "prediction" });
  const cursor = svg("g", { class: "cursor", role: "button", "data-own-keys": "" });
  layer.append(cursor);
  const begin = html("button", { type: "button" }, "Use the arrow keys");
  begin.addEventListener("click", () => cursor.focus());
  cursor.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      begin.form.requestSubmit();
    } else if (event.key in KEYS) {
      event.preventDefault();
      move(KEYS[event.key], plot().view());
      again();
    }
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Tab") event.stopPropagation();
  });
  let down = false;
  const from = (event) => {
    const { scales, place } = plot().view();
    const [px, py] = pointer(event, plot().picture);
    const inside =
      px >= place.left && px <= place.left + place.width && py >= place.top && py <= place.top + place.height;
    return inside && { x: scales.x.invert(px - place.left), y: scales.y.invert(py - place.top) };
  };
  const onDown = (event) => {
    const at = from(event);
    if (!at || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    down = true;
    drag(at, true);
    again();
  };
  const onMove = (event) => {
    const at = down && from(event);
    if (!at) return;
    event.stopPropagation();
    drag(at, false);
    again();
  };
  const onUp = () => {
    down = false;
  };
  const again = () => {
    const { scales, place } = plot().view();
    put(cursor, "aria-label", label());
    redraw(cursor, scales, place);
  };
  return {
    node: begin,
    layer,
    open() {
      cursor.setAttribute("tabindex", 0);
      const { picture } = plot();
      picture.setAttribute("role", "group"); // an image may hold nothing to operate
      picture.classList.add("asks");
      picture.addEventListener("pointerdown", onDown, true);
      picture.addEventListener("pointermove", onMove, true);
      addEventListener("pointerup", onUp);
    },
    close() {
      cursor.removeAttribute("tabindex");
      const { picture } = plot();
      picture.classList.remove("asks");
      picture.removeEventListener("pointerdown", onDown, true);
      picture.removeEventListener("pointermove", onMove, true);
      removeEventListener("pointerup", onUp);
    },
    draw(answer, open) {
      if (layer.parentNode !== plot().over) plot().over.append(layer);
      put(layer, "visibility", answer || open ? "visible" : "hidden");
      put(cursor, "visibility", open ? "visible" : "hidden");
      if (plot().view().place.width) again();
    },
  };
}

const near = (value) => String(Number(value.toPrecision(3))).replace("-", "−");
const said = (text) => svg("text", { class: "said" }, text);

export function place(asked, stage) {
  let at = [...asked.near];
  let touched = false;
  const dot = svg("circle", { r: 7 });
  const name = said("you");
  const shared = overPlot(asked, stage, {
    label: () => `Your prediction: ${near(at[0])}, ${near(at[1])}. Arrow keys move it, Enter takes it.`,
    drag({ x, y }) {
      at = [x, y];
      touched = true;
    },
    move([right, up], { scales, place: box }) {
      const far = 0.02 * box.width;
      at = [scales.x.invert(scales.x(at[0]) + right * far), scales.y.invert(scales.y(at[1]) - up * far)];
      touched = true;
    },
    redraw(cursor, scales) {
      const [px, py] = [scales.x(at[0]), scales.y(at[1])];
      if (!dot.parentNode) cursor.before(dot, name);
      put(dot, "transform", `translate(${px} ${py})`);
      put(name, "transform", `translate(${px + 10} ${py - 8})`);
      if (!cursor.firstChild) cursor.append(svg("path", { d: "M-16 0H16M0 -16V16" }));
      put(cursor, "transform", `translate(${px} ${py})`);
    },
  });
  return {
    ...shared,
    wanted: "Click a place in the plot, or move the cross with the arrow keys.",
    read: () => (touched ? at : null),
    told: (value) => `(${near(value[0])}, ${near(value[1])})`,
  };
}

export function curve(asked, stage) {
  const y = asked.x.map(() => null);
  let here = 0;
  let before = null;
  const path = svg("path", { class: "drawn" });
  const name = said("you");
  const nearest = (x) =>
    asked.x.reduce((best, one, i) => (Math.abs(one - x) < Math.abs(asked.x[best] - x) ? i : best), 0);
  const known = () => y.map((value, i) => [asked.x[i], value]).filter(([, value]) => value !== null);
  const shared = overPlot(asked, stage, {
    label: () =>
      `Your curve at ${near(asked.x[here])}: ${y[here] === null ? "not drawn" : near(y[here])}. Arrow keys draw it.`,
    drag(at, first) {
      here = nearest(at.x);
      // A quick hand passes over places between two events: they lie on the way.
      const from = first || !before ? { at: here, y: at.y } : before;
      const way = Math.sign(here - from.at) || 1;
      for (let i = from.at; ; i += way) {
        const share = here === from.at ? 1 : (i - from.at) / (here - from.at);
        y[i] = from.y + share * (at.y - from.y);
        if (i === here) break;
      }
      before = { at: here, y: at.y };
    },
    move([right, up], { scales, place: box }) {
      const last = y[here];
      here = Math.max(0, Math.min(y.length - 1, here + right));
      y[here] ??= last ?? scales.y.invert(box.height / 2);
      y[here] = scales.y.invert(scales.y(y[here]) - 0.03 * up * box.height);
    },
    redraw(cursor, scales, box) {
      if (!path.parentNode) cursor.before(path, name);
      const drawn = known().map(([a, b]) => [scales.x(a), scales.y(b)]);
      put(path, "d", makeLine()(drawn) ?? "");
      put(name, "visibility", drawn.length ? "inherit" : "hidden");
      if (drawn.length) put(name, "transform", `translate(${drawn.at(-1)[0] - 30} ${drawn.at(-1)[1] - 10})`);
      if (!cursor.firstChild) cursor.append(svg("path", { d: "M-9 0H9M0 -9V9" }));
      put(
        cursor,
        "transform",
        `translate(${scales.x(asked.x[here])} ${y[here] === null ? box.height / 2 : scales.y(y[here])})`,
      );
    },
  });
  return {
    ...shared,
    wanted: "Draw over the whole width with the pointer, or with the arrow keys.",
    read: () => (known().length >= 0.8 * y.length ? y.map((value, i) => value ?? nearestDrawn(i)) : null),
    told: () => "what you drew",
  };

  function nearestDrawn(i) {
    const drawn = y.map((_, k) => k).filter((k) => y[k] !== null);
    return y[drawn.reduce((best, k) => (Math.abs(k - i) < Math.abs(best - i) ? k : best))];
  }
}
