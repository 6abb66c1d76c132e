"""Byte pair encoding: the table of pairs, its winner, all words rewritten; then a word encoded merge by merge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice, pairwise
from typing import Any

import ipywidgets

from lessonlib.arguments import lists_of_words, told, whole
from lessonlib.labs.language.bpe_picture import draw_bpe
from lessonlib.labs.shared.beside import Beside, beside
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.own import Departure, together
from lessonlib.language import encode_bpe, train_bpe
from lessonlib.language.bpe import Pair, join
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns

WORDS = "low 5 lowest 2 newer 6 wider 3 new 2"
MOST_WORDS, LONGEST, MOST_MERGES, MOST_COUNT = 7, 12, 10, 100_000
TOP = 6  # rows of the table of pairs

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Three in a row": (
        "The letter a three times in a row: how many pairs is that, and how many of them can be joined?",
        {"words": "aaabdaaabac", "merges": 3, "word": "aaaa"},
    ),
    "Types or tokens": (
        "t h stands in more different words than any other pair: is it joined first?",
        {"words": "he 50 the 9 this 5 that 4 with 3", "merges": 4, "word": "they"},
    ),
    "Words of the novels": (
        "Seven words, as often as Jane Austen's novels have them: which piece means something?",
        {
            "words": "nothing 1176 being 1447 having 640 making 201 thing 773 king 12 wing 1",
            "merges": 6,
            "word": "aching",
        },
    ),
    "By rank, not from the left": (
        "Read from the left, n e comes first in “new”: is it joined first?",
        {"words": "few 4 dew 3 net 5", "merges": 2, "word": "new"},
    ),
}


def record_bpe(
    words: Any = WORDS, merges: int = 6, word: str = "slower", mine: Any = None, encoder: Any = None
) -> Trace:
    """Record how merges are learned from ``words``, two steps each, and how ``word`` is encoded by them.

    Args:
        words: what is learned from, up to 7 different words, each with how often it occurs behind it: "low 5 new 2", or
            a mapping such as a Counter. A word without a number occurs once more.
        merges: how many pairs are joined, 1 to 10.
        word: what is encoded at the end, up to 12 letters.
        mine: the learner's ``train_bpe(word_counts, merges)``.
        encoder: the learner's ``encode_bpe(word, merges)``; it is given our merges.

    Raises:
        ValueError, TypeError: for no word, too many or too long ones, counts below 1, and merges outside 1 to 10.

    Trace:
        words, times: (words) what is learned from, and how often each occurs.
        word: () what is encoded.
        pieces: (steps, words) each word as its pieces, blanks between them.
        cut: (steps) the word that is encoded, likewise.
        phase: (steps) "start", "count", "join", "cut", "encode" or "end".
        merge: (steps) the place of the merge that is learned or applied, -1 for none.
        left, right, seen: (merges) the pairs that are joined, and how often each was counted.
        pair, count: (merges, 6) the most frequent pairs before each merge, and how often each is seen, 0 where there
            are fewer.
        label: () what the learner's is called.
        mine, wrong: (merges) the learner's merges, without an entry where there are none; where they depart.
    """
    counts = typed_counts(words)
    merges = whole(merges, "merges", at_most=MOST_MERGES)
    (word,) = lists_of_words([[word]], "word")[0]
    if not 1 <= len(word) <= LONGEST or word.split() != [word]:
        raise ValueError(f"word: wanted one of 1 to {LONGEST} letters without blanks, got {told(word)}; shorten it.")
    learned = train_bpe(counts, merges)
    rows, state = [("start", -1)], [list(one) for one in counts]
    states, tops = [state], []
    for i, pair in enumerate(learned):
        tops.append(table_of(state, list(counts.values())).most_common(TOP))
        states.append(state)
        state = [join(pieces, pair) for pieces in state]
        states.append(state)
        rows += [("count", i), ("join", i)]
    cut = [list(word)] * (len(rows) + 1)
    rows.append(("cut", -1))
    while found := [i for i, pair in enumerate(learned) if pair in pairwise(cut[-1])]:
        rows.append(("encode", found[0]))
        cut.append(join(cut[-1], learned[found[0]]))
    rows.append(("end", -1))
    cut.append(cut[-1])
    states += [state] * (len(rows) - len(states))
    with together():
        trained, encoded = _beside(mine, counts, merges, learned), _encoded(encoder, word, learned)
    padded = [top + [(("", ""), 0)] * (TOP - len(top)) for top in tops]
    arrays = {
        "words": list(counts),
        "times": list(counts.values()),
        "word": word,
        "pieces": [[" ".join(pieces) for pieces in row] for row in states],
        "cut": [" ".join(pieces) for pieces in cut],
        **columns("phase merge", rows),
        "left": [left for left, _ in learned],
        "right": [right for _, right in learned],
        "seen": [top[0][1] for top in tops],
        "pair": [[" + ".join(filter(None, pair)) for pair, _ in top] for top in padded],
        "count": [[n for _, n in top] for top in padded],
        **trained.arrays,
    }
    return Trace(arrays, [_caption(arrays, k) for k in range(len(rows))], [*trained.notes, *encoded.notes])


def typed_counts(words: Any) -> dict[str, int]:
    """How often each word occurs: of "low 5 new 2", or of a mapping.

    >>> typed_counts("low 5 new low")
    {'low': 6, 'new': 1}
    """
    counts: dict[str, int] = {}
    if isinstance(words, Mapping):
        counts = dict(words)
    elif isinstance(words, str):
        parts = words.replace(",", " ").replace(":", " ").split()
        for part, after in pairwise([*parts, ""]):
            if not part.isdecimal():
                counts[part] = counts.get(part, 0) + (int(after[:9]) if after.isdecimal() else 1)
    else:
        raise TypeError(f'words: wanted text such as "low 5 new 2", got {type(words).__name__}; write it in quotes.')
    lists_of_words([list(counts)], "words")
    if blank := [word for word in counts if word.split() != [word]]:
        raise ValueError(f"words: wanted words without blanks, got {told(blank[0])}; split it.")
    if not 1 <= len(counts) <= MOST_WORDS or max(map(len, counts)) > LONGEST:
        longest = max(map(len, counts), default=0)
        raise ValueError(
            f"words: wanted 1 to {MOST_WORDS} different words of at most {LONGEST} letters, got {len(counts)}, "
            f'the longest of {longest}; write some such as "low 5 new 2".'
        )
    if max(map(len, counts)) == 1:
        raise ValueError('words: wanted one of at least two letters, got single letters; write "low 5 new 2".')
    return {word: whole(n, "words", at_most=MOST_COUNT) for word, n in counts.items()}


def table_of(state: list[list[str]], times: list[int]) -> Counter[Pair]:
    """How often each pair of neighbours is seen, in the order in which they are met."""
    table: Counter[Pair] = Counter()
    for pieces, n in zip(state, times, strict=True):
        for pair in pairwise(pieces):
            table[pair] += n
    return table


@lab_of(record_bpe, draw_bpe, presets=PRESETS, own=("mine", "encoder"))
def bpe_lab() -> Controls:
    """Learn byte pairs: the most frequent pair of neighbours is joined in all words, again and again.

    Source: Sennrich, Haddow and Birch (2016), Neural machine translation of rare words with subword units.
    """
    return {
        "words": TextField("Words", _as_text, hint=f"up to {MOST_WORDS}, each with how often it occurs, then Enter"),
        "merges": ipywidgets.IntSlider(min=1, max=MOST_MERGES, description="merges"),
        "word": ipywidgets.Text(description="Encode", continuous_update=False),
    }


def _as_text(counts: Any) -> str:
    return " ".join(f"{word} {n}" for word, n in dict(counts).items())


def _beside(mine: Any, counts: dict[str, int], merges: int, learned: list[Pair]) -> Beside:
    """The learner's merges, each as one text."""

    def run(label: str) -> list[str]:
        got = mine(Counter(counts), merges)
        try:
            some = islice(got, 100 * MOST_MERGES)  # of a generator that never ends, no more
            theirs = [" + ".join((left, right)) for left, right in some]
        except (TypeError, ValueError):
            raise Departure(f"{label} returned {told(got, 60)}, wanted a list of pairs (left, right)") from None
        if len(theirs) != len(learned):
            raise Departure(f"{label} returned {plural(len(theirs), 'merge')}, wanted {len(learned)}")
        return theirs

    right = [" + ".join(pair) for pair in learned]
    return beside(
        mine,
        run,
        right,
        ours="train_bpe",
        where=lambda i: f"at merge {i + 1}",
        differs=lambda a, b: a != b,
        told=str,
        stays="Our train_bpe",
    )


