"""The questions on reinforcement learning, in the lessons' order."""

from lessonlib.course.reinforcement import elites, gradients, networks, transitions, values

TOPICS = (elites, values, transitions, networks, gradients)
QUESTIONS = tuple(asker for topic in TOPICS for asker in topic.QUESTIONS)
