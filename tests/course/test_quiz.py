"""A quiz is drawn as asked for, judges what is typed, shows it as text, and keeps count."""

import subprocess
import sys

import pytest

from lessonlib.course import exam, homework_2, homework_3a, homework_3b, lecture_1, lecture_2, quiz, reinforcement
from lessonlib.course.question import Question
from lessonlib.course.quiz import draw
from lessonlib.course.quiz_page import QuizPage


def two():
    first = Question(
        text="`2 < 3`: what is 1 / 4?",
        answer=0.25,
        why="A quarter.",
        lesson="02_losses",
        lab="softmax_lab",
        traps=((4.0, "that is 4 / 1."),),
    )
    second = Question(
        text="Which?",
        answer=2,
        decimals=0,
        choices=("this", "<b>that</b>"),
        why="That.",
        lesson="05_regularization",
        lab="penalties_lab",
    )
    return QuizPage([first, second])


def answer(page, text):
    page.field.value = text  # as the page sends it on Enter, or when the field is left
    return page.feedback.value


def enter(page, text):
    """Press Enter: the page tells of the key, then of the value; returns what was asked to be focused."""
    focused = []
    page.next.focus = lambda: focused.append("next")
    page.field._handle_custom_msg({"event": "submit"}, [])
    page.field.value = text
    return focused


def test_a_quiz_has_all_questions_or_as_many_as_asked_for_in_the_lectures_order():
    every = [q.text for q in quiz(1, seed=3).questions]
    some = [q.text for q in quiz(1, n=8, seed=3).questions]
    assert len(every) >= 25 and len({*every}) == len(every)
    assert len(some) == 8 and some == [text for text in every if text in some]
    assert some != [q.text for q in quiz(1, n=8, seed=4).questions]


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        ({"lecture": 9}, ValueError, "lecture: wanted a lecture that has a quiz (1, 2, 3, 4, 5, 6), got 9"),
        ({"lecture": "1"}, TypeError, "lecture: wanted a lecture that has a quiz (1, 2, 3, 4, 5, 6), got str '1'"),
        ({"lecture": True}, TypeError, "got bool True"),
        ({"lecture": 1, "n": 0}, ValueError, "n: wanted a whole number from 1 to"),
        ({"lecture": 1, "n": 1000}, ValueError, "n: wanted a whole number from 1 to"),
        ({"lecture": 1, "n": 2.5}, TypeError, "got float 2.5"),
        ({"lecture": 1, "seed": -1}, ValueError, "seed: wanted a whole number, 0 or larger, got -1"),
        ({"lecture": 1, "seed": None}, TypeError, "got NoneType None"),
    ],
)
def test_a_quiz_that_cannot_be_drawn_says_what_there_is(arguments, kind, sentence):
    with pytest.raises(kind) as caught:
        quiz(**arguments)
    assert sentence in str(caught.value)


def test_an_exam_has_15_questions_over_all_parts_in_their_order():
    sources = (lecture_1, lecture_2, homework_2, homework_3a, homework_3b, reinforcement)
    parts = [[draw(asker, 4).text for asker in part.QUESTIONS] for part in sources]
    asked = [q.text for q in exam(seed=4).questions]
    assert len({*asked}) == 15 and asked == [text for part in parts for text in part if text in asked]
    assert [sum(text in part for text in asked) for part in parts] == [3, 3, 3, 2, 2, 2]
    assert asked == [q.text for q in exam(seed=4).questions] != [q.text for q in exam(seed=5).questions]


def test_an_exam_without_a_seed_it_can_use_says_so():
    with pytest.raises(ValueError, match=r"exam: seed: wanted a whole number, 0 or larger, got -1\. Pass"):
        exam(-1)
    with pytest.raises(TypeError, match="exam: seed: wanted a whole number, 0 or larger, got str 'x'"):
        exam("x")


def test_a_right_answer_is_explained_with_a_link_and_a_wrong_one_names_the_mistake(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "02_losses.ipynb").touch()
    page = two()
    assert "Not 4: that is 4 / 1." in answer(page, "4") and "A quarter" not in page.feedback.value
    assert "✓ Right: 0.25." in answer(page, "0,255") and "A quarter." in page.feedback.value
    assert 'href="02_losses.ipynb"' in page.feedback.value and "softmax_lab()" in page.feedback.value


def test_a_lesson_that_is_not_there_is_not_linked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = two()
    answer(page, "0.25")
    assert "href" not in page.feedback.value and "softmax_lab()" in page.feedback.value


def test_what_is_no_number_is_no_answer_and_is_shown_as_text():
    page = two()
    assert "<code>2 &lt; 3</code>" in page.asked.value
    told = answer(page, "<img src=x onerror='alert(1)'>")
    assert "! No answer yet: wanted a number, got" in told and "<img" not in told and "&lt;img" in told
    assert page.outcomes == ["", ""]
    page.go(1)
    assert "wanted the number of your choice, 1 to 2, got 3" in answer(page, "3")
    assert "<b>" not in page.asked.value and "<code>" not in page.asked.value


def test_enter_checks_and_after_a_right_answer_leads_to_the_next_question():
    page = two()
    assert enter(page, "0.1") == [] and page.outcomes == ["wrong", ""]
    assert "next" in enter(page, "1/4") and page.right == 1
    assert "next" in enter(page, "1/4")


def test_a_field_that_is_left_is_checked_and_keeps_the_cursor_where_it_went():
    page = two()
    page.next.focus = lambda: pytest.fail("the cursor was taken away")
    assert "✓ Right" in answer(page, "0.25")


def test_going_back_finds_what_was_typed_and_what_was_said():
    page = two()
    said = answer(page, "0.25")
    page.next.click()
    assert page.feedback.value == "" and page.next.disabled
    page.back.click()
    assert page.field.value == "0.25" and page.feedback.value == said and page.back.disabled


def test_a_shown_answer_does_not_count_and_the_end_names_the_lesson_to_read_again():
    page = two()
    answer(page, "0.25")
    page.go(1)
    page.give_up()
    assert "The answer is 2." in page.feedback.value
    assert "1 of 2 right. Worth another look: 5 Regularization." in answer(page, "2")
    page.go(0)
    answer(page, "7")  # a right answer stays one
    assert page.right == 1


def test_a_screen_reader_hears_the_question_at_the_field():
    page = two()
    page.go(1)
    assert page.field.description == "Answer 2 (the number of your choice, 1 to 2)"
    assert page.field.tooltip == "Which? 1: this 2: <b>that</b>"


def test_the_course_comes_without_torch():
    script = "import sys, lessonlib.course; lessonlib.course.quiz(1); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
