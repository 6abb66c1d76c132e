// A page with islands, of the site or of anybody: stages that open when they come into view, the state in the link; and
// where the page has a place for them, search and theme.

import { tabStop } from "./dom.js";
import { inflate } from "./island.js";
import { asked, fragment, remember } from "./link.js";
import { mount } from "./mount.js";
import { createPresets, LOOK } from "./presets.js";
import { createTheme } from "./scheme.js";
import { createSearch } from "./search.js";
import { shelter } from "./shelter.js";

const islands = [...document.querySelectorAll("script[data-island]")];

// A picture's title is a heading, one level below the one that it stands under.
function levelAt(box) {
  const above = [...document.querySelectorAll("h1, h2, h3")].filter(
    (heading) => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return above.length ? Number(above.at(-1).tagName[1]) + 1 : 2;
}

async function open(island) {
  const { step, states } = await inflate(island);
  const place = islands.indexOf(island) + 1;
  const wanted = asked().stage === place ? asked() : {};
  let here = wanted.step ?? step;
  let stage = null;
  const state = () => ({ stage: place, preset: presets.name(), step: here });
  const address = () => location.href.split("#")[0] + fragment(state());
  const presets = createPresets(states, wanted.preset, address, (chosen) => {
    stage.go(0);
    stage.update(chosen.scene, chosen.blob);
    remember(state());
  });
  const box = shelter(island.parentElement, LOOK);
  box.append(presets.node);
  const link = {
    live: false,
    level: levelAt(island.parentElement),
    presets: () => states.slice(1).map(({ name, sentence }) => [name, sentence]),
    choose: (name) => presets.choose(name),
    onStep(now) {
      here = now;
      if (stage) remember(state());
    },
  };
  stage = mount(box, { ...presets.first, step: here }, link);
}

// Only what is in view, or near it, is drawn.
const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      open(target.querySelector("script[data-island]"));
    }
  },
  { rootMargin: "300px" },
);
for (const island of islands) seen.observe(island.parentElement);
if (asked().preset) islands[asked().stage - 1]?.parentElement.scrollIntoView();

// What a page of ours prints is reached by the keyboard where it scrolls.
for (const node of document.querySelectorAll("main :is(pre, .result, math[display], .result div)")) {
  if (!/auto|scroll/.test(getComputedStyle(node).overflowX)) continue;
  new ResizeObserver(() => tabStop(node)).observe(node);
}

if (document.querySelector("form[role=search]")) createSearch();
const button = document.querySelector(".theme");
if (button) createTheme(button);
