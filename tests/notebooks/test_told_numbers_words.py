"""What lessons 14, 15, 17, 19 and 20 tell in numbers, computed with nltk, scikit-learn, gensim and numpy."""

import math
import re

import numpy as np
import pytest
from nltk.stem import PorterStemmer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer as Sklearns

from lessonlib.data import load_reviews
from lessonlib.embeddings import load_glove, load_questions
from lessonlib.labs.vectors.analogy import record_analogy
from lessonlib.labs.words.text_classification import record_text_classification
from lessonlib.labs.words.wordnet import record_wordnet
from lessonlib.labs.words.wordnet_synsets import SYNSETS
from lessonlib.text import STOP_WORDS, tokenize
from tests.notebooks.prose import page

DOCUMENTS = [
    "the dog is on the table",
    "the cat the dog are now on the table",
    "the dog is on the cat",
    "the cat is on the dog",
]


def spaced(number):
    return f"{number:,}".replace(",", " ")


def test_lesson_14_tells_where_the_ways_of_wordnet_meet():
    text = page("14")
    cat, car = record_wordnet(), record_wordnet("dog", "car")
    assert cat["up"] == cat["down"] == 2 and f"after two steps each: 1 / 5 = {1 / (1 + cat['steps']):g}." in text
    assert (
        f"Dog and car meet at *{car['meet']}*, {car['steps']} steps apart: 1 / 13 = {1 / (1 + car['steps']):.3f}."
        in text
    )
    assert f"{spaced(1 + SYNSETS['entity'].below)} synsets of nouns; all but the topmost" in text


def test_lesson_14_tells_how_many_terms_are_left():
    text, stem = page("14"), PorterStemmer()
    kept = {token for review in load_reviews().texts[:2000] for token in tokenize(review)} - STOP_WORDS
    assert f"{spaced(len({stem.stem(token) for token in kept}))} terms are left" in text


def test_lesson_15_tells_the_size_of_the_tables_and_their_zeros():
    text = page("15")
    words, both = (CountVectorizer(ngram_range=(1, n)).fit_transform(DOCUMENTS).toarray() for n in (1, 2))
    zeros = [f"{100 * (table == 0).mean():.0f}" for table in (words, both)]
    told = (both.shape[1], words.shape[1], *zeros[::-1])
    assert "{} columns in place of {}, and {} % of the cells are 0 in place of {} %.".format(*told) in text


def test_lesson_15_tells_the_way_from_the_slide_to_scikit_learn():
    text, n = page("15"), 2
    tf, count, df = {"the": 2 / 7, "car": 1 / 7}, {"the": 2, "car": 1}, {"the": 2, "car": 1}
    plain = {word: tf[word] * math.log10(n / df[word]) for word in tf}
    smooth = {word: math.log((1 + n) / (1 + df[word])) for word in tf}
    rows = {
        "the slide": plain,
        "each term once": plain,
        "counts, not shares": {word: count[word] * math.log10(n / df[word]) for word in tf},
        "natural logarithm": {word: count[word] * math.log(n / df[word]) for word in tf},
        "smoothed: (1 + N) / (1 + df)": {word: count[word] * smooth[word] for word in tf},
        "1 added to the idf": {word: count[word] * (smooth[word] + 1) for word in tf},
    }
    model = Sklearns().fit(["the car is driven on the road", "the truck is driven on the highway"])
    last = dict(
        zip(model.get_feature_names_out(), model.transform(["the car is driven on the road"]).toarray()[0], strict=True)
    )
    rows["each row divided by the root of its sum of squares"] = last
    the, car = ([f"{row[word]:.3f}" for row in rows.values()] for word in ("the", "car"))
    assert the[:5] == ["0.000"] * 5
    assert "| the slide | 0 | {} | | each term once | 0 | {} | | counts, not shares | 0 | {} |".format(*car) in text
    assert "| natural logarithm | 0 | {} | | smoothed: (1 + N) / (1 + df) | 0 | {} |".format(*car[3:]) in text
    assert f"| 1 added to the idf | **{float(the[5]):g}** | {car[5]} | | each row divided by the root of" in text
    assert f"its sum of squares | **{the[6]}** | {car[6]} |" in text
    assert max(last, key=last.get) == "the" and f"\\approx {plain['car']:.4f}$" in text


