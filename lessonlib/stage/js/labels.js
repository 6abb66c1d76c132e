// Names at the ends of lines: kept in the plot's height, and apart from one another.

import { put, textWidth } from "./dom.js";

const labelled = (marks) => marks.filter((mark) => mark.label && mark.end);

export function labelRoom(marks, size) {
  return Math.max(0, ...labelled(marks).map(({ label }) => textWidth(label.textContent, size * 0.93) + 9 + size / 3));
}

export function placeLabels(marks, place, size) {
  const ends = labelled(marks)
    .map((mark) => ({ node: mark.label, end: mark.end() }))
    .filter(({ node, end }) => {
      put(node, "visibility", end ? "visible" : "hidden");
      return end;
    });
  const gap = size * 1.1;
  // Labels whose ends are far apart in x cannot collide; the others are pushed down in order of their height.
  ends.sort((a, b) => a.end[1] - b.end[1]);
  for (const one of ends) one.y = Math.max(8, Math.min(place.height - 4, one.end[1]));
  const near = (a, b) => Math.abs(a.end[0] - b.end[0]) < size * 6.5;
  for (let i = 1; i < ends.length; i++)
    for (let j = 0; j < i; j++) if (near(ends[i], ends[j]) && ends[i].y - ends[j].y < gap) ends[i].y = ends[j].y + gap;
  let floor = place.height - 2;
  for (let i = ends.length - 1; i >= 0; i--) {
    if (ends[i].y > floor) ends[i].y = floor;
    if (i > 0 && near(ends[i], ends[i - 1])) floor = Math.min(floor, ends[i].y - gap);
  }
  for (const { node, end, y } of ends)
    put(node, "transform", `translate(${Math.round(Math.min(end[0], place.width) + 9)} ${Math.round(y)})`);
}
