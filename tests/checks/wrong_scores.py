"""Wrong macro-F1, wrong spans and wrong span F1, each with the diagnosis it should get."""

import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score, jaccard_score, precision_score

from tests.checks.specimens import wrong


@wrong("macro_f1", "accuracy in place of macro-F1", "wrong value")
def micro(y, predicted, classes):
    return f1_score(y, predicted, average="micro")


@wrong("macro_f1", "weighted by the classes' size", "wrong value")
def weighted(y, predicted, classes):
    return f1_score(y, predicted, average="weighted", zero_division=0)


@wrong("macro_f1", "recall in place of F1", "wrong value")
def balanced(y, predicted, classes):
    return balanced_accuracy_score(y, predicted)


@wrong("macro_f1", "precision in place of F1", "wrong value")
def precisions(y, predicted, classes):
    return precision_score(y, predicted, labels=classes, average="macro", zero_division=0)


def counted(y, predicted, classes):
    for k in classes:
        yield np.sum((y == k) & (predicted == k)), np.sum(predicted == k), np.sum(y == k)


@wrong("macro_f1", "F1 of the means", "wrong value")
def f1_of_means(y, predicted, classes):
    p, r = np.mean([(h / max(g, 1), h / max(n, 1)) for h, g, n in counted(y, predicted, classes)], axis=0)
    return 2 * p * r / max(p + r, 1e-9)


@wrong("macro_f1", "plain mean of precision and recall", "wrong value")
def plain_means(y, predicted, classes):
    return np.mean([(h / max(g, 1) + h / max(n, 1)) / 2 for h, g, n in counted(y, predicted, classes)])


@wrong("macro_f1", "factor 2 missing", "wrong value")
def halved(y, predicted, classes):
    return np.mean([h / max(g + n, 1) for h, g, n in counted(y, predicted, classes)])


@wrong("macro_f1", "Jaccard in place of F1", "wrong value")
def jaccard(y, predicted, classes):
    return jaccard_score(y, predicted, labels=classes, average="macro", zero_division=0)


@wrong("macro_f1", "summed, not averaged", "wrong value")
def summed(y, predicted, classes):
    return sum(2 * h / max(g + n, 1) for h, g, n in counted(y, predicted, classes))


@wrong("macro_f1", "divided by the examples", "wrong value")
def by_examples(y, predicted, classes):
    return summed(y, predicted, classes) / len(y)


@wrong("macro_f1", "one number a class", "wrong shape")
def each_class(y, predicted, classes):
    return [2 * h / max(g + n, 1) for h, g, n in counted(y, predicted, classes)]


@wrong("macro_f1", "last class alone", "wrong value")
def overwritten(y, predicted, classes):
    for h, g, n in counted(y, predicted, classes):
        f1 = 2 * h / max(g + n, 1)
    return f1


@wrong("macro_f1", "first class alone", "wrong value")
def returned_at_once(y, predicted, classes):
    for h, g, n in counted(y, predicted, classes):
        return 2 * h / max(g + n, 1)


@wrong("macro_f1", "class 1 against the rest", "wrong value")
def of_two_classes(y, predicted, classes):
    return f1_score(np.array(y) == 1, np.array(predicted) == 1)


@wrong("macro_f1", "in percent", "wrong value")
def percent(y, predicted, classes):
    return 100 * summed(y, predicted, classes) / len(classes)


@wrong("macro_f1", "0 / 0 for a class never guessed", "fragile")
def undefined(y, predicted, classes):
    scores = []
    for h, g, n in counted(y, predicted, classes):
        p, r = np.float64(h) / g, np.float64(h) / n
        scores.append(2 * p * r / (p + r))
    return np.mean(scores)


@wrong("macro_f1", "classes left out that nobody names", "fragile")
def of_those_seen(y, predicted, classes):
    return f1_score(y, predicted, average="macro", zero_division=0)


