"""em_step: how it is checked, and its mistakes: what is shared out among whom, and what sums to 1."""

from __future__ import annotations

from typing import Any

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.answers import keyed, mapping
from lessonlib.checks.manners import UNCHANGED

NAME, PART = "em_step", "t(f | e)"
TOY = (("the house", "das Haus"), ("the book", "das Buch"), ("a book", "ein Buch"))
TWICE = (("the the cat sat", "die die Katze"), ("the dog", "der Hund"), ("a dog sat", "die Katze"))


def _pairs(*texts: tuple[str, str]) -> tuple[tuple[list[str], list[str]], ...]:
    return tuple((e.split(), f.split()) for e, f in texts)


def uneven(pairs):
    """A table in which no two numbers are the same."""
    t, n = {}, 1
    for e_sentence, f_sentence in pairs:
        for e in e_sentence:
            for f in f_sentence:
                if f not in t.setdefault(e, {}):
                    t[e][f], n = 1 / (n + 1), n + 1
    return {e: {f: p / sum(row.values()) for f, p in row.items()} for e, row in t.items()}


CASES = (
    Case("the house, the book, a book", pairs=_pairs(*TOY), t=uneven(_pairs(*TOY))),
    Case("words that stand twice", pairs=_pairs(*TWICE), t=uneven(_pairs(*TWICE))),
    Case("one pair", pairs=_pairs(TOY[0]), t=uneven(_pairs(*TOY))),
)


class Step:
    """One step of expectation and maximisation; a wrong one overrides a part of it."""

    def __init__(self, pairs, t):
        self.pairs, self.t = pairs, {e: dict(row) for e, row in t.items()}

    def run(self):
        """The new table."""
        counts = self.begin()
        for e_sentence, f_sentence in self.pairs:
            e_sentence, f_sentence = self.words(e_sentence), self.words(f_sentence)
            for f in f_sentence:
                for e in e_sentence:
                    row = counts.setdefault(e, {})
                    row[f] = row.get(f, 0.0) + self.share(e, f, e_sentence, f_sentence)
            self.after(counts)
        return self.normalised(counts)

    def begin(self):
        """Counts of nothing."""
        return {}

    def words(self, sentence):
        """The words that are counted."""
        return sentence

    def share(self, e, f, e_sentence, f_sentence):
        """How much of f comes from e."""
        return self.t[e][f] / sum(self.t[other][f] for other in e_sentence)

    def after(self, counts):
        """What happens after each pair."""

    def normalised(self, counts):
        """Each row over its sum."""
        return {e: {f: n / sum(row.values()) for f, n in row.items()} for e, row in counts.items()}


def step(**methods):
    """A step as a function, with some of its methods replaced."""
    kind = type("Step", (Step,), methods)
    return lambda pairs, t: kind(pairs, t).run()


def _fresh(case: Case) -> tuple[list[Any], dict[str, dict[str, float]]]:
    return [(list(e), list(f)) for e, f in case.pairs], {e: dict(row) for e, row in case.t.items()}


def _flat(table: Any) -> dict[str, float]:
    return {f"t({f} | {e})": float(p) for e, row in mapping(table).items() for f, p in mapping(row).items()}


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's table, a name for each of its numbers."""
    pairs, t = _fresh(case)
    return keyed(_flat(maker.raw(pairs, t)), _flat(step()(pairs, case.t)))


def _after(maker: Maker, case: Case) -> dict[str, Any]:
    pairs, t = _fresh(case)
    maker.raw(pairs, t)
    return {"t": "as before" if t == case.t else "written into"}


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "em_step(pairs, t) -> t, pairs of (e words, f words), t[e][f] = t(f | e)",
        (
            Part(
                PART,
                "c(f, e) / sum of c(f', e) over f'; each f shared out by t among the e of its sentence",
                CASES,
                observe,
                lambda c: observe(Maker(step()), c),
                hints=(
                    "How is 'das' shared out in the first pair, and what do its shares sum to?",
                    "t[e][f] / sum(t[x][f] for x in e_words) is added to counts[e][f]; then each row over its sum.",
                ),
            ),
            Part(
                UNCHANGED,
                "the same numbers as before the call",
                CASES[:1],
                _after,
                lambda c: {"t": "as before"},
                rare=True,
                hints=("Print t before and after the call.", "Collect the counts in a new dict."),
            ),
        ),
    ),
)
