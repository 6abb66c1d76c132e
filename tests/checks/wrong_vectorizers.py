"""Wrong bags of words and wrong TF-IDFs, each with the diagnosis it should get."""

import re

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer as Sklearns

from tests.checks.specimens import wrong


class Bag:
    """A right bag of words, of which the specimens spoil one method each."""

    def words(self, text):
        return re.findall(r"\w+", text.lower())

    def fit(self, documents):
        self.vocabulary_ = {t: i for i, t in enumerate(sorted({w for d in documents for w in self.words(d)}))}
        return self

    def transform(self, documents):
        counts = np.zeros((len(documents), len(self.vocabulary_)))
        for row, text in zip(counts, documents, strict=True):
            for word in self.words(text):
                if word in self.vocabulary_:
                    self.add(row, self.vocabulary_[word])
        return counts

    def add(self, row, column):
        row[column] += 1


@wrong("bag_of_words", "lower case forgotten", "wrong shape")
class BagWithCapitals(Bag):
    def words(self, text):
        return re.findall(r"\w+", text)


@wrong("bag_of_words", "lower case forgotten", "wrong shape")
class BagOfPieces(Bag):
    def words(self, text):
        return text.split()


@wrong("bag_of_words", "punctuation kept", "wrong shape")
class BagWithMarks(Bag):
    def words(self, text):
        return text.lower().split()


@wrong("bag_of_words", "letters in place of words", "wrong shape")
class BagOfLetters(Bag):
    def words(self, text):
        return list(text.lower())


@wrong("bag_of_words", "vocabulary not sorted", "wrong value")
class BagUnsorted(Bag):
    def fit(self, documents):
        self.vocabulary_ = {}
        for text in documents:
            for word in self.words(text):
                self.vocabulary_.setdefault(word, len(self.vocabulary_))


@wrong("bag_of_words", "vocabulary of one document", "wrong shape")
class BagOfTheLast(Bag):
    def fit(self, documents):
        for text in documents:
            super().fit([text])


@wrong("bag_of_words", "vocabulary of one document", "wrong shape")
class BagOfTheFirst(Bag):
    def fit(self, documents):
        super().fit(documents[:1])


@wrong("bag_of_words", "presence in place of counts", "wrong value")
class BagOfPresence(Bag):
    def add(self, row, column):
        row[column] = 1


@wrong("bag_of_words", "parts of words counted", "wrong value")
class BagOfSubstrings(Bag):
    def transform(self, documents):
        return [[text.lower().count(term) for term in self.vocabulary_] for text in documents]


@wrong("bag_of_words", "counter not emptied", "wrong value")
class BagThatSumsUp(Bag):
    def transform(self, documents):
        return super().transform(documents).cumsum(axis=0)


@wrong("bag_of_words", "shares in place of counts", "wrong value")
class BagOfShares(Bag):
    def transform(self, documents):
        counts = super().transform(documents)
        return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@wrong("bag_of_words", "transposed", "wrong shape")
class BagTransposed(Bag):
    def transform(self, documents):
        return super().transform(documents).T


@wrong("bag_of_words", "fitted again in transform", "wrong shape")
class BagFittedAgain(Bag):
    def transform(self, documents):
        self.fit(documents)
        return super().transform(documents)


@wrong("bag_of_words", "a word that fit never saw crashes", "raised")
class BagWithKeyError(Bag):
    def transform(self, documents):
        counts = np.zeros((len(documents), len(self.vocabulary_)))
        for row, text in zip(counts, documents, strict=True):
            for word in self.words(text):
                row[self.vocabulary_[word]] += 1
        return counts


@wrong("bag_of_words", "a word that fit never saw crashes", "raised")
class BagWithIndex(Bag):
    def transform(self, documents):
        counts, terms = np.zeros((len(documents), len(self.vocabulary_))), list(self.vocabulary_)
        for row, text in zip(counts, documents, strict=True):
            for word in self.words(text):
                row[terms.index(word)] += 1
        return counts


@wrong("bag_of_words", "a word that fit never saw counts as another", "wrong value")
class BagWithMinusOne(Bag):
    def transform(self, documents):
        counts = np.zeros((len(documents), len(self.vocabulary_)))
        for row, text in zip(counts, documents, strict=True):
            for word in self.words(text):
                row[self.vocabulary_.get(word, -1)] += 1
        return counts


@wrong("bag_of_words", "vocabulary kept from the first fit", "fragile")
class BagThatRemembers(Bag):
    def __init__(self):
        self.seen = set()

    def fit(self, documents):
        self.seen |= {word for text in documents for word in self.words(text)}
        self.vocabulary_ = {term: i for i, term in enumerate(sorted(self.seen))}


