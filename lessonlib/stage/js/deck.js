// A lecture as a deck: reveal.js moves from slide to slide, and the labs in them step as its fragments do.

import Reveal from "reveal.js";
import Notes from "reveal.js/plugin/notes";
import layout from "reveal.js/reveal.css";
import { html } from "./dom.js";
import { inflate } from "./island.js";
import { mount } from "./mount.js";
import { shelter } from "./shelter.js";

document.head.prepend(html("style", {}, layout));

const LARGE = ".stage { --st-scale: 1.3; font-size: clamp(13px, 2.1vh, 36px); }";

const stages = new Map(); // by slide: { stage, stops }, or a promise of it

// The speaker's window opens this page in frames, by an address without the fragment: it comes as a question.
const before = new URLSearchParams(location.search).get("fragment");
if (before !== null) location.replace(`${location.hash}/${before}`);

// The stage of a slide, opened when it is first wanted, and the steps at which page down stops.
function stageOf(slide) {
  if (!stages.has(slide)) stages.set(slide, open(slide));
  return stages.get(slide);
}

async function open(slide) {
  const island = slide.querySelector("script[data-island]");
  if (!island) return null;
  const { step, states } = await inflate(island);
  const stops = JSON.parse(island.parentElement.dataset.stops);
  const opened = { stops, following: true };
  // A step taken in the stage itself moves the deck's address and the speaker's window, too.
  const onStep = (now) => {
    if (opened.following || slide !== Reveal.getCurrentSlide()) return;
    const reached = stops.filter((stop) => stop <= now).length - 2;
    if (reached !== (Reveal.getIndices().f ?? -1)) Reveal.navigateFragment(reached);
  };
  opened.stage = mount(
    shelter(island.parentElement, LARGE),
    { ...states.at(-1), step },
    { live: false, level: 3, onStep },
  );
  opened.following = false;
  return opened;
}

const here = (f) => location.href.split(/[?#]/)[0] + (f < 0 ? "" : `?fragment=${f}`);

async function follow() {
  const slide = Reveal.getCurrentSlide();
  Reveal.getConfig().url = here(Reveal.getIndices().f ?? -1);
  const opened = await stageOf(slide);
  if (opened && slide === Reveal.getCurrentSlide()) {
    const { f = -1 } = Reveal.getIndices();
    const step = opened.stops[f + 1];
    const next = opened.stops[f + 2] ?? Number.POSITIVE_INFINITY;
    opened.following = true;
    // A stage that stands between two stops has been stepped by hand: it is where the deck is.
    if (opened.stage.step() < step || opened.stage.step() >= next) opened.stage.go(step);
    opened.following = false;
  }
  const after = slide.nextElementSibling;
  if (after) stageOf(after);
}

const deck = {
  disableLayout: true, // the stage measures in pixels of the page, so nothing is scaled
  hash: true,
  fragmentInURL: true,
  controls: false,
  slideNumber: "c/t",
  transition: "none",
  backgroundTransition: "none",
  center: false,
  scrollActivationWidth: null,
  defaultTiming: 60,
  plugins: [Notes],
};

Reveal.initialize(deck).then(() => {
  for (const event of ["slidechanged", "fragmentshown", "fragmenthidden"]) Reveal.on(event, follow);
  follow();
});

// A stage keeps the keys that are pressed in it; those of a clicker are the deck's, wherever the focus is.
addEventListener(
  "keydown",
  (event) => {
    const move = { PageDown: Reveal.next, PageUp: Reveal.prev }[event.key];
    const inStage = event.target.matches?.(".lessonlib-island");
    if (!move || !inStage || document.fullscreenElement?.matches(".lessonlib-island")) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  },
  true,
);

const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = () => (document.body.dataset.jpThemeLight = String(!dark.matches));
dark.addEventListener("change", colour);
colour();
