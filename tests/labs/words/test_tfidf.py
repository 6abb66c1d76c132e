"""TF-IDF: the table is the lecture's to the digit, the walk ends at scikit-learn's default, text is data."""

import itertools

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer as Sklearns

from lessonlib.labs import tfidf_lab
from lessonlib.labs.words.bag_of_words_documents import LETTERS
from lessonlib.labs.words.tfidf import PRESETS, record_tfidf
from lessonlib.labs.words.tfidf_picture import draw_tfidf
from lessonlib.labs.words.tfidf_walk import WALK
from lessonlib.stage.pack import pack

# Lecture 2, slide "TF-IDF example", row by row: TF in A and B, IDF, products in A and B.
SLIDE = [
    ("the", "1 / 7", "1 / 7", "0", 0, 0),
    ("car", "1 / 7", "0 / 7", "0.301", 0.043, 0),
    ("truck", "0 / 7", "1 / 7", "0.301", 0, 0.043),
    ("is", "1 / 7", "1 / 7", "0", 0, 0),
    ("driven", "1 / 7", "1 / 7", "0", 0, 0),
    ("on", "1 / 7", "1 / 7", "0", 0, 0),
    ("the", "1 / 7", "1 / 7", "0", 0, 0),
    ("road", "1 / 7", "0 / 7", "0.301", 0.043, 0),
    ("highway", "0 / 7", "1 / 7", "0.301", 0, 0.043),
]


def body(trace):
    return draw_tfidf(trace).panels[0].marks[0].strings["text"][0].tolist()


def test_the_table_is_the_lectures_row_by_row():
    for row, (term, a, b, idf, wa, wb) in zip(body(record_tfidf()), SLIDE, strict=True):
        assert row[:3] == [term, a, b] and row[4].endswith(f"= {idf}")
        assert [float(row[5]), float(row[6])] == [wa, wb]


def test_cells_are_filled_tf_first_then_df_then_idf_then_products():
    trace = record_tfidf()
    since = draw_tfidf(trace).panels[0].marks[0].arrays["since"][0]
    order = [since[:, columns] for columns in ([1, 2], [3], [4], [5, 6])]
    assert all(before.max() < after.min() for before, after in itertools.pairwise(order))
    assert sorted(np.unique(since[:, 1:])) == list(range(1, 55))


def test_captions_hold_the_calculation():
    captions = "\n".join(record_tfidf().captions)
    assert "“car” stands once in A, among 7 words: tf = 1 / 7 = 0.143." in captions
    assert "The idf of “car”: log₁₀(2 / 1) = 0.301." in captions
    assert "“car” in A: tf · idf = 0.143 · 0.301 = 0.043." in captions
    assert "“the” 0 → 2. Now “the” weighs more than “car”." in captions


def test_without_the_slides_rows_the_occurrences_of_the_add_up():
    rows = body(record_tfidf(as_on_slide=False))
    assert len(rows) == 8 and rows[0][:3] == ["the", "2 / 7", "2 / 7"]


@pytest.mark.parametrize("documents", [None, "a cat and a dog\nthe dog barked\na bird sang to the dog"])
def test_the_walk_ends_at_scikit_learns_default(documents):
    trace = record_tfidf() if documents is None else record_tfidf(documents)
    texts = (documents or "The car is driven on the road.\nThe truck is driven on the highway.").splitlines()
    theirs = Sklearns()
    row = theirs.fit_transform(texts).toarray()[0]
    for term, weight in zip(trace["terms"], trace["walk"][-1], strict=True):
        if str(term) in theirs.vocabulary_:
            assert weight == pytest.approx(row[theirs.vocabulary_[str(term)]], abs=1e-12)
        else:
            assert np.isnan(weight)  # words of one letter


def test_the_jumps_from_0_to_the_largest_weight_when_1_is_added():
    trace = record_tfidf()
    the, car = (trace["terms"].tolist().index(term) for term in ("the", "car"))
    names = [station.name for station in WALK]
    assert trace["walk"][: names.index("+ 1"), the].tolist() == [0] * 5
    assert trace["walk"][names.index("+ 1"), the] == trace["walk"][names.index("+ 1")].max() == 2
    assert trace["walk"][-1, [the, car]].round(3).tolist() == [0.604, 0.425]


def test_the_walk_begins_with_one_occurrence_and_goes_on_with_all_of_them():
    trace = record_tfidf("cat cat dog\na dog")
    cat = trace["walk"][:, trace["terms"].tolist().index("cat")]
    assert cat[:3] == pytest.approx([np.log10(2) / 3, 2 * np.log10(2) / 3, 2 * np.log10(2)])


@pytest.mark.parametrize("station", WALK, ids=lambda station: station.name)
def test_each_station_of_the_walk_is_a_preset_with_its_place_in_the_picture(station):
    trace = record_tfidf(**station.choices)
    assert WALK[int(trace["here"])] is station
    assert any(state == station.choices for _, state in PRESETS.values()) or station is WALK[0]


