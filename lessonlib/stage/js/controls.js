// The row of stepping controls, and the keys that do the same.

import { html, put, svg, write } from "./dom.js";
import { asking, setAsking } from "./question.js";
import { createStrides } from "./strides.js";

const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 20, 60];
const NAMES = { 0.25: "¼", 0.5: "½" };

// Drawn, not written: a font may lack the signs.
const SIGNS = {
  First: "M3 3h2v10h-2zM14 3v10l-8 -5z",
  Back: "M12 3v10l-8 -5z",
  Play: "M4 2v12l10 -6z",
  Pause: "M4 3h3v10h-3zM9 3h3v10h-3z",
  Next: "M4 3v10l8 -5z",
  Last: "M11 3h2v10h-2zM2 3v10l8 -5z",
  "Full screen": "M2 2h5v2h-3v3h-2zM9 2h5v5h-2v-3h-3zM2 9h2v3h3v2h-5zM12 9h2v5h-5v-2h3z",
};

// `keys` are tried before the stage's own: each takes the name of a key, and says whether it was its.
export function createControls(root, player, keys) {
  const button = (name, action, key) => {
    const sign = svg(
      "svg",
      { viewBox: "0 0 16 16", class: "sign", "aria-hidden": "true" },
      svg("path", { d: SIGNS[name] }),
    );
    const node = html("button", { type: "button", "aria-label": name, title: key ? `${name} (${key})` : name }, sign);
    node.addEventListener("click", action);
    return node;
  };
  const stop = (step) => () => {
    player.pause();
    player.go(step());
  };
  const first = button(
    "First",
    stop(() => 0),
    "Home",
  );
  const back = button(
    "Back",
    stop(() => player.step - 1),
    "left arrow",
  );
  const play = button("Play", player.toggle, "space");
  const next = button(
    "Next",
    stop(() => player.step + 1),
    "right arrow",
  );
  const last = button(
    "Last",
    stop(() => player.steps - 1),
    "End",
  );
  const slider = html("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Step",
    "data-lm-suppress-shortcuts": "true",
  });
  slider.addEventListener("input", () => {
    player.pause();
    player.go(Number(slider.value));
  });
  const strides = createStrides(player);
  const count = html("span", { class: "count" });
  const speed = html(
    "select",
    { "aria-label": "Speed, steps a second", title: "Speed", "data-lm-suppress-shortcuts": "true" },
    ...SPEEDS.map((s) => html("option", { value: s }, `${NAMES[s] ?? s} / s`)),
  );
  let chosen = false;
  speed.addEventListener("change", () => {
    chosen = true;
    player.speed = Number(speed.value);
  });
  const ask = html("button", { type: "button", "aria-pressed": true, title: "Ask before the picture shows" }, "Ask");
  ask.addEventListener("click", () => setAsking(!asking()));
  const full = button("Full screen", () => fullScreen(root));
  full.hidden = !document.fullscreenEnabled;
  const bar = html(
    "div",
    { class: "controls", role: "toolbar", "aria-label": "Stepping" },
    html("span", { class: "buttons" }, first, back, play, next, last),
    strides.node,
    slider,
    count,
    speed,
    ask,
    full,
  );

  root.addEventListener("keydown", (event) => onKey(event, player, keys));
  return {
    node: bar,
    strides: strides.set,
    // How fast a picture plays until the learner chooses a speed.
    pace(steps) {
      if (!chosen) player.speed = speed.value = steps;
    },
    // The switch stands where there is something to switch.
    asks(there) {
      ask.hidden = !there;
    },
    show() {
      put(ask, "aria-pressed", asking());
      slider.max = player.steps - 1;
      slider.value = player.step;
      // How many steps there are may be what is asked.
      const open = root.dataset.asked === "open";
      put(slider, "aria-valuetext", open ? `step ${player.step}` : `step ${player.step} of ${player.steps - 1}`);
      write(count, open ? `step ${player.step}` : `${player.step} / ${player.steps - 1}`);
      put(play, "aria-label", player.playing ? "Pause" : "Play");
      play.title = `${player.playing ? "Pause" : "Play"} (space)`;
      put(play.firstChild.firstChild, "d", SIGNS[player.playing ? "Pause" : "Play"]);
      const idle = { first: player.step === 0, last: player.step === player.steps - 1 };
      // aria-disabled rather than disabled: a disabled button would lose the focus in the middle of stepping.
      for (const [node, off] of [
        [first, idle.first],
        [back, idle.first],
        [next, idle.last],
        [last, idle.last],
      ])
        put(node, "aria-disabled", off);
    },
  };
}

// No key but those with Ctrl, Meta or Alt leaves the stage: in JupyterLab a letter may delete a cell.
function onKey(event, player, keys) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  event.stopPropagation();
  const target = event.target;
  if (keys.hall(event.key)) return event.preventDefault();
  if (event.shiftKey || target.matches("select, [data-own-keys]")) return;
  const moves = {
    ArrowLeft: () => player.step - 1,
    ArrowDown: () => player.step - 1,
    ArrowRight: () => player.step + 1,
    ArrowUp: () => player.step + 1,
    Home: () => 0,
    End: () => player.steps - 1,
  };
  if (event.key in moves) {
    player.pause();
    player.go(moves[event.key]());
  } else if (event.key === " " && !target.matches("button")) {
    player.toggle();
  } else if (!keys.question(event.key) && !keys.ties(event.key)) return;
  event.preventDefault();
}

function fullScreen(root) {
  if (root.getRootNode().fullscreenElement === root) document.exitFullscreen();
  else root.requestFullscreen();
}
