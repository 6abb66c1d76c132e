"""Bags of words and TF-IDFs that are right in another style: dense, lists, without scikit-learn, or all of it."""

import math
import string
from collections import Counter

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from tests.checks.specimens import right

STRIP = str.maketrans("", "", string.punctuation)


@right("bag_of_words")
class CountsOfTheLibrary(CountVectorizer):
    pass


@right("bag_of_words")
class BagOfLists:
    """Plain lists, the terms as a list, and no word about scikit-learn."""

    def fit(self, documents):
        self.vocabulary = sorted(set(" ".join(documents).lower().translate(STRIP).split()))

    def transform(self, documents):
        return [[text.lower().translate(STRIP).split().count(term) for term in self.vocabulary] for text in documents]


@right("bag_of_words")
class BagThatNamesNothing:
    def fit(self, documents, y=None):
        self._columns = {w: i for i, w in enumerate(sorted({w for text in documents for w in self._split(text)}))}
        return self

    def transform(self, documents):
        rows = [Counter(w for w in self._split(text) if w in self._columns) for text in documents]
        entries = [(i, self._columns[w], f) for i, row in enumerate(rows) for w, f in row.items()]
        i, j, f = np.array(entries, dtype=int).reshape(-1, 3).T
        return sparse.coo_matrix((f, (i, j)), shape=(len(documents), len(self._columns)))

    def _split(self, text):
        return text.lower().translate(STRIP).split()


@right("tfidf")
class TfidfByHand:
    def fit(self, documents):
        words = [set(text.lower().translate(STRIP).split()) for text in documents]
        df = Counter(word for document in words for word in document)
        self.idf = {term: math.log10(len(documents) / df[term]) for term in sorted(df)}

    def transform(self, documents):
        rows = []
        for text in documents:
            words = text.lower().translate(STRIP).split()
            rows.append([words.count(term) / len(words) * idf if words else 0 for term, idf in self.idf.items()])
        return rows


@right("tfidf")
class TfidfOfWhatItKnows(BagThatNamesNothing):
    """A share of the words that fit saw, and a sparse result."""

    def fit(self, documents, y=None):
        super().fit(documents)
        self._idf = np.log(len(documents) / (super().transform(documents).toarray() > 0).sum(axis=0)) / np.log(10)
        return self

    def fit_transform(self, documents, y=None):
        return self.fit(documents).transform(documents)

    def transform(self, documents):
        counts = super().transform(documents).toarray()
        total = counts.sum(axis=1, keepdims=True)
        shares = np.divide(counts, total, out=np.zeros(counts.shape), where=total > 0)
        return sparse.csr_matrix(shares * self._idf)
