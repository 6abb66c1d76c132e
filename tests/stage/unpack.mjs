// Reads a packed picture as the page does, and prints what the page would see: node unpack.mjs data.mjs packed.json

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , source, packed] = process.argv;
const { decode, litAt, reader, ROLE } = await import(pathToFileURL(source));
const { scene, blob, step } = JSON.parse(readFileSync(packed, "utf-8"));
const read = reader(new Uint8Array(decode(blob))); // a view, as it comes over the wire

const marks = scene.panels
  .flatMap((panel) => panel.marks)
  .map((packed) => {
    const mark = read.mark(packed);
    const rows = (group) =>
      Object.fromEntries(Object.entries(group).map(([name, value]) => [name, Array.from(value.row(step), String)]));
    const lit = litAt(mark.data.lit, step, 3).map(([row, column, role]) => [row, column, ROLE[role]]);
    return { kind: mark.kind, data: rows(mark.data), strings: rows(mark.strings), lit };
  });
process.stdout.write(JSON.stringify({ caption: read.strings(scene.captions).row(step)[0], marks }));
