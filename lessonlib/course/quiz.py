"""Draw a quiz or an exam: which questions, with which numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lessonlib.arguments import told
from lessonlib.course import homework_2, homework_3a, homework_3b, lecture_1, lecture_2, reinforcement
from lessonlib.course.question import Question
from lessonlib.course.quiz_page import QuizPage

Asker = Callable[[np.random.Generator], Question]
# 3 is homework 2 on sequences, 4 and 5 the halves of homework 3, 6 reinforcement learning: what the course goes on with
# after its two lectures.
LECTURES: dict[int, Sequence[Asker]] = {
    1: lecture_1.QUESTIONS,
    2: lecture_2.QUESTIONS,
    3: homework_2.QUESTIONS,
    4: homework_3a.QUESTIONS,
    5: homework_3b.QUESTIONS,
    6: reinforcement.QUESTIONS,
}
EXAM = 15  # "a test of about 15 questions": lecture 1, slide Exam


def quiz(lecture: int, n: int | None = None, seed: int = 0) -> QuizPage:
    """Show ``n`` questions on a lecture, one at a time, with numbers that come from ``seed``.

    The same seed gives the same questions with the same numbers, another one fresh numbers. Answers are compared with
    the right value in this notebook's own Python; nothing is sent or stored anywhere.

    Args:
        lecture: 1 or 2; 3 for sequences, homework 2; 4 and 5 for the halves of homework 3; 6 for reinforcement
            learning.
        n: how many questions; all when None.
        seed: a whole number, 0 or larger.

    Raises:
        ValueError: for a lecture without questions, more questions than there are, fewer than 1, a negative seed.
        TypeError: for what is no whole number.

    >>> quiz(lecture=1, n=3, seed=7)
    <quiz: 3 questions, 0 right>
    """
    number = _whole(lecture, "quiz: lecture", LECTURES)
    askers = LECTURES[number]
    seed = _whole(seed, "quiz: seed")
    if n is not None:
        n = _whole(n, "quiz: n", range(1, len(askers) + 1))
        askers = _some(askers, n, np.random.default_rng([seed, number]))
    return QuizPage([draw(asker, seed) for asker in askers])


def exam(seed: int = 0) -> QuizPage:
    """Show an exam to practise on: 15 questions, as many from each lecture as from the others, or one more.

    Which ones and with which numbers comes from ``seed``, a whole number, 0 or larger; the questions are those of the
    quizzes, in the lectures' order.

    Raises:
        ValueError: for a negative seed.
        TypeError: for what is no whole number.

    >>> exam(seed=7)
    <quiz: 15 questions, 0 right>

    Source: Lecture 1, slide "Exam".
    """
    seed = _whole(seed, "exam: seed")
    rng = np.random.default_rng([seed, EXAM])
    shares = [len(part) for part in np.array_split(np.arange(EXAM), len(LECTURES))]
    parts = [_some(askers, share, rng) for askers, share in zip(LECTURES.values(), shares, strict=True)]
    return QuizPage([draw(asker, seed) for part in parts for asker in part])


def draw(asker: Asker, seed: int) -> Question:
    """Give a question its numbers; they depend on its own name, so a new question leaves the others as they were.

    Numbers with which a known mistake would give the right value are drawn again.
    """
    rng = np.random.default_rng([seed, *asker.__name__.encode()])
    return next(question for _ in range(1000) if (question := asker(rng)).tells_apart)


def _some(askers: Sequence[Asker], n: int, rng: np.random.Generator) -> list[Asker]:
    return [askers[place] for place in sorted(rng.choice(len(askers), n, replace=False))]


def _whole(value: Any, name: str, allowed: Sequence[int] | dict[int, Any] | None = None) -> int:
    wanted = "a whole number, 0 or larger"
    if isinstance(allowed, range):
        wanted = f"a whole number from {allowed.start} to {allowed.stop - 1}"
    elif allowed is not None:
        wanted = f"a lecture that has a quiz ({', '.join(map(str, allowed))})"
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name}: wanted {wanted}, got {type(value).__name__} {told(value)}. Pass such a number.")
    if number < 0 if allowed is None else number not in allowed:
        raise ValueError(f"{name}: wanted {wanted}, got {told(number)}. Pass such a number.")
    return number