def _encoded(encoder: Any, word: str, learned: list[Pair]) -> Beside:
    """The learner's pieces of the word, blanks between them."""

    def run(label: str) -> list[str]:
        got = encoder(word, list(learned))
        if not isinstance(got, list | tuple) or not all(isinstance(piece, str) for piece in got):
            raise Departure(f"{label} returned {told(got, 60)}, wanted a list of pieces")
        return [" ".join(got)]

    return beside(
        encoder,
        run,
        [" ".join(encode_bpe(word, learned))],
        ours="encode_bpe",
        where=lambda i: f"on “{word}”",
        differs=lambda a, b: a != b,
        told=str,
        stays="Our encode_bpe",
    )


def _caption(a: dict[str, Any], k: int) -> str:
    phase, i = a["phase"][k], a["merge"][k]
    left, right = (a["left"][i], a["right"][i])
    if phase == "start":
        return "Each word begins as its letters. Pairs of neighbours are counted, each as often as its word occurs."
    if phase == "count":
        return f"{left} + {right} is seen {_where(a, k)}. {_second(a, i)}"
    if phase == "join":
        changed = sum(old != new for old, new in zip(a["pieces"][k - 1], a["pieces"][k], strict=True))
        return f"Merge {i + 1}: {left} + {right} becomes {left}{right} in {plural(changed, 'word')}."
    pieces = a["cut"][k]
    if phase == "cut":
        return f"Now “{a['word']}” is encoded, from its letters on: of the pairs in it, that learned first is joined."
    if phase == "encode":
        return f"Of the merges that fit, number {i + 1} has the lowest rank: {left} + {right}. What is left: {pieces}."
    return f"No merge fits any more: “{a['word']}” is {plural(len(pieces.split()), 'piece')}, {pieces}."


def _where(a: dict[str, Any], k: int) -> str:
    """In which words the pair is counted, and the sum."""
    i, parts = a["merge"][k], []
    for pieces, n in zip(a["pieces"][k], a["times"], strict=True):
        if here := list(pairwise(pieces.split())).count((a["left"][i], a["right"][i])):
            parts.append(f"{here} · {n}" if here > 1 else str(n))
    total = plural(int(a["seen"][i]), "time")
    return total if len(parts) == 1 and "·" not in parts[0] else f"{' + '.join(parts)} = {total}"


def _second(a: dict[str, Any], i: int) -> str:
    pair, n = a["pair"][i][1], a["count"][i][1]
    if not n:
        return "There is no other pair."
    if n == a["seen"][i]:
        return f"{pair} is as frequent, but was met later: {a['left'][i]} + {a['right'][i]} wins."
    return f"It wins over {pair}, seen {plural(int(n), 'time')}."
