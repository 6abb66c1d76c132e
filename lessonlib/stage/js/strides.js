// Buttons that go on by several steps at once, where a picture offers them.

import { html } from "./dom.js";

export function createStrides(player) {
  const node = html("span", { class: "buttons" });
  return {
    node,
    set(strides) {
      node.replaceChildren(
        ...strides.map((by) => {
          const button = html("button", { type: "button", title: `On by ${by} steps` }, `+${by}`);
          button.addEventListener("click", () => {
            player.pause();
            player.go(player.step + by);
          });
          return button;
        }),
      );
    },
  };
}