@wrong("macro_f1", "classes left out that are never guessed", "fragile")
def of_those_guessed(y, predicted, classes):
    return f1_score(y, predicted, labels=np.unique(predicted), average="macro", zero_division=0)


@wrong("macro_f1", "classes left out that y does not hold", "fragile")
def of_those_in_y(y, predicted, classes):
    return f1_score(y, predicted, labels=np.unique(y), average="macro", zero_division=0)


def right(tags):
    found = []
    for i, tag in enumerate(tags):
        if tag[0] == "I" and found and found[-1][1] == i and found[-1][2] == tag[2:]:
            found[-1] = (found[-1][0], i + 1, tag[2:])
        elif tag != "O":
            found.append((i, i + 1, tag[2:]))
    return found


@wrong("spans", "end inclusive", "wrong value")
def inclusive(tags):
    return [(start, end - 1, kind) for start, end, kind in right(tags)]


@wrong("spans", "last span never closed", "wrong value")
def unclosed(tags):
    found, start = [], None
    for i, tag in enumerate(tags):
        if start is not None and not (tag[0] == "I" and tag[2:] == tags[start][2:]):
            found.append((start, i, tags[start][2:]))
            start = None
        if tag != "O" and start is None:
            start = i
    return found


@wrong("spans", "neighbours merged", "wrong value")
def without_b(tags):
    return right([tag.replace("B", "I") for tag in tags])


@wrong("spans", "only an O ends a span", "wrong value")
def between_the_os(tags):
    found = []
    for i, tag in enumerate(tags):
        if tag != "O" and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1, found[-1][2])
        elif tag != "O":
            found.append((i, i + 1, tag[2:]))
    return found


@wrong("spans", "type change ignored", "fragile")
def whatever_type(tags):
    found = []
    for i, tag in enumerate(tags):
        if tag[0] == "I" and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1, found[-1][2])
        elif tag != "O":
            found.append((i, i + 1, tag[2:]))
    return found


@wrong("spans", "I without B dropped", "fragile")
def strict(tags):
    return [span for span in right(tags) if tags[span[0]][0] == "B"]


@wrong("spans", "each word a span", "wrong value")
def words(tags):
    return [(i, i + 1, tag[2:]) for i, tag in enumerate(tags) if tag != "O"]


@wrong("spans", "first word only", "wrong value")
def heads(tags):
    return [(start, start + 1, kind) for start, _, kind in right(tags)]


@wrong("spans", "spans of one word lost", "wrong value")
def long_ones(tags):
    return [span for span in right(tags) if span[1] > span[0] + 1]


@wrong("spans", "O taken for a span", "wrong value")
def outside_too(tags):
    return sorted(right(tags) + [(i, i + 1, "") for i, tag in enumerate(tags) if tag == "O"])


@wrong("spans", "counted from 1", "wrong value")
def from_one(tags):
    return [(start + 1, end + 1, kind) for start, end, kind in right(tags)]


@wrong("spans", "length in place of the end", "wrong value")
def with_length(tags):
    return [(start, end - start, kind) for start, end, kind in right(tags)]


@wrong("spans", "whole tag in place of the type", "wrong value")
def with_tag(tags):
    return [(start, end, f"B-{kind}" if tags[start][0] == "B" else tags[start]) for start, end, kind in right(tags)]


@wrong("spans", "type first", "wrong value")
def kind_first(tags):
    return [(kind, start, end) for start, end, kind in right(tags)]


@wrong("spans", "type missing", "wrong value")
def without_kind(tags):
    return [(start, end) for start, end, _ in right(tags)]


@wrong("spans", "not a list of spans", "wrong shape")
def how_many(tags):
    return len(right(tags))


@wrong("spans", "in-place edit of the tags", "fragile")
def appending(tags):
    tags.append("O")
    return right(tags)


def scores(tp, guessed, gold):
    return tp / max(guessed, 1), tp / max(gold, 1), 2 * tp / max(guessed + gold, 1)


