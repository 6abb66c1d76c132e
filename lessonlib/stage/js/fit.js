// How large: in full screen the largest type with which everything fits, on several pages where that could not be read;
// plots then take the height that is left.

import { cutOff } from "./dom.js";

const TYPE = { smallest: 1 / 60, wanted: 1 / 40, largest: 1 / 28 }; // of the screen's height
const PLOT = { fair: 0.34, least: 0.2, usual: 560, low: 600 }; // of the screen's height; pixels in a page
const SPARE = 3; // pixels by which a step may be higher than it was measured: formulas round
const NARROW = 900; // pixels that a picture may be high where its panels stand one under the other

// What a picture is built of, apart from its numbers and words: one that is built alike keeps its pages and its type
// where it fits in them, so that nothing jumps while a control is dragged.
export const built = ({ panels, formulas, notes, question }) =>
  JSON.stringify([panels, formulas, notes.length, question?.text], (key, value) =>
    Array.isArray(value) && Array.isArray(value[2]) && typeof value[1] === "number"
      ? value[2].slice(1) // an array in the block of bytes: its shape, whatever the steps
      : ["table", "domain", "ticks", "alt", "truth", "tree"].includes(key)
        ? null
        : value,
  );

// `stage` offers { root, foot, full(), paper(), words(), plots(), pages, scene() }: words() lays out all that is text.
export function createFit({ root, foot, full, paper, words, plots, pages, scene }) {
  let known = null; // for which picture in which room, and what fitted on each page

  const narrow = () => root.classList.contains("narrow");
  const size = () => parseFloat(getComputedStyle(root).fontSize);
  const limit = () => (full() ? innerHeight - SPARE : narrow() ? NARROW : freeHeight(root) - 12);
  let share = PLOT.fair; // of the height, a plot's at the least
  const least = () => {
    const base = Math.max(13 * size(), full() ? share * innerHeight : 0);
    return Math.max(base, ...plots().map((plot) => plot.needs(base)));
  };
  const most = () => (full() ? innerHeight : PLOT.usual);

  function height() {
    const end = parseFloat(getComputedStyle(root).paddingBottom);
    return foot.getBoundingClientRect().bottom - root.getBoundingClientRect().top + root.scrollTop + end;
  }

  // Whether something would have to be scrolled sideways: within its box, or because that is wider than the page.
  function cut() {
    const edge = root.getBoundingClientRect().right;
    const over = (sheet) => sheet.getBoundingClientRect().right > edge;
    return (
      [...root.querySelectorAll(".table-box, .expression, .formula")].some(cutOff) ||
      [...root.querySelectorAll(".sheet")].some(over)
    );
  }

  function text(pixels) {
    root.style.fontSize = pixels ? `${pixels}px` : "";
    root.classList.toggle("narrow", root.clientWidth < (full() ? 52 : 55) * size()); // a page 800 wide has margins
    words();
  }

  function tall(pixels) {
    for (const plot of plots()) plot.tall(pixels);
    return height() <= limit();
  }

  // The greatest height of the plots that leaves all in view: they take what is free, and where several stand one
  // under the other, or beside a longer table, what then fits is looked for.
  function highest(low, high) {
    if (tall(high)) return high;
    tall(low);
    const free = limit() - height();
    const quick = free > 0 && tall(low + free) && limit() - height() < 2;
    const found = quick ? low + free : largest(low, high, 2, tall);
    return low + 8 * Math.floor((found - low) / 8); // the same where the page stands half a pixel lower
  }

  const tried = (pixels) => {
    text(pixels);
    return tall(least()) && !cut();
  };

  // Rows stand closer before type becomes too small; where it would have to be scrolled sideways, heads stand on end
  // and words in tables may break.
  function readable(pixels) {
    root.classList.remove("dense", "lean");
    if (tried(pixels)) return true;
    root.classList.toggle("dense", root.classList.contains("tight"));
    if (root.classList.contains("dense") && tried(pixels)) return true;
    if (!cut()) return false;
    root.classList.add("lean");
    return tried(pixels);
  }

  function measure() {
    const wanted = innerHeight * TYPE.wanted;
    share = PLOT.fair;
    let type = 0;
    if (full()) {
      // To be read comes first; but type that could be read takes no more from plots that are small already.
      if (readable(wanted)) type = largest(wanted, innerHeight * TYPE.largest, innerHeight / 900, tried);
      else {
        share = PLOT.least;
        type = readable(wanted) ? wanted : largest(innerHeight * TYPE.smallest, wanted, 0.5, tried);
      }
    } else readable(0);
    text(type);
    const plot = plots().length ? highest(least(), most()) : 0;
    tall(plot);
    return { type, plot, cut: cut(), as: ["dense", "lean"].map((way) => [way, root.classList.contains(way)]) };
  }

  // Paper shows all at once, and a window that is lower than a laptop's is scrolled.
  const onPages = () => full() || (!paper() && limit() >= PLOT.low);

  function begin(room) {
    known = { room, sizes: [] };
    pages.join();
    share = PLOT.least;
    root.classList.remove("tight", "dense", "lean");
    const wanted = full() ? innerHeight * TYPE.wanted : 0;
    if (!onPages() || tried(wanted)) return;
    root.classList.add("tight");
    if (!readable(wanted)) pages.split(() => readable(wanted));
  }

  let of = null; // the scene that was fitted last

  return function fit() {
    root.classList.add("measuring");
    const room = `${built(scene())} ${root.clientWidth} ${innerHeight} ${full()} ${paper()}`;
    const small = full() && known?.sizes.some(({ type }) => type < innerHeight * TYPE.wanted - 0.5);
    if (scene() !== of && small) known = null; // another may be read better
    of = scene();
    if (known?.room !== room) begin(room);
    pages.show();
    const size = known.sizes[pages.now()];
    if (size) {
      for (const [way, is] of size.as) root.classList.toggle(way, is);
      text(size.type);
      if (!tall(size.plot) || (onPages() && cut() && !size.cut)) begin(room);
    }
    known.sizes[pages.now()] ??= measure();
    const { plot } = known.sizes[pages.now()];
    for (const one of plots()) one.tall(plot);
    // The sentence and the buttons stand in one place on all pages.
    foot.style.marginTop = full() ? `${Math.max(0, limit() - height())}px` : "";
    root.classList.remove("measuring");
    return plot;
  };
}

// The largest value that fits, to within `near`; `low` when none does.
function largest(low, high, near, fits) {
  if (fits(high)) return high;
  let [good, bad] = [low, high];
  while (bad - good > near) {
    const middle = (good + bad) / 2;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

// What is seen at once of the page, or of the part of it that scrolls.
function freeHeight(root) {
  for (let node = root.parentElement; node; node = node.parentElement)
    if (node.scrollHeight > node.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(node).overflowY))
      return Math.min(innerHeight, node.clientHeight);
  return innerHeight;
}
