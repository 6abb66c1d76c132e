"""The quiz in the page: one question at a time, by keyboard; Enter checks, and after a right answer goes on."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import ipywidgets

from lessonlib.course.question import Question, as_html
from lessonlib.stage.in_cell import InCell
from lessonlib.stage.theme import PRESENTED

WIDE = {"description_width": "initial"}
BLOCK = '<div style="line-height: 1.45">{}</div>'
LINK = 'style="color: var(--jp-content-link-color, revert); text-decoration: underline" target="_blank"'


class QuizPage(InCell):
    """Questions, one at a time, with a field for the answer.

    >>> from lessonlib.course.question import Question
    >>> page = QuizPage([Question(text="1 + 1?", answer=2, decimals=0, why="", lesson="02_losses", lab="softmax_lab")])
    >>> page.field.value = "2"
    >>> page
    <quiz: 1 questions, 1 right>
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        self.place = 0
        self.outcomes = [""] * len(self.questions)  # "", "right", "wrong" or "shown"
        self._typed = [""] * len(self.questions)
        self._told = [""] * len(self.questions)
        self._moving = self._entered = False
        self.back = _button("Back", "The question before", lambda: self.go(self.place - 1))
        self.next = _button("Next", "The next question", lambda: self.go(self.place + 1))
        self.progress, self.asked, self.feedback = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        # The page sends the value late while one types, but at once when one presses Enter or leaves the field.
        self.field = ipywidgets.Text(
            style=WIDE, layout=ipywidgets.Layout(width="min(34em, 100%)"), continuous_update=False
        )
        self.field.observe(lambda _: self._read(), names="value")
        self.field.on_msg(lambda _, content, buffers: self._enter() if content.get("event") == "submit" else None)
        check = _button("Check", "Compare your answer with the right value", self.check)
        show = _button("Show the answer", "Give this question up and read the answer", self.give_up)
        row = ipywidgets.Layout(flex_flow="row wrap", align_items="center")
        super().__init__(
            [
                ipywidgets.HBox([self.back, self.next, self.progress], layout=row),
                self.asked,
                self.field,
                ipywidgets.HBox([check, show], layout=row),
                self.feedback,
            ],
            layout=ipywidgets.Layout(max_width="60em", padding="4px 8px"),
        )
        self._draw()

    @property
    def right(self) -> int:
        """How many questions are answered right, without having been shown the answer."""
        return self.outcomes.count("right")

    def go(self, place: int) -> None:
        """Show the question at ``place``, from 0, and put the cursor into its field."""
        self._typed[self.place] = self.field.value
        self.place = min(max(place, 0), len(self.questions) - 1)
        self._moving = True
        self.field.value = self._typed[self.place]
        self._moving = self._entered = False
        self._draw()
        self.field.focus()

    def check(self) -> None:
        """Judge what stands in the field."""
        question, verdict = self._question, self._question.judge(self.field.value)
        if verdict.counts and self.outcomes[self.place] not in ("right", "shown"):
            self.outcomes[self.place] = "right" if verdict.right else "wrong"
        sign = "✓" if verdict.right else "✗" if verdict.counts else "!"
        self._tell(f"{sign} {verdict.sentence}", question.why if verdict.right else "")

    def give_up(self) -> None:
        """Show the answer; the question no longer counts as right, unless it was right before."""
        if self.outcomes[self.place] != "right":
            self.outcomes[self.place] = "shown"
        self._tell(f"The answer is {self._question.shown_answer}.", self._question.why)

    @property
    def _question(self) -> Question:
        return self.questions[self.place]

    def _enter(self) -> None:
        # The Enter key is told before the new value comes; only when the value stays as it was does nothing follow.
        self._entered = True
        if self._told[self.place] and self._question.judge(self.field.value).right:
            self.next.focus()

    def _read(self) -> None:
        if self._moving:
            return
        self.check()
        if self._entered and self._question.judge(self.field.value).right:
            self.next.focus()  # so that the next Enter goes on; not when the field was left for another place
        self._entered = False

    def _tell(self, sentence: str, why: str) -> None:
        question = self._question
        text = f"<p><strong>{html.escape(sentence)}</strong></p>{as_html(why) if why else ''}"
        target = Path(f"{question.lesson}.ipynb")
        link = f'<a href="{target}" {LINK}>lesson {lesson_title(question.lesson)}</a>, ' if target.exists() else ""
        where = f"<p>Step through it: {link}<code>{question.lab}()</code>.</p>"
        self._told[self.place] = BLOCK.format(f'<div role="alert">{text}{where}{self._summary()}</div>')
        self._draw()

    def _summary(self) -> str:
        if "" in self.outcomes:
            return ""
        missed = [q.lesson for q, outcome in zip(self.questions, self.outcomes, strict=True) if outcome != "right"]
        again = ", ".join(lesson_title(lesson) for lesson in dict.fromkeys(missed))
        advice = f"Worth another look: {again}." if missed else "Another seed gives fresh numbers."
        return f"<p>All answered: {self.right} of {len(self.questions)} right. {advice}</p>"

    def _draw(self) -> None:
        question, number, total = self._question, self.place + 1, len(self.questions)
        self.progress.value = f"<style>{PRESENTED}</style>Question {number} of {total}, {self.right} right"
        choices = "".join(f"<li>{html.escape(text)}</li>" for text in question.choices)
        self.asked.value = BLOCK.format(as_html(question.text) + (f"<ol>{choices}</ol>" if choices else ""))
        self.field.description = f"Answer {number} ({question.wanted})"
        # A field has no other place for its question, which a screen reader reads when the cursor comes to it.
        spoken = [question.text.replace("`", ""), *(f"{n}: {c}" for n, c in enumerate(question.choices, 1))]
        self.field.tooltip = " ".join(spoken)
        self.feedback.value = self._told[self.place]
        self.back.disabled, self.next.disabled = self.place == 0, number == total

    def __repr__(self) -> str:
        return f"<quiz: {len(self.questions)} questions, {self.right} right>"


def lesson_title(lesson: str) -> str:
    """What a lesson is called: its number and its topic.

    >>> lesson_title("03_gradient_descent")
    '3 Gradient descent'
    """
    number, _, topic = lesson.partition("_")
    return f"{int(number)} {topic.replace('_', ' ').capitalize()}"


def _button(name: str, tip: str, act) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, tooltip=tip, layout=ipywidgets.Layout(width="auto"))
    button.on_click(lambda _: act())
    return button
