"""Bag of words and TF-IDF."""

FILES = (
    "bag_of_words",
    "bag_of_words_mistakes",
    "tfidf",
    "tfidf_mistakes",
    "tfidf_unseen_mistakes",
    "score",
    "vocabulary",
)
