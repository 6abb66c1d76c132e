"""Questions on F1: of one class, of all classes alike, and of whole spans."""

from __future__ import annotations

import numpy as np

from lessonlib.course.question import Question

LESSON, LAB = "21_sentences_of_unequal_length", "confusion_lab"
TAGGING, SPANS = "23_tagging_and_the_best_path", "tagging_lab"
NAMES = ("act", "food", "plant")


def _table(rng: np.random.Generator) -> list[list[int]]:
    table = rng.integers(1, 12, (3, 3)) + np.diag(rng.integers(5, 60, 3))
    return table.tolist()


def _shown(table: list[list[int]]) -> str:
    rows = "; ".join(f"{name} `{row}`" for name, row in zip(NAMES, table, strict=True))
    return f"A confusion matrix, a row for each right class, a column for each guess ({', '.join(NAMES)}): {rows}."


def f1_of_a_class(rng: np.random.Generator) -> Question:
    """F1 of one class of a confusion matrix."""
    table = _table(rng)
    counts = np.array(table)
    hits, guessed, gold = counts[1, 1], counts[:, 1].sum(), counts[1].sum()
    answer = 2 * hits / (guessed + gold)
    return Question(
        text=f"{_shown(table)}\nWhat is the F1 of {NAMES[1]}?",
        given={"table": table},
        answer=float(answer),
        decimals=3,
        why=f"It was guessed {guessed} times, right {hits} times, and there are {gold}: 2 · {hits} / "
        f"({guessed} + {gold}) = {answer:.3f}.",
        traps=(
            (float(hits / guessed), "that is the precision."),
            (float(hits / gold), "that is the recall."),
            (float(hits / (guessed + gold)), "the harmonic mean has a factor 2."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def macro_f1_of_a_table(rng: np.random.Generator) -> Question:
    """Macro-F1 of a confusion matrix."""
    table = _table(rng)
    counts = np.array(table)
    gold = counts.sum(axis=1)
    each = 2 * np.diag(counts) / (counts.sum(axis=0) + gold)
    shown = ", ".join(f"{f1:.4f}" for f1 in each)
    return Question(
        text=f"{_shown(table)}\nWhat is the macro-F1?",
        given={"table": table},
        answer=float(each.mean()),
        decimals=3,
        why=f"The F1 of the classes are {shown}; their plain mean is {each.mean():.3f}.",
        traps=(
            (float(np.trace(counts) / counts.sum()), "that is the accuracy, which is micro-F1 as well."),
            (float(np.average(each, weights=gold)), "that is weighted by the size of the classes."),
            (float((np.diag(counts) / gold).mean()), "that is the mean recall."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def f1_of_spans(rng: np.random.Generator) -> Question:
    """F1 of whole spans, from the tags of one sentence."""
    gold, guess = [], []
    right = guessed = true = words = hits = 0
    for kind in rng.permutation(["right", "right", "short", "missed", "invented"])[: rng.integers(4, 6)]:
        n = int(rng.integers(2, 4))
        span = ["B-X", *["I-X"] * (n - 1)]
        gold += ["O"] * n if kind == "invented" else span
        guess += {"missed": ["O"] * n, "short": [*span[:-1], "O"]}.get(str(kind), span)
        gold, guess = [*gold, "O"], [*guess, "O"]
        true, guessed, right = true + (kind != "invented"), guessed + (kind != "missed"), right + (kind == "right")
        hits += {"right": n, "short": n - 1}.get(str(kind), 0)
        words += 0 if kind == "invented" else n
    answer = 2 * right / (guessed + true)
    tagged = sum(tag != "O" for tag in guess)
    same = sum(a == b for a, b in zip(gold, guess, strict=True))
    return Question(
        text=f"The right tags of a sentence are `{' '.join(gold)}`.\nA tagger says `{' '.join(guess)}`.\n"
        "What is its F1, counted by whole spans?",
        given={"gold": " ".join(gold), "guess": " ".join(guess)},
        answer=answer,
        decimals=3,
        why=f"{right} of {guessed} spans that it found are right, both ends, and there are {true}: 2 · {right} / "
        f"({guessed} + {true}) = {answer:.3f}.",
        traps=(
            (same / len(gold), "that is the share of right tags; most of them are O."),
            (2 * hits / (tagged + words), "that is the F1 of single words; half a span is not right."),
        ),
        lesson=TAGGING,
        lab=SPANS,
    )


QUESTIONS = (f1_of_a_class, macro_f1_of_a_table, f1_of_spans)
