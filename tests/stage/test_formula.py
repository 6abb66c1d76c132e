"""Formulas are typeset in Python: the tree holds the LaTeX's parts, its places, and nothing beyond mathematics."""

import pytest

from lessonlib.labs.descent.descent_paths import METHODS
from lessonlib.labs.descent.optimizer_inside import formulas
from lessonlib.labs.networks.activations_picture import FORMULAS
from lessonlib.stage.formula import MATHML, mathml, slots

OURS = [latex for lines in FORMULAS.values() for latex in lines]
OURS += [latex for method in METHODS for slide in (False, True) for latex in formulas(method, slide)]


def walk(node):
    tag, attributes, inside = node
    yield tag, attributes, inside
    if isinstance(inside, list):
        for child in inside:
            yield from walk(child)


def words(node):
    return "".join(inside for _, _, inside in walk(node) if isinstance(inside, str))


def find(node, wanted):
    return [inside for tag, _, inside in walk(node) if tag == wanted]


def test_a_fraction_has_a_numerator_and_a_denominator():
    ((above, below),) = find(mathml(r"\frac{a}{b + c}"), "mfrac")
    assert words(above) == "a" and words(below) == "b+c"


def test_a_root_and_a_power_are_elements_of_their_own():
    tree = mathml(r"\sqrt{s} + g^2")
    assert [words(root[0]) for root in find(tree, "msqrt")] == ["s"]
    assert [[words(part) for part in power] for power in find(tree, "msup")] == [["g", "2"]]


def test_a_place_is_an_empty_number_wherever_it_stands():
    tree = mathml(r"\frac{\val{a}}{1 - \val{b}^{\val{t}}} = \sqrt{\val{a}}")
    places = [attributes["slot"] for tag, attributes, inside in walk(tree) if tag == "mn" and "slot" in attributes]
    assert places == ["a", "b", "t", "a"]
    assert slots(r"\frac{\val{a}}{1 - \val{b}^{\val{t}}} = \sqrt{\val{a}}") == ("a", "b", "t")


@pytest.mark.parametrize("latex", OURS)
def test_every_formula_of_the_labs_can_be_typeset_with_all_its_places(latex):
    tree = mathml(latex)
    placed = {attributes["slot"] for _, attributes, _ in walk(tree) if "slot" in attributes}
    assert placed == set(slots(latex)) and placed
    assert {tag for tag, _, _ in walk(tree)} <= MATHML
    assert "\\" not in words(tree)


@pytest.mark.parametrize("latex", [r"x_{", r"\left( x", r"\alhpa + 1", r"\text{<b>}"])
def test_what_cannot_be_read_is_named(latex):
    with pytest.raises(ValueError) as told:
        mathml(latex)
    assert str(told.value).startswith(f"cannot typeset {latex!r}")


def test_an_element_beyond_mathematics_is_refused():
    with pytest.raises(ValueError, match="<menclose> is not a formula element"):
        mathml(r"\boxed{x}")


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", '<mi\tonclick="alert(1)">x</mi>', '<mo\thref="data:,x">x</mo>']
)
def test_no_label_carries_a_script_into_the_tree(label):
    with pytest.raises(ValueError, match="cannot typeset"):
        mathml(rf"x + \text{{{label}}}")


@pytest.mark.parametrize(("latex", "spaced"), [(r"\log p", 1), (r"\log_2 \frac{a}{b}", 1), (r"\ln(p)", 0), ("a b", 0)])
def test_the_name_of_a_function_stands_apart_from_its_argument_as_latex_sets_it(latex, spaced):
    assert len(find(mathml(latex), "mspace")) == spaced
