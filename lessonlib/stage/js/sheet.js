// Marks that are text: table, matrix, tokens, formula, sentence. Each returns { node, draw(step) }.

import { litAt, ROLE } from "./data.js";
import { cutOff, html, math, put, tabStop, write } from "./dom.js";
import { expression, matrix } from "./matrix.js";
import { reserve, reserveTall } from "./reserve.js";
import { sample } from "./style.js";

const FORMULA = { usual: 1.15, least: 0.8 }; // times the type around it

export function createSheet(panel, read) {
  const node = html("div", { class: "panel sheet", style: `flex-grow:${panel.grow}` });
  if (panel.title) node.append(html("div", { class: "panel-title" }, panel.title));
  const parts = panel.marks.map((mark) => flow(read.mark(mark)));
  node.append(...parts.map((part) => part.node));
  return {
    node,
    parts,
    layout: () => parts.forEach((part) => part.layout?.()),
    draw: (step) => parts.forEach((part) => part.draw(step)),
    cell: (mark, at) => parts[mark].cell?.(at), // the node at (row, column), for a question about it
  };
}

export function flow(mark) {
  return { table, tokens, formula, sentence, choice, cells: (m) => matrix(m), expression }[mark.kind](mark);
}

// One of several at each step, in one place as large as the largest: nothing moves when another takes its turn.
function choice(mark) {
  const parts = mark.marks.map(flow);
  return {
    node: html("div", { class: "choice" }, ...parts.map((part) => part.node)),
    parts,
    layout: () => parts.forEach((part) => part.layout?.()),
    draw(step) {
      const chosen = mark.data.which.row(step)[0];
      parts.forEach((part, i) => {
        part.node.classList.toggle("away", i !== chosen);
        part.draw(step);
      });
    },
  };
}

function table(mark) {
  const [, rows, columns] = mark.strings.text.shape;
  const body = [];
  const lines = Array.from({ length: rows }, (_, r) => {
    const tds = Array.from({ length: columns }, (_, c) => html(c === 0 ? "th" : "td", c === 0 ? { scope: "row" } : {}));
    const texts = tds.map((td, c) => {
      if (c === 0 && mark.series[r]) td.append(sample(mark.series[r]));
      const span = html("span");
      td.append(span);
      return span;
    });
    body.push({ tds, texts });
    return html("tr", {}, ...tds);
  });
  const head = { scope: "col", class: mark.upright ? "upright" : null };
  const heads = mark.columns.map((name) => (name ? html("th", head, name) : html("td")));
  const box = html(
    "div",
    { class: "table-box", role: "group", "aria-label": mark.caption || mark.columns.join(", ") },
    html(
      "table",
      {},
      mark.caption ? html("caption", {}, mark.caption) : "",
      html("thead", {}, html("tr", {}, ...heads)),
      html("tbody", {}, ...lines),
    ),
  );
  return {
    mark,
    node: box,
    cells: body.flatMap(({ tds }) => tds),
    wide: columns,
    skip: 1,
    rows: () => body.map(({ texts }) => texts[0].textContent),
    heads: (kind, i) => (kind === "row" ? body[i].tds[0] : heads[i]),
    cell: ([r, c]) => body[r]?.tds[c],
    layout() {
      for (const line of lines) line.removeAttribute("style");
      body.forEach(({ tds, texts }, r) =>
        tds.forEach((td, c) => {
          write(texts[c], mark.strings.text.longest(r * columns + c));
          put(td, "class", mark.data.lit ? "lit" : ""); // bold, if it ever is
        }),
      );
      // Where words break, a row keeps the height of its longest.
      const tall = box.closest(".lean") ? lines.map((line) => line.getBoundingClientRect().height) : [];
      tall.forEach((height, r) => (lines[r].style.height = `${height}px`));
      for (const head of heads) reserve(head, () => {}, ["width"]);
      tabStop(box);
    },
    draw(step) {
      const words = mark.strings.text.row(step);
      const since = mark.data.since?.row(0);
      const roles = new Map(litAt(mark.data.lit, step, 3).map(([r, c, role]) => [r * columns + c, ROLE[role]]));
      body.forEach(({ tds, texts }, r) =>
        tds.forEach((td, c) => {
          const at = r * columns + c;
          write(texts[c], since && since[at] > step ? "" : words[at]);
          if (c === 0) put(td, "role", texts[c].textContent ? "rowheader" : "cell"); // a header says something
          put(td, "class", roles.get(at) ?? "");
        }),
      );
    },
  };
}

function tokens(mark) {
  const words = mark.strings.text.row(0).map((word) => html("span", {}, word));
  return {
    mark,
    words,
    node: html(
      "p",
      { class: "tokens", dir: "auto", "aria-label": mark.name || null },
      ...words.flatMap((word) => [word, " "]),
    ),
    cell: ([, i]) => words[i],
    draw(step) {
      const roles = new Map(litAt(mark.data.lit, step, 2).map(([i, role]) => [i, ROLE[role]]));
      words.forEach((word, i) => put(word, "class", roles.get(i) ?? ""));
    },
  };
}

function formula(mark) {
  const places = [];
  const build = ([tag, { slot, ...attributes }, content]) => {
    const node = math(tag, attributes, ...(Array.isArray(content) ? content.map(build) : [content]));
    if (slot) {
      node.setAttribute("class", "value");
      places.push([node, mark.strings[slot]]);
    }
    return node;
  };
  const node = html("div", { class: "formula" });
  if (mark.slot !== undefined) node.append(sample(mark));
  if (mark.label) node.append(html("span", { class: "formula-label" }, mark.label));
  const parts = apart(build(mark.tree));
  node.append(...parts);
  // A formula that is too long for its place scrolls, at some steps only: then the keyboard must reach it.
  const size = new ResizeObserver(() => tabStop(node));
  for (const part of [node, ...parts]) size.observe(part);
  const fill = () => places.forEach(([place, strings]) => write(place, strings.longest(0)));
  return {
    node,
    layout() {
      node.style.setProperty("--size", `${FORMULA.usual}em`);
      fill();
      const widest = Math.max(...parts.map((part) => part.getBoundingClientRect().width));
      // One that is too long is set smaller, but not so small that it could not be read.
      const fits = (0.99 * FORMULA.usual * node.clientWidth) / widest;
      if (cutOff(node)) node.style.setProperty("--size", `${Math.max(FORMULA.least, fits)}em`);
      reserve(node, fill);
    },
    draw: (step) => places.forEach(([place, strings]) => write(place, strings.row(step)[0])),
  };
}

// What a \quad sets apart may stand on a line of its own.
function apart(typeset) {
  const pieces = [[]];
  for (const node of [...typeset.firstElementChild.children])
    if (node.localName === "mspace" && Number.parseFloat(node.getAttribute("width")) >= 1) pieces.push([]);
    else pieces.at(-1).push(node);
  const row = (nodes) => math("math", { displaystyle: "true" }, math("mrow", {}, ...nodes)); // fractions in full size
  return pieces.filter((nodes) => nodes.length).map(row);
}

function sentence(mark) {
  const node = html("p", { class: "sentence", style: `color:var(--st-${mark.tone})` });
  return {
    node,
    layout: () => reserveTall(node, mark.strings.text.long(0)),
    draw: (step) => write(node, mark.strings.text.row(step)[0]),
  };
}
