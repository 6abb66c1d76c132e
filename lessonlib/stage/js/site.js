// A page of the site: stages that open when they come into view, presets, search, theme, the state in the link.

import MiniSearch from "minisearch";
import { html, write } from "./dom.js";
import { inflate } from "./island.js";
import { asked, fragment, remember } from "./link.js";
import { mount } from "./mount.js";

const islands = [...document.querySelectorAll("script[data-island]")];

async function open(island) {
  const { step, states } = await inflate(island);
  const place = islands.indexOf(island) + 1;
  const box = island.parentElement;
  const menu = html("select", { "aria-label": "Preset" });
  menu.append(...states.map((state) => html("option", { value: state.name }, state.name)));
  const told = html("span", { class: "told" });
  const link = html("button", { type: "button" }, "Copy link");
  const row = html("p", { class: "presets" }, menu, link, told);
  box.append(row);
  const wanted = asked().stage === place ? asked() : {};
  const at = Math.max(
    0,
    states.findIndex((state) => state.name === wanted.preset),
  );
  menu.value = states[at].name;
  write(told, states[at].sentence);
  let here = wanted.step ?? step;
  const state = () => ({ stage: place, preset: menu.value, step: here });
  let ready = false;
  const onStep = (now) => {
    here = now;
    if (ready) remember(state());
  };
  const stage = mount(box, { ...states[at], step: here }, { live: false, onStep });
  ready = true;
  menu.addEventListener("change", () => {
    const chosen = states.find((one) => one.name === menu.value);
    write(told, chosen.sentence);
    stage.go(0);
    stage.update(chosen.scene, chosen.blob);
    remember(state());
  });
  link.addEventListener("click", async () => {
    const address = location.href.split("#")[0] + fragment(state());
    await navigator.clipboard?.writeText(address).catch(() => {});
    write(link, "Copied");
    setTimeout(() => write(link, "Copy link"), 1500);
  });
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

// Search over headings and words, loaded when it is first wanted.
const field = document.querySelector("input[type=search]");
const found = document.querySelector(".found");
let index = null;

function load() {
  if (index) return;
  index = new MiniSearch({ fields: ["heading", "words", "page"], storeFields: ["heading", "page"] });
  const script = html("script", { src: "search.js" });
  script.addEventListener("load", () => {
    index.addAll(window.lessonlibSections);
    look();
  });
  document.head.append(script);
}

function look() {
  const hits = field.value.trim()
    ? index.search(field.value, { prefix: true, boost: { heading: 3 } }).slice(0, 12)
    : [];
  found.replaceChildren(
    ...hits.map((hit) => html("li", {}, html("a", { href: hit.id }, `${hit.heading} (${hit.page})`))),
  );
  found.hidden = hits.length === 0;
}

field.addEventListener("focus", load);
field.addEventListener("input", () => index && look());
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const first = found.querySelector("a");
  if (first) location.href = first.href;
});

// Light and dark: as the system says, until somebody chooses.
const button = document.querySelector(".theme");
function show(dark) {
  document.body.dataset.jpThemeLight = String(!dark);
  button.setAttribute("aria-pressed", dark);
}
function kept() {
  try {
    return localStorage.getItem("lessonlib-theme");
  } catch {
    return null; // a page from disk may keep nothing
  }
}
show(kept() ? kept() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
button.addEventListener("click", () => {
  const dark = document.body.dataset.jpThemeLight === "true";
  show(dark);
  try {
    localStorage.setItem("lessonlib-theme", dark ? "dark" : "light");
  } catch {
    // It holds for this page then.
  }
});
