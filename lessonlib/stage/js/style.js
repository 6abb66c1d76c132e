// A mark's colour comes from the theme's CSS variables; its dash and marker say the same without colour.

import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from "d3-shape";
import { svg } from "./dom.js";

const SYMBOLS = {
  circle: symbolCircle,
  cross: symbolCross,
  diamond: symbolDiamond,
  hourglass: { draw: hourglass },
  square: symbolSquare,
  star: symbolStar,
  triangle: symbolTriangle,
  wye: symbolWye,
};

function hourglass(context, size) {
  const r = Math.sqrt(size) * 0.62;
  context.moveTo(-r, -r);
  context.lineTo(r, -r);
  context.lineTo(-r, r);
  context.lineTo(r, r);
  context.closePath();
}

export const colour = (mark) => (mark.slot === undefined ? `var(--st-${mark.tone})` : `var(--st-c${mark.slot})`);

export function markerPath(mark, radius) {
  const kind = SYMBOLS[mark.marker] ?? symbolCircle;
  const area = Math.PI * radius * radius * (kind === symbolCircle ? 1 : 1.3);
  return symbol(kind, area)();
}

// A short sample of how a series is drawn, as it stands in a key or before a table's row: of the signs that occur.
export function sample(mark) {
  const ink = colour(mark);
  const line = { x1: 1, x2: 33, y1: 7, y2: 7, "stroke-width": 2.5, "stroke-dasharray": mark.dash };
  const place = { transform: "translate(17 7)", style: `fill:${ink};stroke:var(--st-paper)` };
  const signs = {
    fill: () => svg("rect", { x: 9, y: 1, width: 16, height: 12, style: `fill:${ink}` }),
    line: () => svg("line", { ...line, style: `stroke:${ink}` }),
    marker: () => svg("path", { d: markerPath(mark, 5), ...place }),
  };
  const drawn = (mark.signs ?? ["line", "marker"]).map((sign) => signs[sign]());
  return svg("svg", { class: "sample", viewBox: "0 0 34 14", "aria-hidden": "true" }, ...drawn);
}

// One of 256 shades between the ends of a scale, mixed by the browser so that it follows the theme.
export function shade(scale, value) {
  if (scale === "none") return "none";
  if (scale === "sequential") return `color-mix(in srgb, var(--st-high) ${(value / 2.55).toFixed(1)}%, var(--st-low))`;
  const end = value < 127.5 ? "negative" : "positive";
  return `color-mix(in srgb, var(--st-${end}) ${(Math.abs(value - 127.5) / 1.275).toFixed(1)}%, var(--st-middle))`;
}

// The same shades as bytes, for a canvas, which knows no CSS variables.
export function shadeBytes(scale, element) {
  const theme = getComputedStyle(element);
  const rgb = (name) => {
    const hex = theme.getPropertyValue(`--st-${name}`).trim();
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  };
  const stops = scale === "diverging" ? ["negative", "middle", "positive"].map(rgb) : ["low", "high"].map(rgb);
  const bytes = new Uint8ClampedArray(1024);
  for (let value = 0; value < 256; value++) {
    const at = (value / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    for (let i = 0; i < 3; i++)
      bytes[4 * value + i] = stops[below][i] + (at - below) * (stops[below + 1][i] - stops[below][i]);
    bytes[4 * value + 3] = 255;
  }
  return bytes;
}

// What text is read on each of the 256 shades: of black and white, one always stands out by 4.5 : 1.
export function inks(scale, element) {
  const bytes = scale === "none" ? [] : shadeBytes(scale, element);
  const linear = (part) => (part <= 10 ? part / 3295 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = (i) => 0.2126 * linear(bytes[i]) + 0.7152 * linear(bytes[i + 1]) + 0.0722 * linear(bytes[i + 2]);
  return Array.from({ length: bytes.length / 4 }, (_, value) => (light(4 * value) > 0.179 ? "black" : "white"));
}
