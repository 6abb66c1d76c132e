"""How far two sequences are apart: the fewest edits, and errors by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lessonlib.arguments import has, is_a, list_of_words, listed, room, type_name

MOST = 10_000_000  # pairs of places that are compared: some seconds


def edit_distance(a: Sequence, b: Sequence) -> int:
    """Return the fewest insertions, deletions and substitutions that turn ``a`` into ``b``, each of cost 1.

        D[i, j] = min(D[i-1, j] + 1, D[i, j-1] + 1, D[i-1, j-1] + (a_i differs from b_j))

    D[i, j] is the distance of the first i of a from the first j of b, D[i, 0] = i and D[0, j] = j. Only one row is
    kept. ``a`` and ``b`` are texts, compared by character, or lists of tokens.

    Raises:
        TypeError: for what has no order and length, such as a number or a set, and for what cannot be compared.
        ValueError: for sequences so long that comparing them would take minutes.

    >>> edit_distance("kitten", "sitting"), edit_distance(["the", "cat"], ["the", "black", "cat"])
    (3, 1)

    Source: Levenshtein (1966); Wagner and Fischer (1974), The string-to-string correction problem.
    """
    a, b = _sequence(a, "edit_distance(a)"), _sequence(b, "edit_distance(b)")
    room("edit_distance(a, b)", len(a), len(b), most=MOST)
    row = list(range(len(b) + 1))  # D[0, j] = j
    for i, left in enumerate(a, start=1):
        above, row = row, [i]
        for j, right in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + _differs(left, right)))
    return row[-1]


def _differs(left, right) -> bool:
    try:
        return bool(left != right)
    except Exception:  # two arrays, or what a stranger's object does
        came = f"{type(left).__name__} and {type(right).__name__}"
        raise TypeError(f"edit_distance: wanted tokens that are equal or not, got {came}. Pass words.") from None


def word_error_rate(reference: Sequence[str], hypothesis: Sequence[str]) -> float:
    """Return the edits that turn ``hypothesis`` into ``reference`` by word of the reference: (S + D + I) / N.

    S words are substituted, D left out, I put in; N = len(reference). A hypothesis full of insertions has more than 1.

    Raises:
        TypeError: for texts in place of lists of words.
        ValueError: for a reference without words.

    >>> word_error_rate("the cat sat on the mat".split(), "the cat sat on mat".split())  # 1 of 6
    0.1667

    Source: Jurafsky and Martin, Speech and Language Processing, "Evaluating speech recognition".
    """
    reference = list_of_words(reference, "word_error_rate(reference)")
    hypothesis = list_of_words(hypothesis, "word_error_rate(hypothesis)")
    if not reference:
        raise ValueError(
            "word_error_rate(reference): wanted at least one word, got none. Errors are told by its length."
        )
    return edit_distance(reference, hypothesis) / len(reference)


def _sequence(value, where: str) -> list:
    in_order = has(value, "__len__") and has(value, "__iter__") and getattr(value, "ndim", 1) == 1
    if is_a(value, set | frozenset | Mapping | type) or not in_order:
        raise TypeError(f"{where}: wanted a text or a list of tokens, got {type_name(value)}. Pass 'kitten'.")
    return listed(value, where)
