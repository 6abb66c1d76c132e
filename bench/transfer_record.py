"""Write how well definitions are classified with few labels, by what was learned before, and the record's checksum.

    python bench/transfer_record.py [draws]

Twelve kinds of thing; 5 to 200 labelled definitions of each. Five ways learn from the same ones: TF-IDF; the mean of
GloVe's vectors; the states of the shipped language model, frozen; the same model with its recurrent part tuned; and the
same network begun at random. Each is judged on all held-out definitions, which the language model never read:
lessonlib/data/files/few_labels.json. Nothing was tuned: penalties, rates and steps were fixed beforehand.
"""

from __future__ import annotations

import copy
import hashlib
import json
import sys

import numpy as np
import torch
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence

from lessonlib.data import load_definitions
from lessonlib.data.few_labels import few_rows
from lessonlib.data.shipped import FILES, checksums
from lessonlib.embeddings import load_glove
from lessonlib.language import load_definition_model
from lessonlib.sequences import macro_f1

FILE = "few_labels.json"
LABELS = (5, 10, 20, 50, 200)
BATCH, HEAD_RATE, BODY_RATE, DROPOUT = 32, 1e-2, 1e-3, 0.3
DATA = load_definitions()
MODEL, _ = load_definition_model()
GLOVE = load_glove()


def means(sentences: list[list[str]]) -> np.ndarray:
    """The mean of the vectors of the words that GloVe has, (N, 100); zeros where it has none."""
    known = [[GLOVE[word] for word in words if word in GLOVE] for words in sentences]
    return np.array([np.mean(vectors, axis=0) if vectors else np.zeros(GLOVE.vector_size) for vectors in known])


def score(guess: np.ndarray) -> float:
    """The macro-F1 on the held-out definitions."""
    return round(macro_f1(DATA.y_held_out, guess, len(DATA.classes)), 4)


def counted(rows: np.ndarray) -> np.ndarray:
    """The guesses of TF-IDF with logistic regression."""
    texts = [[" ".join(words) for words in part] for part in (DATA.words_train, DATA.words_held_out)]
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=5, max_iter=500))
    return model.fit([texts[0][i] for i in rows], DATA.y_train[rows]).predict(texts[1])


def linear(train: np.ndarray, held_out: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The guesses of logistic regression on numbers that stay as they are."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
    return model.fit(train[rows], DATA.y_train[rows]).predict(held_out)


class Reader(nn.Module):
    """The mean and the largest of a GRU's states under one layer; ``known`` begins with what the model has learned."""

    def __init__(self, known: bool):
        super().__init__()
        self.model = copy.deepcopy(MODEL).requires_grad_(False)
        self.gru = copy.deepcopy(MODEL.gru) if known else nn.GRU(100, MODEL.gru.hidden_size, batch_first=True)
        self.gru.requires_grad_(True)
        self.dropout, self.layer = nn.Dropout(DROPOUT), nn.Linear(2 * self.gru.hidden_size, len(DATA.classes))

    def forward(self, sentences: list[list[str]]) -> torch.Tensor:
        """Return the logits (B, K)."""
        ids = pad_sequence([self.model.encode(words) for words in sentences], batch_first=True)
        states, _ = self.gru(self.vectors[ids])
        lengths = torch.tensor([len(words) for words in sentences])[:, None]
        there = (torch.arange(ids.shape[1]) < lengths)[:, :, None]  # (B, T, 1)
        pooled = torch.cat([(states * there).sum(1) / lengths, states.masked_fill(~there, -1).amax(1)], dim=1)
        return self.layer(self.dropout(pooled))

    vectors = MODEL.vectors()


def tuned(rows: np.ndarray, seed: int, known: bool) -> np.ndarray:
    """The guesses of a reader all of which learns, its words' vectors aside: 100 steps and one for each 4 examples."""
    torch.manual_seed(seed)
    reader, rng, y = Reader(known), np.random.default_rng(seed), torch.tensor(DATA.y_train)
    groups = [
        {"params": reader.gru.parameters(), "lr": BODY_RATE},
        {"params": reader.layer.parameters(), "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.Adam(groups)
    for _ in range(100 + len(rows) // 4):
        batch = rng.choice(rows, min(BATCH, len(rows)), replace=False)
        optimizer.zero_grad()
        cross_entropy(reader([DATA.words_train[i] for i in batch]), y[batch]).backward()
        optimizer.step()
    reader.eval()
    with torch.no_grad():
        parts = [reader(DATA.words_held_out[i : i + 200]) for i in range(0, len(DATA.words_held_out), 200)]
    return torch.cat(parts).argmax(dim=1).numpy()


def main(draws: int) -> None:
    """Learn, judge, write."""
    torch.set_num_threads(1)
    averaged = [means(part) for part in (DATA.words_train, DATA.words_held_out)]
    states = [MODEL.states(part) for part in (DATA.words_train, DATA.words_held_out)]
    ways = {
        "TF-IDF": lambda rows, draw: counted(rows),
        "averaged vectors": lambda rows, draw: linear(*averaged, rows),
        "frozen model": lambda rows, draw: linear(*states, rows),
        "tuned model": lambda rows, draw: tuned(rows, draw, known=True),
        "from scratch": lambda rows, draw: tuned(rows, draw, known=False),
    }
    runs = {name: np.zeros((draws, len(LABELS))) for name in ways}
    for draw in range(draws):
        for place, labels in enumerate(LABELS):
            rows = few_rows(DATA.y_train, labels, draw)
            for name, way in ways.items():
                runs[name][draw, place] = score(way(rows, draw))
            print(draw, labels, {name: scores[draw, place] for name, scores in runs.items()}, flush=True)
    guess = DummyClassifier().fit(DATA.words_train, DATA.y_train).predict(DATA.words_held_out)
    runs = {name: scores.tolist() for name, scores in runs.items()}
    record = {"labels": LABELS, "baseline": {"one kind for all": score(guess)}, "runs": runs}
    (FILES / FILE).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    known = {**checksums(), FILE: hashlib.sha256((FILES / FILE).read_bytes()).hexdigest()}
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(known.items())]
    (FILES / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
