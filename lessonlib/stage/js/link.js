// The state of a stage in its page's address: `#preset=NAME&step=N`, and on a page of several `stage=N`.

import { throttle } from "./mount.js";

// What the address asks for; a step that is none is as good as not asked for.
export function asked() {
  const { stage, preset, step } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  return { stage: Number(stage ?? 1), preset, step: /^\d+$/.test(step) ? Number(step) : undefined };
}

export const fragment = (state) => `#${new URLSearchParams(state)}`;

// Browsers refuse an address that changes too often.
export const remember = throttle((state) => history.replaceState(null, "", fragment(state)), 300);
