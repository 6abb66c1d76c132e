"""The questions on lecture 1, in the lecture's order."""

from lessonlib.course.lecture_1 import (
    activations,
    descent,
    inference,
    losses,
    networks,
    regularization,
    stochastic,
    training,
)

TOPICS = (inference, losses, descent, stochastic, regularization, networks, activations, training)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
