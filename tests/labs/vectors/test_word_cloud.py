"""The cloud of words: components are numpy's, neighbours gensim's, what is typed is data, and the page stays small."""

import json

import numpy as np
import pytest

from lessonlib.labs.vectors.word_cloud import cloud_figure, lay_out, word_cloud
from lessonlib.labs.vectors.word_spaces import WordSpace, space_of
from tests.embeddings.gensims import gensims


@pytest.fixture(scope="module")
def placed():
    return lay_out(space_of("GloVe"), 300)


def test_the_places_are_the_two_largest_components_of_the_unit_vectors(placed):
    places, clusters, share = placed
    rows = space_of("GloVe").vectors.vectors[:300].astype(float)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    u, s, _ = np.linalg.svd(unit - unit.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(np.abs(places), np.abs(u[:, :2] * s[:2]), atol=1e-8)
    assert share == pytest.approx((s[:2] ** 2).sum() / (s**2).sum())
    assert len(set(clusters)) == 8


def test_every_word_is_drawn_once_by_webgl_with_colour_symbol_and_name_of_its_cluster(placed):
    figure, _ = cloud_figure(space_of("GloVe"), placed, "king")
    clouds = [trace for trace in figure.data if trace.type == "scattergl"]
    assert sorted(word for trace in clouds for word in trace.text) == sorted(
        space_of("GloVe").vectors.index_to_key[:300]
    )
    assert len({(t.marker.color, t.marker.symbol) for t in clouds}) == len({t.marker.symbol for t in clouds}) == 8
    assert all(len(trace.name.split(", ")) == 3 for trace in clouds)


def test_the_word_that_is_searched_is_marked_with_its_neighbours_by_cosine():
    there = space_of("GloVe")
    figure, sentence = cloud_figure(there, lay_out(there, 3000), " King ")
    theirs = [word for word, _ in gensims(there.vectors).most_similar("king", topn=10, restrict_vocab=3000)]
    assert list(figure.data[-1].text) == ["<b>king</b>", *theirs]
    assert sentence.startswith(f"Nearest to king: {theirs[0]} 0.77, {theirs[1]}")


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("kng", "unknown word 'kng': it is not among these 20223 words; did you mean"),
        ("", "Type a word"),
        ("violin", "is known, but not among the 300 words drawn"),
        ("<img src=x>", "unknown word '<img src=x>'"),
    ],
)
def test_a_word_that_cannot_be_shown_is_told_and_the_cloud_stays(placed, search, told):
    figure, sentence = cloud_figure(space_of("GloVe"), placed, search)
    assert told in sentence and all(trace.type == "scattergl" for trace in figure.data)


def test_words_that_look_like_html_are_shown_as_they_are():
    rng = np.random.default_rng(0)
    there = WordSpace("yours", (["<b>x</b>", *[f"w{i}" for i in range(60)]], rng.normal(size=(61, 4))))
    figure, _ = cloud_figure(there, lay_out(there, 61), "<b>x</b>")
    assert figure.data[-1].text[0] == "<b>&lt;b>x&lt;/b></b>"
    assert "&lt;b>x&lt;/b>" in [word for trace in figure.data[:-1] for word in trace.text]


def test_the_names_that_are_found_cover_neither_one_another_nor_a_marked_point():
    there = space_of("GloVe")
    for search in ("king", "paris", "seven"):
        places, *_ = placed = lay_out(there, 3000)
        figure, _ = cloud_figure(there, placed, search)
        scale = 480 / (1.1 * np.ptp(places, axis=0).max())
        boxes = [
            (
                scale * note.x + note.ax,
                -scale * note.y + note.ay,
                7.5 * len(note.text.replace("<b>", "").replace("</b>", "")),
                18,
            )
            for note in figure.layout.annotations
        ]
        boxes += [(scale * x, -scale * y, 9, 9) for x, y in zip(figure.data[-1].x, figure.data[-1].y, strict=True)]
        for i, (x, y, width, height) in enumerate(boxes[: len(figure.layout.annotations)]):
            for left, top, wide, high in boxes[:i] + boxes[i + 1 :]:
                assert abs(x - left) >= (width + wide) / 2 or abs(y - top) >= (height + high) / 2, (search, i)


def test_the_cloud_has_no_paper_so_that_it_is_read_on_a_light_page_and_on_a_dark_one(placed):
    layout = cloud_figure(space_of("GloVe"), placed, "king")[0].layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    red = int(layout.font.color[1:3], 16) / 255
    light = ((red + 0.055) / 1.055) ** 2.4  # of a grey, by WCAG
    assert min(1.05 / (light + 0.05), (light + 0.05) / 0.0556) > 4


def test_the_payload_is_small_and_holds_no_script():
    box = word_cloud("king", words=3000)
    (output,) = box.children[1].outputs
    assert set(output["data"]) == {"application/vnd.plotly.v1+json", "text/plain"}
    assert len(json.dumps(output["data"])) < 400_000


def test_a_search_draws_again():
    box = word_cloud(vectors={f"w{i}": [np.cos(i), np.sin(i), 0.0] for i in range(80)}, search="w1")
    field, told = box.children[0].children
    assert told.value.startswith("Nearest to w1: w45")  # 44 radians are 7 turns and 0.0177
    field.value = "w5"
    assert told.value.startswith("Nearest to w5: w49")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": 10}, "words: wanted a whole number from 50 to 8000, got 10"),
        ({"words": 1.5}, "words: wanted a whole number"),
        ({"space": "globe"}, "did you mean 'GloVe'"),
        ({"vectors": {"alone": [1.0, 2.0]}}, "vectors: wanted two words or more for a cloud, got 1"),
        ({"vectors": 3}, "vectors: wanted KeyedVectors"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(given, told):
    with pytest.raises((ValueError, TypeError), match=told):
        word_cloud(**given)


def test_thousands_are_set_apart_by_a_space():
    space = space_of("GloVe")
    _, sentence = cloud_figure(space, lay_out(space, 10_000), space.vectors.index_to_key[15_000])
    assert "not among the 10 000 words drawn" in sentence
