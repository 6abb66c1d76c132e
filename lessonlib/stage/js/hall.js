// A stage in front of a hall: the keys that hold while it fills the screen, and what they show over the picture.

import { html, tabStop, write } from "./dom.js";
import { createPen } from "./pen.js";

const KEYS = [
  ["Page Down, →", "the next step"],
  ["Page Up, ←", "the step before"],
  ["Home, End", "the first step, the last"],
  ["space", "play and pause"],
  ["n", "the next page of a picture that has several"],
  ["b or .", "blank the screen, and back"],
  ["p", "pen and pointer; c clears"],
  ["t", "what the words speak of; ←, → from one to the next"],
  ["s", "skip the question"],
  ["r", "show the answer"],
  ["?", "this list"],
  ["Esc", "leave the full screen"],
];
const READ = 8000; // milliseconds for which the sentence of a preset stands

// `cues` offers { presets(): [[name, sentence], ...], choose(name or "" for the start) }.
export function createHall(root, player, cues, pages) {
  const blank = html("div", { class: "blank", hidden: true });
  const list = html("div", { class: "cues", role: "region", "aria-label": "Keys and presets", hidden: true });
  const cue = html("p", { class: "cue", role: "status", hidden: true });
  const pen = createPen();
  root.append(pen.node, cue, list, blank);
  new ResizeObserver(() => tabStop(list)).observe(list);
  let timer = null;

  const step = (by) => {
    player.pause();
    player.go(player.step + by);
  };
  const say = (sentence) => {
    write(cue, sentence);
    cue.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (cue.hidden = true), READ);
  };

  function choose(digit) {
    const presets = cues.presets();
    if (!presets[digit - 1])
      return say(presets.length ? `Presets go from 1 to ${presets.length}.` : "No presets here.");
    const [name, sentence] = presets[digit - 1];
    cues.choose(name);
    say(`${name}: ${sentence}`);
  }

  function start() {
    cues.choose("");
    player.pause();
    player.go(0);
  }

  function show() {
    const presets = cues.presets().map(([name], i) => [i + 1, name]);
    const lines = [...KEYS, ["0", presets.length ? "as it opened, at the first step" : "the first step"], ...presets];
    list.replaceChildren(
      html("dl", {}, ...lines.flatMap(([key, does]) => [html("dt", {}, key), html("dd", {}, does)])),
    );
  }

  const moves = {
    PageDown: () => step(1),
    PageUp: () => step(-1),
    0: start,
    n: pages.next,
    p: pen.toggle,
    c: pen.clear,
    "?"() {
      show();
      list.hidden = !list.hidden;
    },
  };
  moves.b = moves["."] = () => (blank.hidden = !blank.hidden);
  for (let digit = 1; digit <= 9; digit++) moves[digit] = () => choose(digit);

  return {
    // Whether the key was the hall's. Behind a blank screen nothing moves: any key brings the picture back.
    key(name) {
      if (root.getRootNode().fullscreenElement !== root) return false;
      if (!blank.hidden) blank.hidden = true;
      else if (name in moves) moves[name]();
      else return false;
      return true;
    },
    leave() {
      pen.off();
      clearTimeout(timer);
      for (const node of [blank, list, cue]) node.hidden = true;
    },
  };
}
