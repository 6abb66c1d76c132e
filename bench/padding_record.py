"""Write what it costs to take a reader's state after the padding, epoch by epoch, and the record's checksum.

    python bench/padding_record.py [seeds]

Two GRUs learn which kind of thing a definition defines, from the same first weights and the same batches. One gives its
state after the last real word; the other reads on through the padding and gives the state behind it. After each epoch
both are judged on the held-out definitions, and after the last once more with longer padding:
lessonlib/data/files/state_after_padding.json. Beside them: a guess, TF-IDF with logistic regression, averaged vectors.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time

import numpy as np
import torch
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch import nn

from lessonlib.data import load_definitions
from lessonlib.data.shipped import FILES, checksums
from lessonlib.embeddings import load_glove
from lessonlib.sequences import GRU, DeepAverageNetwork, macro_f1, pad

FILE = "state_after_padding.json"
EPOCHS, BATCH, HIDDEN, RATE, MORE = 6, 32, 64, 1e-3, 20
LONGEST = 32  # all are padded to the longest definition once, as a data set mostly is
PAD, UNKNOWN = 0, 1  # PAD is 0: what nn.functional.pad fills with
DATA = load_definitions()
CLASSES = len(DATA.classes)


class Reader(nn.Module):
    """Vectors, a GRU, one layer on a state: after the last word, or with ``through`` after the padding."""

    def __init__(self, vectors: torch.Tensor, through: bool, seed: int):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=PAD)
        self.gru, self.through = GRU(vectors.shape[1], HIDDEN, rng=seed), through
        self.layer = nn.Linear(HIDDEN, CLASSES)

    def forward(self, indices, lengths):
        """Return the logits (B, K)."""
        read = torch.full_like(lengths, indices.shape[1]) if self.through else lengths
        return self.layer(self.gru(self.embedding(indices), read)[1])


def numbered() -> tuple[torch.Tensor, list[list[int]], list[list[int]]]:
    """The first vectors, GloVe's where it has the word, and both parts in numbers; the vocabulary is that of train."""
    glove, rng = load_glove(), np.random.default_rng(0)
    words = sorted({word for sentence in DATA.words_train for word in sentence})
    number = {word: place for place, word in enumerate(words, 2)}
    vectors = rng.normal(0, 0.3, (len(words) + 2, glove.vector_size)).astype(np.float32)
    vectors[PAD] = 0
    for word in words:
        if word in glove:
            vectors[number[word]] = glove[word]
    parts = (DATA.words_train, DATA.words_held_out)
    return torch.tensor(vectors), *([[number.get(w, UNKNOWN) for w in s] for s in part] for part in parts)


def padded(sentences: list[list[int]], places, more: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Some of the sentences as a batch, padded to the longest of all and ``more``, and their lengths."""
    some = [sentences[place] for place in places]
    batch = pad(some, PAD)
    return nn.functional.pad(batch, (0, LONGEST + more - batch.shape[1])), torch.tensor([len(s) for s in some])


@torch.no_grad()
def score(model: nn.Module, sentences: list[list[int]], more: int = 0) -> float:
    """The macro-F1 on held-out definitions, read in batches in the order of the file."""
    batches = [padded(sentences, places, more) for places in np.array_split(np.arange(len(sentences)), 40)]
    guess = torch.cat([model(*batch).argmax(dim=1) for batch in batches])
    return round(macro_f1(DATA.y_held_out, guess.numpy(), CLASSES), 4)


def train(model: nn.Module, sentences, held_out, seed: int) -> dict:
    """Learn, and judge after each epoch; give the scores and the seconds of learning."""
    optimizer, rng = torch.optim.Adam(model.parameters(), RATE), np.random.default_rng(seed)
    y, scores, seconds = torch.tensor(DATA.y_train), [], 0.0
    for _ in range(EPOCHS):
        order, start = rng.permutation(len(sentences)), time.perf_counter()
        for places in np.array_split(order, len(order) // BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(*padded(sentences, places)), y[places]).backward()
            optimizer.step()
        seconds += time.perf_counter() - start
        scores.append(score(model, held_out))
    longer = score(model, held_out, MORE)
    return {"seed": seed, "macro_f1": scores, "with_more_padding": longer, "seconds": round(seconds, 1)}


def baselines() -> dict[str, float]:
    """The macro-F1 of guessing one class, and of a weighted bag of words with logistic regression."""
    texts = [[" ".join(words) for words in part] for part in (DATA.words_train, DATA.words_held_out)]
    vectorizer = TfidfVectorizer()
    x, x_held_out = vectorizer.fit_transform(texts[0]), vectorizer.transform(texts[1])
    models = {"one class for all": DummyClassifier(), "TF-IDF": LogisticRegression(C=10, max_iter=300)}
    guesses = {name: model.fit(x, DATA.y_train).predict(x_held_out) for name, model in models.items()}
    return {name: round(macro_f1(DATA.y_held_out, guess, CLASSES), 4) for name, guess in guesses.items()}


def main(seeds: int) -> None:
    """Train all, collect, write."""
    torch.set_num_threads(1)
    vectors, sentences, held_out = numbered()
    runs: dict[str, list[dict]] = {"averaged vectors": [], "last real word": [], "after the padding": []}
    for seed in range(seeds):
        for name, of_seed in runs.items():
            torch.manual_seed(seed)
            if name == "averaged vectors":
                model = DeepAverageNetwork(vectors, HIDDEN, CLASSES, rng=seed)
            else:
                model = Reader(vectors, name == "after the padding", seed)
            of_seed.append(train(model, sentences, held_out, seed))
            print(name, of_seed[-1], flush=True)
    record = {"epochs": EPOCHS, "more_padding": MORE, "baselines": baselines(), "runs": runs}
    (FILES / FILE).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    known = {**checksums(), FILE: hashlib.sha256((FILES / FILE).read_bytes()).hexdigest()}
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(known.items())]
    (FILES / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
