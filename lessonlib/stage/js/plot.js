// A panel with axes: measures its room, lays its marks out, draws a step, zooms.

import { html, svg } from "./dom.js";
import { attachDrag } from "./drag.js";
import { labelRoom, placeLabels } from "./labels.js";
import { createMarks } from "./marks.js";
import { drawAxes, makeScale, upright, yRoom } from "./scales.js";
import { createZoom } from "./zoom.js";

const RIM = 10; // pixels around the frame, in which points, ends of lines and words still show

export function createPlot(panel, read, stage) {
  // Drawn by lot: each widget loads this file anew, so stages of one page cannot count together.
  const clip = `stage-clip-${Math.random().toString(36).slice(2)}`;
  const frame = svg("rect", { class: "frame" });
  const clipRect = svg("rect");
  const inner = svg("g", { "clip-path": `url(#${clip})` });
  const wideRect = svg("rect", { x: -RIM, y: -RIM });
  // What stands on the frame is seen whole, and no line strikes it out.
  const rim = svg("g", { "clip-path": `url(#${clip}-rim)` });
  const over = svg("g"); // labels and handles may reach over the frame
  const axes = { x: svg("g", { class: "axis" }), y: svg("g", { class: "axis" }) };
  axes.x.label = svg("text", { class: "axis-label" }, panel.x.label);
  axes.y.label = svg("text", { class: "axis-label" }, panel.y.label);
  const content = svg("g", {}, frame);
  if (panel.frame) content.append(axes.x, axes.y, axes.x.label, axes.y.label);
  content.append(inner, rim, over);
  const picture = svg(
    "svg",
    { role: "img", "aria-label": panel.alt || panel.title },
    svg("clipPath", { id: clip }, clipRect),
    svg("clipPath", { id: `${clip}-rim` }, wideRect),
    content,
  );
  const canvases = html("div", { class: "canvases", "aria-hidden": "true" });
  const box = html("div", { class: "picture" }, canvases, picture);
  const head = html("div", { class: "panel-title" }, panel.title);
  const node = html("div", { class: "panel plot", style: `flex-grow:${panel.grow}` }, head, box);
  if (panel.room) node.style.setProperty("--room", `${panel.room}em`);

  const marks = panel.marks.flatMap((mark) => createMarks(read.mark(mark), { inner, rim, over, canvases, stage }));
  const place = { width: 0, height: 0, left: 0, top: 0, size: 14 };
  let step = 0;
  const continuous = panel.frame && panel.x.scale !== "band" && panel.y.scale !== "band";
  const zoom = continuous && panel.zoom ? createZoom(panel, stage.zooms, picture, place, redraw) : null;
  const drag = attachDrag(picture, marks, stage, () => ({ scales: scales(), place }), head);

  if (zoom) head.append(zoom.buttons);

  function scales() {
    const x = makeScale(panel.x, [0, place.width]);
    const y = makeScale(panel.y, [place.height, 0]);
    return zoom ? zoom.apply({ x, y }) : { x, y };
  }

  const wish = () => box.clientWidth * panel.aspect;
  const lowest = () => parseFloat(getComputedStyle(box).fontSize) * 11;
  // How high it must be at the least, from `pixels` on, for what stands in it not to overlap.
  function needs(pixels) {
    const size = parseFloat(getComputedStyle(box).fontSize);
    const x = makeScale(panel.x, [0, box.clientWidth - 4]);
    const crowded = (high) => marks.some((part) => part.crowded?.({ x, y: makeScale(panel.y, [high - 4, 0]) }, size));
    let high = pixels;
    while (high < 3 * pixels && crowded(high)) high *= 1.06;
    return high;
  }
  const tall = (pixels) => picture.setAttribute("height", Math.max(lowest(), pixels)); // as high, not yet drawn

  function layout(wished) {
    const size = parseFloat(getComputedStyle(box).fontSize);
    const outer = box.clientWidth;
    if (!outer) return; // not on the page yet
    const total = Math.max(lowest(), wished);
    const tick = size * 0.86;
    const pad = panel.frame
      ? {
          left: yRoom(panel.y, total, tick) + (panel.y.label ? tick * 2.2 : tick),
          bottom: tick * (panel.x.label ? 3.4 : 2),
          top: tick * 0.7,
        }
      : { left: 2, bottom: 2, top: 2 };
    // However long a label, three tenths of the room are the plot's.
    pad.right = panel.frame ? Math.max(tick, Math.min(labelRoom(marks, size), 0.7 * outer - pad.left)) : 2;
    if (panel.frame) pad.bottom += upright(panel.x, outer - pad.left - pad.right, tick);
    Object.assign(place, {
      size,
      left: pad.left,
      top: pad.top,
      width: outer - pad.left - pad.right,
      height: total - pad.top - pad.bottom,
    });
    if (panel.equal) {
      const [across, up] = [panel.x, panel.y].map(({ domain: [a, b] }) => Math.abs(b - a));
      const unit = Math.min(place.width / across, place.height / up);
      Object.assign(place, { width: unit * across, height: unit * up });
    }
    place.right = outer - place.left - place.width;
    picture.setAttribute("width", outer);
    picture.setAttribute("height", total);
    content.setAttribute("transform", `translate(${place.left} ${place.top})`);
    for (const rect of [frame, clipRect]) {
      rect.setAttribute("width", Math.max(0, place.width));
      rect.setAttribute("height", Math.max(0, place.height));
    }
    wideRect.setAttribute("width", Math.max(0, place.width + 2 * RIM));
    wideRect.setAttribute("height", Math.max(0, place.height + 2 * RIM));
    frame.setAttribute("visibility", panel.frame ? "visible" : "hidden");
    Object.assign(canvases.style, {
      left: `${place.left}px`,
      top: `${place.top}px`,
      width: `${place.width}px`,
      height: `${place.height}px`,
    });
    redraw();
  }

  function redraw() {
    const current = scales();
    if (panel.frame) drawAxes(axes, panel, current, place, parseFloat(getComputedStyle(axes.x).fontSize));
    for (const mark of marks) mark.layout(current, place);
    draw(step);
  }

  function draw(k) {
    step = k;
    if (!place.width) return; // nothing is laid out before the panel is on the page
    for (const mark of marks) mark.draw(k);
    placeLabels(marks, place, place.size);
    drag?.draw(k);
  }

  return {
    node,
    panel,
    parts: marks,
    wish,
    needs,
    tall,
    layout,
    draw,
    over,
    picture,
    view: () => ({ scales: scales(), place }),
  };
}
