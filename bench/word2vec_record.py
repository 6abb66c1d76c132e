"""Write the run that word2vec_training_lab shows epoch by epoch, and its checksum.

    python bench/word2vec_record.py

It trains on the definitions of WordNet and keeps, for each epoch, the loss, the marks of quality and the nearest words
of a few: lessonlib/data/files/word2vec_by_epoch.json.
"""

from __future__ import annotations

import hashlib
import json

from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from lessonlib.data import load_glosses
from lessonlib.data.shipped import FILES, checksums
from lessonlib.embeddings import train_word2vec
from lessonlib.labs.vectors.word2vec_epochs import FILE

EPOCHS, DIM, THRESHOLD, NEAREST = 15, 50, 1e-4, 6
WORDS = ("king", "water", "green", "dog", "piano", "physician", "walk", "seven")


def main() -> None:
    """Train, collect, write."""
    epochs, sizes = [], {}

    def keep(epoch, loss, vectors):
        answers = [w for w, _ in vectors.most_similar(positive=["king", "woman"], negative=["man"], topn=1000)]
        near = {word: [w for w, _ in vectors.most_similar(word, topn=NEAREST)] for word in WORDS}
        theirs = KeyedVectors(vectors.vector_size)
        theirs.add_vectors(vectors.index_to_key, vectors.vectors)
        rho = theirs.evaluate_word_pairs(datapath("wordsim353.tsv"))[1][0]
        queen = answers.index("queen") + 1 if "queen" in answers else None
        epochs.append({"loss": round(loss, 4), "wordsim353": round(float(rho), 4), "queen": queen, "near": near})
        sizes["vocabulary"] = len(vectors)

    sentences = load_glosses()
    train_word2vec(sentences, dim=DIM, epochs=EPOCHS, threshold=THRESHOLD, on_epoch=keep)
    run = {"tokens": sum(map(len, sentences)), **sizes, "dim": DIM, "threshold": THRESHOLD, "epochs": epochs}
    (FILES / FILE).write_text(json.dumps(run, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    known = {**checksums(), FILE: hashlib.sha256((FILES / FILE).read_bytes()).hexdigest()}
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(known.items())]
    (FILES / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
