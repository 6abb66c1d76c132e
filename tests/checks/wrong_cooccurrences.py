"""Wrong answers to co-occurrence and PPMI, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


def counted(places):
    """A cooccurrence that takes its contexts from ``places(sentence, i, window)``."""

    def count(sentences, window, vocabulary):
        row = {word: i for i, word in enumerate(vocabulary)}
        counts = np.zeros((len(row), len(row)))
        for said in sentences:
            for i, centre in enumerate(said):
                for j in places(said, i, window):
                    if centre in row and said[j] in row:
                        counts[row[centre], row[said[j]]] += 1
        return counts

    return count


def register(name, diagnosis, outcome, places):
    answer = counted(places)
    answer.__name__ = name
    wrong("cooccurrence", diagnosis, outcome)(answer)


def near(said, i, w):
    return [j for j in range(len(said)) if j != i and abs(i - j) <= w]


register("only_right", "window one-sided", "wrong value", lambda s, i, w: range(i + 1, min(len(s), i + w + 1)))
register("only_left", "window one-sided", "wrong value", lambda s, i, w: range(max(0, i - w), i))
register("too_wide", "window off by one", "wrong value", lambda s, i, w: near(s, i, w + 1))
register("too_narrow", "window off by one", "wrong value", lambda s, i, w: near(s, i, w - 1))
register("lopsided", "window off by one", "wrong value", lambda s, i, w: [j for j in near(s, i, w) if j - i < w])
register(
    "itself", "pair with itself counted", "wrong value", lambda s, i, w: range(max(0, i - w), min(len(s), i + w + 1))
)
register(
    "by_value", "context dropped by value", "wrong value", lambda s, i, w: [j for j in near(s, i, w) if s[j] != s[i]]
)
register("index", "place looked up by value", "wrong value", lambda s, i, w: near(s, s.index(s[i]), w))
register("whole_sentence", "window ignored", "wrong value", lambda s, i, w: near(s, i, len(s)))


@wrong("cooccurrence", "across sentences", "wrong value")
def one_long_text(sentences, window, vocabulary):
    return counted(near)([[word for said in sentences for word in said]], window, vocabulary)


@wrong("cooccurrence", "vocabulary order", "wrong value")
def alphabetical(sentences, window, vocabulary):
    return counted(near)(sentences, window, sorted(vocabulary)), sorted(vocabulary)


@wrong("cooccurrence", "counted twice", "wrong value")
def both_ways(sentences, window, vocabulary):
    counts = counted(near)(sentences, window, vocabulary)
    return counts + counts.T


@wrong("cooccurrence", "not symmetric", "wrong value")
def upper_half(sentences, window, vocabulary):
    return np.triu(counted(near)(sentences, window, vocabulary))


@wrong("cooccurrence", "presence, not count", "wrong value")
def seen_or_not(sentences, window, vocabulary):
    return (counted(near)(sentences, window, vocabulary) > 0).astype(int)


@wrong("cooccurrence", "unknown words removed first", "fragile")
def unknown_words_dropped(sentences, window, vocabulary):
    return counted(near)([[w for w in said if w in vocabulary] for said in sentences], window, vocabulary)


def information(counts):
    n = np.asarray(counts, dtype=float)
    return np.log(n * n.sum() / np.outer(n.sum(axis=1), n.sum(axis=0)))


def clean(values):
    return np.nan_to_num(values, nan=0.0, neginf=0.0)


@wrong("ppmi", "negative PMI kept", "wrong value")
def below_zero(counts):
    return clean(information(counts))


@wrong("ppmi", "log 0 kept", "wrong value")
def minus_infinity(counts):
    return information(counts)


@wrong("ppmi", "NaN for a word without counts", "fragile")
def nan_rows(counts):
    return np.maximum(information(counts), 0)


@wrong("ppmi", "log10 in place of log", "wrong value")
def in_tens(counts):
    return np.maximum(clean(information(counts)), 0) / np.log(10)


@wrong("ppmi", "logarithm missing", "wrong value")
def ratio(counts):
    return clean(np.exp(information(counts)))


@wrong("ppmi", "N forgotten", "wrong value")
def without_n(counts):
    return np.maximum(clean(np.log(counts / np.outer(counts.sum(axis=1), counts.sum(axis=0)))), 0)


@wrong("ppmi", "n is the number of words", "wrong value")
def n_words(counts):
    return np.maximum(clean(np.log(counts * len(counts) / np.outer(counts.sum(axis=1), counts.sum(axis=0)))), 0)


@wrong("ppmi", "keepdims missing", "wrong value")
def flat_sums(counts):
    return np.maximum(clean(np.log(counts * counts.sum() / (counts.sum(axis=1) * counts.sum(axis=0)))), 0)


@wrong("ppmi", "marginals over the wrong axis", "fragile")
def exchanged(counts):
    return np.maximum(clean(np.log(counts * counts.sum() / np.outer(counts.sum(axis=0), counts.sum(axis=1)))), 0)


@wrong("ppmi", "1 added before the logarithm", "wrong value")
def smoothed(counts):
    n_u, n_v = counts.sum(axis=1), counts.sum(axis=0)
    return np.maximum(clean(np.log((counts + 1) * counts.sum() / np.outer(n_u, n_v))), 0)


@wrong("ppmi", "in-place edit of the counts", "fragile")
def in_place(counts):
    result = np.maximum(clean(information(counts)), 0)
    counts[counts == 0] = 1
    return result
