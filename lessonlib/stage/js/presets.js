// The row above a stage on a page without a kernel: its presets, what to look for, and the link to what is shown.

import { html, write } from "./dom.js";

export const LOOK = `
.presets {
  display: flex; flex-wrap: wrap; gap: .4em .8em; align-items: center; margin: .3em 8px;
  font: 15px/1.4 system-ui, sans-serif; color: #1a1a1a;
}
.presets :is(select, button) {
  font: inherit; color: inherit; background: transparent; border: 1px solid #777; border-radius: 5px;
  padding: .15em .6em;
}
.presets option { color: #1a1a1a; background: #fff; }
.presets :focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
.stage-dark .presets { color: #e8e8e8; }
.stage-dark .presets :focus-visible { outline-color: #ffd24d; }
@media print { .presets { display: none; } }`;

// `address()` is the link to what is shown; `onChoose` takes the state that is chosen.
export function createPresets(states, name, address, onChoose) {
  const menu = html("select", { "aria-label": "Preset" });
  menu.append(...states.map((state) => html("option", { value: state.name }, state.name)));
  const told = html("span", { class: "told" });
  const link = html("button", { type: "button" }, "Copy link");
  const show = (chosen) => {
    const state = states.find((one) => one.name === chosen) ?? states[0];
    menu.value = state.name;
    write(told, state.sentence);
    return state;
  };
  const choose = (chosen) => onChoose(show(chosen));
  menu.addEventListener("change", () => choose(menu.value));
  link.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(address()).catch(() => {});
    write(link, "Copied");
    setTimeout(() => write(link, "Copy link"), 1500);
  });
  return {
    node: html("div", { class: "presets" }, menu, link, told),
    first: show(name),
    choose,
    name: () => menu.value,
  };
}
