"""Names and other spans out of tags, and how many of them were found: B begins, I goes on, O is outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lessonlib.arguments import list_of_words, lists_of_words, told


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the spans (start, end, type) of a sentence's tags, ``end`` exclusive, from left to right.

    "B-X" begins a span of type X; "I-X" goes on with it. An "I-X" that has nothing of its type before it begins one, as
    in the CoNLL tasks: whoever tagged it saw an X there.

    Raises:
        TypeError: for what is no list of strings.
        ValueError: for a tag that is neither "O" nor "B-" or "I-" with a type.

    >>> spans(["O", "B-NAME", "I-NAME", "B-NAME", "O", "I-PLACE"])
    [(1, 3, 'NAME'), (3, 4, 'NAME'), (5, 6, 'PLACE')]

    Source: Tjong Kim Sang and De Meulder (2003), Introduction to the CoNLL-2003 shared task.
    """
    found, start, kind = [], 0, None
    for place, tag in enumerate([*list_of_words(tags, "spans(tags)"), "O"]):  # one O more ends what is still open
        letter, type_ = _parts(tag)
        if letter == "I" and type_ == kind:
            continue
        if kind is not None:
            found.append((start, place, kind))
        start, kind = place, type_
    return found


def _parts(tag: str) -> tuple[str, str | None]:
    """The letter and the type of a tag; "O" has none."""
    if tag == "O":
        return tag, None
    letter, dash, kind = tag.partition("-")
    if letter not in ("B", "I") or not dash or not kind:
        raise ValueError(f"spans: unknown tag {told(tag)}. There are: 'B-X', 'I-X' for any type X, and 'O'.")
    return letter, kind


def span_f1(gold: Iterable[Sequence[str]], predicted: Iterable[Sequence[str]]) -> tuple[float, float, float]:
    """Return (precision, recall, F1) of whole spans, counted over all sentences; 0 where there is nothing to divide.

    A span is right only when start, end and type are: precision = right / predicted, recall = right / gold,
    F1 = 2 right / (predicted + gold).

    Args:
        gold: the right tags, a list for each sentence.
        predicted: the tags that were guessed, of the same lengths.

    Raises:
        TypeError: for what are no lists of strings.
        ValueError: for another number of sentences or tags, and an unknown tag.

    >>> span_f1([["B-X", "I-X", "O"], ["B-X"]], [["B-X", "O", "O"], ["B-X"]])
    (0.5, 0.5, 0.5)

    Source: Tjong Kim Sang and De Meulder (2003), Introduction to the CoNLL-2003 shared task.
    """
    gold, predicted = lists_of_words(gold, "span_f1(gold)"), lists_of_words(predicted, "span_f1(predicted)")
    if len(gold) != len(predicted):
        came = f"{len(gold)} and {len(predicted)}"
        raise ValueError(f"span_f1: wanted as many sentences twice, got {came}. Pass the same sentences, in order.")
    for place, (right, guess) in enumerate(zip(gold, predicted, strict=True)):
        if len(right) != len(guess):
            came = f"{len(right)} and {len(guess)} in sentence {place}"
            raise ValueError(f"span_f1: wanted one tag a word in both, got {came}. Cut the padding off.")
    true, guessed = (
        {(place, *span) for place, tags in enumerate(sentences) for span in spans(tags)}
        for sentences in (gold, predicted)
    )
    right = len(true & guessed)
    precision, recall = right / max(len(guessed), 1), right / max(len(true), 1)
    return precision, recall, 2 * right / max(len(guessed) + len(true), 1)
