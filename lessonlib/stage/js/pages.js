// A picture that holds more than can be read at once stands on several pages: its first panel on the first, and
// each further one on the first that has room for it. The choice of a page moves nothing while a picture is stepped.

import { html, put, write } from "./dom.js";

// `stage` offers { units(): [{ node, name }, ...], again() }: what can stand on a page of its own, in order.
export function createPages({ units, again }) {
  const tabs = html("div", { class: "tabs", role: "group", "aria-label": "Pages of the picture", hidden: true });
  const said = html("p", { class: "unseen", "aria-live": "polite" });
  let of = []; // the page of each unit; none where all stand on one
  let seen = 0; // the unit that is to be seen
  const count = () => Math.max(0, ...of) + 1;
  const now = () => of[seen] ?? 0;

  function show(page) {
    units().forEach(({ node }, i) => {
      node.hidden = of.length > 0 && of[i] !== page;
    });
    for (const [i, tab] of [...tabs.children].entries()) put(tab, "aria-current", i === page ? "page" : "false");
  }

  function choose(page) {
    seen = of.indexOf(page);
    write(said, `Page ${page + 1} of ${count()}: ${tabs.children[page].textContent}`);
    again();
  }

  // The names of what stands on each page.
  function name(pages) {
    tabs.hidden = pages.length < 2;
    tabs.replaceChildren(
      ...pages.map((names, page) => {
        const tab = html("button", { type: "button" }, names.filter(Boolean).join(" · ") || `Page ${page + 1}`);
        tab.addEventListener("click", () => choose(page));
        return tab;
      }),
    );
  }

  return {
    tabs,
    said,
    now,
    names: () => units().map((unit) => unit.name),
    show: () => show(now()),
    join() {
      of = [];
      name([]);
      show(0);
    },
    // `fits` says whether what is shown can be read.
    split(fits) {
      const all = units();
      if (all.length < 2) return;
      // The tabs of pages that hold several take more lines, now and then, than those of all: then so much is kept.
      for (const last of [false, true]) {
        name(all.map((unit) => [unit.name]));
        of = all.map(() => -1);
        for (const i of all.keys()) {
          const free = i === 0 ? 0 : count();
          for (let page = 0; page <= free; page++) {
            of[i] = page;
            show(page);
            if (page === free || fits()) break;
          }
        }
        const room = tabs.offsetHeight;
        name(
          Array.from({ length: count() }, (_, page) => all.filter((_, i) => of[i] === page).map((unit) => unit.name)),
        );
        const more = tabs.offsetHeight > room && !last;
        tabs.style.minHeight = more ? `${tabs.offsetHeight}px` : "";
        if (!more) break;
      }
      show(now());
    },
    // The unit at this place is what is asked about, or what a learner wants to see.
    see(place) {
      seen = place;
    },
    next() {
      if (count() > 1) choose((now() + 1) % count());
    },
  };
}
