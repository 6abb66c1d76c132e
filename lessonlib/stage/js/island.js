// What a page of ours holds: in each island the step and the states of a lab (a preset with its name, sentence, scene),
// and in one pool for all of them the arrays and the tables of texts, each once.

import { decode } from "./data.js";

async function inflated(element) {
  const stream = new Blob([decode(element.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

const text = (bytes, ...place) => new TextDecoder().decode(new Uint8Array(bytes, ...place));

let pool = null;

async function openPool() {
  const bytes = await inflated(document.querySelector("script[data-pool]"));
  const size = new DataView(bytes).getUint32(0, true);
  return { tables: JSON.parse(text(bytes, 4, size)), blob: bytes.slice(4 + size) };
}

export async function inflate(island) {
  pool ??= openPool();
  const [{ tables, blob }, packed] = await Promise.all([pool, inflated(island)]);
  // A scene names a table of texts by its number in the pool.
  const look = (key, value) => (key === "table" && typeof value === "number" ? tables[value] : value);
  const { step, states } = JSON.parse(text(packed), look);
  return { step, states: states.map((state) => ({ ...state, blob })) };
}
