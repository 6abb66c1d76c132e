"""Run the trainings of lesson 12 and of homeworks 1b, 2 and 3a with five seeds; write what their texts may say of them.

    PYTHONPATH=. python bench/five_seeds_record.py FILE [part ...]

It runs the notebooks' own code, a part in about a minute, and keeps the other parts of the file as they are. Between
processors the last digits of a training differ, and of a restless one more: the texts say what has room around it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import torch
from torch import nn

mpl.use("Agg")
torch.set_num_threads(1)
SOURCES = Path(__file__).parents[1] / "notebooks" / "src"
SEEDS, LAST, MORE = range(5), 50, 32


def names_of(notebook: str, *until: str) -> dict[str, Any]:
    """What the cells of a notebook define, labs left out, each cell up to the first of ``until`` in it."""
    names: dict[str, Any] = {"__name__": "notebook"}
    cells = re.split(r"^# %%", (SOURCES / f"{notebook}.py").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for cell in cells:
        for end in until:
            cell = cell.partition(end)[0]
        if not cell.startswith(" [markdown]") and not re.search(r"^\w+_lab\(", cell, re.MULTILINE):
            exec(compile(cell.partition("\n")[2], notebook, "exec"), names)
    return names


def lesson_12(names: dict[str, Any], runs: dict[str, Any]) -> dict[str, Any]:
    """Each training's losses after epochs 1, 5 and 30 and the share of held-out images right, a row a seed."""
    told = {}
    for name, (optimizer, rate_at) in runs.items():
        histories = [names["train_on_digits"](optimizer(), rate_at, seed) for seed in SEEDS]
        told[name] = [[*(h.losses[e - 1] for e in (1, 5, 30)), h.validation_metrics[-1]] for h in histories]
    return told


def methods() -> dict[str, Any]:
    """The five optimizers on the digits."""
    names = names_of(
        "12_optimizers", "\nprint(f\"{'':22}", "\nfigure,", "\n\ndef mean_loss", "\ncheck(", '\nprint(f"always'
    )
    rates = {"SGD": 0.3, "Momentum": 0.05, "RMSProp": 0.003, "Adam": 0.01, "slow Adam": 3e-4}
    make = {name: (lambda n=name, r=rate: names[n.split()[-1]](r), None) for name, rate in rates.items()}
    return lesson_12(names, make)


def schedules() -> dict[str, Any]:
    """Momentum with the four schedules."""
    names = names_of(
        "12_optimizers", "\nprint(f\"{'':22}", "\nfigure,", "\n\ndef mean_loss", "\ncheck(", '\nprint(f"always'
    )
    momentum, rate = names["Momentum"], names["RATE"]
    return lesson_12(names, {name: (lambda: momentum(rate), s[0]) for name, s in names["SCHEDULES"].items()})


def full_softmax() -> dict[str, list[float]]:
    """The mean loss of the last 50 of 300 batches, skip-gram and CBOW."""
    training = "\nNEEDED = ", "\nif mine", "\ncompare_"
    names = names_of("homework_1b_word2vec", "\ntry:", "\nsheet = ", "\ncheck(", *training)
    frequent = {word: names["number_of"][word] for word in names["vocabulary"][:1000]}
    corpus, keep = names["corpus"][::8], names["keep_probability"](names["counts"] / names["counts"].sum())
    few = names["dataset"](corpus, frequent, keep, 4, np.random.default_rng(0))
    numbered = [[frequent[w] for w in sentence if w in frequent] for sentence in corpus]
    bags = [pair for sentence in numbered for pair in names["cbow_pairs"](sentence, 4)]
    told: dict[str, list[float]] = {"skip-gram": [], "CBOW": []}
    for seed in SEEDS:
        for name, model, train, pairs in (
            ("skip-gram", "SkipGram", "train_softmax", few),
            ("CBOW", "CBOW", "train_cbow", bags),
        ):
            torch.manual_seed(seed)
            losses = names[train](names[model](1000, 20), pairs)
            told[name].append(float(np.mean(losses[-LAST:])))
            told.setdefault(f"{name}, below a guess from batch", []).append(
                int(np.argmax(np.array(losses) < np.log(1000) - 0.3))
            )
    return told


def readers() -> dict[str, list[float]]:
    """The macro-F1 after two epochs of homework 2's models, and of its GRU read on through 32 places of padding."""
    names = names_of("homework_2_sentences", "\ntry:", "\ncheck(", "\nsheet = ")
    vectors, classes = names["vectors"], len(names["data"].classes)

    class Behind(names["GRU"]):
        """The same GRU, its state taken behind the padding."""

        def forward(self, x, lengths, h0=None):
            x = nn.functional.pad(x, (0, 0, 0, MORE))
            return super().forward(x, torch.full_like(lengths, x.shape[1]), h0)

    make = {
        "averaged vectors": lambda: names["DeepAverageNetwork"](vectors, 64, classes),
        "GRU": lambda: names["Reader"](names["GRU"]),
        "GRU behind the padding": lambda: names["Reader"](Behind),
    }
    told: dict[str, list[float]] = {name: [] for name in make}
    for name, model in make.items():
        for seed in SEEDS:
            torch.manual_seed(seed)
            told[name].append(float(names["learn"](model())[-1]))
    return told


def translator() -> dict[str, list[float]]:
    """Of homework 3a's translator, on numbers that it has not seen: the share right to the last word, and BLEU."""
    names = names_of("homework_3a_language", "\ntry:", "\ncheck(", "\nsheet = ")
    told: dict[str, list[float]] = {"right": [], "BLEU": []}
    gold = names["gold"]
    for seed in SEEDS:
        names["parts"] = names["Seq2Seq"](len(names["english"]) + 1, len(names["german"]) + 3, hidden=48, seed=seed)
        names["learn"]()
        answers = names["written"](names["UNSEEN"])
        told["right"].append(float(np.mean([a == b for a, b in zip(answers, gold, strict=True)])))
        words = [[[str(i) for i in row] for row in rows] for rows in (answers, gold)]
        told["BLEU"].append(float(names["bleu"](*words)))
    return told


PARTS = {
    "methods": methods,
    "schedules": schedules,
    "full softmax": full_softmax,
    "readers": readers,
    "translator": translator,
}


def rounded(value: Any) -> Any:
    """Every number to four places."""
    if isinstance(value, dict):
        return {name: rounded(item) for name, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else round(value, 4)


def write(parts: dict[str, Any]) -> None:
    """Compute the parts that the command line names, or all, into the file that it names first."""
    file = Path(sys.argv[1])
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for part in sys.argv[2:] or parts:
        record[part] = rounded(parts[part]())
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(PARTS)