def test_with_scikit_learns_choices_the_table_is_its_matrix():
    trace = record_tfidf(**WALK[-1].choices)
    theirs = Sklearns()
    matrix = theirs.fit_transform(["The car is driven on the road.", "The truck is driven on the highway."]).toarray()
    for row, weights in zip(trace["rows"], trace["final"], strict=True):
        np.testing.assert_allclose(weights, matrix[:, theirs.vocabulary_[str(row)]], atol=1e-12)


class Natural:
    """Dense, plain, and with the natural logarithm."""

    def fit(self, documents):
        self.vocabulary_ = {
            w: i for i, w in enumerate(sorted(set(" ".join(documents).lower().replace(".", "").split())))
        }

    def transform(self, documents):
        words = [d.lower().replace(".", "").split() for d in documents]
        df = [sum(t in w for w in words) for t in self.vocabulary_]
        return [
            [w.count(t) / len(w) * np.log(len(words) / n) for t, n in zip(self.vocabulary_, df, strict=True)]
            for w in words
        ]


def test_a_learners_weights_are_drawn_in_place_of_ours_and_marked_where_they_depart():
    trace = record_tfidf(vectorizer=Natural)
    assert trace.notes == (
        "Natural departs from TfidfVectorizer in 4 of 16 cells, first “car” in A: 0.099 instead of 0.043.",
    )
    assert body(trace)[1][5] == "0.099"
    mark = draw_tfidf(trace).panels[0].marks[0]
    assert mark.options["columns"][-2:] == ["Natural A", "Natural B"]
    assert mark.arrays["lit"][-1, 0].tolist() == [1, 5, 4]  # the role that departs


def test_a_learners_object_that_is_right_is_said_to_be_and_stays_unfitted():
    mine = Sklearns(smooth_idf=True)
    trace = record_tfidf(vectorizer=mine, **WALK[-1].choices)
    assert trace.notes == ("My TfidfVectorizer equals TfidfVectorizer in all 16 cells.",)
    assert not hasattr(mine, "vocabulary_")


class Raises:
    def fit_transform(self, documents):
        return documents["A"]


class Short:
    def fit_transform(self, documents):
        return np.zeros((2, 3))


class Nothing:
    def fit_transform(self, documents):
        np.zeros((2, 8))


class NotANumber:
    def fit_transform(self, documents):
        return np.full((2, 8), np.nan)


