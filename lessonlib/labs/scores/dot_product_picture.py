"""The picture of a dot product: A, B and C side by side, the row and the column lit, their products and running sum."""

from __future__ import annotations

import numpy as np

from lessonlib.stage import Mark, Picture, Sheet, Trace, cells, expression, formula, number, numbers, signed, table

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
    if not trace["fits"]:
        title = f"A's rows hold {m} number{'s' * (m != 1)}, B's columns {n}: there is no product, and np.dot refuses."
        rule = rf"(p, m)(n, k) \to (p, k) \;\; \text{{only if}} \;\; m = n: \quad ({p}, {m})({n}, {k}), \; {m} \ne {n}"
        return Picture(title, [_matrices(trace), _products(trace)], formulas=[formula(rule)])
    title = f"({p}, {m}) times ({n}, {k}) gives ({p}, {k}): " + (
        "one row meets one column." if p * k == 1 else f"each of {p * k} numbers is a row of A times a column of B."
    )
    rule = rf"(p, m)(n, k) \to (p, k) \;\; \text{{if}} \;\; m = n: \quad ({p}, {m})({n}, {k}) \to ({p}, {k})"
    formulas = [formula(rule), _sum(trace), _misprint(trace)]
    return Picture(title, [_matrices(trace), _products(trace)], formulas=formulas)


def _matrices(trace: Trace) -> Sheet:
    a, b, c, theirs = trace["a"], trace["b"], trace["c"], trace["mine"]
    steps = [tuple(int(v) for v in row) for row in zip(trace["i"], trace["j"], trace["s"], strict=True)]
    lit_a, lit_b, lit_c, lit_mine = [], [], [], []
    wrong = ~np.isclose(theirs, c, rtol=1e-6, atol=1e-9, equal_nan=True) if theirs.size else np.zeros((0, 0), bool)
    for i, j, s in steps:
        lit_a.append([(i, t, "lit" if t == s else "also") for t in range(a.shape[1])] if i >= 0 else [])
        lit_b.append([(t, j, "lit" if t == s else "also") for t in range(b.shape[0])] if i >= 0 else [])
        lit_c.append([(i, j, "lit")] if c.size and i >= 0 else [])
        lit_mine.append([(r, q, "departs") for r, q in np.argwhere(wrong) if (r, q) <= (i, j)])
    first = cells(a, when="at", texts=numbers(a), lit=lit_a, name=f"A {a.shape}")
    second = cells(b, when="at", texts=numbers(b), lit=lit_b, name=f"B {b.shape}")
    shown = [first, "·", second]
    if c.size:
        shown += ["=", cells(c, when="at", texts=_so_far(trace), lit=lit_c, name=f"C = A B {c.shape}")]
    if theirs.size:
        since = (np.arange(c.size).reshape(c.shape) + 1) * a.shape[1]  # the step that completes each cell
        name = f"{trace['label']}(A, B)"
        shown.append(cells(theirs, when="at", texts=numbers(theirs), since=since, lit=lit_mine, name=name))
    wide = a.shape[1] + b.shape[1] + c.shape[1] + theirs.shape[1]
    return Sheet([expression(*shown, name="A times B", size=1.4 if wide < 12 else 1.0)], grow=0)


def _so_far(trace: Trace) -> np.ndarray:
    """What stands in C at each step: the sums that are complete, and the running one."""
    texts = np.full((trace.steps, *trace["c"].shape), "", dtype=object)
    for step in range(1, trace.steps):
        i, j = trace["i"][step], trace["j"][step]
        texts[step:, i, j] = number(trace["running"][step])
    return texts


def _products(trace: Trace) -> Sheet:
    """The products of one row and one column, one under the other, with the sum so far."""
    a, b = trace["a"], trace["b"]
    longest = max(a.shape[1], b.shape[0])
    body = np.full((trace.steps, longest, 5), "", dtype=object)
    lit: list[list[tuple]] = []
    for step in range(trace.steps):
        i, j, s = (int(trace[name][step]) for name in "ijs")
        body[step, :, 0] = [str(t + 1) for t in range(longest)]
        lit.append([(s, c, "lit") for c in (1, 2, 3, 4)] if i >= 0 else [])
        for t in range(longest if i >= 0 else 0):
            body[step, t, 1] = number(a[i, t]) if t < a.shape[1] else "none"
            body[step, t, 2] = number(b[t, j]) if t < b.shape[0] else "none"
            if t <= s and np.isfinite(trace["product"][step - s + t]):
                body[step, t, 3:] = number(trace["product"][step - s + t]), number(trace["running"][step - s + t])
    heads = ["s", "row of A", "column of B", "product", "sum so far"]
    return Sheet([table(heads, body, lit=lit)], title="Row times column")


def _sum(trace: Trace) -> Mark:
    """c_ij as a sum of products, as long as it is at this step."""
    a, b = trace["a"], trace["b"]
    values: dict[str, list[str]] = {"i": ["i"], "j": ["j"], "sum": ["?"], "c": ["?"]}
    for step in range(1, trace.steps):
        i, j, s = (int(trace[name][step]) for name in "ijs")
        pairs = [f"{signed(a[i, t]) if t else number(a[i, t])} · {signed(b[t, j])}" for t in range(s + 1)]
        now = {"i": str(i + 1), "j": str(j + 1), "sum": " + ".join(pairs), "c": number(trace["running"][step])}
        for name, value in now.items():
            values[name].append(value)
    return formula(r"c_{\val{i}\val{j}} = \sum_{s=1}^{m} a_{is} b_{sj} = \val{sum} = \val{c}", **values)


def _misprint(trace: Trace) -> Mark:
    """The sum as the slide prints it, and the rows that it would give: i is not in it, so all of them are one."""
    a, b = trace["a"], trace["b"]
    (p, m), latex = a.shape, r"c_{ij} = \sum_{s=1}^{n} a_{sn} b_{sj}"
    if p < m:
        told = f"that takes {m} rows of A, which has {p}"
    else:
        told = f"i is lost, so every row would be ({', '.join(numbers(a[:m, -1] @ b))})"
    return formula(rf"{latex} \;\; \text{{({told};}} \; a_{{is}} \text{{ is meant)}}", label="as the slide prints it")
