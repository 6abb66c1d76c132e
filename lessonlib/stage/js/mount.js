// One stage: builds the page's parts once, swaps the scene in place, draws the step that the player says.

import { createControls } from "./controls.js";
import { reader } from "./data.js";
import { html, measureLike, put, textWidth, write } from "./dom.js";
import { createFit } from "./fit.js";
import { createHall } from "./hall.js";
import { createPages } from "./pages.js";
import { createPlayer } from "./player.js";
import { createPlot } from "./plot.js";
import { createQuestion } from "./question.js";
import { release, reserveTall } from "./reserve.js";
import { createSheet, flow } from "./sheet.js";
import { sample } from "./style.js";
import { entry, thingsIn } from "./things.js";
import { createTies } from "./ties.js";

const SHEET = "680px"; // a page of A4 or Letter between its margins

// `link` is what the stage's surroundings offer: { live, level, presets(), choose(name), onStep(step), onLeave(step),
// send(name, value) }.
export function mount(el, { scene, blob, step = 0 }, link = { live: false }) {
  const title = html("div", { class: "stage-title", role: "heading", "aria-level": link.level ?? 3 });
  const notes = html("div", { class: "notes", role: "status" });
  const key = html("div", { class: "key" });
  const panels = html("div", { class: "panels" });
  const formulas = html("div", { class: "formulas" });
  const caption = html("p", { class: "caption", "aria-live": "polite" });
  const root = html("div", { class: "stage", role: "group", tabindex: -1, "data-lm-suppress-shortcuts": "true" });
  const player = createPlayer(show);
  const question = createQuestion({
    root,
    part: (place) => parts[place],
    see: (place) => pages.see(place),
    step: () => player.step,
    last: () => player.steps - 1,
    go: (step) => player.go(step),
    redraw: () => drawn && draw(),
    again: () => again(),
  });
  const cues = { presets: () => link.presets?.() ?? [], choose: (name) => link.choose?.(name) };
  const pages = createPages({ units, again: () => again() });
  const hall = createHall(root, player, cues, pages);
  const controls = createControls(root, player, {
    hall: hall.key,
    question: question.key,
    ties: (name) => ties.key(name),
  });
  const foot = html("div", { class: "foot" }, caption, controls.node);
  root.prepend(title, question.node, notes, key, pages.tabs, panels, formulas, foot, pages.said);
  const ties = createTies({ root, things, said, playing: () => player.playing });
  el.append(root);

  const stage = {
    root,
    live: link.live,
    zooms: new Map(), // by panel, kept when the trace is swapped
    send: throttle((name, value) => link.send(name, value), 50),
    go: (wanted) => {
      player.pause();
      player.go(wanted);
    },
  };
  let parts = [];
  let captions;
  let drawn = null; // the scene
  let width = 0;
  let height = 0;

  function draw() {
    for (const part of parts) part.draw(player.step);
    question.draw(player.step);
    write(title, question.title(drawn));
    root.setAttribute("aria-label", title.textContent);
    write(caption, captions.row(player.step)[0]);
    // Read out where the learner stops, not sixty times a second.
    put(caption, "aria-busy", player.playing);
    root.dataset.step = player.step;
    controls.show();
    ties.forget();
  }

  function things() {
    const found = parts.flatMap((part) => thingsIn(part, player.step));
    return [...found, ...drawn.key.map((mark, i) => entry(key.children[i], mark, found))];
  }

  // What may stand on a page of its own: each panel, and all that stands under them.
  function units() {
    const usual = { plot: "Picture", sheet: "Numbers" };
    const inPanels = drawn.panels.map(({ title, kind }, i) => ({ node: parts[i].node, name: title || usual[kind] }));
    return drawn.formulas.length ? [...inPanels, { node: formulas, name: "Formulas" }] : inPanels;
  }

  function said() {
    const written = [...root.querySelectorAll(".sentence, .formula math")];
    return [caption, ...written.filter((node) => !node.closest(".away, [hidden]"))];
  }

  function show() {
    draw();
    link.onStep?.(player.step);
  }

  // Text takes its room first; plots share what it leaves.
  function words() {
    release(root);
    question.layout();
    for (const part of parts) if (!part.wish) part.layout?.();
    reserveTall(caption, captions.long(0));
    const titles = [drawn.title, drawn.before, drawn.question?.text ?? ""];
    reserveTall(title, titles);
  }

  const tree = () => root.getRootNode(); // the page, or a shadow root in it
  const fills = () => tree().fullscreenElement === root;
  const plots = () => parts.filter((part) => part.wish && !part.node.hidden);
  const paper = () => root.style.width === SHEET;
  const fit = createFit({ root, foot, full: fills, paper, words, plots, pages, scene: () => drawn });

  function layout() {
    width = root.clientWidth;
    height = innerHeight;
    if (!width) return; // not on the page yet
    measureLike(root);
    const tallest = fit();
    // Side by side, plots are as high as the highest; before a hall, as high as there is room.
    const highest = fills() ? tallest : Math.max(0, ...plots().map((plot) => plot.wish()));
    for (const plot of plots()) plot.layout(Math.min(tallest, highest));
  }

  function update(newScene, newBlob) {
    const read = reader(newBlob, (text) => textWidth(text, 14));
    const before = drawn;
    captions = read.strings(newScene.captions);
    drawn = newScene;
    tell(newScene.notes);
    key.replaceChildren(...newScene.key.map((entry) => html("span", {}, sample(entry), entry.label)));
    const inPanels = newScene.panels.map((panel) =>
      (panel.kind === "plot" ? createPlot : createSheet)(panel, read, stage),
    );
    const below = newScene.formulas.map((mark) => flow(read.mark(mark)));
    const { activeElement } = tree();
    const focused = activeElement?.getAttribute("data-own-keys") !== null && panels.contains(activeElement);
    panels.replaceChildren(...inPanels.map((part) => part.node));
    formulas.replaceChildren(...below.map((part) => part.node));
    parts = [...inPanels, ...below];
    player.resize(newScene.steps, newScene.still);
    if (newScene.speed !== before?.speed) controls.pace(newScene.speed);
    controls.strides(newScene.strides);
    question.set(newScene.question);
    controls.asks(newScene.question !== null);
    layout();
    draw();
    link.onStep?.(player.step);
    if (focused) panels.querySelector("[data-own-keys]")?.focus();
  }

  function tell(sentences) {
    notes.replaceChildren(...sentences.map((sentence) => html("p", {}, sentence)));
    notes.hidden = sentences.length === 0;
  }

  root.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("button, input, select, [tabindex='0']")) root.focus({ preventScroll: true });
  });
  for (const leave of ["focusout", "pointerleave"]) root.addEventListener(leave, () => link.onLeave?.(player.step));

  const onResize = new ResizeObserver(() => {
    if (root.clientWidth && root.clientWidth !== width) {
      layout();
      draw();
    }
  });
  const again = () => {
    layout();
    draw();
  };
  // The theme's own style may arrive later than its name, and what we draw at the name may end a transition early:
  // the paper is looked at for a while.
  const onTheme = new MutationObserver(() => {
    again();
    for (const later of [50, 250, 1000]) setTimeout(() => root.isConnected && again(), later);
  });
  root.addEventListener("transitionend", (event) => event.target === root && again());
  const onPrint = ({ type }) => {
    root.style.width = type === "beforeprint" ? SHEET : "";
    again();
  };
  const onFull = () => {
    if (fills()) root.focus({ preventScroll: true });
    else hall.leave();
    again();
  };
  // Where the focus is lost (what had it was replaced), keys would go to the page behind the full screen.
  const onKey = (event) => {
    if (!fills() || event.composedPath().includes(root)) return;
    event.stopPropagation();
    root.focus({ preventScroll: true });
    root.dispatchEvent(new KeyboardEvent("keydown", event));
  };
  player.step = step;
  update(scene, blob);
  onResize.observe(root);
  onTheme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  document.addEventListener("fullscreenchange", onFull);
  addEventListener("keydown", onKey, true);
  for (const name of ["beforeprint", "afterprint"]) addEventListener(name, onPrint);
  const onHeight = () => innerHeight !== height && again();
  addEventListener("resize", onHeight);

  return {
    update,
    tell,
    go: player.go,
    working: (busy) => root.classList.toggle("working", busy),
    step: () => player.step,
    destroy() {
      player.pause();
      question.destroy();
      onResize.disconnect();
      onTheme.disconnect();
      document.removeEventListener("fullscreenchange", onFull);
      removeEventListener("keydown", onKey, true);
      for (const name of ["beforeprint", "afterprint"]) removeEventListener(name, onPrint);
      removeEventListener("resize", onHeight);
      root.remove();
    },
  };
}

// The newest call wins; at most one every `pause` milliseconds, and the last one always arrives.
export function throttle(call, pause) {
  let timer = null;
  let waiting = null;
  return (...values) => {
    waiting = values;
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      call(...waiting);
    }, pause);
  };
}