@wrong("bag_of_words", "documents written into", "fragile")
class BagInPlace(Bag):
    def fit(self, documents):
        for i, text in enumerate(documents):
            documents[i] = text.lower()
        super().fit(documents)


class Tfidf(Bag):
    """A right TF-IDF, of which the specimens spoil one method each."""

    def fit(self, documents):
        super().fit(documents)
        counts = super().transform(documents)
        self.idf_ = self.idf(len(documents), (counts > 0).sum(axis=0), counts)

    def transform(self, documents):
        counts = super().transform(documents)
        n = np.array([[max(len(self.words(text)), 1)] for text in documents])
        return self.weigh(counts, n, self.idf_, documents)

    def idf(self, n, df, counts):
        return np.log10(n / df)

    def weigh(self, counts, n, idf, documents):
        return counts / n * idf


def wrong_idf(name, diagnosis, formula, outcome="wrong value"):
    method = {"idf": lambda self, n, df, counts: formula(n, df, counts)}
    wrong("tfidf", diagnosis, outcome)(type(name, (Tfidf,), method))


def wrong_weights(name, diagnosis, formula, outcome="wrong value"):
    method = {"weigh": lambda self, f, n, idf, documents: formula(f, n, idf, documents)}
    wrong("tfidf", diagnosis, outcome)(type(name, (Tfidf,), method))


wrong_idf("NaturalLogarithm", "natural logarithm", lambda n, df, f: np.log(n / df))
wrong_idf("BaseTwo", "logarithm to base 2", lambda n, df, f: np.log2(n / df))
wrong_idf("NoLogarithm", "no logarithm", lambda n, df, f: n / df)
wrong_idf("UpsideDown", "idf not inverted", lambda n, df, f: np.log10(df / n))
wrong_idf("Smoothed", "idf smoothed", lambda n, df, f: np.log10((1 + n) / (1 + df)))
wrong_idf("OneMoreBelow", "1 added to df", lambda n, df, f: np.log10(n / (1 + df)))
wrong_idf("PlusOne", "1 added to the idf", lambda n, df, f: np.log10(n / df) + 1)
wrong_idf("DfOfOccurrences", "df counted over occurrences", lambda n, df, f: np.log10(n / f.sum(axis=0)))
wrong_idf("NOfWords", "N counted over words", lambda n, df, f: np.log10(f.sum() / df))
wrong_idf("OneTooMany", "N off by one", lambda n, df, f: np.log10((n + 1) / df))
wrong_idf("OneTooFew", "N off by one", lambda n, df, f: np.log10((n - 1) / df))

wrong_weights("LengthOne", "normalised", lambda f, n, idf, _: unit(f / n * idf))
wrong_weights("SumOne", "normalised", lambda f, n, idf, _: unit(f / n * idf, 1))
wrong_weights("CountsKept", "tf not divided", lambda f, n, idf, _: f * idf)
wrong_weights("ByVocabulary", "divided by the size of the vocabulary", lambda f, n, idf, _: f / f.shape[1] * idf)
wrong_weights(
    "ByDifferentWords",
    "divided by the number of different words",
    lambda f, n, idf, _: f / np.maximum((f > 0).sum(axis=1, keepdims=True), 1) * idf,
)
wrong_weights(
    "ByLetters",
    "divided by the number of letters",
    lambda f, n, idf, documents: f / np.array([[max(len(text), 1)] for text in documents]) * idf,
)
wrong_weights("ByAllWords", "divided by the words of all documents", lambda f, n, idf, _: f / n.sum() * idf)
wrong_weights("Presence", "presence in place of counts", lambda f, n, idf, _: (f > 0) / n * idf)
wrong_weights("LnOfCounts", "counts not divided, and another logarithm", lambda f, n, idf, _: f * idf * np.log(10))
wrong_weights("Log2OfCounts", "counts not divided, and another logarithm", lambda f, n, idf, _: f * idf * np.log2(10))
wrong_weights("SharesAlone", "idf left out", lambda f, n, idf, _: f / n)
wrong_weights("IdfAlone", "tf left out", lambda f, n, idf, _: (f > 0) * idf)
wrong_weights("IdfEverywhere", "tf left out", lambda f, n, idf, _: np.ones_like(f) * idf)
wrong_weights("SumOfBoth", "sum in place of product", lambda f, n, idf, _: f / n + idf)
wrong_weights("Turned", "transposed", lambda f, n, idf, _: (f / n * idf).T, "wrong shape")


