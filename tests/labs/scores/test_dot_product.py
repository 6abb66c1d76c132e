"""The dot product: sums and products are torch's, each step shows its own, shapes that clash are explained."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.labs.scores.dot_product import PRESETS, dot_product_lab, record_dot_product
from lessonlib.labs.scores.dot_product_picture import draw_dot_product
from lessonlib.stage.pack import pack
from tests.printed import value


def matrix_of(picture, name):
    marks = picture.panels[0].marks[0].marks
    return next(mark for mark in marks if mark.options["name"].startswith(name))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 99))
def test_the_last_running_sum_of_each_cell_is_torchs(p, m, k, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(p, m)).round(2), rng.normal(size=(m, k)).round(2)
    trace = record_dot_product(a, b)
    c = torch.tensor(a) @ torch.tensor(b)
    np.testing.assert_allclose(trace["c"], c, rtol=1e-12, atol=1e-12)
    assert trace.steps == 1 + p * m * k
    for step in range(1, trace.steps):
        i, j, s = (trace[name][step] for name in "ijs")
        assert trace["product"][step] == a[i, s] * b[s, j]
        np.testing.assert_allclose(trace["running"][step], a[i, : s + 1] @ b[: s + 1, j], rtol=1e-12, atol=1e-12)


def test_the_order_is_row_by_row_and_within_a_cell_from_the_first_product_to_the_last():
    trace = record_dot_product("1 2; 3 4", "5 6; 7 8")
    walked = list(zip(trace["i"], trace["j"], trace["s"], strict=True))
    assert walked == [(-1, -1, -1), *[(i, j, s) for i in (0, 1) for j in (0, 1) for s in (0, 1)]]


def test_every_caption_is_a_calculation_that_holds():
    trace = record_dot_product()
    written = re.compile(r"= (\S+) · (\S+) = (\S+); the sum is (\S+) \+ (\S+) = (\S+)\.$")
    for caption in trace.captions[1:]:
        u, v, product, before, added, total = map(value, written.search(caption).groups())
        assert u * v == product == added and before + added == total


def test_the_numbers_that_are_multiplied_are_lit_and_what_is_found_stays():
    trace = record_dot_product("1 2; 0 -1; 3 0.5", "2 1 0; -1 3 4")
    picture = draw_dot_product(trace)
    step = 8  # row 2, column 1, second product
    lit = {
        name: [row.tolist() for row in matrix_of(picture, name).arrays["lit"][step] if row[0] >= 0] for name in "ABC"
    }
    assert lit == {"A": [[1, 0, 2], [1, 1, 1]], "B": [[0, 0, 2], [1, 0, 1]], "C": [[1, 0, 1]]}
    texts = matrix_of(picture, "C").strings["text"]
    assert texts[0].ravel().tolist() == [""] * 9
    assert texts[step].tolist() == [["0", "7", "8"], ["1", "", ""], ["", "", ""]]
    final = np.array([[value(text) for text in row] for row in texts[-1]])
    np.testing.assert_array_equal(final, np.array([[1, 2], [0, -1], [3, 0.5]]) @ np.array([[2, 1, 0], [-1, 3, 4]]))


def words(tree):
    """The text of a formula."""
    text = tree[2] if isinstance(tree[2], str) else " ".join(map(words, tree[2]))
    return text.replace("\xa0", " ")


def test_the_slides_misprint_makes_every_row_the_same():
    told = words(draw_dot_product(record_dot_product("1 2; 0 -1; 3 0.5", "2 1 0; -1 3 4")).formulas[2].options["tree"])
    a, b = np.array([[1, 2], [0, -1], [3, 0.5]]), np.array([[2, 1, 0], [-1, 3, 4]])
    n = 2  # c_ij = sum over s of a_sn b_sj, letter by letter
    (wanted, *others) = [[sum(a[s, n - 1] * b[s, j] for s in range(n)) for j in range(3)] for i in range(3)]
    assert others == [wanted, wanted]
    printed = re.search(r"every row would be \((.*?)\); .*is meant", told)[1]
    assert [value(text) for text in printed.split(", ")] == wanted


def test_the_misprint_is_told_also_where_a_has_too_few_rows_for_it():
    told = words(draw_dot_product(record_dot_product("1 2 3", "1; 2; 3")).formulas[2].options["tree"])
    assert "that takes 3 rows of A, which has 1" in told


@pytest.mark.parametrize(("a", "b", "alone"), [("1 2 3", "1; 2", "a₁₃"), ("1 2", "1; 2; 3", "b₃₁")])
def test_shapes_that_clash_are_paired_until_one_number_is_alone(a, b, alone):
    trace = record_dot_product(a, b)
    assert not trace["fits"] and trace.captions[-1].startswith(f"{alone} finds none: np.dot says")
    with pytest.raises(ValueError) as refused:
        np.dot(np.array(trace["a"]), np.array(trace["b"]))
    assert str(refused.value) in trace.captions[-1]
    picture = draw_dot_product(trace)
    assert "np.dot refuses" in picture.title and len(picture.panels) == 2
    pack(picture, trace)


def test_a_transpose_that_would_fit_is_named():
    assert "B transposed would fit" in record_dot_product("1 2; 3 4; 5 6", "1 2; 3 4; 5 6").captions[-1]
    assert "A transposed would fit" in record_dot_product("1 2 3", "4").captions[-1]
    assert "transposed" not in record_dot_product("1 2 3; 1 2 3", "4").captions[-1]


def my_dot(a, b):
    return a @ b


def elementwise(a, b):
    return a * b


def slow_but_wrong(a, b):
    return a @ b + np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])


def test_a_right_function_stands_beside_ours_without_a_note():
    trace = record_dot_product(mine=my_dot)
    assert trace.notes == () and np.array_equal(trace["mine"], trace["c"])
    assert [mark.options["name"] for mark in draw_dot_product(trace).panels[0].marks[0].marks][-1] == "my_dot(A, B)"


def test_a_wrong_cell_is_named_and_marked_once_it_has_been_computed():
    trace = record_dot_product(mine=slow_but_wrong)
    assert trace.notes == ("slow_but_wrong departs from np.dot in 1 of 9 cells, first in c₂₂: −2 instead of −3.",)
    lit = matrix_of(draw_dot_product(trace), "slow").arrays["lit"]
    assert lit[8][0].tolist() == [-1, -1, -1] and lit[9][0].tolist() == lit[-1][0].tolist() == [1, 1, 4]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (elementwise, r"elementwise raised ValueError: .*np\.dot stays drawn"),
        (lambda a, b: a, r"returned shape \(3, 2\), wanted \(3, 3\)\. np\.dot stays drawn"),
        (lambda a, b: None, "returned nothing, .* is a return missing"),
        (lambda a: a, "raised TypeError"),
        (lambda a, b: a @ b * np.nan, "in 9 of 9 cells, first in c₁₁: not a number instead of 0"),
        (3, "int has no forward and is no function"),
    ],
)
def test_what_a_learners_function_does_wrong_is_told_in_one_sentence(mine, told):
    (note,) = record_dot_product(mine=mine).notes
    assert re.search(told, note)


def test_a_function_that_answers_where_there_is_no_product_is_told():
    (note,) = record_dot_product("1 2 3", "1 2", mine=lambda a, b: 0).notes
    assert "returns an answer here; np.dot refuses" in note
    assert record_dot_product("1 2 3", "1 2", mine=my_dot).notes == ()


@pytest.mark.parametrize(
    ("a", "b", "told"), [("1 x", "1", "a: wanted numbers"), ("1", "1; 1 2", "b: wanted rows of one length")]
)
def test_bad_text_is_told_in_the_page_and_the_lab_goes_on(a, b, told):
    lab = dot_product_lab(a, b)
    assert told in lab.stage.message and lab.trace.steps == 19
    lab.set(a="2", b="3")
    assert lab.trace["c"] == [[6]] and lab.stage.message == ""
    assert lab.code() == "dot_product_lab(a='2', b='3')"


def test_typing_a_matrix_records_it():
    lab = dot_product_lab()
    lab.controls["a"].text.value = "1 0; 0 1"
    np.testing.assert_array_equal(lab.trace["c"], [[2, 1, 0], [-1, 3, 4]])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = dot_product_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    first, second = (pack(draw_dot_product(lab.trace), lab.trace) for _ in range(2))
    assert first == second
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


def test_the_largest_matrices_fit_a_saved_page(tmp_path):
    lab = dot_product_lab(np.full((10, 8), -123.4), np.full((8, 8), 567.8))
    assert lab.trace.steps == 641 and lab.save_html(tmp_path / "x.html").stat().st_size < 400_000