def test_lesson_17_tells_the_distance_of_one_hot_vectors():
    one, other = np.eye(4)[:2]
    assert f"= {np.linalg.norm(one - other):.2f}$ apart, and their cosine is {one @ other:g}" in page("17")


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def test_lesson_19_tells_the_nearest_words_and_how_far_they_lie(glove):
    text, unit = page("19"), glove.vectors / np.linalg.norm(glove.vectors, axis=1, keepdims=True)
    a, b, c, queen = (unit[glove.key_to_index[word]] for word in ("king", "man", "woman", "queen"))
    target = a - b + c
    cosines = unit @ target / np.linalg.norm(target)
    first, second = np.argsort(-cosines)[:2]
    assert [glove.index_to_key[i] for i in (first, second)] == ["king", "queen"]
    assert (
        f"Nearest to it is *king*, with a cosine of {cosines[first]:.2f}, then *queen*, {cosines[second]:.2f}." in text
    )
    plane, _ = np.linalg.qr(np.stack([b - a, c - a], axis=1))
    off = (queen - a) - plane @ (plane.T @ (queen - a))
    assert f"*Queen* lies {np.linalg.norm(off):.2f} off the plane" in text
    rows, numbers = glove.vectors.shape
    assert f"{spaced(rows)} words, {numbers} numbers each" in text
    gates, microsoft, apple = (unit[glove.key_to_index[word]] for word in ("gates", "microsoft", "apple"))
    cosines = unit @ (gates - microsoft + apple)
    for word in ("gates", "microsoft", "apple"):
        cosines[glove.key_to_index[word]] = -np.inf
    assert f"*jobs* comes as number {1 + (cosines > cosines[glove.key_to_index['jobs']]).sum()}." in text
    alike = record_analogy("king", "king", "king", "")["words"].tolist()
    assert alike[1:3] == ["prince", "queen"] and "With *king* three times it is *prince*, then *queen*." in text


def test_lesson_19_tells_how_many_questions_there_are_and_how_many_capitals_are_found(glove):
    text, questions = page("19"), load_questions()
    assert f"wrote {spaced(sum(map(len, questions.values())))} such questions, in {len(questions)} sections" in text
    unit = glove.vectors / np.linalg.norm(glove.vectors, axis=1, keepdims=True)
    asked = [[word.lower() for word in question] for question in questions["capital-common-countries"]]
    known = [question for question in asked if all(word in glove.key_to_index for word in question)]
    rows = np.array([[glove.key_to_index[word] for word in question] for question in known])
    cosines = (unit[rows[:, 1]] - unit[rows[:, 0]] + unit[rows[:, 2]]) @ unit.T
    np.put_along_axis(cosines, rows[:, :3], -np.inf, axis=1)
    assert f"{100 * (cosines.argmax(axis=1) == rows[:, 3]).mean():.0f} % for the well-known ones" in text


def test_lesson_20_tells_what_its_sentence_adds_up_to():
    text, trace = page("20"), record_text_classification("It is not a good film.")
    part = dict(zip(trace["words"].tolist(), trace["x"] * trace["w"], strict=True))
    assert (
        f'"not" pulls down by {-part["not"]:.2f}, "good" and "film" pull up by {part["good"] + part["film"]:.2f}'
        in text
    )
    assert trace["score"][-1] > 0 and 'the answer is "positive"' in text
    whole = record_text_classification()
    assert round(10 * whole["accuracy"][1, -1]) == 8 and "Eight of ten test reviews" in text
    assert whole["terms"][-1, 0] == "too" and "and" in whole["terms"][-1, 6:]
    assert round(100 * whole["majority"]) == 50 and "is right for half of them" in text
    assert not re.search(r"\ba\b", " ".join(trace["words"].tolist()))


def test_lesson_18_tells_how_many_samples_and_who_is_always_kept():
    text, n = page("18"), 9
    pairs = sum(abs(i - j) <= 2 for i in range(n) for j in range(n) if i != j)
    assert f"Nine words give {pairs} samples for skip-gram, {n} for CBOW." in text
    golden = (1 + 5**0.5) / 2  # sqrt(t / z) = x solves x + x^2 = 1
    assert f"The formula exceeds 1 for $z < {0.001 * golden**2:.4f}$" in text
