// The sentence that lays a prediction beside the truth: how far off it was, and why.

const near = (value) => String(Number(value.toPrecision(2))).replace("-", "−");
export const counted = (typed, value, unit) =>
  `${typed} ${value === 1 ? unit.replace(/(?<=\w\w)s$/, "") : unit}`.trim(); // "1 step", "2 steps"
const slip = (asked, fits) => asked.slips.find(([value]) => fits(value))?.[1];

const JUDGE = {
  number(asked, { value, typed }) {
    const said = `You said ${counted(typed, value, asked.unit)}`;
    if (Math.abs(value - asked.answer) <= asked.tolerance + 1e-12) return { close: true, said };
    return { close: false, said, why: slip(asked, (one) => Math.abs(one - value) <= asked.tolerance + 1e-9) };
  },
  choice: (asked, value) => ({
    close: value === asked.truth,
    said: `You said ${value}`,
    why: slip(asked, (one) => one === value),
  }),
  place(asked, [x, y]) {
    const off = Math.hypot(x - asked.answer[0], y - asked.answer[1]);
    return { close: off <= asked.tolerance, said: `You pointed ${near(off)} away` };
  },
  curve(asked, drawn) {
    const within = drawn.filter((y, i) => Math.abs(y - asked.answer[i]) <= asked.tolerance).length / drawn.length;
    return { close: within >= 0.8, said: `Your curve is near it on ${Math.round(100 * within)} % of the way` };
  },
};
JUDGE.cell = JUDGE.choice;

export function compare(asked, given) {
  const { close, said, why } = JUDGE[asked.kind](asked, given);
  const truth = asked.kind === "curve" ? "" : `it is ${asked.truth}`;
  if (why) return { close, sentence: `${said}. ${begun(ended(why))} ${begun(truth)}: ${ended(asked.why)}` };
  if (said === `You said ${asked.truth}`) return { close, sentence: `${said}, and so it is: ${ended(asked.why)}` };
  const off = truth && `, ${truth}`;
  return { close, sentence: `${said}${off}${close ? ", close" : ""}: ${ended(asked.why)}` };
}

const begun = (text) => text[0].toUpperCase() + text.slice(1);
const ended = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
