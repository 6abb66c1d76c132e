"""Inside one method: each formula holds for the numbers it shows, and the table says what the step did."""

import re

import numpy as np
import pytest

from lessonlib.labs.descent.descent_paths import METHODS, ON_SLIDE
from lessonlib.labs.descent.optimizer_picture import draw_optimizers
from lessonlib.labs.descent.optimizers import record_optimizers
from lessonlib.nn.surfaces import SURFACES
from lessonlib.stage.formula import slots
from tests.printed import gap, grain, value

VARIANTS = [(m, "as in the paper") for m in METHODS] + [(m, "as on the slide") for m in ON_SLIDE]
EXACT = ("lr", "rho", "beta", "eps", "b1", "b2", "b1q", "b2q", "t")
CONSTANTS = {"beta2": 0.9995, "beta": 0.985, "rho": 0.93}  # with more digits than the defaults


def lines(trace):
    """(latex, {place: its strings by row}) for each formula of the trace."""
    written = dict(zip(trace["places"].tolist(), trace["written"].T.tolist(), strict=True))
    for latex in trace["formulas"].tolist():
        yield latex, {name: written[name] for name in slots(latex)}


@pytest.mark.parametrize("surface", ["bowl", "rosenbrock", "himmelblau"])
@pytest.mark.parametrize(("method", "form"), VARIANTS)
def test_every_formula_holds_for_the_numbers_it_shows(method, form, surface):
    trace = record_optimizers(surface, method, inside=method, formula=form, steps=80, learning_rate=0.0123, **CONSTANTS)
    drawn = len(trace["t"]) if trace["diverged"][0] < 0 else int(trace["diverged"][0])
    assert drawn > 1
    for latex, places in lines(trace):
        for k in range(1, drawn):
            filled = {name: strings[k] for name, strings in places.items()}
            apart, room = gap(latex, filled, exact=EXACT)
            assert apart <= room, (k, latex, filled)


@pytest.mark.parametrize(("method", "form"), VARIANTS)
def test_the_formulas_end_in_the_new_place_and_begin_with_dashes(method, form):
    trace = record_optimizers(methods=method, inside=method, formula=form, steps=20)
    *_, (latex, places) = lines(trace)
    assert latex.endswith(r"\approx \val{x1}") and latex.startswith(r"x \leftarrow x")
    for k in range(1, 21):
        shown = str(places["x1"][k])
        assert abs(value(shown) - trace["position"][0, k, 0]) <= grain(shown)
    stepped = [strings for _, places in lines(trace) for strings in places.values() if len(set(strings)) > 1]
    assert stepped and {strings[0] for strings in stepped} <= {"?", "t"}


@pytest.mark.parametrize("form", ["as in the paper", "as on the slide"])
def test_the_slide_has_no_root_and_for_adam_no_correction(form):
    for method in ON_SLIDE:
        latex = " ".join(latex for latex, _ in lines(record_optimizers(methods=method, inside=method, formula=form)))
        assert (r"\sqrt" in latex) == (form == "as in the paper")
        assert (r"\hat" in latex) == (form == "as in the paper" and method == "Adam")


@pytest.mark.parametrize(("method", "form"), VARIANTS)
def test_a_number_under_an_exponent_stands_in_brackets_where_it_needs_them(method, form):
    trace = record_optimizers(methods=method, inside=method, formula=form, steps=200, learning_rate=0.07, beta1=0.0001)
    for latex, places in lines(trace):
        for name in re.findall(r"\\val\{(\w+)\}\^", latex):
            for text in map(str, places[name]):
                assert text.startswith("(") == ("−" in text.partition("·")[0] or "·" in text), text


@pytest.mark.parametrize("method", METHODS)
def test_a_negative_number_behind_a_sign_or_a_product_stands_in_brackets(method):
    for latex, places in lines(record_optimizers("himmelblau", method, inside=method, steps=60)):
        for name in re.findall(r"(?:\\cdot|[+-]) ?\\val\{(\w+)\}", latex):
            assert not [text for text in map(str, places[name]) if text.startswith("−")], (latex, name)


@pytest.mark.parametrize(("method", "form"), VARIANTS)
def test_the_table_adds_up_and_shows_the_true_gradient(method, form):
    trace = record_optimizers("beale", method, inside=method, formula=form, steps=30)
    rows = {str(name): trace["rows"][1:, i] for i, name in enumerate(trace["row_names"])}
    np.testing.assert_allclose(rows["position before"] + rows["step taken"], rows["position after"], atol=1e-12)
    gradients = [SURFACES["beale"].gradient(x, y) for x, y in rows["position before"]]
    np.testing.assert_allclose(rows["gradient"], gradients, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(rows["position after"], trace["position"][0, 1:])


def test_adams_corrected_moments_are_the_gradient_at_the_first_step():
    trace = record_optimizers(methods="Adam", inside="Adam")
    rows = {str(name): trace["rows"][1, i] for i, name in enumerate(trace["row_names"])}
    np.testing.assert_allclose(rows["first moment, corrected"], rows["gradient"], rtol=1e-9)
    np.testing.assert_allclose(rows["second moment, corrected"], rows["gradient"] ** 2, rtol=1e-9)


def test_a_diverged_method_shows_dashes_and_no_words_for_missing_numbers():
    trace = record_optimizers(methods="SGD", inside="SGD", learning_rate=1e9, steps=20)
    picture = draw_optimizers(trace)
    shown = {text for mark in picture.panels[2].marks for text in mark.strings["text"][1:, :, 1:].ravel()}
    shown |= {text for mark in picture.formulas for strings in mark.strings.values() for text in strings[1:, 0]}
    assert "not a number" not in shown and "–" in shown
