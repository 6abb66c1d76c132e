"""The frame of the course: what the marks come to, quizzes with fresh numbers, and an exam to practise on."""

from lessonlib.course.calculator import grade_calculator
from lessonlib.course.grade import grade
from lessonlib.course.quiz import exam, quiz

__all__ = ["exam", "grade", "grade_calculator", "quiz"]
