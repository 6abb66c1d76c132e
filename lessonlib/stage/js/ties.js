// Words and picture are tied: what is pointed at is lit together with what speaks of it, or with what it speaks of, and
// a cell opens the arithmetic that made it. Nothing is looked for until somebody points; a step only forgets it.

import { html, put, write } from "./dom.js";
import { tied } from "./tied.js";

const NOTHING = "Nothing at this step is tied to the picture.";

// `stage` offers { root, things(), said(), playing() }: the things of the picture, and the nodes that speak of them.
export function createTies({ root, things, said, playing }) {
  const boxes = html("div", { "aria-hidden": "true" });
  const opened = html("p", { class: "opened", "aria-hidden": "true", hidden: true });
  const name = "What the words speak of";
  const keys = { "data-own-keys": "", "data-lm-suppress-shortcuts": "true" };
  const cursor = html("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": name, ...keys });
  const layer = html("div", { class: "ties" }, boxes, opened, cursor);
  root.append(layer);
  let known = null; // at this step
  let shown = null; // the word or the thing that is pointed at
  let thick = []; // the lines that are lit

  function find() {
    if (known) return known;
    const all = things();
    const words = tied(all, said());
    const owner = new Map();
    for (const thing of all)
      for (const node of [...thing.nodes, ...thing.paths]) if (!owner.has(node)) owner.set(node, thing);
    for (const word of words) if (word.to === undefined) owner.set(word.node, word);
    const speakOf = (thing) => words.filter((word) => word.things.includes(thing));
    known = { words, owner, speakOf, stops: [...words, ...all.filter((thing) => thing.opens)] };
    return known;
  }

  function under({ target, clientX, clientY }) {
    const { words, owner } = find();
    const covers = (box) => clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
    for (let node = target; node && node !== root; node = node.parentNode) {
      const word = words.find((one) => one.node === node && one.to && boxesOf(one).some(covers));
      if (word ?? owner.get(node)) return word ?? owner.get(node);
    }
    return null;
  }

  // All that is lit with it: the words, and the things that they speak of.
  function together(one) {
    const { words, speakOf } = find();
    if (one.things)
      return {
        words: words.filter((word) => word.things.some((thing) => one.things.includes(thing))),
        things: one.things,
      };
    const own = speakOf(one);
    const speaking = own.length || one.opens ? own : one.within.flatMap(speakOf);
    return {
      words: speaking,
      things: [...new Set([...(one.opens ? [one] : []), ...speaking.flatMap((word) => word.things)])],
    };
  }

  function show(one, aloud) {
    if (one === shown && !aloud) return;
    hide();
    shown = one;
    if (!one) return;
    const { words, things: lit } = together(one);
    const from = layer.getBoundingClientRect();
    const place = (box) =>
      `left:${box.left - from.left}px;top:${box.top - from.top}px;width:${box.width}px;height:${box.height}px`;
    const draw = (kind) => (part) => boxesOf(part).map((box) => html("div", { class: kind, style: place(box) }));
    boxes.replaceChildren(...words.flatMap(draw("word")), ...lit.flatMap(draw("thing")));
    thick = lit.flatMap((thing) => thing.paths);
    for (const path of thick) path.classList.add("tied");
    if (one.opens || aloud) open(aloud || one.opens, boxesOf(one)[0] ?? from, one.nodes?.[0].closest("table"), from);
  }

  // Under the box, and under its table, whose other cells are still to be seen; over it where there is no room below.
  function open(text, box, table, from) {
    write(opened, text);
    opened.hidden = false;
    const bottom = table?.getBoundingClientRect().bottom ?? box.bottom;
    const over = bottom + opened.offsetHeight + 8 > innerHeight;
    const left = Math.max(0, Math.min(box.left - from.left, from.width - opened.offsetWidth));
    opened.style.left = `${left}px`;
    opened.style.top = `${(over ? box.top - opened.offsetHeight - 8 : bottom + 8) - from.top}px`;
  }

  function hide() {
    if (!shown && opened.hidden) return;
    shown = null;
    boxes.replaceChildren();
    opened.hidden = true;
    for (const path of thick) path.classList.remove("tied");
    thick = [];
  }

  const told = (one) => {
    if (!one) return NOTHING;
    if (one.opens) return `${one.label}: ${one.opens}`;
    return `${one.text}: ${one.things.map((thing) => thing.label).join("; ")}`;
  };

  // By the keyboard: one stop, in which the arrows go from word to word, and from cell to cell that opens.
  function point() {
    const { stops } = find();
    cursor.max = Math.max(0, stops.length - 1);
    const one = stops[cursor.value];
    put(cursor, "aria-valuetext", told(one));
    hide();
    if (one) show(one, told(one));
    else open(NOTHING, layer.getBoundingClientRect(), null, layer.getBoundingClientRect());
  }
  const focused = () => root.getRootNode().activeElement === cursor;
  const leave = () => root.focus({ preventScroll: true });
  cursor.addEventListener("focus", point);
  cursor.addEventListener("input", point);
  cursor.addEventListener("blur", hide);
  cursor.addEventListener("keydown", (event) => /^(t|Escape)$/.test(event.key) && leave());

  root.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch" && !event.buttons && !playing()) show(under(event));
  });
  root.addEventListener("pointerdown", (event) => event.pointerType === "touch" && show(under(event)));
  root.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && hide());
  for (const moved of ["scroll", "wheel"]) root.addEventListener(moved, hide, { capture: true, passive: true });

  return {
    // The step is another, or the layout.
    forget() {
      if (!known) return;
      known = null;
      cursor.value = 0;
      hide();
      if (focused() && !playing()) requestAnimationFrame(point);
    },
    key(pressed) {
      if (pressed !== "t") return false;
      if (focused()) leave();
      else cursor.focus({ preventScroll: true });
      return true;
    },
  };
}

// Where a word or a thing is seen; what is scrolled out of its box is not.
function boxesOf(one) {
  if (one.to) {
    const range = document.createRange();
    range.setStart(one.node.firstChild, one.from);
    range.setEnd(one.node.firstChild, one.to);
    return [...range.getClientRects()];
  }
  const nodes = one.nodes ?? [one.node];
  const all = nodes.map((node) => node.getBoundingClientRect()).filter((box) => box.width || box.height);
  if (!all.length) return [];
  const around = nodes[0].closest(".table-box, .expression, .formula")?.getBoundingClientRect();
  const side = (name, outer, inner) => {
    const reach = outer(...all.map((box) => box[name]));
    return around ? inner(reach, around[name]) : reach;
  };
  const [left, top] = ["left", "top"].map((name) => side(name, Math.min, Math.max));
  const [right, bottom] = ["right", "bottom"].map((name) => side(name, Math.max, Math.min));
  return right > left && bottom > top ? [new DOMRect(left, top, right - left, bottom - top)] : [];
}
