"""Each number in the prose of a notebook is an input, is computed by a test, or is part of an equation that holds."""

import re
import tomllib
from pathlib import Path

import pytest

from notebooks import build
from tests.notebooks import prose

# What is neither: numbers of the slides, of papers and old homeworks, of conventions, of sizes that a page only sets.
GIVEN = tomllib.loads((Path(__file__).parent / "given_numbers.toml").read_text(encoding="utf-8"))
ASKED = re.compile(
    r"\*\*\d\.\*\* .*?<details|## Three questions .*?<details|\*\*Predict\b.*?(?=\*\*Step|\*\*Explain|$)"
)


def untold(source):
    """The numbers of a page that nobody vouches for, each with the words around it."""
    cells, code = prose.pages(source)
    given, quotes = prose.inputs(code), [re.escape(quote) for quote in GIVEN.get(source.stem, ())]
    known, rest = set(), []
    for page in cells:
        spans = [*prose.spans(page), *((begin, end) for begin, end, *_ in prose.equations(page))]
        spans += [found.span() for quote in quotes for found in re.finditer(quote, page.text)]
        spans += [found.span() for found in ASKED.finditer(page.text)]
        for found in prose.claims(page):
            inside = any(begin <= found.start() and found.end() <= end for begin, end in spans)
            if inside:
                known.add(found[0])
            elif float(prose.plain(found[0])) not in given:
                rest.append((found[0], page.text[max(0, found.start() - 40) : found.end() + 20]))
    # A number of three signs that is vouched for in one sentence of a page is so in the next.
    return [words for number, words in rest if len(number) < 3 or number not in known]


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_every_number_in_prose_is_vouched_for(source):
    assert untold(source) == []


@pytest.mark.parametrize("source", build.sources(), ids=lambda source: source.stem)
def test_every_equation_of_numbers_holds_for_the_digits_that_are_printed(source):
    for page in prose.pages(source)[0]:
        for *_, left, sign, right in prose.equations(page):
            assert prose.holds(left, sign, right), f"{left} {sign} {right}"


def test_no_quotation_of_what_is_given_is_out_of_date():
    for stem, quotes in GIVEN.items():
        text = prose.page(stem)
        assert [quote for quote in quotes if quote not in text] == []


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (r"1 \cdot 2 + 2 \cdot (-1)", "0", True),
        (r"\frac{1}{7} \log_{10} \frac{2}{1}", "0.0430", True),
        (r"\lfloor 7 / 2 \rfloor + 1", "4", True),
        (r"\ln 2", "0.693", True),
        (r"\ln 2", "0.694", False),
        (r"10\,000 / 50", "200", True),
        (r"2 - 0.1 \cdot 0.5", "1.96", False),
        (r"e^{1.27}", "3.6", True),
    ],
)
def test_an_equation_is_computed_as_it_is_printed(left, right, holds):
    ((_, _, *sides),) = prose.equations(prose.Page(f"as ${left} = {right}$,", ""))
    assert prose.holds(*sides) == holds


def test_a_number_that_nobody_computes_is_found(tmp_path):
    for code, found in (("x = 3", 1), ("x = 0.4711", 0)):
        source = tmp_path / f"{found}.py"
        source.write_text(f"# %% [markdown]\n# It is 0.4711 there, in 12 rows.\n\n# %%\n{code}\n", encoding="utf-8")
        assert [words for words in untold(source) if "0.4711" in words] == untold(source)
        assert len(untold(source)) == found
