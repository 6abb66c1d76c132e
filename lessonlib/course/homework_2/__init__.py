"""The questions on homework 2, in its order: sentences of unequal length, readers, scores, paths."""

from lessonlib.course.homework_2 import padding, paths, readers, scores

TOPICS = (padding, readers, scores, paths)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
