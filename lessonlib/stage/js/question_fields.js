// How a question is answered in words: a number, one of several, a cell that is pointed at.
// A field is { node, wanted, read(), told(answer), open(), close(), draw(answer, open) }.

import { html } from "./dom.js";
import { counted } from "./question_verdict.js";

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?$/i;
const still = { open() {}, close() {}, draw() {} };

export function number(asked) {
  const input = html("input", { type: "text", inputmode: "decimal", size: 8, "aria-label": asked.text });
  return {
    ...still,
    node: html("label", {}, input, asked.unit ? ` ${asked.unit}` : ""),
    wanted: "Type a number, such as 0.5 or −3, or skip.",
    read() {
      const plain = input.value.trim().replace("−", "-");
      return NUMBER.test(plain) ? { value: Number(plain.replace(",", ".")), typed: input.value.trim() } : null;
    },
    told: ({ value, typed }) => counted(typed, value, asked.unit),
  };
}

export function choice(asked) {
  const name = `stage-choice-${Math.random().toString(36).slice(2)}`;
  const boxes = asked.choices.map((value) => html("input", { type: "radio", name, value }));
  const labels = boxes.map((box, i) => html("label", {}, box, ` ${asked.choices[i]}`));
  return {
    ...still,
    node: html("span", { role: "radiogroup", "aria-label": asked.text, class: "choices" }, ...labels),
    wanted: "Choose one, or skip.",
    read: () => boxes.find((box) => box.checked)?.value ?? null,
    told: (value) => value,
  };
}

export function cell(asked, stage) {
  const none = html("option", { value: "" }, "point at one, or choose");
  const list = html("select", { "aria-label": asked.text });
  list.append(none, ...asked.choices.map((value) => html("option", { value }, value)));
  const panel = () => stage.part(asked.panel);
  const nodes = () => asked.places.map((at) => panel().cell?.(asked.mark, at));
  const show = (value) => nodes().forEach((node, i) => node?.classList.toggle("predicted", asked.choices[i] === value));
  const point = (event) => {
    const at = nodes().findIndex((node) => node?.contains(event.target));
    if (at < 0) return;
    list.value = asked.choices[at];
    show(list.value);
  };
  list.addEventListener("change", () => show(list.value));
  return {
    node: list,
    wanted: "Choose one, or skip.",
    read: () => list.value || null,
    told: (value) => value,
    open: () => panel().node.addEventListener("click", point),
    close: () => panel().node.removeEventListener("click", point),
    draw: (answer, open) => show(answer ?? (open ? list.value : null)),
  };
}
