// Text keeps the room of its longest form: nothing moves while a picture is stepped.

import { write } from "./dom.js";

const MOST = 12; // texts that are measured

// Fills `node` with its longest texts, measures it, and keeps that room; the caller then draws the step anew.
export function reserve(node, fill, sides = ["width", "height"]) {
  for (const side of sides) node.style.setProperty(`min-${side}`, "");
  fill();
  const room = node.getBoundingClientRect();
  for (const side of sides) node.style.setProperty(`min-${side}`, `${Math.ceil(room[side])}px`);
}

// The height of the tallest of `texts`: where lines break, the longest need not have the most of them.
export function reserveTall(node, texts) {
  node.style.minHeight = "";
  const tall = texts.slice(0, MOST).map((text) => {
    write(node, text);
    return node.getBoundingClientRect().height;
  });
  node.style.minHeight = `${Math.ceil(Math.max(0, ...tall))}px`;
}

// Gives all reserved room back: what was reserved when there was more would hold its neighbours wide.
export function release(root) {
  for (const node of root.querySelectorAll("[style*='min-']")) node.style.minWidth = node.style.minHeight = "";
}
