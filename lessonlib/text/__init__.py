"""Text as numbers: tokens, stems, bag of words, TF-IDF, collocations, co-occurrence, PPMI."""

from lessonlib.text.lemmatize import lemmatize
from lessonlib.text.normalize import normalize
from lessonlib.text.porter import porter_rules
from lessonlib.text.stems import stem
from lessonlib.text.stop_words import STOP_WORDS
from lessonlib.text.tokens import tokenize

__all__ = ["STOP_WORDS", "lemmatize", "normalize", "porter_rules", "stem", "tokenize"]
