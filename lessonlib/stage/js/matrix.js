// Matrices as numbers in a sheet: one alone, or several with the signs of an expression between them, A · B = C.

import { litAt, ROLE } from "./data.js";
import { html, put, tabStop, textWidth, write } from "./dom.js";
import { inks, shade } from "./style.js";

// `heads` and `named` reserve lines above, so that matrices in a row have their numbers at one height.
export function matrix(mark, heads = mark.columns.length > 0, named = mark.name) {
  const [, rows, columns] = mark.data.shade.shape;
  const words = mark.strings.text;
  // A first row without a name holds the names of the columns, as they are found; on end, they make no column wide.
  const headed = mark.rows[0] === "" && rows > 1 && mark.columns.length === 0;
  const vocabulary = wordsByColumn(words, columns, 0);
  const slim = headed ? wordsByColumn(words, columns, 1) : vocabulary;
  const cells = Array.from({ length: rows * columns }, () => html("td", {}, html("span")));
  const lines = Array.from({ length: rows }, (_, r) => {
    const name = mark.rows.length ? [mark.rows[r] ? html("th", { scope: "row" }, mark.rows[r]) : html("td")] : [];
    return html(
      "tr",
      { class: headed && r === 0 ? "heads" : null },
      ...name,
      ...cells.slice(r * columns, (r + 1) * columns),
    );
  });
  const over = Array.from({ length: columns }, (_, c) =>
    mark.columns.length ? html("th", { scope: "col" }, mark.columns[c]) : html("td"),
  );
  const corner = mark.rows.length ? [html("td")] : [];
  const node = html(
    "table",
    { class: "matrix" },
    named ? html("caption", {}, mark.name || "\u00a0") : "",
    heads ? html("thead", {}, html("tr", {}, ...corner, ...over)) : "",
    html("tbody", {}, ...lines),
  );
  let ink = []; // known once it is on the page
  return {
    mark,
    node,
    cells,
    wide: columns,
    rows: () => mark.rows,
    heads: (kind, i) => (kind === "row" ? mark.rows.length && lines[i].firstChild : mark.columns.length && over[i]),
    whole: [node],
    cell: ([r, c]) => cells[r * columns + c],
    layout() {
      ink = inks(mark.scale, node);
      for (const [name, of] of [
        ["--room", vocabulary],
        ["--slim", slim],
      ]) {
        const wide = of.map((all) => Math.max(0, ...Array.from(all, (word) => textWidth(word, 100) / 100)));
        // Columns are alike in a matrix; where they have names, each holds something of its own.
        const room = (c) => (mark.columns.length ? wide[c] : Math.max(...wide));
        cells.forEach((cell, i) => cell.style.setProperty(name, `${room(i % columns)}em`));
      }
    },
    draw(step) {
      const texts = words?.row(step);
      const shades = mark.data.shade.row(step);
      const since = mark.data.since?.row(0);
      const roles = new Map(litAt(mark.data.lit, step, 3).map(([r, c, role]) => [r * columns + c, ROLE[role]]));
      cells.forEach((cell, i) => {
        const there = !since || since[i] <= step;
        const shaded = there && mark.scale !== "none";
        put(cell, "class", roles.get(i) ?? "");
        cell.style.background = shaded ? shade(mark.scale, shades[i]) : "";
        cell.style.color = shaded ? (ink[shades[i]] ?? "") : "";
        write(cell.firstChild, there && texts ? texts[i] : "");
      });
    },
  };
}

// All that a column holds at any step from row `from` on: so much room is kept, and no column changes its width while
// stepping.
function wordsByColumn(words, columns, from) {
  const all = Array.from({ length: columns }, () => new Set());
  for (let step = 0; step < (words?.shape[0] ?? 0); step++)
    words.row(step).forEach((word, i) => i >= from * columns && all[i % columns].add(word));
  return all;
}

export function expression(mark) {
  const heads = mark.marks.some((inside) => inside.columns.length > 0);
  const named = mark.marks.some((inside) => inside.name);
  const parts = mark.marks.map((inside) => matrix(inside, heads, named));
  const terms = parts.map((part, i) =>
    html("div", { class: "term" }, html("span", { class: "between" }, mark.signs[i]), part.node),
  );
  const node = html(
    "div",
    {
      class: "expression",
      style: `font-size:${mark.size}em;--above:${1.3 * (Number(heads) + Number(named))}em`,
      role: "group",
      "aria-label": mark.name || null,
    },
    ...terms,
  );
  return {
    node,
    parts,
    cell: ([part, r, c]) => parts[part].cell([r, c]), // of the matrix at this place
    layout() {
      for (const part of parts) part.layout();
      tabStop(node);
    },
    draw: (step) => parts.forEach((part) => part.draw(step)),
  };
}
