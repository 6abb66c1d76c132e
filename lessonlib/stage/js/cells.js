// A matrix with numbers, drawn as squares; or a heat map, drawn on a canvas under the plot.

import { litAt, ROLE } from "./data.js";
import { html, put, svg, textWidth, write } from "./dom.js";
import { inks, shade, shadeBytes } from "./style.js";

const DEEP = 0.42; // how far a side reaches from its edge to the middle

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
  const edges = mark.data.sides ? [0, 1, 2, 3] : []; // above, right, below, left
  const nodes = Array.from({ length: rows * columns }, () => {
    const sides = edges.map(() => svg("path", { class: "side" }));
    return inner.appendChild(svg("g", { class: "cell" }, svg("rect"), ...sides, svg("text")));
  });
  const heads = [
    ...mark.rows.map((name) => over.appendChild(svg("text", { class: "row-name" }, name))),
    ...mark.columns.map((name) => over.appendChild(svg("text", { class: "column-name" }, name))),
  ];
  const title = over.appendChild(svg("text", { class: "matrix-name" }, mark.name));
  let ink = []; // known once it is on the page
  let type = "";
  // Numbers that are wider than their cells are set smaller, all alike, at whatever step the widest stands.
  function smaller(across, size) {
    const widest = Math.max(1, ...nodes.map((_, i) => textWidth(words?.longest(i) ?? "", size)));
    type = widest > across - 4 ? `font-size:${(size * Math.max(0, across - 4)) / widest}px;` : "";
  }
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
      smaller(Math.abs(wide), 0.93 * place.size);
      nodes.forEach((node, i) => {
        const [r, c] = [Math.floor(i / columns), i % columns];
        const [rect, label] = [node.firstChild, node.lastChild];
        const [x, y] = [
          Math.min(box.x + c * wide, box.x + (c + 1) * wide) + 1,
          Math.min(box.y + r * tall, box.y + (r + 1) * tall) + 1,
        ];
        const [across, down] = [Math.max(0, Math.abs(wide) - 2), Math.max(0, Math.abs(tall) - 2)];
        put(rect, "x", x);
        put(rect, "y", y);
        put(rect, "width", across);
        put(rect, "height", down);
        for (const edge of edges) put(node.children[1 + edge], "d", side(edge, x, y, across, down));
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
      const sides = mark.data.sides?.row(step);
      const texts = words?.row(step);
      const since = mark.data.since?.row(0);
      const roles = new Map(litAt(mark.data.lit, step, 3).map(([r, c, role]) => [r * columns + c, ROLE[role]]));
      nodes.forEach((node, i) => {
        const there = !since || since[i] <= step;
        const [rect, label] = [node.firstChild, node.lastChild];
        const shaded = there && mark.scale !== "none";
        put(node, "class", `cell ${roles.get(i) ?? ""}`);
        put(rect, "style", shaded ? `fill:${shade(mark.scale, shades[i])}` : "");
        put(label, "style", type + (shaded ? `fill:${ink[shades[i]] ?? ""}` : ""));
        for (const edge of edges) {
          const value = sides[4 * i + edge];
          put(node.children[1 + edge], "style", value < 0 ? "display:none" : `fill:${shade(mark.scale, value)}`);
        }
        write(label, there && texts ? texts[i] : "");
      });
    },
  };
}

// The part of a cell along one of its edges, its slanted ends on the diagonals of the corners; the frame stays free.
function side(edge, x, y, across, down) {
  const [left, top, right, bottom] = [x + 2, y + 2, x + across - 2, y + down - 2];
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  const middle = [x + across / 2, y + down / 2];
  const within = (corner) => corner.map((at, axis) => at + DEEP * (middle[axis] - at));
  const [from, to] = [corners[edge], corners[(edge + 1) % 4]];
  return `M${[from, to, within(to), within(from)].join("L")}Z`;
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
