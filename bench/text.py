"""Our text features beside the library one would take instead: one run, one table of ratios.

    python bench/text.py [PART]

Both sides read the same text and find the same tokens; they take turns, so that whatever else the machine does slows
both. A first round that imports and allocates is not counted. Every figure is a median.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable

import numpy as np
import scipy
import sklearn
from scipy import sparse
from sklearn.feature_extraction import text as theirs

from lessonlib.data import load_glosses, load_sotu
from lessonlib.text.cooccurrence import cooccurrence
from lessonlib.text.tfidf import TfidfVectorizer
from lessonlib.text.tokens import tokenize

ROUNDS = 5


def in_turns(*runs: Callable[[], object], rounds: int = ROUNDS) -> tuple[list[float], list[object]]:
    """Run each in turn ``rounds`` times: the median seconds of each, and what each gave in the last round."""
    seconds, results = [], []
    for _ in range(rounds + 1):
        row, results = [], []
        for run in runs:
            start = time.perf_counter()
            results.append(run())
            row.append(time.perf_counter() - start)
        seconds.append(row)
    return np.median(seconds[1:], axis=0).tolist(), results


def tfidf() -> None:
    """fit_transform on the speeches, both with the same words, and once with the words cut beforehand."""
    speeches = load_sotu()
    words = [tokenize(speech) for speech in speeches]
    like = {**TfidfVectorizer.like_sklearn().get_params(), "tokenizer": tokenize}
    cases = {
        "scikit-learn's own words, of two letters or more": (
            lambda: TfidfVectorizer.like_sklearn().fit_transform(speeches),
            lambda: theirs.TfidfVectorizer().fit_transform(speeches),
        ),
        "our tokenize on both sides": (
            lambda: TfidfVectorizer(**like).fit_transform(speeches),
            lambda: theirs.TfidfVectorizer(analyzer=tokenize).fit_transform(speeches),
        ),
        "words cut beforehand": (
            lambda: TfidfVectorizer(**like).fit_transform(words),
            lambda: theirs.TfidfVectorizer(analyzer=list).fit_transform(words),
        ),
        "words cut beforehand, words and pairs": (
            lambda: TfidfVectorizer(**like | {"ngrams": (1, 2)}).fit_transform(words),
            lambda: theirs.TfidfVectorizer(
                tokenizer=list, lowercase=False, token_pattern=None, ngram_range=(1, 2)
            ).fit_transform(words),
        ),
    }
    print(f"TF-IDF, fit_transform on {len(speeches)} speeches, {sum(map(len, words)):,} words\n")
    print("| words | ours, s | scikit-learn, s | ours / scikit-learn | largest difference |")
    print("|---|---|---|---|---|")
    for name, (ours, other) in cases.items():
        (s1, s2), (x1, x2) = in_turns(ours, other)
        print(f"| {name} | {s1:.2f} | {s2:.2f} | {s1 / s2:.2f} | {abs(x1 - x2).max():.0e} |")


def plain_count(sentences: list[list[str]], window: int) -> sparse.csr_matrix:
    """Count neighbours in the shortest vectorised way: both words of a pair in one number, then np.unique."""
    tokens = [word for sentence in sentences for word in sentence]
    place = {word: i for i, word in enumerate(sorted(set(tokens)))}
    ids = np.array([place[word] for word in tokens])
    sentence = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
    packed, size = [], len(place)
    for distance in range(1, window + 1):
        same = sentence[:-distance] == sentence[distance:]
        left, right = ids[:-distance][same], ids[distance:][same]
        packed += [left * size + right, right * size + left]
    pairs, counts = np.unique(np.concatenate(packed), return_counts=True)
    return sparse.csr_matrix((counts, np.divmod(pairs, size)), (size, size))


def neighbours() -> None:
    """Count the neighbours of all words of the glosses, five to each side."""
    sentences, window = load_glosses(), 5
    (s1, s2), ((ours, words), plain) = in_turns(
        lambda: cooccurrence(sentences, window), lambda: plain_count(sentences, window)
    )
    print(f"Co-occurrence, {sum(map(len, sentences)):,} words, {len(words):,} of them different, window {window}\n")
    print("| ours, s | np.unique on packed pairs, s | ours / np.unique | counts that differ |")
    print("|---|---|---|---|")
    print(f"| {s1:.2f} | {s2:.2f} | {s1 / s2:.2f} | {(ours != plain).nnz} |")


PARTS = {"tfidf": tfidf, "cooccurrence": neighbours}


def main() -> None:
    """Run the parts that are named, or all."""
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}; medians of {ROUNDS}")
    for name in sys.argv[1:] or PARTS:
        print()
        PARTS[name]()


if __name__ == "__main__":
    main()
