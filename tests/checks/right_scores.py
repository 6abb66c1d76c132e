"""Right scores and paths in other styles: scikit-learn, regular expressions, einsum-like sums, recursion, all paths."""

import itertools
import re

import numpy as np
import torch
from scipy.special import logsumexp
from sklearn.metrics import f1_score

from tests.checks.specimens import right


@right("macro_f1")
def macro_by_sklearn(y, predicted, classes):
    return f1_score(y, predicted, labels=classes, average="macro", zero_division=0)


@right("macro_f1")
def macro_of_a_number_of_classes(y, predicted, classes):
    total = 0
    for k in range(classes):
        hits = sum(a == b == k for a, b in zip(y, predicted, strict=True))
        wrong = sum((a == k) != (b == k) for a, b in zip(y, predicted, strict=True))
        total += 2 * hits / (2 * hits + wrong) if hits else 0
    return total / classes


@right("macro_f1")
def macro_by_precision_and_recall(y, predicted, classes):
    scores = []
    for k in classes:
        tp = np.sum((y == k) & (predicted == k))
        p = tp / max(np.sum(predicted == k), 1)
        r = tp / max(np.sum(y == k), 1)
        scores.append(2 * p * r / (p + r) if p + r else 0.0)
    return np.mean(scores)


@right("spans")
def spans_by_expression(tags):
    """One letter a tag, and a place for each type."""
    found = []
    for kind in {tag[2:] for tag in tags} - {""}:
        letters = "".join(tag[0] if tag[2:] == kind else "O" for tag in tags)
        found += [(m.start(), m.end(), kind) for m in re.finditer(r"[BI]I*", letters)]
    return sorted(found)


@right("spans")
def spans_backward(tags):
    found, end = [], len(tags)
    for i in range(len(tags) - 1, -1, -1):
        if tags[i] == "O":
            end = i
        elif tags[i][0] == "B" or i == 0 or tags[i - 1][2:] != tags[i][2:]:
            found.append([i, end, tags[i][2:]])
            end = i
    return found


@right("span_f1")
def span_f1_by_hand(gold, predicted):
    tp = fp = fn = 0
    for g, p in zip(gold, predicted, strict=True):
        g, p = set(spans_by_expression(g)), set(spans_by_expression(p))
        tp, fp, fn = tp + len(g & p), fp + len(p - g), fn + len(g - p)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if tp else 0.0
    return precision, recall, f1


def every(emissions, transitions, start, end):
    n = len(emissions)
    for path in itertools.product(range(len(start)), repeat=n):
        steps = sum(transitions[a][b] for a, b in itertools.pairwise(path))
        yield start[path[0]] + sum(emissions[i][k] for i, k in enumerate(path)) + steps + end[path[-1]], path


@right("viterbi")
def viterbi_over_all_paths(emissions, transitions, start, end):
    score, path = max(every(emissions, transitions, start, end))
    return list(path), score


@right("viterbi")
def viterbi_backward(emissions, transitions, start, end):
    """From the last word to the first: what is the best that can follow?"""
    after, arrows = np.array(end), []
    for row in emissions[:0:-1]:
        ways = np.asarray(transitions) + np.asarray(row) + after
        arrows.append(ways.argmax(1))
        after = ways.max(1)
    best = np.asarray(start) + np.asarray(emissions[0]) + after
    path = [best.argmax()]
    for arrow in reversed(arrows):
        path.append(arrow[path[-1]])
    return np.array(path), best.max()


@right("viterbi")
def viterbi_in_torch(emissions, transitions, start, end):
    best, back = start + emissions[0], []
    for row in emissions[1:]:
        best, arrows = (best.unsqueeze(1) + transitions + row).max(dim=0)
        back.append(arrows)
    score, tag = (best + end).max(dim=0)
    path = [tag]
    for arrows in back[::-1]:
        path.insert(0, arrows[path[0]])
    return torch.stack(path), score


@right("viterbi")
def viterbi_by_loops(emissions, transitions, start, end):
    words, tags = emissions.shape
    table = [[(start[k] + emissions[0, k], [k]) for k in range(tags)]]
    for t in range(1, words):
        row = []
        for k in range(tags):
            score, path = max(((s + transitions[p[-1], k], p) for s, p in table[-1]), key=lambda way: way[0])
            row.append((score + emissions[t, k], [*path, k]))
        table.append(row)
    score, path = max(((s + end[p[-1]], p) for s, p in table[-1]), key=lambda way: way[0])
    return path, float(score)


@right("log_partition")
def log_z_over_all_paths(emissions, transitions, start, end):
    return logsumexp([score for score, _ in every(emissions, transitions, start, end)])


@right("log_partition")
def log_z_in_torch(emissions, transitions, start, end):
    total = start + emissions[0]
    for row in emissions[1:]:
        total = torch.logsumexp(total[:, None] + transitions + row[None], dim=0)
    return torch.logsumexp(total + end, dim=0)


@right("log_partition")
def log_z_by_products(emissions, transitions, start, end):
    """Matrices multiplied, the largest score taken out at each step."""
    steps, total, taken = np.exp(np.asarray(transitions)), np.exp(np.asarray(start)), 0.0
    for i, row in enumerate(np.asarray(emissions)):
        total = (total @ steps if i else total) * np.exp(row - row.max())
        taken += row.max() + np.log(total.sum())
        total = total / total.sum()
    return taken + np.log(total @ np.exp(np.asarray(end)))
