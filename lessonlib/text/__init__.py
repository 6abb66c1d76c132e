"""Text as numbers: tokens, stems, bag of words, TF-IDF, collocations, co-occurrence, PPMI."""

from lessonlib.text.tokens import tokenize

__all__ = ["tokenize"]
