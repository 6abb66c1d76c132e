// What stands in the picture now. A thing has { mark, nodes, paths, label, names, texts, values, of, within, rank,
// opens }: where it is seen, how it is told to a screen reader, what it is called, what is printed in it or drawn from
// it, whose name stands beside it, what it is a part of, how brightly the step lights it, and what made it.

const RANK = { lit: 2, also: 1, back: 1 };
const rank = (node) => RANK[node?.getAttribute("class")?.split(" ").at(-1)] ?? 0;
const seen = (node) => node.getAttribute("visibility") !== "hidden";
const some = (names) => names.filter(Boolean);

// Of a part of the page; `panel` is the plot in which it stands.
export function thingsIn(part, step, panel = part.panel) {
  if (part.node?.closest(".away, [hidden]") || part.hidden?.()) return [];
  if (part.parts) return part.parts.flatMap((inner) => thingsIn(inner, step, panel));
  const of = { table: grid, cells: grid, tokens, graph, bars, points, line, text }[part.mark?.kind];
  const usual = { mark: part.mark, paths: [], names: [], texts: [], values: [], of: [], within: [], rank: 0 };
  return (of?.(part, { step, panel }) ?? []).map((thing) => Object.assign(thing, { ...usual, ...thing }));
}

// Cells in rows of `wide`, the first `skip` of each its head; then the rows, the columns and the whole of them.
function grid({ mark, cells, wide, skip = 0, rows, heads, whole }, { step }) {
  if (!cells) return []; // a heat map on a canvas
  const opens = mark.strings.opens?.row(step);
  const since = mark.data.since?.row(0);
  const opened = (i) => (since?.[i] > step ? "" : opens?.[i]);
  const lines = new Map();
  function line(kind, i, names) {
    const key = `${kind} ${names[i] || i + 1}`;
    if (!lines.has(key + i)) {
      const head = heads(kind, i) || null;
      lines.set(key + i, { nodes: some([head]), names: some([names[i]]), label: key, rank: rank(head) });
    }
    return lines.get(key + i);
  }
  const body = { nodes: whole, names: some([mark.name]), label: mark.name ?? "", rank: 0 };
  const inside = cells.flatMap((node, i) => {
    const column = i % wide;
    if (column < skip) return [];
    const lit = rank(node);
    const within = [line("row", Math.floor(i / wide), rows()), line("column", column, mark.columns)];
    for (const one of within) one.nodes.push(node);
    within.push(body);
    for (const one of within) one.rank = Math.max(one.rank, lit);
    const label = some([mark.name, within[0].label, within[1].label]).join(", ");
    const texts = some([node.textContent]);
    return [
      {
        nodes: [node],
        texts,
        names: texts,
        written: true,
        within,
        of: within.flatMap((one) => one.names),
        label,
        rank: lit,
        opens: opened(i),
      },
    ];
  });
  return [...inside, ...lines.values(), ...(mark.name ? [body] : [])];
}

const tokens = ({ words, mark }) =>
  words.map((node) => ({
    nodes: [node],
    names: [node.textContent],
    written: true,
    label: some([mark.name, `word ${node.textContent}`]).join(", "),
    rank: rank(node),
  }));

function graph({ mark, nodes, links }, { step, panel }) {
  const names = mark.strings.label.row(0);
  const opens = mark.strings.opens?.row(step);
  const ends = mark.data.edges.values;
  const thing = (node, label, own) => ({
    nodes: [node],
    label: some([panel.title, label]).join(", "),
    names: own,
    of: own,
    texts: some(Array.from(node.querySelectorAll("text:not(.node-label)"), (text) => text.textContent)),
    rank: rank(node),
  });
  return [
    ...nodes.map((node, i) => ({ ...thing(node, `node ${names[i]}`, [names[i]]), opens: opens?.[i] })),
    ...links.map((node, e) => thing(node, `arrow from ${names[ends[2 * e]]} to ${names[ends[2 * e + 1]]}`, [])),
  ];
}

function bars({ mark, nodes, labels }, { step, panel }) {
  const [xs, tops] = [mark.data.x.row(step), mark.data.height.row(step)];
  const moves = mark.data.height.shape[0] > 1;
  return nodes.flatMap((node, i) => {
    const text = labels[i].textContent;
    const own = some([panel.x.bands[Math.round(xs[i])], text]);
    const label = some([panel.title, `bar ${own[0] ?? i + 1}`]).join(", ");
    // A label with a number tells how high it is; else the height does.
    const values = moves && !/\d/.test(text) ? [tops[i]] : [];
    const written = own.some((one) => one.length === 1); // a letter of a text, and no symbol
    return seen(node) ? [{ nodes: [node, labels[i]], names: own, of: own, label, texts: [text], values, written }] : [];
  });
}

// A point has numbers of its own where it is what the step has brought.
const brought = (panel, x, y) => ({ values: [x, y], of: some([panel.x.label, panel.y.label]), rank: 1 });

function points({ mark, nodes }, { step, panel }) {
  const [xs, ys] = [mark.data.x.row(step), mark.data.y.row(step)];
  const [names, hover] = [mark.strings.labels?.row(0), mark.strings.hover?.row(0)];
  const since = mark.data.since?.row(0);
  const moves = mark.when === "at" && mark.data.y.shape[0] > 1 && nodes.length <= 12;
  return nodes.flatMap((node, i) => {
    const now = moves || (mark.when === "upto" ? i === step : since?.[i] === step);
    const label = some([panel.title, hover?.[i] || `point ${names?.[i] || i + 1}`]).join(", ");
    const thing = { nodes: [node], names: some([names?.[i]]), label };
    return seen(node) ? [{ ...thing, ...(now ? brought(panel, xs[i], ys[i]) : {}) }] : [];
  });
}

// A line by its name, and its head by the numbers there.
function line({ mark, path, head, label, end }, { step, panel }) {
  const [xs, ys] = [mark.data.x.row(step), mark.data.y.row(step)];
  const last = mark.when === "upto" ? step : ys.findLastIndex(Number.isFinite);
  const whole = { nodes: some([label]), paths: [path], names: [mark.label], label: `line ${mark.label}` };
  const told = some([panel.title, mark.label ? `the head of the line ${mark.label}` : "the head of a line"]).join(", ");
  const tip = () => ({ nodes: [head], label: told, ...brought(panel, xs[last], ys[last]) });
  return [...(mark.label && end() ? [whole] : []), ...(head && seen(head) && mark.when !== "constant" ? [tip()] : [])];
}

function text({ mark, nodes }) {
  const moves = Number(mark.strings.text.shape[0] > 1);
  const written = nodes.filter((node) => seen(node) && node.textContent);
  return written.map((node) => {
    const words = [node.textContent];
    return { nodes: [node], names: words, texts: words, label: words[0], rank: moves };
  });
}

// An entry of the key, and the lines that look like it.
export function entry(node, mark, things) {
  const alike = things.filter(
    (thing) => thing.paths.length && thing.mark.slot === mark.slot && thing.mark.dash === mark.dash,
  );
  const paths = alike.flatMap((thing) => thing.paths);
  return {
    mark,
    nodes: [node],
    paths,
    names: [mark.label],
    texts: [],
    values: [],
    of: [],
    within: [],
    rank: 0,
    label: `key, ${mark.label}`,
  };
}
