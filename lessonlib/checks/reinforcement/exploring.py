"""epsilon_greedy: how it is checked, by counting what it draws, and its mistakes."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Exercise, Part
from lessonlib.checks.engine.subject import GaveNothing, Maker
from lessonlib.checks.engine.values import as_array
from lessonlib.checks.reinforcement.asked import mistakes_in, result, stays

CHANCES, TIES, AMONG = "chances", "ties", "among what it explores"
DRAWS = 3000


def _case(label: str, q_row: list[float], epsilon: float, **kind: bool) -> Case:
    return Case(label, args=(np.array(q_row), epsilon, None), **kind)


CASES = (
    _case("Q = 0.5, 2.5, 1.5, epsilon 0.3", [0.5, 2.5, 1.5], 0.3),
    _case("Q = 5.5, −1.5, 1.5, 0.5, epsilon 0.6", [5.5, -1.5, 1.5, 0.5], 0.6),
    _case("Q = −3.5, −2.5, −4.5, −0.5, epsilon 0.4", [-3.5, -2.5, -4.5, -0.5], 0.4),
    _case("epsilon 0", [0.5, 1.5, -0.5], 0.0, rare=True),
    _case("epsilon 1", [0.5, 1.5, -0.5], 1.0, rare=True),
)
EQUAL = (
    _case("two equal actions, epsilon 0.2", [1.5, -0.5, 1.5], 0.2),
    _case("a row of zeros, epsilon 0.1", [0.0] * 4, 0.1),
)


def chances(q_row, epsilon, rng=None, best=None) -> np.ndarray:
    """pi(a) for all A actions; ``best`` marks those that share 1 - epsilon. A last number: what was no action."""
    best = q_row == q_row.max() if best is None else best
    return np.append(epsilon / len(q_row) + (1 - epsilon) * best / best.sum(), 0)


def left_out(q_row, epsilon, rng=None) -> np.ndarray:
    """The other kind: whoever explores does not take the greedy action."""
    best = np.arange(len(q_row)) == q_row.argmax()
    return np.append(np.where(best, 1 - epsilon, epsilon / (len(q_row) - 1)), 0)


def _drawn(maker: Maker, case: Case) -> np.ndarray:
    q_row, epsilon, _ = case.args
    rng, seen = np.random.default_rng(0), np.zeros(len(q_row) + 1)
    for _ in range(DRAWS):
        value = maker.raw(q_row.copy(), epsilon, rng)
        if value is None:
            raise GaveNothing("None")
        action = as_array(value)
        known = action.size == 1 and action.item() in range(len(q_row))
        seen[int(action.item()) if known else -1] += 1
    return seen / DRAWS


def _part(name, formula, cases, hints, **how) -> Part:
    return Part(name, formula, cases, _drawn, result(chances), hints=hints, rtol=0, atol=0.04, **how)


EXERCISES = (
    Exercise(
        "epsilon_greedy",
        ("epsilon_greedy",),
        "function",
        "epsilon_greedy(q_row, epsilon, rng) -> one action, a number from 0 to A - 1",
        (
            _part(
                CHANCES,
                "epsilon / A, and 1 − epsilon more for the best action; the last entry is what was no action",
                CASES,
                (
                    "Draw 1000 times with epsilon = 0.3, and count.",
                    "if rng.random() < epsilon: return rng.integers(len(q_row)), else the action with the largest q.",
                ),
                also=(result(left_out),),
            ),
            _part(
                TIES,
                "equal actions share the chance",
                EQUAL,
                ("What does np.argmax give for a row of zeros?", "rng.choice(np.flatnonzero(q_row == q_row.max()))"),
                rare=True,
                also=(lambda c: np.append(_others_of_a_drawn_best(*c.args), 0),),
            ),
            stays(tuple(case.but(case.label, args=(*case.args[:2], np.random.default_rng(0))) for case in CASES[:1])),
            _part(
                AMONG,
                "all actions, the greedy one too",
                CASES[:1],
                ("Which actions do you draw from when you explore?", "rng.integers(len(q_row)) draws from all."),
                advice=True,
            ),
        ),
    ),
)


def _others_of_a_drawn_best(q_row, epsilon, rng) -> np.ndarray:
    """Ties shared, and the one that was drawn left out of exploring."""
    best = q_row == q_row.max()
    other, actions = epsilon / (len(q_row) - 1), np.arange(len(q_row))
    return np.mean([np.where(actions == b, 1 - epsilon, other) for b in np.flatnonzero(best)], axis=0)


def _at(place):
    """Everything greedy goes to the action at ``place(q_row)``."""
    return lambda q, e, rng: chances(q, e, best=np.arange(len(q)) == place(q))


def _none_of_them(share):
    def gives(q_row, epsilon, rng):
        return np.append(np.full(len(q_row), (1 - share(epsilon)) / len(q_row)), share(epsilon))

    return gives


def _softmax(q_row, epsilon, rng):
    return np.append(np.exp(q_row) / np.exp(q_row).sum(), 0)


def _explores_without(dropped):
    def gives(q_row, epsilon, rng):
        some = np.arange(len(q_row)) != dropped % len(q_row)
        return np.append(epsilon * some / some.sum() + (1 - epsilon) * (q_row == q_row.max()), 0)

    return gives


_eps, _tie, _among = (mistakes_in("epsilon_greedy", part) for part in (CHANCES, TIES, AMONG))
COUNT = (
    "Count 1000 draws with epsilon = 0.1: how many are greedy?",
    "if rng.random() < epsilon: explore, else: be greedy.",
)
RANGE = "Which numbers can your random action have?", "rng.integers(len(q_row)) gives 0 to A − 1."
SHARE = "What does np.argmax give when several are largest?", "rng.choice(np.flatnonzero(q_row == q_row.max()))"
MISTAKES = (
    _eps(
        "explores with 1 − epsilon",
        lambda q, e, rng: chances(q, 1 - e),
        "It is greedy with probability epsilon and explores with the rest: the comparison is the wrong way round.",
        *COUNT,
    ),
    _eps(
        "explores with 1 − epsilon",
        lambda q, e, rng: left_out(q, 1 - e),
        "It is greedy with probability epsilon and explores with the rest: the comparison is the wrong way round.",
        *COUNT,
    ),
    _eps("never explores", lambda q, e, rng: chances(q, 0), "The greedy action came every time.", *COUNT),
    _eps("always explores", lambda q, e, rng: chances(q, 1), "All actions came equally often.", *COUNT),
    _eps(
        "worst action in place of the best",
        _at(np.argmin),
        "The action with the smallest Q is taken for the greedy one.",
        "Costs are negative rewards: should Q be large or small?",
        "np.argmax",
    ),
    _eps("action 0 taken for greedy", _at(lambda q: 0), "Action 0 comes oftenest, whatever Q.", *SHARE),
    _eps("last action taken for greedy", _at(lambda q: len(q) - 1), "The last action comes oftenest.", *SHARE),
    _eps(
        "action 0 taken for none",
        lambda q, e, rng: chances(q, 1 if q.argmax() == 0 else e),
        "When action 0 is the best, it is drawn at random: `if action:` and `action or ...` take 0 for nothing.",
        "What is bool(0)?",
        "Compare with None: if action is not None.",
    ),
    _eps(
        "action 0 never explored",
        _explores_without(0),
        "Exploring never takes action 0: the random number begins at 1.",
        *RANGE,
    ),
    _eps(
        "last action never explored",
        _explores_without(-1),
        "Exploring never takes the last action: the upper end is left out anyway.",
        *RANGE,
    ),
    _eps("softmax of Q", _softmax, "These are the chances of a softmax; epsilon plays no part.", *COUNT),
    _eps(
        "value in place of the action",
        _none_of_them(lambda e: 1 - e),
        "When greedy, it returns the largest Q, not the action that has it.",
        "What is the difference between max and argmax?",
        "np.argmax(q_row)",
    ),
    _eps(
        "value in place of the action",
        _none_of_them(lambda e: 1),
        "It returns values of Q, not numbers of actions.",
        "What is the difference between max and argmax?",
        "np.argmax(q_row), rng.integers(len(q_row))",
    ),
    _tie(
        "ties always to the first action",
        lambda q, e, rng: chances(q, e, best=np.arange(len(q)) == q.argmax()),
        "np.argmax gives the first of equals: on a table of zeros, action 0 is taken nearly always, and a lake "
        "whose goal needs another one is hardly ever learned.",
        *SHARE,
    ),
    _tie(
        "ties always to the first action",
        left_out,
        "np.argmax gives the first of equals: on a table of zeros, action 0 is taken nearly always.",
        *SHARE,
    ),
    _tie(
        "ties always to the last action",
        lambda q, e, rng: chances(q, e, best=np.arange(len(q)) == len(q) - 1 - q[::-1].argmax()),
        "The last of equal actions is taken: the comparison is >= in a loop, or the sort ends with it.",
        *SHARE,
    ),
    _tie(
        "all actions drawn at a tie",
        lambda q, e, rng: chances(q, 1),
        "When there is a tie, every action is drawn for, also those that are worse.",
        *SHARE,
    ),
    _among(
        "greedy action left out of exploring",
        left_out,
        "Exploring leaves the greedy action out, so that it comes with 1 − epsilon; in the books it is "
        "1 − epsilon + epsilon / A. Both learn.",
        "Which actions do you draw from when you explore?",
        "Expected SARSA's mean must then be taken over the same chances.",
    ),
)
