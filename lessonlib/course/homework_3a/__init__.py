"""The questions on language models, decoding and translation, in the order of the lessons."""

from lessonlib.course.homework_3a import decoding, models, translation

TOPICS = (models, decoding, translation)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
