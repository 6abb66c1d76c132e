"""Wrong steps of IBM model 1, each with the diagnosis it should get."""

from collections import Counter, defaultdict

from tests.checks.specimens import wrong


def shared(pairs, t, share=lambda t, e, f, e_words, f_words: t[e][f] / sum(t[x][f] for x in e_words)):
    counts = defaultdict(Counter)
    for e_words, f_words in pairs:
        for f in f_words:
            for e in e_words:
                counts[e][f] += share(t, e, f, e_words, f_words)
    return counts


def rows(counts):
    return {e: {f: n / sum(row.values()) for f, n in row.items()} for e, row in counts.items()}


@wrong("em_step", "rows normalised over e", "wrong value")
def over_the_wrong_side(pairs, t):
    counts = shared(pairs, t)
    totals = sum(counts.values(), Counter())
    return {e: {f: n / totals[f] for f, n in row.items()} for e, row in counts.items()}


@wrong("em_step", "shared out among f", "wrong value")
def the_wrong_expectation(pairs, t):
    return rows(shared(pairs, t, lambda t, e, f, es, fs: t[e][f] / sum(t[e][x] for x in fs)))


@wrong("em_step", "repeated words counted once", "wrong value")
def sets_of_words(pairs, t):
    return rows(shared([(sorted(set(e)), sorted(set(f))) for e, f in pairs], t))


@wrong("em_step", "counts returned", "wrong value")
def not_maximised(pairs, t):
    return shared(pairs, t)


@wrong("em_step", "expectation not normalised", "wrong value")
def adds_t(pairs, t):
    return rows(shared(pairs, t, lambda t, e, f, es, fs: t[e][f]))


@wrong("em_step", "all to the best e", "raised")
def hard_alignment(pairs, t):
    return rows(shared(pairs, t, lambda t, e, f, es, fs: e == max(es, key=lambda x: t[x][f])))


@wrong("em_step", "t not used", "wrong value")
def always_the_first_step(pairs, t):
    return rows(shared(pairs, t, lambda t, e, f, es, fs: 1 / len(es)))


@wrong("em_step", "table the wrong way round", "wrong value")
def f_first(pairs, t):
    turned = defaultdict(dict)
    for e, row in rows(shared(pairs, t)).items():
        for f, p in row.items():
            turned[f][e] = p
    return turned


@wrong("em_step", "in-place edit of t", "fragile")
def writes_into_t(pairs, t):
    new = rows(shared(pairs, t))
    for e, row in new.items():
        t[e].update(row)
    return new


@wrong("em_step", "repeated words counted once", "wrong value")
def each_e_once(pairs, t):
    return rows(shared([(sorted(set(e)), f) for e, f in pairs], t))


@wrong("em_step", "repeated words counted once", "wrong value")
def each_f_once(pairs, t):
    return rows(shared([(e, sorted(set(f))) for e, f in pairs], t))
