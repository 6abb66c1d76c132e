"""The questions on attention, the transformer, transfer and ranking, in the order of the lessons."""

from lessonlib.course.homework_3b import attention, transfer, transformers

TOPICS = (attention, transformers, transfer)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
