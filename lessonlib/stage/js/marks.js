// The marks of a plot. Each factory returns { layout(scales, place), draw(step) }, and for a labelled line end(step).

import { cells } from "./cells.js";
import { html, put, svg, textWidth, write } from "./dom.js";
import { graph } from "./graph.js";
import { colour, markerPath } from "./style.js";
import { wires } from "./wires.js";

export function createMarks(mark, room) {
  if (mark.kind !== "choice")
    return [{ line, points, arrows, area, contour, bars, text, cells, graph, wires }[mark.kind](mark, room)];
  return mark.marks.flatMap((inside, i) => {
    const [inner, rim, over] = [room.inner, room.rim, room.over].map((parent) => parent.appendChild(svg("g")));
    const own = { ...room, inner, rim, over, canvases: room.canvases.appendChild(html("div")) };
    return createMarks(inside, own).map((part) => chosen(part, (step) => mark.data.which.row(step)[0] === i, own));
  });
}

// A part that is drawn at some steps only; at the others its room is taken out of the picture.
function chosen(part, isChosen, { inner, rim, over, canvases }) {
  let seen = false;
  return {
    ...part,
    hidden: () => !seen,
    end: part.end && (() => (seen ? part.end() : null)),
    draw(step) {
      seen = isChosen(step);
      for (const group of [inner, rim, over, canvases]) group.style.display = seen ? "" : "none";
      part.draw(step);
    },
  };
}

const round = (value) => Math.round(value * 10) / 10;

function line(mark, { inner, rim, over }) {
  const ink = `stroke:${colour(mark)};stroke-width:calc(${mark.width}px * var(--st-scale));opacity:${mark.opacity}`;
  const path = inner.appendChild(svg("path", { class: "line", style: ink, "stroke-dasharray": mark.dash }));
  const head = mark.head
    ? rim.appendChild(
        svg("g", {}, svg("path", { class: "marker", d: markerPath(mark, 6), style: `fill:${colour(mark)}` })),
      )
    : null;
  const label = mark.label ? over.appendChild(svg("text", { class: "line-label" }, mark.label)) : null;
  const upto = mark.when === "upto";
  const { x, y } = mark.data;
  let scales;
  let prefix; // for "upto": the whole path, and where it ends at each step
  let end = null;

  function trail(step) {
    const xs = x.row(step);
    const ys = y.row(step);
    const ends = [];
    let d = "";
    let pen = "M";
    for (let i = 0; i < ys.length; i++) {
      const px = scales.x(xs[i]);
      const py = scales.y(ys[i]);
      if (Number.isFinite(px) && Number.isFinite(py)) {
        const at = clamp(px, py);
        d += `${pen}${at[0]} ${at[1]}`;
        pen = "L";
        end = at;
      } else pen = "M";
      ends.push([d.length, end]);
    }
    return { d, ends };
  }

  return {
    mark,
    path,
    head,
    label,
    layout(current) {
      scales = current;
      end = null;
      prefix = trail(0);
      if (!upto) put(path, "d", prefix.d);
    },
    draw(step) {
      if (upto) {
        end = prefix.ends[step][1];
        put(path, "d", prefix.d.slice(0, prefix.ends[step][0]));
      } else if (y.shape[0] > 1 || x.shape[0] > 1) {
        end = null;
        put(path, "d", trail(step).d);
      }
      if (head) {
        put(head, "visibility", end ? "visible" : "hidden");
        if (end) put(head, "transform", `translate(${end[0]} ${end[1]})`);
      }
    },
    end: () => end,
  };
}

// Far outside the frame a path would be drawn wrongly or slowly by some browsers.
const clamp = (x, y) => [round(Math.max(-20000, Math.min(20000, x))), round(Math.max(-20000, Math.min(20000, y)))];

