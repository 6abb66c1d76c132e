"""Steps of IBM model 1 that are right in another style."""

from collections import Counter, defaultdict

import numpy as np

from tests.checks.specimens import right


@right("em_step")
def step_with_two_counters(pairs, t):
    joint, alone = Counter(), Counter()
    for e_words, f_words in pairs:
        for f in f_words:
            z = sum(t[e][f] for e in e_words)
            for e in e_words:
                joint[e, f] += t[e][f] / z
                alone[e] += t[e][f] / z
    table = defaultdict(dict)
    for (e, f), n in joint.items():
        table[e][f] = n / alone[e]
    return table


@right("em_step")
def step_with_matrices(pairs, t):
    rows, columns = list(t), sorted({f for row in t.values() for f in row})
    p = np.array([[t[e].get(f, 0.0) for f in columns] for e in rows])
    counts = np.zeros_like(p)
    for e_words, f_words in pairs:
        i, j = [rows.index(e) for e in e_words], [columns.index(f) for f in f_words]
        block = p[np.ix_(i, j)]
        np.add.at(counts, np.ix_(i, j), block / block.sum(axis=0))
    sums = counts.sum(axis=1, keepdims=True)
    counts = counts / np.where(sums, sums, 1)
    return {e: dict(zip(columns, row, strict=True)) for e, row in zip(rows, counts, strict=True)}
