"""count_ngrams: how it is checked, and its mistakes: the padding, the end, the length of a context."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.language.answers import keyed, mapping, slips

NAME, PART = "count_ngrams", "counts"
CAT = (("the", "cat", "sat"), ("the", "cat", "ran", "off"), ("the", "the", "cat"))
CASES = (
    Case("bigrams of 3 sentences", sentences=CAT, n=2),
    Case("trigrams of 3 sentences", sentences=CAT, n=3),
    Case("unigrams of 3 sentences", sentences=CAT, n=1),
    Case("trigrams, with an empty sentence", sentences=(("a",), ()), n=3, rare=True),
)


def shown(context: Any, token: str) -> str:
    """A context and what follows it in one name."""
    return f"count of {context!r} → {token!r}"


def counted(sentences, n, before=None, ends=1, size=None, turn=tuple):
    """The table, or a wrong one: other paddings, a run of another ``size``, a context of another form."""
    table, size = {}, n if size is None else size
    for sentence in sentences:
        padded = ["<s>"] * (n - 1 if before is None else before) + [*sentence] + ["</s>"] * ends
        for i in range(len(padded) - size + 1):
            context, token = padded[i : i + size - 1], padded[i + size - 1]
            table.setdefault(turn(context), Counter())[token] += 1
    return table


def _flat(table: Any) -> dict[str, int]:
    flat = {}
    for context, row in mapping(table).items():
        if not hasattr(row, "items"):
            raise NotNumbers(f"{named(context)} → {named(row)}")
        flat |= {shown(context, token): int(count) for token, count in row.items()}
    return flat


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's counts under the names of the wanted ones."""
    got = maker.raw([list(sentence) for sentence in case.sentences], case.n)
    return keyed(_flat(got), _flat(counted(case.sentences, case.n)))


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "count_ngrams(sentences, n) -> {context: Counter}, contexts tuples of n − 1 tokens",
        (
            Part(
                PART,
                "how often the token follows the context",
                CASES,
                observe,
                lambda c: observe(Maker(counted), c),
                hints=(
                    "Write down the padded sentence for n = 3 and mark each token that is predicted.",
                    'padded = ["<s>"] * (n - 1) + sentence + ["</s>"]; each token from place n − 1 on, and the n − 1 '
                    "before it as a tuple.",
                ),
            ),
        ),
    ),
)

slip = slips(NAME, PART, observe)
MISTAKES = (
    slip(
        "</s> forgotten",
        lambda s, n: counted(s, n, ends=0),
        "No sentence ends: </s> is never counted, so a model of these counts cannot stop.",
        "What follows the last word of a sentence?",
        'sentence + ["</s>"]',
    ),
    slip(
        "</s> repeated",
        lambda s, n: counted(s, n, ends=n),
        "</s> was put n times behind the sentence; it is said once, and nothing follows it.",
        "What is there to predict after the end?",
        'One "</s>".',
    ),
    slip(
        "</s> repeated",
        lambda s, n: counted(s, n, ends=max(n - 1, 1)),
        "</s> was put n − 1 times behind the sentence, like the padding in front; once is enough.",
        "What is there to predict after the end?",
        'One "</s>".',
    ),
    slip(
        "<s> predicted",
        lambda s, n: counted(s, n, before=n),
        "<s> was counted as a token that follows: there is one <s> too many in front.",
        "Which is the first token that a model has to guess?",
        'n − 1 times "<s>": the first window then ends in the first word.',
    ),
    slip(
        "<s> missing",
        lambda s, n: counted(s, n, before=0),
        "Nothing stands before the sentence: its first words are never predicted.",
        "What is the context of the first word?",
        '["<s>"] * (n - 1) in front.',
    ),
    slip(
        "one <s> whatever n",
        lambda s, n: counted(s, n, before=1),
        "One <s> was put in front for every n; a context of n − 1 tokens needs n − 1 of them.",
        "What is the context of the first word when n is 3, and when it is 1?",
        '["<s>"] * (n - 1)',
    ),
    slip(
        "context of n tokens",
        lambda s, n: counted(s, n, before=n, size=n + 1),
        "The context has n tokens, so the run has n + 1: some slides write w_(t−n) and mean w_(t−n+1).",
        "How many tokens has a bigram in all?",
        "A context has n − 1 tokens.",
    ),
    slip(
        "context one token short",
        lambda s, n: counted(s, n, before=max(n - 2, 0), size=max(n - 1, 1)),
        "The context has n − 2 tokens.",
        "How many tokens has a trigram in all?",
        "A context has n − 1 tokens.",
    ),
    slip(
        "runs across sentences",
        lambda s, n: counted([list(chain.from_iterable([*x, "</s>"] for x in s))[:-1]], n),
        "The sentences were strung together: the end of one is the context of the next.",
        "Does a sentence know what stood before it?",
        "Pad and count each sentence alone.",
    ),
    slip(
        "each follower counted once",
        lambda s, n: {context: dict.fromkeys(row, 1) for context, row in counted(s, n).items()},
        "Every token counts 1, however often it follows.",
        "How often does cat follow the?",
        "table[context][token] += 1",
    ),
    slip(
        "context not a tuple",
        lambda s, n: counted(s, n, turn=" ".join),
        "A context is a text, tokens joined by blanks; a tuple was asked: a token may hold a blank itself.",
        "Print the type of a key.",
        "tuple(padded[i - n + 1 : i])",
    ),
    slip(
        "context turned round",
        lambda s, n: counted(s, n, turn=lambda context: tuple(context[::-1])),
        "The tokens of a context stand in the wrong order: the nearest first.",
        "Read the context of 'sat' aloud.",
        "Take a slice of the sentence as it is.",
    ),
    slip(
        "counts not by context",
        lambda s, n: {(*context, token): k for context, row in counted(s, n).items() for token, k in row.items()},
        "Whole runs were counted; a table by context was asked, {context: {token: count}}.",
        "How would you look up everything that follows a context?",
        "table[run[:-1]][run[-1]] += 1",
    ),
)
