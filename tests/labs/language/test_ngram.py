"""The lab of n-grams: its counts by another count of the same words, its perplexity by the book's formula."""

import re
from collections import Counter

import numpy as np
import pytest

from lessonlib import language
from lessonlib.labs import ngram_lab
from lessonlib.labs.language.ngram import PRESETS, record_ngram
from lessonlib.labs.language.ngram_corpora import sentences_of
from lessonlib.labs.language.ngram_picture import draw_ngram, perplexity_of


@pytest.fixture(scope="module", params=["", *PRESETS])
def trace(request):
    return record_ngram(**(PRESETS[request.param][1] if request.param else {}))


def runs(corpus, n):
    """How often each run of n tokens stands in the padded sentences."""
    padded = [["<s>"] * (n - 1) + [*sentence, "</s>"] for sentence in sentences_of(corpus)]
    return Counter(tuple(row[i : i + n]) for row in padded for i in range(len(row) - n + 1))


def test_every_number_follows_from_a_count_of_runs(trace):
    n, delta, size = int(trace["n"]), float(trace["delta"]), int(trace["size"])
    seen = runs(str(trace["corpus"]), n)
    assert size == len({run[-1] for run in seen})
    for i, token in enumerate(map(str, trace["tokens"])):
        context = tuple(str(trace["context"][i]).split())
        behind = {run[-1]: c for run, c in seen.items() if run[:-1] == context}
        assert trace["total"][i] == sum(behind.values())
        assert trace["p"][i] == pytest.approx((behind.get(token, 0) + delta) / (sum(behind.values()) + delta * size))
        assert trace["followers"][i, trace["at"][i]] == token
        for name, c in zip(trace["followers"][i], trace["c"][i], strict=True):
            assert c == behind.get(str(name), 0)
        assert trace["c"][i].sum() + trace["rest"][i] == trace["total"][i]
        assert trace["others"][i] + np.count_nonzero(trace["followers"][i] != "") == size
    assert perplexity_of(trace) == pytest.approx(
        float(np.prod(1 / trace["p"][trace["p"] > 0]) ** (1 / len(trace["p"]))) if (trace["p"] > 0).all() else np.inf
    )


def test_a_pair_never_met_makes_an_unsmoothed_perplexity_infinite():
    trace = record_ngram(**PRESETS["No smoothing"][1])
    assert (trace["p"] == 0).sum() == 1 and draw_ngram(trace).question.truth == "infinite"


def test_what_the_presets_say_of_their_contexts_holds():
    three, four = (record_ngram(**PRESETS[name][1]) for name in ("Two words before", "Three words before"))
    assert (three["total"][1:] < three["size"]).all() and three["total"][0] > three["size"]
    assert (four["total"] == 0).any()
    question = draw_ngram(four).question
    assert question.options["answer"] == pytest.approx(np.log2(int(four["size"])))
    away, home = (record_ngram(**PRESETS[name][1]) for name in ("Another world", "At home"))
    assert (away["tokens"] == "<unk>").sum() == 2 and "<unk>" not in home["tokens"]
    assert away["size"] != home["size"]


class Divided(language.LaplaceLM):
    """Smoothing above the line alone."""

    def _share(self, token, context):
        count, total = self._runs.counts(token, context)
        return (count + self.delta) / max(total, 1)


class Mute:
    def __init__(self, sentences, n, delta):
        pass


def test_a_right_model_departs_nowhere():
    assert record_ngram(mine=language.LaplaceLM).notes == ()


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (Divided, r"Divided departs from LaplaceLM in 7 of 7 tokens, first P\(she \| <s>\).*does the line below hold"),
        (Mute, "Mute has no method probability"),
        (lambda sentences, n, delta: 1 / 0, "raised ZeroDivisionError"),
    ],
)
def test_what_a_learners_model_does_otherwise_is_told(mine, told):
    (note,) = record_ngram(mine=mine).notes
    assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"text": ""}, "text: wanted a sentence"),
        ({"text": "a b c d e f g h"}, "text: wanted at most 7 words"),
        ({"n": 0}, "n: wanted a whole number"),
        ({"delta": -1}, "delta: wanted"),
        ({"corpus": "bible"}, "nknown corpus 'bible'"),
        ({"n": 4, "delta": 0}, "wanted a context met in the corpus"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    assert told in ngram_lab(**bad).stage.message


def test_which_token_surprises_most_is_told_when_all_are_seen():
    trace = record_ngram()
    assert trace["phase"][draw_ngram(trace).question.step] == "share"
    assert trace["place"][draw_ngram(trace).question.step] == len(trace["tokens"]) - 1


def test_a_long_count_reads_alike_wherever_it_stands():
    assert "57 416 + 1 · 2463 = 59 879 in all" in record_ngram(n=1).captions[2]
