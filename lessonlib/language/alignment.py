"""IBM model 1: from sentence pairs alone, which word translates which; by expectation and maximisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lessonlib.arguments import in_order, lists_of_words, told

Table = dict[str, dict[str, float]]
SentencePair = tuple[Sequence[str], Sequence[str]]


def em_step(pairs: Iterable[SentencePair], t: Mapping[str, Mapping[str, float]]) -> Table:
    """Return the translation table after one step of expectation and maximisation; ``t[e][f]`` is t(f | e).

    Expectation: each word f of a sentence is one word to share out among the words e of the other,
    t(f | e) / (sum of t(f | e') over e' in the sentence) to each; summed over all pairs these are the counts c(f, e).
    Maximisation: t(f | e) = c(f, e) / (sum of c(f', e) over f'): each row sums to 1 over f.

    Args:
        pairs: (e, f), two lists of words that mean the same. A word that stands twice counts twice. To let words of f
            come from nothing, put a word such as "NULL" first in every e.
        t: the table before: {e: {f: number}}, one for each e and f that meet; :func:`uniform_translations` begins.

    Raises:
        TypeError: for texts in place of lists of words, for a t that is no table of tables.
        ValueError: for no pair, a pair with an empty side, words of which t knows nothing, and an f with only zeros.

    >>> pairs = [(["the", "house"], ["das", "Haus"]), (["the", "book"], ["das", "Buch"])]
    >>> em_step(pairs, uniform_translations(pairs))["the"]
    {'das': 0.5, 'Haus': 0.25, 'Buch': 0.25}

    Source: Brown et al. (1993), The mathematics of statistical machine translation: parameter estimation.
    """
    if not isinstance(t, Mapping) or not all(isinstance(row, Mapping) for row in t.values()):
        raise TypeError(
            f"em_step(t): wanted {{e: {{f: number}}}}, got {type(t).__name__} of another form. "
            "Begin with uniform_translations(pairs)."
        )
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for e_sentence, f_sentence in _checked(pairs, "em_step(pairs)"):
        for f in f_sentence:
            shares = [_number(t, e, f) for e in e_sentence]
            total = sum(shares)
            if not total > 0:
                raise ValueError(f"em_step(t): wanted a word that can translate to {told(f)}, got only zeros. See t.")
            for e, share in zip(e_sentence, shares, strict=True):
                counts[e][f] += share / total
    totals = {e: sum(row.values()) for e, row in counts.items()}
    return {e: {f: count / totals[e] if totals[e] else 0.0 for f, count in row.items()} for e, row in counts.items()}


def uniform_translations(pairs: Iterable[SentencePair]) -> Table:
    """Return the table that knows nothing: t(f | e) the same for each f that stands in a pair with e.

    Raises: as :func:`em_step`.

    >>> uniform_translations([(["the", "house"], ["das", "Haus"])])
    {'the': {'das': 0.5, 'Haus': 0.5}, 'house': {'das': 0.5, 'Haus': 0.5}}
    """
    met: defaultdict[str, dict[str, None]] = defaultdict(dict)
    pairs = _checked(pairs, "uniform_translations(pairs)")
    for e_sentence, f_sentence in pairs:
        for e in e_sentence:
            met[e].update(dict.fromkeys(f_sentence))
    size = len({f for _, f_sentence in pairs for f in f_sentence})
    return {e: dict.fromkeys(row, 1 / size) for e, row in met.items()}


def _number(t: Mapping[str, Mapping[str, float]], e: str, f: str) -> float:
    try:
        return t[e][f]
    except KeyError:
        raise ValueError(
            f"em_step(t): wanted a number for t({told(f)} | {told(e)}), got none. "
            "Begin with uniform_translations(pairs)."
        ) from None


def _checked(pairs: Iterable[SentencePair], where: str) -> list[list[list[str]]]:
    advice = "Pass [(['the'], ['das'])]."
    checked = [lists_of_words(pair, where) for pair in in_order(pairs, where, "pairs of sentences", advice)]
    if not checked:
        raise ValueError(f"{where}: wanted at least one pair of sentences, got none. Pass [(['the'], ['das'])].")
    for pair in checked:
        if len(pair) != 2 or not all(pair):
            came = f"{len(pair)} of lengths {list(map(len, pair))}"
            raise ValueError(f"{where}: wanted pairs of sentences with words in both, got {came}. Leave it out.")
    return checked