def unit(weights, power=2):
    size = (weights**power).sum(axis=1, keepdims=True) ** (1 / power)
    return weights / np.where(size == 0, 1, size)


@wrong("tfidf", "parts of words counted", "wrong value")
class TfidfOfLetters(Tfidf):
    def transform(self, documents):
        counts = np.array([[float(text.lower().count(term)) for term in self.vocabulary_] for text in documents])
        return counts / np.array([[max(len(self.words(text)), 1)] for text in documents]) * self.idf_


@wrong("tfidf", "parts of words counted", "wrong value")
class TfidfWithDfOfLetters(Tfidf):
    def fit(self, documents):
        super().fit(documents)
        df = [sum(term in text.lower() for text in documents) for term in self.vocabulary_]
        self.idf_ = np.log10(len(documents) / np.array(df))


@wrong("tfidf", "scikit-learn's default", "wrong value")
class OneOfTheLibrary(Sklearns):
    pass


@wrong("tfidf", "vocabulary not sorted", "wrong value")
class TfidfUnsorted(Tfidf):
    def fit(self, documents):
        self.vocabulary_ = {}
        for text in documents:
            for word in self.words(text):
                self.vocabulary_.setdefault(word, len(self.vocabulary_))
        counts = Bag.transform(self, documents)
        self.idf_ = self.idf(len(documents), (counts > 0).sum(axis=0), counts)


@wrong("tfidf", "lower case forgotten", "wrong shape")
class TfidfWithCapitals(Tfidf):
    def words(self, text):
        return re.findall(r"\w+", text)


@wrong("tfidf", "fitted again in transform", "wrong shape")
class TfidfFittedAgain(Tfidf):
    def transform(self, documents):
        self.fit(documents)
        return super().transform(documents)


@wrong("tfidf", "idf learnt again in transform", "wrong value")
class TfidfOfNewDocuments(Tfidf):
    def transform(self, documents):
        counts = Bag.transform(self, documents)
        self.idf_ = self.idf(len(documents), (counts > 0).sum(axis=0), counts)
        return super().transform(documents)


@wrong("tfidf", "a word that fit never saw crashes", "raised")
class TfidfWithKeyError(Tfidf):
    def transform(self, documents):
        rows = [[self.vocabulary_[word] for word in self.words(text)] for text in documents]
        counts = np.array([np.bincount(row, minlength=len(self.vocabulary_)) for row in rows])
        return counts / counts.sum(axis=1, keepdims=True) * self.idf_


@wrong("tfidf", "a word that fit never saw counts as another", "wrong value")
class TfidfWithMinusOne(Tfidf):
    def transform(self, documents):
        counts = np.zeros((len(documents), len(self.vocabulary_)))
        for row, text in zip(counts, documents, strict=True):
            for word in self.words(text):
                row[self.vocabulary_.get(word, -1)] += 1
        return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * self.idf_


@wrong("tfidf", "0 / 0 in an empty document", "fragile")
class TfidfNotANumber(Tfidf):
    def transform(self, documents):
        counts = Bag.transform(self, documents)
        return counts / np.array([[len(self.words(text))] for text in documents]) * self.idf_


@wrong("tfidf", "0 / 0 in an empty document", "wrong value")
class TfidfNotANumberOfKnownWords(Tfidf):
    def transform(self, documents):
        counts = Bag.transform(self, documents)
        return counts / counts.sum(axis=1, keepdims=True) * self.idf_


@wrong("tfidf", "0 / 0 in an empty document", "fragile")
class TfidfDividedByZero(Tfidf):
    def transform(self, documents):
        rows = [(self.words(text), text) for text in documents]
        return [[words.count(t) / len(words) * i for t, i in zip(self.vocabulary_, self.idf_)] for words, _ in rows]  # noqa: B905


@wrong("tfidf", "vocabulary kept from the first fit", "fragile")
class TfidfThatRemembers(Tfidf):
    def __init__(self):
        self.before = []

    def fit(self, documents):
        super().fit([*self.before, *documents])
        counts = Bag.transform(self, documents)
        self.idf_ = self.idf(len(documents), (counts > 0).sum(axis=0), counts)
        self.before = [*self.before, *documents]


@wrong("tfidf", "documents written into", "fragile")
class TfidfInPlace(Tfidf):
    def fit(self, documents):
        for i, text in enumerate(documents):
            documents[i] = text.lower()
        super().fit(documents)
