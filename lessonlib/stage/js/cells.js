// A matrix with numbers, drawn as squares; or a heat map, drawn on a canvas under the plot.

import { litAt, ROLE } from "./data.js";
import { html, put, svg, write } from "./dom.js";
import { inks, shade, shadeBytes } from "./style.js";

export function cells(mark, room) {
  return mark.strings.text || mark.data.shade.shape[1] * mark.data.shade.shape[2] <= 400
    ? matrix(mark, room)
    : heat(mark, room);
}

function corners(mark, scales, place) {
  const heading = mark.name || mark.columns.length ? 1.5 : 0;
  if (mark.extent) {
    const [x0, x1, y0, y1] = mark.extent;
    return {
      x: scales.x(x0),
      y: scales.y(y0),
      width: scales.x(x1) - scales.x(x0),
      height: scales.y(y1) - scales.y(y0),
      heading,
    };
  }
  return { x: 0, y: 0, width: place.width, height: place.height, heading: 0 };
}

function matrix(mark, { inner, over, stage }) {
  const [, rows, columns] = mark.data.shade.shape;
  const words = mark.strings.text;
  const nodes = Array.from({ length: rows * columns }, () =>
    inner.appendChild(svg("g", { class: "cell" }, svg("rect"), svg("text"))),
  );
  const heads = [
    ...mark.rows.map((name) => over.appendChild(svg("text", { class: "row-name" }, name))),
    ...mark.columns.map((name) => over.appendChild(svg("text", { class: "column-name" }, name))),
  ];
  const title = over.appendChild(svg("text", { class: "matrix-name" }, mark.name));
  let ink = []; // known once it is on the page
  return {
    mark,
    cells: nodes,
    wide: columns,
    rows: () => mark.rows,
    heads: (kind, i) => (kind === "row" ? mark.rows[i] && heads[i] : mark.columns[i] && heads[mark.rows.length + i]),
    whole: [title, ...nodes],
    layout(scales, place) {
      ink = inks(mark.scale, stage.root);
      const box = corners(mark, scales, place);
      const [wide, tall] = [box.width / columns, box.height / rows];
      nodes.forEach((node, i) => {
        const [r, c] = [Math.floor(i / columns), i % columns];
        const [rect, label] = node.children;
        put(rect, "x", Math.min(box.x + c * wide, box.x + (c + 1) * wide) + 1);
        put(rect, "y", Math.min(box.y + r * tall, box.y + (r + 1) * tall) + 1);
        put(rect, "width", Math.max(0, Math.abs(wide) - 2));
        put(rect, "height", Math.max(0, Math.abs(tall) - 2));
        put(label, "x", box.x + (c + 0.5) * wide);
        put(label, "y", box.y + (r + 0.5) * tall);
      });
      mark.rows.forEach((_, r) => put(heads[r], "transform", `translate(${box.x - 6} ${box.y + (r + 0.5) * tall})`));
      mark.columns.forEach((_, c) =>
        put(heads[mark.rows.length + c], "transform", `translate(${box.x + (c + 0.5) * wide} ${box.y - 5})`),
      );
      put(title, "transform", `translate(${box.x + box.width / 2} ${box.y - (mark.columns.length ? 22 : 6)})`);
    },
    draw(step) {
      const shades = mark.data.shade.row(step);
      const texts = words?.row(step);
      const since = mark.data.since?.row(0);
      const roles = new Map(litAt(mark.data.lit, step, 3).map(([r, c, role]) => [r * columns + c, ROLE[role]]));
      nodes.forEach((node, i) => {
        const there = !since || since[i] <= step;
        const [rect, label] = node.children;
        const shaded = there && mark.scale !== "none";
        put(node, "class", `cell ${roles.get(i) ?? ""}`);
        put(rect, "style", shaded ? `fill:${shade(mark.scale, shades[i])}` : "");
        put(label, "style", shaded ? `fill:${ink[shades[i]] ?? ""}` : "");
        write(label, there && texts ? texts[i] : "");
      });
    },
  };
}

function heat(mark, { canvases, stage }) {
  const [, rows, columns] = mark.data.shade.shape;
  const canvas = canvases.appendChild(html("canvas", { width: columns, height: rows }));
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  let lookup;
  let drawn = -1;
  return {
    layout(scales, place) {
      const { x, y, width, height } = corners(mark, scales, place);
      lookup = new Uint32Array(shadeBytes(mark.scale === "none" ? "sequential" : mark.scale, stage.root).buffer);
      // A negative size mirrors: row 0 then stands at the bottom.
      const mirror = `scale(${Math.sign(width)}, ${Math.sign(height)})`;
      Object.assign(canvas.style, {
        left: `${Math.min(x, x + width)}px`,
        top: `${Math.min(y, y + height)}px`,
        width: `${Math.abs(width)}px`,
        height: `${Math.abs(height)}px`,
        transform: mirror,
      });
      drawn = -1;
    },
    draw(step) {
      const row = mark.data.shade.shape[0] > 1 ? step : 0;
      const since = mark.data.since?.row(0);
      if (row === drawn && !since) return;
      drawn = row;
      const shades = mark.data.shade.row(step);
      for (let i = 0; i < shades.length; i++) pixels[i] = since && since[i] > step ? 0 : lookup[shades[i]];
      pen.putImageData(image, 0, 0);
    },
  };
}
