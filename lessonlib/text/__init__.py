"""Text as numbers: tokens, stems, bag of words, TF-IDF, collocations, co-occurrence, PPMI."""

from lessonlib.text.bag_of_words import BagOfWords
from lessonlib.text.collocations import collocations
from lessonlib.text.cooccurrence import cooccurrence
from lessonlib.text.lemmatize import lemmatize
from lessonlib.text.normalize import normalize
from lessonlib.text.porter import porter_rules
from lessonlib.text.ppmi import pmi, ppmi
from lessonlib.text.stems import stem
from lessonlib.text.stop_words import STOP_WORDS
from lessonlib.text.svd import svd_vectors
from lessonlib.text.tfidf import TfidfVectorizer
from lessonlib.text.tokens import tokenize

__all__ = [
    "STOP_WORDS",
    "BagOfWords",
    "TfidfVectorizer",
    "collocations",
    "cooccurrence",
    "lemmatize",
    "normalize",
    "pmi",
    "porter_rules",
    "ppmi",
    "stem",
    "svd_vectors",
    "tokenize",
]
