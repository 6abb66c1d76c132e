"""The frame of the course: what the marks come to, and a quiz with fresh numbers for each lecture."""

from lessonlib.course.calculator import grade_calculator
from lessonlib.course.grade import grade
from lessonlib.course.quiz import quiz

__all__ = ["grade", "grade_calculator", "quiz"]
