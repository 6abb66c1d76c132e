// The packed scene: typed arrays out of one block of bytes, rows by step, strings through their table.

const TYPES = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array, i4: Int32Array };

export function decode(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

// `wide` says how wide a text is.
export function reader(block, wide = (text) => text.length) {
  const bytes = ArrayBuffer.isView(block)
    ? block.buffer.slice(block.byteOffset, block.byteOffset + block.byteLength) // a view may start anywhere
    : block;

  function array([type, offset, shape]) {
    const length = shape.reduce((a, b) => a * b, 1);
    const values = new TYPES[type](bytes, offset, length);
    const stride = shape.slice(1).reduce((a, b) => a * b, 1);
    const row = (step) => {
      const k = shape[0] === 1 ? 0 : step;
      return values.subarray(k * stride, (k + 1) * stride);
    };
    return { values, shape, row };
  }

  function strings({ table, index }) {
    const places = array(index);
    const stride = places.values.length / places.shape[0];
    // Of the texts that stand at place `i` of a row at any step, the widest first: those with about the most letters.
    const known = new Map();
    const long = (i) => {
      if (known.has(i)) return known.get(i);
      const different = new Set();
      for (let at = i; at < places.values.length; at += stride) different.add(table[places.values[at]]);
      known.set(i, widest([...different], wide));
      return known.get(i);
    };
    const row = (step) => Array.from(places.row(step), (place) => table[place]);
    return { shape: places.shape, row, long, longest: (i) => long(i)[0] ?? "" };
  }

  const mark = ({ data, strings: texts, marks, ...options }) => ({
    ...options,
    data: mapValues(data, array),
    strings: mapValues(texts, strings),
    marks: marks?.map(mark),
  });

  return {
    strings,
    mark,
  };
}

function widest(texts, wide) {
  const most = 0.8 * Math.max(0, ...texts.map((text) => text.length));
  const long = texts.filter((text) => text.length >= most).map((text) => [wide(text), text]);
  return long.sort((a, b) => b[0] - a[0]).map(([, text]) => text);
}

// Which (…place, role) entries are lit at a step; -1 fills the short rows up.
export function litAt(lit, step, width) {
  if (!lit) return [];
  const row = lit.row(step);
  const found = [];
  for (let i = 0; i < row.length; i += width) if (row[i] >= 0) found.push(row.subarray(i, i + width));
  return found;
}

export const ROLE = ["", "lit", "also", "done", "departs", "back"];

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
