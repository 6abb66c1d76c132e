"""The picture of a dot product: A, B and C side by side, the row and the column lit, their products and running sum."""

from __future__ import annotations

import operator

import numpy as np

from lessonlib.stage import Mark, Picture, Sheet, Trace, cells, choice, expression, formula, number, numbers, table
from lessonlib.stage.filling import Filling
from lessonlib.stage.formula import so_far
from lessonlib.stage.numbers import bracketed, plural, worked
from lessonlib.stage.question import Question, ask_choice, ask_number

SUBSCRIPT = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def place(matrix: str, i: int, j: int) -> str:
    """How the blackboard names an entry, counted from 1.

    >>> place("a", 0, 1), place("c", 9, 0)
    ('a₁₂', 'c₁₀,₁')
    """
    between = "," if max(i, j) > 8 else ""
    return matrix + f"{i + 1}{between}{j + 1}".translate(SUBSCRIPT)


def draw_dot_product(trace: Trace) -> Picture:
    """The three matrices, the products of the present cell as a table, the sum with its numbers, and the misprint."""
    (p, m), (n, k) = trace["a"].shape, trace["b"].shape
    panels, before = [_matrices(trace), _products(trace)], f"A is ({p}, {m}) and B is ({n}, {k}): row times column."
    if not trace["fits"]:
        title = f"A's rows hold {plural(m, 'number')}, B's columns {n}: there is no product, and np.dot refuses."
        rule = rf"(p, m)(n, k) \to (p, k) \;\; \text{{only if}} \;\; m = n: \quad ({p}, {m})({n}, {k}), \; {m} \ne {n}"
        last = choice([-1] * (trace.steps - 1) + [0], [formula(rule)])
        return Picture(title, panels, formulas=[last], before=before, question=_question(trace))
    title = f"({p}, {m}) times ({n}, {k}) gives ({p}, {k}): " + (
        "one row meets one column." if p * k == 1 else f"each of {p * k} numbers is a row of A times a column of B."
    )
    rule = rf"(p, m)(n, k) \to (p, k) \;\; \text{{if}} \;\; m = n: \quad ({p}, {m})({n}, {k}) \to ({p}, {k})"
    formulas = [formula(rule), _sum(trace), _misprint(trace)]
    return Picture(title, panels, formulas=formulas, before=before, question=_question(trace))


def _question(trace: Trace) -> Question:
    """Whether the product exists; or its first number."""
    a, b = trace["a"], trace["b"]
    if not trace["fits"]:
        why = f"a row of A holds {plural(a.shape[1], 'number')} and a column of B {len(b)}"
        text, choices = "What is A times B?", ["a matrix", "nothing at all"]
        return ask_choice(text, choices, choices[1], step=trace.steps - 1, why=why)
    terms = " + ".join(f"{bracketed(number(u))} · {bracketed(number(v))}" for u, v in zip(a[0], b[:, 0], strict=True))
    answer, first = float(trace["c"][0, 0]), float(a[0, 0] * b[0, 0])
    slips = {first: "that is the first product alone; all of them are added up"} if abs(first - answer) > 0.1 else {}
    text, step = f"What is {place('c', 0, 0)}, row 1 of A times column 1 of B?", a.shape[1]
    why = f"row times column is {terms}"
    return ask_number(text, answer, step=step, tolerance=0.02 * abs(answer), why=why, slips=slips)