def compared(gold, predicted, spans):
    pairs = [(set(spans(g)), set(spans(p))) for g, p in zip(gold, predicted, strict=True)]
    return scores(*(sum(n) for n in zip(*((len(g & p), len(p), len(g)) for g, p in pairs), strict=True)))


@wrong("span_f1", "words in place of spans", "wrong value")
def word_f1(gold, predicted):
    pairs = [pair for g, p in zip(gold, predicted, strict=True) for pair in zip(g, p, strict=True)]
    tp = sum(g == p and g != "O" for g, p in pairs)
    return scores(tp, sum(p != "O" for _, p in pairs), sum(g != "O" for g, _ in pairs))


@wrong("span_f1", "accuracy in place of span F1", "wrong shape")
def tag_accuracy(gold, predicted):
    return np.mean([a == b for g, p in zip(gold, predicted, strict=True) for a, b in zip(g, p, strict=True)])


@wrong("span_f1", "averaged by sentence", "wrong value")
def by_sentence(gold, predicted):
    return np.mean([compared([g], [p], right) for g, p in zip(gold, predicted, strict=True)], axis=0)


@wrong("span_f1", "precision and recall exchanged", "wrong value")
def exchanged(gold, predicted):
    return compared(predicted, gold, right)


@wrong("span_f1", "type ignored", "wrong value")
def any_type(gold, predicted):
    return compared(gold, predicted, without_kind)


@wrong("span_f1", "start alone compared", "wrong value")
def starts(gold, predicted):
    return compared(gold, predicted, lambda tags: [(start, kind) for start, _, kind in right(tags)])


@wrong("span_f1", "end alone compared", "wrong value")
def ends(gold, predicted):
    return compared(gold, predicted, lambda tags: [(end, kind) for _, end, kind in right(tags)])


@wrong("span_f1", "overlap taken for right", "wrong value")
def overlapping(gold, predicted):
    tp = guessed = true = 0
    for g, p in zip(gold, predicted, strict=True):
        g, p = right(g), right(p)
        tp += sum(any(a[2] == b[2] and max(a[0], b[0]) < min(a[1], b[1]) for b in g) for a in p)
        guessed, true = guessed + len(p), true + len(g)
    return scores(tp, guessed, true)


@wrong("span_f1", "sentences mixed up", "wrong value")
def one_set(gold, predicted):
    g, p = ({span for tags in part for span in right(tags)} for part in (gold, predicted))
    return scores(len(g & p), len(p), len(g))


@wrong("span_f1", "plain mean of precision and recall", "wrong value")
def plain(gold, predicted):
    p, r, _ = compared(gold, predicted, right)
    return p, r, (p + r) / 2


@wrong("span_f1", "last span never closed", "wrong value")
def never_closed(gold, predicted):
    return compared(gold, predicted, unclosed)


@wrong("span_f1", "neighbours merged", "wrong value")
def merged(gold, predicted):
    return compared(gold, predicted, without_b)


@wrong("span_f1", "only F1 returned", "wrong shape")
def f1_alone(gold, predicted):
    return compared(gold, predicted, right)[2]


@wrong("span_f1", "in percent", "wrong value")
def hundredths(gold, predicted):
    return [100 * score for score in compared(gold, predicted, right)]


@wrong("span_f1", "0 / 0 when nothing is found", "fragile")
def dividing_by_nothing(gold, predicted):
    pairs = [(set(right(g)), set(right(p))) for g, p in zip(gold, predicted, strict=True)]
    tp = sum(len(g & p) for g, p in pairs)
    p, r = tp / sum(len(p) for _, p in pairs), tp / sum(len(g) for g, _ in pairs)
    return p, r, 2 * p * r / (p + r)


@wrong("span_f1", "I without B dropped", "fragile")
def strictly(gold, predicted):
    return compared(gold, predicted, strict)
