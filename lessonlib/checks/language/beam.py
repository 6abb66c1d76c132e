"""beam_search: how it is checked, and its mistakes: what is kept, what is finished, what a score is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.engine.values import NotNumbers, named
from lessonlib.checks.language.answers import listed

NAME, PART = "beam_search", "hypotheses"
START, END = 0, 1


def _case(label: str, seed: int, size: int, width: int, length: int, alpha: float, ending: float, **kind: bool) -> Case:
    return Case(label, seed=seed, size=size, width=width, length=length, alpha=alpha, ending=ending, **kind)


CASES = (
    _case("5 tokens, width 2, length 4", 33, 5, 2, 4, 0.0, 1.0),
    _case("5 tokens, width 3, length 5, alpha 1", 8, 5, 3, 5, 1.0, 1.0),
    _case("4 tokens, width 2, length 6, alpha 0.7", 21, 4, 2, 6, 0.7, 0.5),
    _case("6 tokens, width 3, length 3, an end that is rare", 5, 6, 3, 3, 0.0, 0.1),
    _case("5 tokens, width 2, where another beginning would be better", 36, 5, 2, 5, 1.0, 0.6),
    _case("width 1", 3, 5, 1, 5, 0.0, 1.0, rare=True),
)


def model(case: Case):
    """ln p of each token after the tokens so far, the same at every call; ``ending`` makes the end likelier."""

    def log_p(tokens):
        tail = [int(token) for token in tokens]
        p = np.random.default_rng([case.seed, *tail]).dirichlet(np.ones(case.size))
        p[END] *= case.ending
        p[START] = 1e-6
        return np.log(p / p.sum())

    return log_p


class Search:
    """Beam search in steps; a wrong one overrides one of them."""

    def __init__(self, log_p, start, end, width, length, alpha=0.0):
        self.log_p, self.start, self.end = log_p, start, end
        self.width, self.length, self.alpha = width, length, alpha

    def run(self):
        """The hypotheses, the best first."""
        live, finished = [((self.start,), 0.0)], []
        for _ in range(self.steps()):
            live, ended = self.split(self.choose([self.grow(*hypothesis) for hypothesis in live]))
            finished += ended
            if not live or self.stops(finished):
                break
        return self.order([(tokens, self.score(tokens, total)) for tokens, total in self.answers(live, finished)])

    def steps(self):
        """How many tokens are added at most."""
        return self.length

    def grow(self, tokens, total):
        """One hypothesis prolonged by every token."""
        return [((*tokens, i), self.add(total, float(x), i)) for i, x in enumerate(self.log_p(tokens))]

    def add(self, total, log_p, token):
        """The sum with one more token."""
        return total + log_p

    def choose(self, rows):
        """The best of all, from one list for each hypothesis."""
        return sorted((h for row in rows for h in row), key=lambda h: -h[1])[: self.width]

    def split(self, chosen):
        """Those that go on, and those that ended."""
        return [h for h in chosen if h[0][-1] != self.end], [h for h in chosen if h[0][-1] == self.end]

    def stops(self, finished):
        """Whether to stop early."""
        return False

    def answers(self, live, finished):
        """All that can be an answer."""
        return finished + live

    def score(self, tokens, total):
        """The sum over the length to the power of alpha."""
        return total / (len(tokens) - 1) ** self.alpha

    def order(self, scored):
        """The best first, no more than the beam is wide."""
        return sorted(scored, key=lambda h: -h[1])[: self.width]


def search(**methods):
    """Beam search as a function, with some of its methods replaced."""
    kind = type("Search", (Search,), methods)
    return lambda *args: kind(*args).run()


def observe(maker: Maker, case: Case) -> dict[str, Any]:
    """The candidate's hypotheses and scores, the first ones by name."""
    given = maker.raw(model(case), START, END, case.width, case.length, case.alpha)
    rows = []
    for item in listed(given):
        try:
            tokens, score = item
            rows.append(([int(token) for token in tokens], float(score)))
        except (TypeError, ValueError):
            raise NotNumbers(named(item)) from None
    rows = [(tokens if tokens[:1] == [START] else [START, *tokens], score) for tokens, score in rows]
    seen = {"how many": len(rows)}
    for i in range(case.width):
        tokens, score = rows[i] if i < len(rows) else ([], math.nan)
        seen |= {f"hypothesis {i + 1}": " ".join(map(str, tokens)), f"score {i + 1}": score}
    return seen


EXERCISES = (
    Exercise(
        NAME,
        (NAME,),
        "function",
        "beam_search(log_p, start, end, width, length, alpha) -> [(tokens, score), ...], the best first",
        (
            Part(
                PART,
                "sum of ln p / len ** alpha, len without start",
                CASES,
                observe,
                lambda c: observe(Maker(search()), c),
                hints=(
                    "Draw the tree of the first two steps with its sums: which two of all leaves stay?",
                    "Each step: prolong every live one by every token, keep the width best, put aside what ended.",
                ),
            ),
        ),
    ),
)
