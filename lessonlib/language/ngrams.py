"""n-grams: runs of n tokens, counted by what stands before the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from lessonlib.arguments import lists_of_words, whole

START, END, UNKNOWN = "<s>", "</s>", "<unk>"


def count_ngrams(sentences: Iterable[Sequence[str]], n: int) -> dict[tuple[str, ...], Counter[str]]:
    """Count c(context, w), how often token w follows each context of n - 1 tokens.

    A sentence is padded with n - 1 times "<s>", so that its first token has a context too, and ends in "</s>", which is
    counted like a token: a model of the counts knows where sentences stop. "<s>" is never a token that follows.

    Args:
        sentences: lists of words, at least one.
        n: the length of a run, from 1; for n = 1 the only context is ``()``.

    Returns:
        {context: Counter}, contexts in the order in which they are met.

    Raises:
        TypeError: for a text, or texts, in place of lists of words; for an n that is no whole number.
        ValueError: for no sentence at all, for an n below 1, and for a sentence that holds "<s>" or "</s>" itself.

    >>> counts = count_ngrams([["the", "cat"], ["the", "dog"]], n=2)
    >>> counts["the",]
    Counter({'cat': 1, 'dog': 1})
    >>> counts["<s>",], counts["dog",]
    (Counter({'the': 2}), Counter({'</s>': 1}))

    Source: Jurafsky and Martin, Speech and Language Processing, "N-gram language models".
    """
    n = whole(n, "count_ngrams(n)")
    table: dict[tuple[str, ...], Counter[str]] = {}
    for run, count in Counter(chain.from_iterable(runs(sentences, n, "count_ngrams(sentences)"))).items():
        table.setdefault(run[:-1], Counter())[run[-1]] = count
    return table


def runs(sentences: Iterable[Sequence[str]], n: int, where: str) -> Iterator[Iterator[tuple[str, ...]]]:
    """Give, for each sentence, its runs of ``n`` tokens, padded; errors as :func:`count_ngrams`, told of ``where``."""
    sentences = lists_of_words(sentences, where)
    if not sentences:
        raise ValueError(f"{where}: wanted at least one sentence, got none. Pass lists of words: [['the', 'cat']].")
    padding = [START] * (n - 1)
    for sentence in sentences:
        if START in sentence or END in sentence:
            raise ValueError(
                f"{where}: wanted sentences without {START} and {END}, got one with them. "
                "Leave them out: they are put around each sentence here."
            )
        padded = [*padding, *sentence, END]
        yield zip(*(padded[i:] for i in range(n)), strict=False)  # the shortest list ends it
