// What a text says, as far as it may speak of the picture: numbers, and names of one to four words.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const NUMBER = new RegExp(
  [
    /(?<![p{L}p{N}.])(?:(?<![p{N})] ?)[−-])?/, // a minus that takes nothing away
    /(?:\d{1,3}(?:[ ,]\d{3})+(?![\d.,]?\d)|\d+(?:\.\d+)?)/, // thousands apart, or not
    /(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?![p{L}p{N}⁻])/,
  ]
    .map((part) => part.source)
    .join(""),
  "gu",
);
const BEFORE = /^[“”"'‘’«([{]+/;
const EDGES = /^[“”"'‘’«([{]+|[“”"'’»)\]}.,;:!?…]+$/g;
// Words that sentences are made of: between quotation marks, or before =, they are meant as the picture's.
const SMALL = new Set(
  (
    "a an and are as at be but by for from had has have he i if in is it its no not of on or she so than that the " +
    "then there they this to was we were what when where which who will with you"
  ).split(" "),
);

// A name as it is compared: w₁ and w1 are one, and so are Fox and “fox”, but not W and w. It has a letter.
export function plain(name) {
  const low = name.replace(/[\u2080-\u209c\u1d62-\u1d6a]/g, (c) => c.normalize("NFKC"));
  const bare = low.replace(EDGES, "").replace(/[\s_]+/g, " ");
  if (!/\p{L}/u.test(bare)) return "";
  return bare.length > 2 ? bare.toLowerCase() : bare;
}

// Also in short: C of "C = A B (2, 3)", x of "words x".
export function short(name) {
  const [head] = name.split(/ = | \(|, |(?<=^\p{L}): /u);
  return new Set([name, head, head.match(/^[\p{L} ]+ (\p{L})$/u)?.[1] ?? ""].map(plain).filter(Boolean));
}

// { text, value, digits, share, from, to }: as printed, what it is, how many digits count, of a percentage also the
// share that it is, and where.
export function numbersIn(text) {
  return Array.from(text.matchAll(NUMBER), ({ 0: printed, index }) => {
    const one = number(printed);
    const [sign] = text.slice(index + printed.length).match(/^[ \u00a0]?%/) ?? [""];
    const hundredth = Number((one.value / 100).toPrecision(12));
    const share = sign ? { ...one, text: String(hundredth), value: hundredth, unit: one.unit / 100 } : null;
    return { ...one, share, from: index, to: index + printed.length + sign.length };
  });
}

function number(printed) {
  const text = printed.replace(/(?<=\d)[ ,](?=\d{3})/g, "").replace("-", "−");
  const [mantissa, power = ""] = text.split("·10");
  const raised = power.replace(/./gu, (sign) => (sign === "⁻" ? "-" : RAISED.indexOf(sign)));
  const counting = mantissa.includes(".") ? mantissa.replace(/0+$/, "") : mantissa; // 1.00 says as little as 1
  const digits = counting.replace(/[−.]/g, "").replace(/^0+/, "").length;
  const unit = 10 ** (Number(raised) - (mantissa.split(".")[1] ?? "").length);
  return { text, value: Number(`${mantissa.replace("−", "-")}e${raised || 0}`), digits, unit };
}

// Where `text` says one of `names`, the longest at each place: [{ name, apart, from, to }].
export function namesIn(text, names) {
  const chunks = Array.from(text.matchAll(/\S+/g));
  const found = [];
  for (let i = 0; i < chunks.length; i++)
    for (let many = Math.min(4, chunks.length - i); many > 0; many--) {
      const last = chunks[i + many - 1];
      const [start, end] = [chunks[i].index, last.index + last[0].length];
      const said = text.slice(start, end);
      const name = plain(said);
      const apart = /^[“"‘«]/.test(said);
      if (!names.has(name) || (SMALL.has(name.toLowerCase()) && !apart && !/^ [=≈]/.test(text.slice(end)))) continue;
      const from = start + (said.match(BEFORE)?.[0].length ?? 0);
      found.push({ name, apart, from, to: from + said.replace(EDGES, "").length });
      i += many - 1;
      break;
    }
  return found;
}
