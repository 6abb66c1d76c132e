// Weights between two columns of units: the larger, the thicker; one class's colour and solid above 0, the other's and
// dashed below.

import { put, svg } from "./dom.js";

const THICK = 7; // pixels, of the largest

export function wires(mark, { inner }) {
  const { ends, weight } = mark.data;
  const paths = Array.from({ length: ends.shape[1] }, () => inner.appendChild(svg("path", { class: "wire" })));
  return {
    layout(scales) {
      paths.forEach((path, i) => {
        const [x0, y0, x1, y1] = ends.values.subarray(4 * i, 4 * i + 4);
        const [a, b, c, d] = [scales.x(x0), scales.y(y0), scales.x(x1), scales.y(y1)];
        const middle = (a + c) / 2;
        put(path, "d", `M${a} ${b}C${middle} ${b} ${middle} ${d} ${c} ${d}`);
      });
    },
    draw(step) {
      const row = weight.row(step);
      paths.forEach((path, i) => {
        const value = (row[i] - 127.5) / 127.5;
        put(path, "class", value < 0 ? "wire below" : "wire");
        put(path, "style", `stroke-width:calc(${(THICK * Math.abs(value)).toFixed(2)}px * var(--st-scale))`);
      });
    },
  };
}
