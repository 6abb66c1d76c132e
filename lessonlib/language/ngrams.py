"""n-grams: runs of n tokens, counted by what stands before the last one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from lessonlib.arguments import lists_of_words, whole

LONGEST = 100  # tokens in a run
START, END, UNKNOWN = "<s>", "</s>", "<unk>"


def count_ngrams(sentences: Iterable[Sequence[str]], n: int) -> dict[tuple[str, ...], Counter[str]]:
    """Count c(context, w), how often token w follows each context of n - 1 tokens.

    A sentence is padded with n - 1 times "<s>", so that its first token has a context too, and ends in "</s>", which is
    counted like a token: a model of the counts knows where sentences stop. "<s>" is never a token that follows.

    Args:
        sentences: lists of words, at least one.
        n: the length of a run, from 1 to 100; for n = 1 the only context is ``()``.

    Returns:
        {context: Counter}, contexts in the order in which they are met.

    Raises:
        TypeError: for a text, or texts, in place of lists of words; for an n that is no whole number.
        ValueError: for no sentence at all, for an n out of range, and for a sentence that holds "<s>" or "</s>" itself.

    >>> counts = count_ngrams([["the", "cat"], ["the", "dog"]], n=2)
    >>> counts["the",]
    Counter({'cat': 1, 'dog': 1})
    >>> counts["<s>",], counts["dog",]
    (Counter({'the': 2}), Counter({'</s>': 1}))

    Source: Jurafsky and Martin, Speech and Language Processing, "N-gram language models".
    """
    n = whole(n, "count_ngrams(n)", at_most=LONGEST)
    where = "count_ngrams(sentences)"
    followers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for padded in padded_sentences(lists_of_words(sentences, where), n, where):
        contexts = zip(*(padded[i:] for i in range(n - 1)), strict=False) if n > 1 else repeat(())
        for context, token in zip(contexts, padded[n - 1 :], strict=False):  # the contexts run on: the tokens end it
            followers[context].append(token)
    return {context: Counter(tokens) for context, tokens in followers.items()}


def padded_sentences(sentences: list[list[str]], n: int, where: str) -> Iterator[list[str]]:
    """Give each list of words padded for runs of ``n``; ValueError as :func:`count_ngrams`, told of ``where``."""
    if not sentences:
        raise ValueError(f"{where}: wanted at least one sentence, got none. Pass lists of words: [['the', 'cat']].")
    padding, marks = [START] * (n - 1), {START, END}
    for sentence in sentences:
        if not marks.isdisjoint(sentence):
            raise ValueError(
                f"{where}: wanted sentences without {START} and {END}, got one with them. "
                "Leave them out: they are put around each sentence here."
            )
        yield [*padding, *sentence, END]
