// ipywidgets' sliders have a label for the eye alone: here their handles get it as the name that is read out.

import { put } from "./dom.js";

// `el` is the stage's place in its lab; the controls stand beside it, and come later than it.
export function nameHandles(el) {
  const watch = new MutationObserver(name);
  function name() {
    for (const beside of el.parentElement?.children ?? []) {
      if (beside === el) continue;
      watch.observe(beside, { childList: true, subtree: true });
      for (const handle of beside.querySelectorAll(".widget-slider [role=slider]")) {
        const label = handle.closest(".widget-slider").querySelector(".widget-label");
        put(handle, "aria-label", label?.textContent || "value");
      }
    }
  }
  const placed = new ResizeObserver(() => {
    if (el.parentElement) watch.observe(el.parentElement, { childList: true });
    name();
  });
  placed.observe(el);
  return () => {
    placed.disconnect();
    watch.disconnect();
  };
}