function points(mark, { rim }) {
  const { x, y, since } = mark.data;
  const texts = mark.strings.labels?.row(0);
  const hover = mark.strings.hover?.row(0);
  const handle = mark.drag || mark.scrub;
  const ink = colour(mark);
  const shape = markerPath(mark, mark.size);
  const style = mark.filled ? `fill:${ink}` : `stroke:${ink};fill:none;stroke-width:2px`;
  const nodes = Array.from({ length: y.shape[1] }, (_, i) => {
    const node = svg(
      "g",
      { class: handle ? "point handle" : "point" },
      svg("path", { class: "marker", d: shape, style }),
    );
    if (texts?.[i]) node.append(svg("text", { dy: "0.35em" }, texts[i]));
    if (hover?.[i]) node.append(svg("title", {}, hover[i]));
    return rim.appendChild(node);
  });
  let scales;
  let place;
  return {
    mark,
    nodes,
    layout: (current, box) => ([scales, place] = [current, box]),
    draw(step) {
      const xs = x.row(step);
      const ys = y.row(step);
      nodes.forEach((node, i) => {
        const px = scales.x(xs[i]);
        const py = scales.y(ys[i]);
        const there = mark.when === "upto" ? i <= step : !since || since.row(0)[i] <= step;
        const seen = there && Number.isFinite(px) && Number.isFinite(py);
        put(node, "visibility", seen ? "visible" : "hidden");
        if (!seen) return;
        put(node, "transform", `translate(${clamp(px, py).join(" ")})`);
        if (!texts?.[i]) return;
        const aside = (mark.size + 4) * (place.size / 14);
        const wide = textWidth(texts[i], place.size);
        const turn = px + aside + wide > place.width; // no room on the right of the point
        const over = turn && px < aside + wide; // and none on the left: above it
        put(node.children[1], "x", over ? Math.max(-px, place.width - px - wide) : turn ? -aside : aside);
        put(node.children[1], "y", over || py < 0 || py > place.height ? 0 : lines(py, place) - py);
        put(node.children[1], "dy", over ? "-0.7em" : "0.35em");
        put(node.children[1], "text-anchor", turn && !over ? "end" : "start");
      });
    },
  };
}

function arrows(mark, { inner }) {
  const ink = colour(mark);
  const { x, y, dx, dy } = mark.data;
  const nodes = Array.from({ length: y.shape[1] }, () =>
    inner.appendChild(
      svg(
        "g",
        {},
        svg("path", {
          class: "line",
          style: `stroke:${ink};stroke-width:calc(${mark.width}px * var(--st-scale))`,
          "stroke-dasharray": mark.dash,
        }),
        svg("path", { d: "M0 0L-9 4.5L-9 -4.5Z", style: `fill:${ink}` }),
        svg("text", { class: "line-label" }, mark.label),
      ),
    ),
  );
  let scales;
  let place;
  return {
    layout: (current, box) => ([scales, place] = [current, box]),
    draw(step) {
      const [xs, ys, us, vs] = [x, y, dx, dy].map((a) => a.row(step));
      nodes.forEach((node, i) => {
        const from = [scales.x(xs[i]), scales.y(ys[i])];
        const to = [scales.x(xs[i] + us[i]), scales.y(ys[i] + vs[i])];
        const seen = [...from, ...to].every(Number.isFinite) && (mark.when !== "upto" || i <= step);
        put(node, "visibility", seen ? "visible" : "hidden");
        if (!seen) return;
        const [a, b] = [clamp(...from), clamp(...to)];
        const turn = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
        put(node.children[0], "d", `M${a}L${b}`);
        put(node.children[1], "transform", `translate(${b}) rotate(${round(turn)})`);
        put(node.children[1], "visibility", Math.hypot(b[0] - a[0], b[1] - a[1]) < 3 ? "hidden" : "inherit");
        // The name of an arrow that ends beyond the frame stays within it.
        const most = [place.width - textWidth(mark.label, place.size), place.height - 0.6 * place.size];
        const name = [Math.min(b[0] + 6, most[0]), Math.min(b[1], most[1])];
        put(node.children[2], "transform", `translate(${name.map((at, i) => round(Math.max(i * place.size, at)))})`);
      });
    },
  };
}

function area(mark, { inner }) {
  const path = inner.appendChild(svg("path", { style: `fill:${colour(mark)};opacity:${mark.opacity}` }));
  const label = inner.appendChild(svg("text", { class: "area-label" }, mark.label));
  const { x, low, high } = mark.data;
  let scales;
  let place;
  function shape(step) {
    const [xs, lows, highs] = [x, low, high].map((a) => a.row(step));
    const at = (edge, i) => clamp(scales.x(xs[i]), scales.y(edge[i])).join(" ");
    const order = Array.from(xs.keys());
    put(path, "d", `M${[...order.map((i) => at(highs, i)), ...order.reverse().map((i) => at(lows, i))].join("L")}Z`);
    const middle = (scales.x(xs[0]) + scales.x(xs[xs.length - 1])) / 2;
    const top = Math.max(0, Math.min(...[...highs, ...lows].map(scales.y))); // within the frame
    const px = within(middle, 0.5, textWidth(mark.label, place.size * 0.93), place);
    put(label, "transform", `translate(${round(px)} ${round(top + 1.15 * place.size)})`);
  }
  return {
    layout(current, box) {
      [scales, place] = [current, box];
      shape(0);
    },
    draw(step) {
      if ([x, low, high].some((a) => a.shape[0] > 1)) shape(step);
    },
  };
}

