"""Sampling: probabilities are gensim's, draws follow them, captions hold their numbers, bad input is told."""

import re
from pathlib import Path

import numpy as np
import pytest

from lessonlib.data import load_glosses
from lessonlib.labs.vectors.sampling import PRESETS, record_sampling, sampling_lab
from lessonlib.labs.vectors.sampling_corpora import counts_of
from lessonlib.labs.vectors.sampling_picture import draw_sampling
from lessonlib.stage import number
from lessonlib.stage.pack import pack
from tests.printed import grain, value


@pytest.fixture(scope="module")
def gensims():
    """gensim's vocabulary of the definitions, with its own keep probabilities and drawing table."""
    models = pytest.importorskip("gensim.models")
    model = models.Word2Vec(vector_size=1, min_count=5, sample=1e-3, negative=5, workers=1)
    model.build_vocab(load_glosses())
    return model


def test_the_words_and_their_counts_are_gensims(gensims):
    words, counts = counts_of("definitions")
    assert len(words) == len(gensims.wv)
    assert [gensims.wv.get_vecattr(word, "count") for word in words[::100]] == counts[::100].tolist()


def test_the_probability_to_keep_each_word_of_the_sentence_is_gensims(gensims):
    trace = record_sampling(text="the king and queen of the land", threshold=1e-3)
    theirs = [gensims.wv.get_vecattr(word, "sample_int") / (2**32 - 1) for word in trace["tokens"]]
    np.testing.assert_allclose(trace["kept"], np.minimum(theirs, 1), rtol=1e-4)


def test_the_chance_of_each_negative_is_gensims(gensims):
    trace = record_sampling("draw", draws=100)
    table = np.diff([0, *gensims.cum_table]) / gensims.cum_table[-1]
    theirs = [table[gensims.wv.key_to_index[word]] for word in trace["drawn"]]
    np.testing.assert_allclose(trace["chance"], theirs, atol=2e-9)


def test_a_word_stays_when_its_random_number_is_below_its_probability():
    trace = record_sampling(text="the of and a in the of and a in", threshold=1e-3, seed=3)
    assert trace["stays"].tolist() == (trace["u"] < trace["kept"]).tolist()
    assert 0 < trace["stays"].sum() < 10
    dropped = draw_sampling(trace).formulas[0].arrays["lit"][-1]
    assert [i for i, role in dropped if role == 3] == np.flatnonzero(~trace["stays"]).tolist()


def test_drawn_shares_come_near_to_the_expected_ones():
    trace = record_sampling("draw", draws=300, power=1.0)
    plot = draw_sampling(trace).panels[1]
    expected, so_far = plot.marks[0].arrays["height"][-1], plot.marks[1].arrays["y"]
    assert so_far[-1].sum() == pytest.approx(1) and np.isnan(so_far[0]).all()
    assert np.abs(so_far[-1] - expected).max() < 4 * np.sqrt(0.25 / 300)
    assert expected.sum() == pytest.approx(1)


def test_the_formulas_hold_the_numbers_of_their_step():
    trace = record_sampling(text="the king zzzz")
    _, keep = draw_sampling(trace).formulas
    (draw,) = draw_sampling(record_sampling("draw")).formulas
    z = value(keep.strings["z"][1, 0])
    wanted = (np.sqrt(z / 0.001) + 1) * 0.001 / z  # as on the slide
    assert abs(value(keep.strings["p"][1, 0]) - wanted) < 1e-3 * wanted + grain(keep.strings["p"][1, 0])
    assert keep.strings["p"][2, 0].endswith("→ 1") and keep.strings["p"][3, 0] == "∞ → 1"
    count, chance = (draw.strings[name][-1, 0] for name in ("f", "chance"))
    total = (counts_of("definitions").counts ** 0.75).sum()
    assert abs(value(chance) - float(count.replace(" ", "")) ** 0.75 / total) <= grain(chance)