def _matrices(trace: Trace) -> Sheet:
    a, b, c, theirs = (trace[name] for name in ("a", "b", "c", "mine"))
    m, n = a.shape[1], len(b)
    of_a, of_b, of_c, of_mine = (Filling(trace.steps, matrix.shape) for matrix in (a, b, c, theirs))
    for step, (i, j, s) in enumerate(trace.rows("i", "j", "s")):
        if i < 0:
            continue
        for t in range(max(m, n)):
            role = "lit" if t == s else "also"
            of_a.light(step, [(i, t)] * (t < m), role)
            of_b.light(step, [(t, j)] * (t < n), role)
        of_c.light(step, [(i, j)] * bool(c.size))
        if theirs.size:
            of_mine.light(step, [place for place in np.argwhere(trace["wrong"]).tolist() if place <= [i, j]], "departs")
            of_mine.since[i, j] = step  # the last that writes it completes the cell
    shown = [
        cells(a, when="at", texts=numbers(a), lit=of_a.lit, name=f"A {a.shape}"),
        "·",
        cells(b, when="at", texts=numbers(b), lit=of_b.lit, name=f"B {b.shape}"),
    ]
    if c.size:
        shown += ["=", cells(c, when="at", texts=_so_far(trace), lit=of_c.lit, name=f"C = A B {c.shape}")]
    if theirs.size:
        texts, name = numbers(theirs), f"{trace['label']}(A, B)"
        shown.append(cells(theirs, when="at", texts=texts, since=of_mine.since, lit=of_mine.lit, name=name))
    wide = a.shape[1] + b.shape[1] + c.shape[1] + theirs.shape[1]
    return Sheet([expression(*shown, name="A times B", size=1.4 if wide < 12 else 1.0)], grow=0)


def _so_far(trace: Trace) -> np.ndarray:
    """What stands in C at each step: the sums that are complete, and the running one."""
    texts = np.full((trace.steps, *trace["c"].shape), "", dtype=object)
    for step, (i, j, running) in enumerate(trace.rows("i", "j", "running")):
        if i >= 0:
            texts[step:, i, j] = number(running)
    return texts


def _products(trace: Trace) -> Sheet:
    """The products of one row and one column, one under the other, with the sum so far."""
    a, b, product, running = (trace[name] for name in ("a", "b", "product", "running"))
    longest = max(a.shape[1], b.shape[0])
    body = np.full((trace.steps, longest, 5), "", dtype=object)
    body[:, :, 0] = [str(t + 1) for t in range(longest)]
    filling = Filling(trace.steps, (longest, 5))
    for step, (i, j, s) in enumerate(trace.rows("i", "j", "s")):
        filling.light(step, [(s, column) for column in (1, 2, 3, 4) if i >= 0])
        for t in range(longest if i >= 0 else 0):
            body[step, t, 1] = number(a[i, t]) if t < a.shape[1] else "none"
            body[step, t, 2] = number(b[t, j]) if t < b.shape[0] else "none"
            if t <= s and np.isfinite(product[at := step - s + t]):
                body[step, t, 3:] = number(product[at]), number(running[at])
    heads = ["s", "row of A", "column of B", "product", "sum so far"]
    return Sheet([table(heads, body, lit=filling.lit)], title="Row times column")


def _sum(trace: Trace) -> Mark:
    """c_ij as a sum of products, as long as it is at this step."""
    a, b, steps = trace["a"], trace["b"], [{"i": "i", "j": "j"}]
    for i, j, s in list(trace.rows("i", "j", "s"))[1:]:
        factors = [float(factor) for t in range(s + 1) for factor in (a[i, t], b[t, j])]
        texts, gives, total = worked(lambda *f: sum(map(operator.mul, f[::2], f[1::2])), *factors)
        pairs = zip(texts[::2], texts[1::2], strict=True)
        pairs = [f"{bracketed(u) if t else u} · {bracketed(v)}" for t, (u, v) in enumerate(pairs)]
        steps.append({"i": str(i + 1), "j": str(j + 1), "sum": " + ".join(pairs), "is": gives, "c": total})
    return formula(
        r"c_{\val{i}\val{j}} = \sum_{s=1}^{m} a_{is} b_{sj} = \val{sum} \; \val{is} \; \val{c}", so_far(steps)
    )


def _misprint(trace: Trace) -> Mark:
    """The sum as the slide prints it, and the rows that it would give: i is not in it, so all of them are one."""
    a, b = trace["a"], trace["b"]
    (p, m), latex = a.shape, r"c_{ij} = \sum_{s=1}^{n} a_{sn} b_{sj}"
    if p < m:
        told = f"that takes {m} rows of A, which has {p}"
    else:
        told = f"i is lost, so every row would be ({', '.join(numbers(a[:m, -1] @ b))})"
    return formula(rf"{latex} \;\; \text{{({told};}} \; a_{{is}} \text{{ is meant)}}", label="as the slide prints it")
