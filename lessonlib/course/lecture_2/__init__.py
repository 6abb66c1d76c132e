"""The questions on lecture 2, in the lecture's order."""

from lessonlib.course.lecture_2 import (
    analogies,
    classification,
    company,
    convolution,
    embeddings,
    gradients,
    optimizers,
    recurrent,
    regularization,
    words,
)

TOPICS = (
    convolution,
    recurrent,
    gradients,
    optimizers,
    regularization,
    words,
    company,
    embeddings,
    analogies,
    classification,
)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