function contour(mark, { inner }) {
  const paths = Array.from({ length: mark.levels }, (_, level) =>
    inner.appendChild(svg("path", { class: "contour", style: `--level:${((level + 1) / mark.levels).toFixed(3)}` })),
  );
  const { x, y, ring } = mark.data;
  return {
    layout(scales) {
      const d = paths.map(() => []);
      let from = 0;
      for (let r = 0; r < ring.shape[0]; r++) {
        const [level, count] = [ring.values[2 * r], ring.values[2 * r + 1]];
        const corners = [];
        for (let i = from; i < from + count; i++)
          corners.push(clamp(scales.x(x.values[i]), scales.y(y.values[i])).join(" "));
        d[level].push(`M${corners.join("L")}Z`);
        from += count;
      }
      paths.forEach((path, level) => put(path, "d", d[level].join("")));
    },
    draw() {},
  };
}

function bars(mark, { inner, rim }) {
  const { x, height } = mark.data;
  const texts = mark.strings.labels;
  const nodes = Array.from({ length: height.shape[1] }, () =>
    inner.appendChild(svg("g", {}, svg("rect", { style: `fill:${colour(mark)}` }))),
  );
  const labels = nodes.map(() => rim.appendChild(svg("text", { class: "bar-label" })));
  let scales;
  let size;
  return {
    mark,
    nodes,
    labels,
    layout: (current, place) => ([scales, size] = [current, place.size]),
    draw(step) {
      const [xs, tops] = [x.row(step), height.row(step)];
      const words = texts?.row(step);
      const wide = scales.x.unit * mark.width;
      const ground = scales.y(mark.base);
      nodes.forEach((node, i) => {
        const top = scales.y(tops[i]);
        const seen = Number.isFinite(top) && (mark.when !== "upto" || i <= step);
        const [rect, label] = [node.firstChild, labels[i]];
        for (const part of [node, label]) put(part, "visibility", seen ? "visible" : "hidden");
        if (!seen) return;
        put(rect, "x", round(scales.x(xs[i]) - wide / 2));
        put(rect, "width", round(wide));
        put(rect, "y", round(Math.min(top, ground)));
        put(rect, "height", round(Math.abs(ground - top)));
        write(label, words ? words[i] : "");
        put(label, "transform", `translate(${round(scales.x(xs[i]))} ${round(top > ground ? top + size : top - 5)})`);
      });
    },
  };
}

// Where words of this width begin or end, or have their middle, that would reach over a side of the frame: moved back.
// `before` is the part of them that stands left of their place.
function within(px, before, wide, place) {
  const left = Math.max(0, Math.min(px - before * wide, place.width - wide));
  return px < 0 || px > place.width || wide > place.width ? px : left + before * wide;
}

// Where the middle of a line of words stands that would reach over the frame, above or below.
function lines(py, { height, size }) {
  return Math.max(0.6 * size, Math.min(py, height - 0.6 * size));
}

function text(mark, { rim }) {
  const { x, y } = mark.data;
  const style = `fill:${colour(mark)};text-anchor:${mark.anchor};font-size:${mark.size}em`;
  const nodes = Array.from({ length: y.shape[1] }, () => rim.appendChild(svg("text", { class: "note", style })));
  const before = { start: 0, middle: 0.5, end: 1 }[mark.anchor];
  let scales;
  let place;
  const kept = (px, py, words) => [
    within(px, before, textWidth(words, place.size * mark.size), place),
    py < 0 || py > place.height ? py : lines(py, place),
  ];
  return {
    mark,
    nodes,
    layout: (current, box) => ([scales, place] = [current, box]),
    draw(step) {
      const [xs, ys, words] = [x.row(step), y.row(step), mark.strings.text.row(step)];
      nodes.forEach((node, i) => {
        const [px, py] = [scales.x(xs[i]), scales.y(ys[i])];
        const seen = Number.isFinite(px) && Number.isFinite(py);
        put(node, "visibility", seen ? "visible" : "hidden");
        if (!seen) return;
        write(node, words[i]);
        put(node, "transform", `translate(${clamp(...kept(px, py, words[i])).join(" ")})`);
      });
    },
  };
}
