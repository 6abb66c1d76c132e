// Nodes and arrows of a computation, with values that change by the step.

import { put, svg, write } from "./dom.js";
import { litAt, ROLE } from "./data.js";
import { colour } from "./style.js";

export function graph(mark, { inner }) {
  const { xy, edges } = mark.data;
  const names = mark.strings.label.row(0);
  const links = Array.from({ length: edges.shape[1] }, () =>
    inner.appendChild(svg("g", { class: "edge" }, svg("path", { class: "line" }), svg("path", { class: "tip", d: "M0 0L-9 4.5L-9 -4.5Z" }), svg("text"))),
  );
  const nodes = names.map((name) =>
    inner.appendChild(svg("g", { class: "node" }, svg("rect", { rx: 8 }), svg("text", { class: "node-label" }, name), ...[0, 1, 2].map((line) => svg("text", { class: "node-value", style: mark.text[line] ? `fill:${colour(mark.text[line])}` : null })))),
  );
  let half = { width: 40, height: 18 };
  const tips = []; // where each arrow's tip sits, and where when the edge is walked back

  return {
    layout(scales) {
      const size = parseFloat(getComputedStyle(inner).fontSize);
      const longest = Math.max(...names.map((name) => name.length), 3);
      half = { width: size * (0.32 * longest + 0.6), height: size * 1.05 };
      const at = (i) => [scales.x(xy.values[2 * i]), scales.y(xy.values[2 * i + 1])];
      nodes.forEach((node, i) => {
        const [rect, label, ...values] = node.children;
        put(node, "transform", `translate(${at(i).join(" ")})`);
        for (const [name, value] of [["x", -half.width], ["y", -half.height], ["width", 2 * half.width], ["height", 2 * half.height]]) put(rect, name, value);
        put(label, "dy", "0.35em");
        values.forEach((value, line) => put(value, "y", half.height + size * (1.05 + 1.15 * line)));
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
        put(link.children[2], "transform", `translate(${(a[0] + b[0]) / 2} ${(a[1] + b[1]) / 2 - 6})`);
      });
    },
    draw(step) {
      const lit = new Map(litAt(mark.data.lit, step, 2).map(([i, role]) => [i, ROLE[role]]));
      const litEdges = new Map(litAt(mark.data.litEdges, step, 2).map(([i, role]) => [i, ROLE[role]]));
      const values = mark.strings.nodeText?.row(step);
      const words = mark.strings.edgeText?.row(step);
      nodes.forEach((node, i) => {
        put(node, "class", `node ${lit.get(i) ?? ""}`);
        const lines = values ? values[i].split("\n") : [];
        [...node.children].slice(2).forEach((value, line) => write(value, lines[line] ?? ""));
      });
      links.forEach((link, e) => {
        put(link, "class", `edge ${litEdges.get(e) ?? ""}`);
        put(link.children[1], "transform", litEdges.get(e) === "back" ? tips[e].back : tips[e].there);
        write(link.children[2], words ? words[e] : "");
      });
    },
  };
}
