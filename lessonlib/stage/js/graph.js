// Nodes and arrows of a computation, with values in them that change by the step.

import { litAt, ROLE } from "./data.js";
import { put, svg, textWidth, write } from "./dom.js";
import { colour } from "./style.js";

const LINE = 1.25; // height of a line of text, in its own size

export function graph(mark, { inner }) {
  const { xy, edges } = mark.data;
  const names = mark.strings.label.row(0);
  const texts = mark.strings.nodeText;
  const steps = texts ? Array.from({ length: texts.shape[0] }, (_, k) => texts.row(k)).flat() : [];
  const every = [...new Set([...names, ...steps.flatMap((text) => text.split("\n"))])];
  const lines = Math.max(0, ...steps.map((text) => text.split("\n").length));
  const head = names.some(Boolean) ? 1 : 0; // the line of the labels
  const inks = Array.from({ length: lines }, (_, i) => (mark.text[i] ? `fill:${colour(mark.text[i])}` : null));
  const group = inner.appendChild(svg("g"));
  const links = Array.from({ length: edges.shape[1] }, () =>
    group.appendChild(
      svg(
        "g",
        { class: "edge" },
        svg("path", { class: "line" }),
        svg("path", { class: "tip", d: "M0 0L-9 4.5L-9 -4.5Z" }),
        svg("text", { style: `fill:${colour(mark.edge)}` }),
      ),
    ),
  );
  const nodes = names.map((name) =>
    group.appendChild(
      svg(
        "g",
        { class: "node" },
        svg("rect", { rx: 8 }),
        svg("text", { class: "node-label" }, name),
        ...inks.map((style) => svg("text", { class: "node-value", style })),
      ),
    ),
  );
  const tips = []; // where each arrow's tip sits, and where when the edge is walked back

  // The type is as large as the closest neighbours allow, up to half larger than the page's; arrows need room, too.
  function typeScale(box, at) {
    let scale = 1.5;
    for (let i = 0; i < names.length; i++)
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [0, 1].map((k) => Math.abs(at(i)[k] - at(j)[k]));
        scale = Math.min(scale, Math.max(dx / (1.3 * box.width), dy / (1.18 * box.height)));
      }
    return scale;
  }

  const where = (scales) => (i) => [scales.x(xy.values[2 * i]), scales.y(xy.values[2 * i + 1])];
  const room = (size) => ({
    width: Math.max(...every.map((text) => textWidth(text, size))) + size,
    height: size * (LINE * (lines + head) + 0.4),
  });

  return {
    mark,
    nodes,
    links,
    // Whether nodes would stand too close for type of this size.
    crowded: (scales, size) => typeScale(room(size), where(scales)) < 0.82,
    layout(scales, place) {
      const at = where(scales);
      const box = room(place.size);
      const scale = Math.max(typeScale(box, at), 0.75);
      const size = scale * place.size;
      const half = { width: (scale * box.width) / 2, height: (scale * box.height) / 2 };
      put(group, "style", `font-size:${size}px`);
      nodes.forEach((node, i) => {
        const [rect, ...words] = node.children;
        put(node, "transform", `translate(${at(i).join(" ")})`);
        for (const [name, value] of [
          ["x", -half.width],
          ["y", -half.height],
          ["width", 2 * half.width],
          ["height", 2 * half.height],
        ])
          put(rect, name, value);
        words.forEach((word, line) => put(word, "y", size * LINE * (line - (lines + 1 - head) / 2)));
      });
      links.forEach((link, e) => {
        const [from, to] = [at(edges.values[2 * e]), at(edges.values[2 * e + 1])];
        const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
        // The arrow runs from border to border, not from centre to centre.
        const reach = Math.min(half.width / Math.abs(Math.cos(angle)), half.height / Math.abs(Math.sin(angle))) + 2;
        const a = [from[0] + reach * Math.cos(angle), from[1] + reach * Math.sin(angle)];
        const b = [to[0] - (reach + 1) * Math.cos(angle), to[1] - (reach + 1) * Math.sin(angle)];
        put(link.children[0], "d", `M${a}L${b}`);
        const turn = (angle * 180) / Math.PI;
        tips[e] = { there: `translate(${b}) rotate(${turn})`, back: `translate(${a}) rotate(${turn + 180})` };
        // Nearer to where it comes from: arrows that meet in one node are still apart there.
        put(link.children[2], "transform", `translate(${a[0] + 0.4 * (b[0] - a[0])} ${a[1] + 0.4 * (b[1] - a[1])})`);
      });
    },
    draw(step) {
      const lit = new Map(litAt(mark.data.lit, step, 2).map(([i, role]) => [i, ROLE[role]]));
      const litEdges = new Map(litAt(mark.data.litEdges, step, 2).map(([i, role]) => [i, ROLE[role]]));
      const values = texts?.row(step);
      const words = mark.strings.edgeText?.row(step);
      nodes.forEach((node, i) => {
        put(node, "class", `node ${lit.get(i) ?? ""}`);
        const now = values ? values[i].split("\n") : [];
        [...node.children].slice(2).forEach((value, line) => write(value, now[line] ?? ""));
      });
      links.forEach((link, e) => {
        const role = litEdges.get(e);
        put(link, "class", `edge ${role ?? ""}`);
        put(link.children[1], "transform", role === "back" ? tips[e].back : tips[e].there);
        write(link.children[2], words ? words[e] : "");
      });
    },
  };
}