class Capitals(Natural):
    def get_feature_names_out(self):
        return [term.upper() for term in self.vocabulary_]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (
            Raises,
            "Raises raised TypeError: list indices must be integers or slices, not str. TfidfVectorizer stays drawn",
        ),
        (Short, "Short returned shape (2, 3), wanted (documents, terms) = (2, 8)."),
        (Nothing, "Nothing returned nothing, wanted a matrix (documents, terms); is a return missing?"),
        (NotANumber, "NotANumber returned not a number in row 0, column 0; wanted numbers."),
        (Capitals, "first “the”: it has no column."),
        (7, "int has no fit_transform, and not both fit and transform; write fit and transform."),
    ],
)
def test_a_learners_vectorizer_that_fails_is_told_in_a_sentence(mine, told):
    trace = record_tfidf(vectorizer=mine)
    assert told in trace.notes[0]
    pack(draw_tfidf(trace), trace)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"documents": ""}, "documents: wanted at least one line of text, got none"),
        ({"documents": "...\n!"}, "wanted text with at least one word, got 2 without any"),
        ({"documents": 7}, "wanted text with one document a line, or a list of texts, got int"),
        ({"term": 3}, "term: wanted text, got int"),
        ({"tf": "share"}, "wanted one of 'relative', 'count', got 'share'"),
        ({"log_base": 1}, "a finite number above 1, got 1"),
        ({"log_base": np.zeros(2)}, "a finite number above 1, got ndarray"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_a_sentence_and_the_table_stays(given, told):
    with pytest.raises((ValueError, TypeError), match="wanted"):
        record_tfidf(**given)
    lab = tfidf_lab(**given)
    assert told in lab.stage.message and lab.trace.steps == 62


def test_a_term_that_no_document_holds_is_told_and_not_divided_by_zero():
    trace = record_tfidf(term="zebra")
    assert "stands in 0 of 2 documents: N / 0 has no value, so fit gives it no column" in trace.notes[0]
    assert int(trace["asked"]) == -1


def test_an_asked_term_has_its_row_even_where_the_table_has_no_more_room():
    letters = [a + b for a in "abcdef" for b in "uvwxyz"]
    trace = record_tfidf(" ".join(letters), term=letters[-1].upper())
    assert trace["rows"][int(trace["asked"])] == letters[-1]
    assert "The table shows 17 of 36 rows; the others are computed too." in trace.notes


def test_a_paste_of_two_megabytes_is_cut_and_it_is_said_where():
    trace = record_tfidf("some words again " * 120_000 + "\nand a second")
    assert trace.notes[0] == "Document A is cut behind “…some”: of its 2 039 999 letters the first 10 000 are read."
    assert trace["n"].sum() < LETTERS


@pytest.mark.parametrize(
    "documents",
    [
        "<script>alert(1)</script> <b>bold</b> & more",
        "🙂 🙂 hello",
        "שלום עולם",
        "cafe\u0301 café",
        "the of and",
        "one",
        ["", "two words"],
        "x" * 50_000,
    ],
)
def test_text_of_any_kind_is_shown_as_text(documents):
    for choices in ({}, WALK[-1].choices):
        trace = record_tfidf(documents, **choices)
        pack(draw_tfidf(trace), trace)
        assert np.isfinite(trace["final"]).all()


def test_a_word_in_every_document_weighs_nothing_and_the_title_says_so():
    assert "so its idf is 0" in draw_tfidf(record_tfidf("the car\nthe car")).title


def test_drawing_changes_nothing_and_gives_the_same_again():
    trace = record_tfidf(norm="l2")
    assert str(pack(draw_tfidf(trace), trace)) == str(pack(draw_tfidf(trace), trace))


def test_the_line_of_code_makes_the_lab_again():
    lab = tfidf_lab(tf="count", log_base="e")
    assert lab.code() == "tfidf_lab(tf='count', log_base='e')"


def test_no_norm_has_its_name_in_the_list():
    lab = tfidf_lab()
    assert lab.controls["norm"].label == "none"
    lab.set(norm="l2")
    lab.wait()
    lab.set(norm=None)
    lab.wait()
    assert lab.controls["norm"].label == "none" and lab.code() == "tfidf_lab()"


def test_while_the_table_fills_the_other_panel_says_what_comes_and_then_it_goes():
    trace = record_tfidf()
    told = draw_tfidf(trace).panels[1].marks[-1]
    walking = trace["phase"] == "walk"
    assert [f"{s.name}: {s.brief}" for s in WALK[1:]] == told.strings["text"][0].tolist()[1:]
    assert np.isfinite(told.arrays["y"][~walking]).all() and np.isnan(told.arrays["y"][walking]).all()


@pytest.mark.parametrize("k", range(len(WALK)))
def test_on_the_walk_the_formulas_are_those_of_the_station(k):
    trace = record_tfidf()
    lines = [mark.marks[k + 1] for mark in draw_tfidf(trace).formulas]
    tf, idf, w = (lines[i].strings[name][0, 0] for i, name in enumerate(("tf", "idf", "w")))
    assert lines[0].strings["t"][0, 0] == "the"
    by_hand = [("0.143", "0", "0"), ("0.286", "0", "0"), ("2", "0", "0"), ("2", "0", "0"), ("2", "0", "0")]
    by_hand += [("2", "1", "2"), ("2", "1", "0.604")]  # the last two are the lesson's table
    assert (tf, idf, w) == by_hand[k]
    assert [mark.arrays["which"][-len(WALK) + k, 0] for mark in draw_tfidf(trace).formulas] == [k + 1] * 3


def test_a_word_with_an_apostrophe_is_said_to_be_none_of_scikit_learns_and_not_to_lack_two_letters():
    told = record_tfidf("It isn't a car\nIt is a truck").captions[-1]
    assert "“isn't” 1.41 → no word of scikit-learn's" in told and "two letters" not in told


def test_its_question_counts_the_rows_that_are_0_or_names_the_heaviest_term():
    trace = record_tfidf()
    assert draw_tfidf(trace).question.options["answer"] == 5  # the, is, driven, on, the
    asked = draw_tfidf(record_tfidf(**WALK[-1].choices)).question
    assert asked.kind == "cell" and asked.truth == "the"
    assert draw_tfidf(trace).before and "0.043" not in draw_tfidf(trace).before


def test_a_switch_that_is_neither_true_nor_false_is_refused_in_a_sentence():
    assert "as_on_slide: wanted True or False, got str 'no'" in tfidf_lab(as_on_slide="no").stage.message


@pytest.mark.parametrize("documents", [["a", "b"], ["a", "b c"], ["a b", "b"]])
def test_documents_of_a_single_word_are_drawn(documents):
    assert tfidf_lab(documents).stage.message == ""


@pytest.mark.parametrize("documents", ["1e999", "inf dog\n-inf", "nan 1_0\nnan", "infinity\n10⁹⁹⁹ 1·10⁻⁹⁹⁹"])
def test_words_that_float_would_read_are_words(documents):
    assert tfidf_lab(documents=documents).stage.message == ""
