"""What is printed as equal: each form in which the labs write arithmetic, true and false, recomputed by hand."""

import pytest

from lessonlib.stage import Picture, Sheet, ask_number, sentence
from lessonlib.stage.equations import honest

HELD = """
3 / 4 = 75 %|1 / 3 = 33.3 %|0.3 + 0.3 = 60 %|100 % − 25 % = 75 %|17 / 20 = 0.85 = 85 %|100 · 0.2 = 20 %
4 537 + 1 = 4 538|97 345 · 151 266 / 1 803 902 = 8163 times|1,000 + 1 = 1,001|1 000 000 / 4 = 250 000
1/3 + 1/6 = 0.5|1 − 1/3 = 2/3|5 ÷ 2 = 2.5|2 * 3 = 6|5 × 2 = 10|1 - 0.3 = 0.7|-2 + 1 = -1|−(1 + 2) = −3
2³ = 8|2^3 = 8|2⁻¹ = 0.5|0.5¹⁰ = 9.77·10⁻⁴|−1² = −1|(−1)² = 1|1.5·10⁻⁵ · 2 = 3·10⁻⁵|10⁻⁵ · 2 = 2·10⁻⁵
2 + 3 = 5 = 4 + 1|w = 0.5 − 0.1 · (−1.2) = 0.62|3 · 4 = 12 steps|12 px + 3 px = 15 px|0 + 2 = 2.|2 · 3 = 6: so
log 175 = 5.16|log 8 = 0.903|log₁₀ 100 = 2|log₂ 8 = 3|ln 2 = 0.693|−ln 0.00212 = 6.16|√2 = 1.41|√(1² + 1²) = 1.41
σ(0) = 0.5|Sigmoid(2.25) = 0.905|tanh(1) = 0.762|max(0, 2.9) = 2.9|max(0, −1) + max(0, 2) = 2|exp(−0.85) = 0.427
Sigmoid 1 · 0.321 = 0.321|a − 3 = 4|x-1 = 3|y = 2 · 3 + b = 7|(2, 2) · (2, 3) = (2, 3)|∞ / ∞ = not a number
x = 3 and is kept, with p = 0.5|p = 0.9: of 3 = 4|rand * 0.01 = 7|12 · 0 = 0|3 = 4
"""
FALSE = """
1 / 3 = 34 %|25 / 100 = 30 %|100 % − 25 % = 70 %|17 / 20 = 0.85 = 86 %|0.3 + 0.3 = 61 %
4 537 + 1 = 4 539|97 345 · 151 266 / 1 803 902 = 8164 times|1,000 + 1 = 1,002|1 000 000 / 4 = 260 000
1/3 + 1/6 = 0.6|1 − 1/3 = 1/3|5 ÷ 2 = 2.6|2 * 3 = 7|5 × 2 = 11|1 - 0.3 = 0.6|-2 + 1 = 1|−(1 + 2) = 3
2³ = 9|2^3 = 9|2⁻¹ = 0.6|0.5¹⁰ = 9.87·10⁻⁴|(−1)² = −1|10⁻⁵ · 2 = 3·10⁻⁵|1 − (−1)² = 2.46·10⁻⁵
2 + 3 = 5 = 4 + 2|w = 0.5 − 0.1 · (−1.2) = 0.62 = 0.63|3 · 4 = 13 steps|12 px + 3 px = 16 px|0 + 2 = 3.
log 175 = 5.17|log₁₀ 100 = 3|log₂ 8 = 4|ln 2 = 0.694|−ln 0.00212 = 6.26|√2 = 1.42|√(1² + 1²) = 1.42
σ(0) = 0.6|Sigmoid(2.25) = 0.995|tanh(1) = 0.862|max(0, 2.9) = 3.9|exp(−0.85) = 0.432|a = 2 + 3 = 6
"""


@pytest.mark.parametrize("text", [text for line in HELD.split("\n") for text in line.split("|") if text])
def test_what_holds_or_cannot_be_computed_stays(text):
    assert honest(text) == text


@pytest.mark.parametrize("text", [text for line in FALSE.split("\n") for text in line.split("|") if text])
def test_what_does_not_hold_says_about(text):
    assert honest(text).count("≈") == 1


def test_only_the_sign_that_does_not_hold_is_changed():
    assert honest("1 + 1 = 2; 2 + 2 = 5, so a = 3") == "1 + 1 = 2; 2 + 2 ≈ 5, so a = 3"


def test_titles_questions_and_lines_of_text_are_read_as_captions_are():
    line, false, mended = sentence("2 · 3 = 7"), "2 · 3 = 7.", "2 · 3 ≈ 7."
    assert line.strings["text"].tolist() == [["2 · 3 ≈ 7"]]
    picture = Picture(false, [Sheet([line])], before=false)
    assert (picture.title, picture.before) == (mended, mended)
    question = ask_number(false, 1, step=1, why=false, slips={5: false})
    assert (question.text, question.why, question.slips[5]) == (mended, mended, mended)
