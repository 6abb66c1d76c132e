"""A report says what was wanted and what came, keeps its hints back, and shows text as text."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
import torch  # noqa: F401 - it bears witness only where it is loaded

from lessonlib.checks import Report, check
from lessonlib.checks.engine import explain
from lessonlib.checks.engine.exercise import Case, Exercise, Mistake, Part
from lessonlib.checks.engine.judge import judge
from lessonlib.checks.engine.page import which
from lessonlib.checks.engine.report import OUTCOMES
from lessonlib.checks.engine.subject import Maker
from tests.checks.specimens import WRONG
from tests.checks.wrong_linear import BiasGradientOverColumns, NoBiasInForward, WeightGradientAveraged
from tests.checks.wrong_rectifiers import ReLU, ReLUAbsGradient
from tests.checks.wrong_sigmoids import SigmoidFalls, SigmoidOverflows

VOID = {"br"}


class Tags(HTMLParser):
    """Collects tags and attributes, and fails where one is not closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_a_text_that_no_page_can_show_is_cut_and_made_printable():
    class Loud:
        def forward(self, x):
            raise ValueError("\ud800" + "a" * 10**6)

    report = check("relu", Loud)
    assert max(map(len, (report.sentence, *report.reasons, *report.hints))) <= 1000
    (str(report) + report._repr_html_() + report.hint(1)).encode("utf-8")
    long = type("Long" * 10**5, (), {"forward": lambda self, x: x, "backward": lambda self, g: g})
    assert len(check("relu", long)._repr_html_()) < 10_000


def test_a_wrong_value_is_told_with_place_input_and_likely_reason():
    report = check("linear", NoBiasInForward)
    assert "Forward, a batch of 5 rows, 3 columns to 2: wanted" in report.sentence
    assert "(x W + b), got" in report.sentence and "10 of 10 entries are off" in report.sentence
    assert "Likely reason: The bias is never added" in str(report)
    assert report.wanted.shape == report.got.shape == (5, 2)
    place = tuple(int(i) for i in re.search(r"at \[(\d+), (\d+)\]", report.sentence).groups())
    assert f"{report.wanted[place]:.4g}".replace("-", "−") in report.sentence


def test_shape_comes_before_value():
    report = check("linear", BiasGradientOverColumns)
    assert (
        report.outcome == "wrong shape" and "of shape (2,)" in report.sentence and "got shape (5,)" in report.sentence
    )


def test_central_differences_and_torch_bear_witness_against_a_wrong_gradient():
    report = check("relu", ReLUAbsGradient)
    wanted = re.search(r"wanted (\S+) at", report.sentence).group(1)
    assert f"central differences through your own forward: {wanted}; torch: {wanted}." in report.sentence


def test_one_factor_on_every_number_is_said():
    assert "Every number is 0.2 times what was wanted." in check("linear", WeightGradientAveraged).sentence


def test_a_factor_of_nearly_one_is_no_factor():
    class Sigmoid(SigmoidFalls):
        def forward(self, x):
            return 1.0005 / (1 + np.exp(-x))

    report = check("sigmoid", Sigmoid)
    assert report.outcome == "wrong value" and "Every number" not in report.sentence


def test_what_is_wrong_on_ordinary_input_comes_before_what_is_fragile():
    class Sigmoid(SigmoidOverflows):
        def backward(self, grad):
            return -super().backward(grad)

    report = check("sigmoid", Sigmoid)
    assert report.outcome == "wrong value" and report.diagnoses == ("wrong sign",)


def test_hints_come_one_by_one():
    report = check("relu", ReLUAbsGradient)
    first, second = report.hint(1), report.hint(2)
    assert first == report.hint() and first != second
    assert first not in str(report) and second not in str(report)
    for n in (0, 3, -1, None, "2"):
        assert "you have seen them all" in report.hint(n)


def test_there_is_nothing_to_hint_at_when_it_passed():
    assert check("relu", ReLU).hint(1) == "Nothing to hint at: relu is passed."


