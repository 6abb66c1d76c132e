// Axes: scales between data and pixels, their ticks, and the room that they need.

import { scaleBand, scaleLinear, scaleLog } from "d3-scale";
import { svg, textWidth } from "./dom.js";

export function makeScale(axis, range) {
  if (axis.scale === "band") {
    const band = scaleBand(
      axis.bands.map((_, i) => i),
      range,
    ).padding(0.15);
    // Bars and text give an index, or a place between two of them.
    const at = (value) => band(0) + band.bandwidth() / 2 + value * band.step();
    return Object.assign(at, { axis: band, unit: Math.abs(band.step()), band: true });
  }
  const scale = (axis.scale === "log" ? scaleLog() : scaleLinear()).domain(axis.domain).range(range);
  return wrap(scale);
}

// A scale that is called like D3's, with its axis, its inverse, and the pixels that one data unit takes (linear only).
export function wrap(scale) {
  const [a, b] = scale.domain();
  const [from, to] = scale.range();
  return Object.assign((value) => scale(value), {
    axis: scale,
    invert: scale.invert,
    unit: Math.abs((to - from) / (b - a)),
  });
}

const MINUS = (text) => text.replace("-", "−");

function labels(axis, scale, count) {
  if (axis.scale === "band") return { values: axis.bands.map((_, i) => i), format: (i) => axis.bands[i] };
  if (axis.ticks)
    return { values: axis.ticks.map(([value]) => value), format: (value) => axis.ticks.find(([v]) => v === value)[1] };
  if (axis.scale === "log") {
    const exponents = scale.axis.ticks().filter((value) => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6));
    const every = Math.max(1, Math.ceil(exponents.length / count));
    return { values: exponents.filter((_, i) => i % every === 0), format: power };
  }
  let many = count;
  while (scale.axis.ticks(many).length < 2 && many < 9) many++; // one number alone gives no scale
  const format = scale.axis.tickFormat(many);
  return { values: scale.axis.ticks(many), format: (value) => MINUS(format(value)) };
}

function power(value) {
  const exponent = Math.round(Math.log10(value));
  if (exponent >= -2 && exponent <= 3) return String(Number(value.toPrecision(3)));
  return `10${String(exponent).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]))}`;
}

// Width that the longest y tick label takes, so that no number is cut off.
export function yRoom(axis, height, size) {
  const scale = makeScale(axis, [height, 0]);
  const { values, format } = labels(axis, scale, tickCount(height, size * 4));
  return Math.max(...values.map((value) => textWidth(format(value), size)), size);
}

// How far down the names of bands reach when they are turned; 0 where they stand side by side without overlapping.
export function upright(axis, width, size) {
  if (axis.scale !== "band") return 0;
  const longest = Math.max(...axis.bands.map((name) => textWidth(name, size)));
  return longest + size / 3 > makeScale(axis, [0, width]).unit ? longest : 0;
}

export const tickCount = (length, each) => Math.max(2, Math.min(8, Math.floor(length / each)));

export function drawAxes(groups, panel, scales, box, size) {
  const { x, y } = panel;
  const across = labels(x, scales.x, tickCount(box.width, size * 5));
  const up = labels(y, scales.y, tickCount(box.height, size * 4));
  const below = upright(x, box.width, size);
  const turned = { x: -7, dy: ".35em", transform: "rotate(-90)", "text-anchor": "end" };
  // A label that would reach over the edge of the picture is moved back.
  const over = (value) => scales.x(value) + textWidth(across.format(value), size) / 2 - box.width - box.right;
  const low = Math.max(7, size / 2); // apart, in the corner, from the lowest of the other axis
  const flat = (value) => ({ x: -Math.max(0, over(value)), y: low, dy: ".71em", "text-anchor": "middle" });
  groups.x.setAttribute("transform", `translate(0 ${box.height})`);
  groups.x.replaceChildren(
    svg("path", { class: "domain", d: `M0 0H${box.width}` }),
    ...ticks(across, (at) => `${scales.x(at)} 0`, { y2: 4 }, below ? () => turned : flat),
  );
  groups.y.replaceChildren(
    svg("path", { class: "domain", d: `M0 0V${box.height}` }),
    ...ticks(
      up,
      (at) => `0 ${scales.y(at)}`,
      { x2: -4 },
      () => ({ x: -7, dy: ".32em", "text-anchor": "end" }),
    ),
  );
  groups.x.label.setAttribute("transform", `translate(${box.width / 2} ${box.height + below + size * 2.9})`);
  groups.y.label.setAttribute("transform", `translate(${-box.left + size} ${box.height / 2}) rotate(-90)`);
  // A label that is longer than its axis is set smaller.
  const usual = (size * 0.9) / 0.86;
  const fits = (label, room) => Math.min(usual, (usual * room) / textWidth(label.textContent, usual));
  groups.x.label.style.fontSize = `${fits(groups.x.label, box.width + 2 * size)}px`;
  groups.y.label.style.fontSize = `${fits(groups.y.label, box.height + 2 * box.top)}px`;
}

const ticks = ({ values, format }, place, line, text) =>
  values.map((value) =>
    svg(
      "g",
      { class: "tick", transform: `translate(${place(value)})` },
      svg("line", line),
      svg("text", text(value), format(value)),
    ),
  );
