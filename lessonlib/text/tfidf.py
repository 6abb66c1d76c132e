"""TF-IDF: how much a term says about a document: often in it, and in few of the others."""

from __future__ import annotations

import math
import re

import numpy as np

from lessonlib.arguments import real, told
from lessonlib.text.bag_of_words import BagOfWords, count_terms
from lessonlib.text.tokens import tokenize

TFS = ("relative", "count")
IDFS = ("plain", "smooth", "plain + 1", "smooth + 1")
NORMS = (None, "l1", "l2")


class TfidfVectorizer(BagOfWords):
    """Weigh terms: X[d, t] = tf(t, d) * idf(t), terms in alphabetical order.

    Args:
        tf: "relative", f / n with f how often t occurs in d and n how many terms d has; or "count", f itself.
        idf: "plain", log(N / df) with N documents of which df hold t; "smooth", log((1 + N) / (1 + df)), as if one more
            document held every term; "plain + 1" and "smooth + 1" add 1, so that no weight is 0.
        log_base: of the logarithm, above 1.
        norm: None, or what each row is divided by: "l2", the root of its sum of squares; "l1", its sum of sizes.
        ngrams, tokenizer: see :class:`~lessonlib.text.bag_of_words.BagOfWords`.

    ``vocabulary_`` maps each term to its column, ``idf_`` (terms,) holds their idf, after ``fit``.

    Raises:
        TypeError, ValueError: for other choices, a ``log_base`` of 1 or less; for documents as BagOfWords.

    >>> tfidf = TfidfVectorizer()
    >>> weights = tfidf.fit_transform(["The car is driven on the road.", "The truck is driven on the highway."])
    >>> row = dict(zip(tfidf.get_feature_names_out(), weights.toarray()[0].round(4).tolist()))
    >>> row["car"], row["truck"], row["the"]
    (0.043, 0.0, 0.0)

    Source: Lecture 2, slide "TF-IDF example"; Spärck Jones (1972), A statistical interpretation of term specificity.
    """

    def __init__(self, tf="relative", idf="plain", log_base=10, norm=None, ngrams=(1, 1), tokenizer=tokenize):
        self.tf = tf
        self.idf = idf
        self.log_base = log_base
        self.norm = norm
        self.ngrams = ngrams
        self.tokenizer = tokenizer

    @classmethod
    def like_sklearn(cls):
        """Return one that equals scikit-learn's default: counts, smooth + 1, natural logarithm, rows of length 1.

        Its words have two letters or more: "a" and "I" are none.

        >>> like = TfidfVectorizer.like_sklearn()
        >>> row = like.fit_transform(["The car is driven on the road.", "The truck is driven on the highway."])[0]
        >>> dict(zip(like.get_feature_names_out(), row.toarray()[0].round(3).tolist()))["the"]
        0.604
        """
        return cls(tf="count", idf="smooth + 1", log_base=math.e, norm="l2", tokenizer=longer_words)

    def fit_transform(self, documents, y=None):
        """Learn vocabulary and idf, and return the weights, CSR (documents, terms) of float64."""
        self._choices()
        counts, lengths, self.vocabulary_ = count_terms(documents, self.ngrams, self.tokenizer)
        self.idf_ = self._idf(counts)
        return self._weigh(counts, lengths)

    def transform(self, documents):
        """Return the weights by the idf that ``fit`` learnt, CSR (documents, terms) of float64."""
        self._check_fitted()
        counts, lengths, _ = count_terms(documents, self.ngrams, self.tokenizer, self.vocabulary_)
        return self._weigh(counts, lengths)

    def _idf(self, counts):
        n = counts.shape[0]  # N, documents
        df = np.bincount(counts.indices, minlength=counts.shape[1])  # (terms,) documents with the term
        one = 1 if self.idf.startswith("smooth") else 0
        idf = np.log((n + one) / (df + one)) / math.log(self.log_base)  # (terms,)
        return idf + 1 if self.idf.endswith("+ 1") else idf

    def _weigh(self, counts, lengths):
        weights = counts.astype(np.float64)  # (documents, terms)
        document = np.repeat(np.arange(len(lengths)), np.diff(weights.indptr))  # (entries,) the row of each entry
        if self.tf == "relative":
            weights.data /= lengths[document]
        weights.data *= self.idf_[weights.indices]
        if self.norm is not None:
            size = weights.data**2 if self.norm == "l2" else np.abs(weights.data)
            size = np.bincount(document, size, minlength=len(lengths))  # (documents,)
            size[size == 0] = 1  # a row of zeros stays one
            weights.data /= (np.sqrt(size) if self.norm == "l2" else size)[document]
        return weights

    def _choices(self):
        for name, choices in (("tf", TFS), ("idf", IDFS), ("norm", NORMS)):
            value = getattr(self, name)
            if not (value is None or isinstance(value, str)) or value not in choices:
                wanted = ", ".join(map(repr, choices))
                raise ValueError(f"TfidfVectorizer({name}): wanted one of {wanted}, got {told(value)}. Choose one.")
        real(self.log_base, "TfidfVectorizer(log_base)", above=1)


def longer_words(text: str) -> list[str]:
    """Return the lower-case words of at least two letters, digits or underscores, as scikit-learn finds them.

    >>> longer_words("I can't find B2.")
    ['can', 'find', 'b2']
    """
    return re.findall(r"\b\w\w+\b", text.lower())