def test_the_page_folds_the_second_hint_into_the_first():
    tags = Tags(check("relu", ReLUAbsGradient)._repr_html_())
    assert [tag for tag, _ in tags.seen].count("details") == 2
    assert tags.text.index("Hint 1") < tags.text.index("Hint 2")
    assert not any("open" in attributes for tag, attributes in tags.seen if tag == "details")


def test_the_picture_shows_and_lists_the_entries_that_are_off():
    report = check("relu", ReLUAbsGradient)
    tags = Tags(report._repr_html_())
    cells = [attributes for tag, attributes in tags.seen if tag == "td"]
    assert len(cells) == report.wanted.size
    assert sum("color-mix" in cell["style"] for cell in cells) == int(report.off.sum())
    assert tags.text.count("✗") == int(report.off.sum()) + 1
    off = (report.got != report.wanted) & (report.wanted != 0)
    for i, j in np.argwhere(off):
        assert f"[{i}, {j}]" in tags.text


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ([[True, True], [True, True]], "Off: 4 of 4 entries."),
        ([[True, True], [False, False]], "Off: 2 of 4 entries, all of row 0."),
        ([[False, True], [False, True]], "Off: 2 of 4 entries, all of column 1."),
        ([[True, True, False], [True, True, False]], "Off: 4 of 6 entries, all of columns 0, 1."),
        ([[False, True], [True, False]], "Off: 2 of 4 entries: [0, 1], [1, 0]."),
        ([False, True, True], "Off: 2 of 3 entries: [1], [2]."),
    ],
)
def test_the_text_beside_the_picture_names_rows_columns_or_places(off, said):
    assert which(np.array(off)) == said


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def evil_reports():
    def forward(self, x):
        raise ValueError(EVIL)

    yield check("relu", type(EVIL, (ReLU,), {"forward": forward}))
    yield check("relu", type(EVIL, (ReLU,), {"forward": lambda self, x: EVIL}))
    yield check(EVIL, ReLU)
    yield check("relu", EVIL)


def test_text_of_a_stranger_is_shown_as_text():
    for report in evil_reports():
        tags = Tags(report._repr_html_())
        assert {"script", "img"} & {tag for tag, _ in tags.seen} == set()
        assert "<script>" in tags.text


def test_no_page_holds_a_script_or_reaches_for_anything():
    for specimen in WRONG[:60:5]:
        tags = Tags(check(specimen.exercise, specimen.candidate)._repr_html_())
        for tag, attributes in tags.seen:
            assert tag not in ("script", "iframe", "link", "style")
            assert not {"src", "href"} & set(attributes) and not any(name.startswith("on") for name in attributes)


def test_colours_follow_the_page_in_light_and_dark():
    page = check("sigmoid", SigmoidOverflows)._repr_html_()
    assert "var(--jp-content-font-color1" in page and "var(--jp-layout-color1" in page


def test_every_outcome_has_a_sign_and_a_page():
    for outcome in OUTCOMES:
        report = Report("relu", outcome, "A sentence.")
        assert outcome in str(report) and outcome in Tags(report._repr_html_()).text
        assert repr(report) == f"<Report relu: {outcome}>"


def test_words_are_compared_and_shown_as_well_as_numbers():
    words = Part(
        "tokens",
        "lower case",
        (Case("a sentence"),),
        lambda maker, c: maker.raw("The <b> Dog"),
        lambda c: np.array(["the", "<b>", "dog"]),
        hints=("Look.", "Write."),
    )
    capitals = Mistake(
        "capitals kept", ("words",), "tokens", lambda c: np.array(["The", "<b>", "Dog"]), "So.", ("a", "b")
    )
    maker, exercise = Maker(str.split), Exercise("words", ("tokenize",), "function", "tokenize(text)", (words,))
    report = explain.report(exercise, maker, judge(exercise, maker, [capitals]))
    assert report.diagnoses == ("capitals kept",)
    assert "wanted 'the' at [0] (lower case), got 'The' (2 of 3 entries are off)" in report.sentence
    tags = Tags(report._repr_html_())
    assert "✗ 'The'" in tags.text and "'<b>'" in tags.text and "Off: 2 of 3 entries: [0], [2]." in tags.text
