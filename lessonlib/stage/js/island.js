// What a page of ours holds of a lab: the step, and states (a preset's name, its sentence, scene and arrays).

import { decode } from "./data.js";

export async function inflate(island) {
  const inflated = new Blob([decode(island.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(inflated).arrayBuffer());
  const size = new DataView(bytes.buffer).getUint32(0, true);
  const { step, states } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  let from = 4 + size;
  for (const state of states) {
    state.blob = bytes.slice(from, from + state.size);
    from += state.size;
  }
  return { step, states };
}