def test_captions_say_why_a_word_stays_or_goes():
    trace = record_sampling(text="the king zzzz", threshold=1e-5)
    assert "is not among the words of the definitions" in trace.captions[3]
    for i in (0, 1):
        u, kept = map(value, re.search(r"0 to 1 is (\S+), (?:not )?below (\S+): it", trace.captions[1 + i]).groups())
        assert ("it stays" in trace.captions[1 + i]) == (u < kept) == bool(trace["stays"][i])


def test_the_same_seed_draws_the_same_and_another_draws_other_words():
    first, again, other = (record_sampling("draw", seed=seed)["drawn"].tolist() for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_draws_and_packs_alike_twice(name, tmp_path):
    lab = sampling_lab(**PRESETS[name][1])
    assert lab.stage.message == ""
    assert pack(draw_sampling(lab.trace), lab.trace) == pack(draw_sampling(lab.trace), lab.trace)
    assert lab.save_html(tmp_path / "x.html").stat().st_size < 400_000


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"trick": "both"}, "Unknown trick 'both'. There are: leave out, draw."),
        ({"corpus": "novel"}, "nknown corpus 'novel'; did you mean 'novels'"),
        ({"corpus": {}}, "corpus: wanted one of definitions, speeches, novels, got dict"),
        ({"text": ""}, "text: wanted 1 to 16 words, got 0"),
        ({"text": None}, "text"),
        ({"threshold": 0}, "threshold: wanted a finite number at least 1e-06 and at most 0.1, got 0"),
        ({"threshold": 1}, "threshold: wanted a finite number at least 1e-06 and at most 0.1, got 1"),
        ({"power": -1}, "power: wanted a finite number at least 0 and at most 1, got -1"),
        ({"power": 2}, "power: wanted a finite number at least 0 and at most 1, got 2"),
        ({"draws": 5}, "draws: wanted a whole number from 12 to 300, got 5"),
        ({"seed": -1}, "seed: wanted a whole number of at least 0"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = sampling_lab(**bad)
    assert told in lab.stage.message
    lab.set(trick="leave out", corpus="definitions", text="the king", threshold=1e-2, power=0.5, draws=12, seed=0)
    assert lab.trace.steps == 3 and lab.stage.message == ""
    lab.set(trick="draw")
    assert lab.trace.steps == 13 and lab.stage.message == ""


def test_every_control_records_again():
    lab = sampling_lab()
    for name, new in {
        "trick": "draw",
        "text": "the queen",
        "threshold": 0.01,
        "power": 0.5,
        "draws": 20,
        "seed": 3,
    }.items():
        lab.controls[name].value = new
        lab.wait()
    assert lab.code() == "sampling_lab(trick='draw', text='the queen', threshold=0.01, power=0.5, draws=20, seed=3)"
    lab.controls["corpus"].value = "novels"
    assert str(lab.trace["corpus"]) == "novels"


def test_each_trick_has_a_picture_of_its_own():
    keep, draw = (draw_sampling(record_sampling(trick)) for trick in ("leave out", "draw"))
    assert [panel.title for panel in keep.panels] == ["Kept, by frequency"]
    assert "Drawn as a negative, by exponent" in [panel.title for panel in draw.panels] and len(draw.panels) == 2
    assert "P_{\\text{draw}}" not in str(keep.formulas) and len(draw.formulas) == 1


def test_lesson_18_tells_the_shares_of_the_draws():
    path = next((Path(__file__).parents[3] / "notebooks" / "src").glob("18_*.py"))
    text = " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())
    shares = [100 * record_sampling("draw", power=power)["shares"][0] for power in (0.75, 1, 0)]
    assert f"{number(shares[0], 2)} %: the power 3/4" in text
    assert f"With the exponent 1 it is {number(shares[1], 2)} %" in text
    assert f"With 0 it is {number(shares[2], 2)} %" in text
    assert 25 < 100 * record_sampling("draw")["of text"] < 50  # "more than a quarter"
