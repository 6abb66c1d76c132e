// Matrices as numbers in a sheet: one alone, or several with the signs of an expression between them, A · B = C.

import { html, put, write } from "./dom.js";
import { litAt, ROLE } from "./data.js";
import { shade, isDeep } from "./style.js";

// `heads` reserves the line of column names, so that matrices in a row have their numbers at one height.
export function matrix(mark, heads = mark.columns.length > 0) {
  const [, rows, columns] = mark.data.shade.shape;
  const words = mark.strings.text;
  const longest = Math.max(0, ...(words?.table ?? []).map((word) => word.length));
  const cells = Array.from({ length: rows * columns }, () => html("td", {}, html("span")));
  const lines = Array.from({ length: rows }, (_, r) => {
    const name = mark.rows.length ? [html("th", { scope: "row" }, mark.rows[r])] : [];
    return html("tr", {}, ...name, ...cells.slice(r * columns, (r + 1) * columns));
  });
  const over = Array.from({ length: columns }, (_, c) =>
    mark.columns.length ? html("th", { scope: "col" }, mark.columns[c]) : html("td"),
  );
  const corner = mark.rows.length ? [html("td")] : [];
  const node = html(
    "table",
    { class: "matrix", style: `--longest:${longest}ch` },
    html("caption", {}, mark.name || "\u00a0"),
    heads ? html("thead", {}, html("tr", {}, ...corner, ...over)) : "",
    html("tbody", {}, ...lines),
  );
  return {
    node,
    draw(step) {
      const texts = words?.row(step);
      const shades = mark.data.shade.row(step);
      const since = mark.data.since?.row(0);
      const roles = new Map(litAt(mark.data.lit, step, 3).map(([r, c, role]) => [r * columns + c, ROLE[role]]));
      cells.forEach((cell, i) => {
        const there = !since || since[i] <= step;
        const shaded = there && mark.scale !== "none";
        put(cell, "class", `${roles.get(i) ?? ""} ${shaded && isDeep(mark.scale, shades[i]) ? "deep" : ""}`);
        put(cell, "style", shaded ? `background:${shade(mark.scale, shades[i])}` : "");
        write(cell.firstChild, there && texts ? texts[i] : "");
      });
    },
  };
}

export function expression(mark) {
  const heads = mark.marks.some((inside) => inside.columns.length > 0);
  const parts = mark.marks.map((inside) => matrix(inside, heads));
  const terms = parts.map((part, i) => html("div", { class: "term" }, html("span", { class: "between" }, mark.signs[i]), part.node));
  const node = html("div", { class: `expression ${heads ? "headed" : ""}`, style: `font-size:${mark.size}em`, role: "group", "aria-label": mark.name || null }, ...terms);
  return {
    node,
    layout() {
      if (node.scrollWidth > node.clientWidth + 1) node.setAttribute("tabindex", 0);
      else node.removeAttribute("tabindex");
    },
    draw: (step) => parts.forEach((part) => part.draw(step)),
  };
}
