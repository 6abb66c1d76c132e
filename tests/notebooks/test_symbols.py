"""Each symbol of a formula that stands by itself is named in the prose of its page, at latest in the same cell."""

import re

import pytest

from notebooks import build
from tests.notebooks import prose

PAGES = [s for s in build.sources() if re.match(r"0[2-9]|1\d|2[0-3]|homework_[12]", s.stem)]
GREEK = r"\\(?:alpha|beta|gamma|delta|varepsilon|epsilon|eta|theta|lambda|mu|rho|sigma|phi|varphi|odot)(?![a-zA-Z])"
SYMBOL = re.compile(rf"{GREEK}|(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])")
# The loss L, a probability p, e, counts and places, and what the line before the formula calls by its whole name.
KNOWN = set("L p e d T i j k n t")
WORDS = {
    "02_losses": "H",  # "## Cross-entropy" stands above it
    "06_neural_networks": "F",  # "function k"
    "18_word2vec": "c",
    "19_analogies": "uv",  # any two vectors
    "homework_1b_word2vec": "PKBb",  # "K words are drawn at random", "a probability", the shapes of the table
}


def symbols(tex):
    """Greek letters and single Latin ones; words in \\text{...} are none."""
    return set(SYMBOL.findall(re.sub(r"\\(?:text|mathrm|operatorname)\{[^}]*\}", " ", tex.replace("_", " "))))


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.stem)
def test_every_symbol_of_a_formula_is_named(source):
    named = KNOWN | set(WORDS.get(source.stem, ""))
    for cell in prose.pages(source)[0]:
        said = re.sub(r"\$\$.+?\$\$", " ", cell.text)
        for quoted in re.findall(r"\$([^$]+)\$|`([^`]+)`", said):
            named |= symbols(" ".join(quoted))
        for formula in re.findall(r"\$\$(.+?)\$\$", cell.text):
            assert not symbols(formula) - named, formula


def test_a_symbol_that_is_not_named_is_found():
    assert symbols(r"y = \text{norm}(x) + \eta \, W_{ij} \cdot \frac{1}{n}") - set("yxnij") == {r"\eta", "W"}
