// Which word speaks of which thing. Where that could be several it is the one that the step lights; else none.

import { namesIn, numbersIn, plain, short } from "./words.js";

// `said` are nodes with a text, and formulas. Returns words: { text, node, from, to, things }, those of a formula
// without from and to.
export function tied(things, said) {
  const called = new Map();
  for (const thing of things) {
    thing.printed = thing.texts.flatMap(numbersIn);
    for (const name of new Set(thing.names.flatMap((one) => [...short(one)])))
      called.set(name, [...(called.get(name) ?? []), thing]);
  }
  const words = said.flatMap((node) => (node.localName === "math" ? symbols : sentence)(node, things, called));
  return words.filter((word) => word.things.length);
}

function sentence(node, things, called) {
  const text = node.textContent;
  const names = namesIn(text, called).map((name) => ({ ...name, things: ofName(called.get(name.name), name.apart) }));
  const free = numbersIn(text).filter(({ from, to }) => !names.some((name) => from < name.to && to > name.from));
  const numbers = free.map((number) => ({ ...number, things: ofNumber(number, text.slice(0, number.from), things) }));
  return [...names, ...numbers]
    .sort((a, b) => a.from - b.from)
    .map((word) => ({ node, from: word.from, to: word.to, text: text.slice(word.from, word.to), things: word.things }));
}

function symbols(math, things, called) {
  const words = [];
  for (const node of math.querySelectorAll("msub, mi, mtext, mn")) {
    if (words.some((word) => word.node.contains(node))) continue; // a part of what has been found
    const text = node.textContent;
    const numbers = node.localName === "mn" ? numbersIn(text) : [];
    // A symbol speaks of what bears its name, not of a letter that is written somewhere.
    const named = (called.get(plain(text)) ?? []).filter((thing) => node.localName === "mn" || !thing.written);
    const sign = node.previousElementSibling;
    const before = sign ? `${sign.previousElementSibling?.textContent ?? ""} ${sign.textContent} ` : "";
    const found = numbers.length ? ofNumber(numbers[0], before, things) : ofName(named, node.localName === "mn");
    if (numbers.length > 1) words.push(...sentence(node, things, called).filter((word) => word.things.length));
    else if (found.length) words.push({ node, text, things: found });
  }
  return words;
}

const top = (things) => {
  const most = Math.max(...things.map((thing) => thing.rank));
  return things.filter((thing) => thing.rank === most);
};
const brightest = (things) => (top(things).length === 1 ? top(things) : []);

// One thing of each mark may bear a name: a word of the text and its row are both meant. What is written there, a word
// of a text or in a cell, is meant where it is set apart, or lit; a cell where no row or column bears its name.
function ofName(things, apart) {
  const meant = things.filter((thing) => apart || thing.rank || !thing.written);
  return [...new Set(meant.map((thing) => thing.mark))].flatMap((mark) => {
    const here = meant.filter((thing) => thing.mark === mark);
    const heads = here.filter((thing) => !thing.written);
    return brightest(heads.length ? heads : here);
  });
}

// Numbers agree by chance, the sooner the fewer digits they have. One that is named before = is the named thing's; of
// the others one with few digits is what the step lights, and a single digit is that in a calculation only.
function ofNumber(number, before, things) {
  const [, name] = before.match(/(\S+) (?:[=≈:]|is) $/) ?? [];
  const forms = number.share ? [number, number.share] : [number];
  const exact = (thing) => forms.some((one) => exactly(thing, one));
  const same = things.filter((thing) => exact(thing) || forms.some((one) => nearly(thing, one)));
  const own = same.filter((thing) => name && [...thing.names, ...thing.of].some((one) => short(one).has(plain(name))));
  if (own.length) return brightest(own);
  const found = top(same);
  // A line's head and a point on it are one place.
  if (new Set(found.map((thing, i) => thing.values.join() || i)).size !== 1) return [];
  if (number.digits > 2 && found.every(exact)) return found;
  const worked = number.text.includes(".") ? /[=≈·+−/(] ?$/ : /[=≈] $/;
  return found[0].rank > 0 && (number.digits > 1 || worked.test(before)) ? found : [];
}

const exactly = (thing, { text, value, digits }) =>
  thing.printed.some((one) => one.text === text) ||
  thing.values.some((one) => Number(one.toPrecision(Math.max(3, digits))) === value);

// The same number with fewer digits on one of the sides.
const nearly = (thing, { value, digits, unit }) =>
  digits > 1 &&
  thing.printed.some((one) => one.digits > 1 && Math.abs(one.value - value) <= 0.50001 * Math.max(one.unit, unit));
