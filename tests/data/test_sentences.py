"""The sentences of homework 2: definitions of twelve kinds, and speeches whose capitals are to be found again."""

from collections import Counter

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from lessonlib.data import load_definitions, load_names, load_padding_run, load_sotu, names
from lessonlib.sequences import span_f1, spans

DATA = load_definitions()


def test_there_are_as_many_definitions_of_each_kind_as_their_readme_says():
    counts = Counter(DATA.classes[y] for y in [*DATA.y_train, *DATA.y_held_out])
    assert counts == {kind: 957 if kind == "time" else 1000 for kind in DATA.classes}
    words = DATA.words_train + DATA.words_held_out
    assert {3, 32} == {min(map(len, words)), max(map(len, words))}
    assert all(word == word.lower() for sentence in words for word in sentence)
    assert len(DATA.y_train) == len(DATA.words_train) == len(DATA.headwords_train)
    assert len(DATA.y_held_out) == len(DATA.words_held_out) == len(DATA.headwords_held_out)


def test_no_definition_stands_in_both_parts_and_the_split_never_moves():
    train, held_out = ({" ".join(s) for s in part} for part in (DATA.words_train, DATA.words_held_out))
    assert len(train) == 9566 and len(held_out) == 2391 and not train & held_out
    assert DATA.headwords_held_out[0] == "solar year" and load_definitions().words_held_out == DATA.words_held_out


def test_a_bag_of_words_tells_four_of_five_kinds():
    texts = [[" ".join(words) for words in part] for part in (DATA.words_train, DATA.words_held_out)]
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    model = LogisticRegression(C=10, max_iter=300).fit(vectorizer.fit_transform(texts[0]), DATA.y_train)
    guess = model.predict(vectorizer.transform(texts[1]))
    assert f1_score(DATA.y_held_out, guess, average="macro") == pytest.approx(0.81, abs=0.015)


@pytest.fixture(scope="module")
def speeches():
    return load_names()


def tagged(text):
    """The words and tags of one speech; what is usual is counted within it."""
    sentences = list(names._sentences(text))
    usual = names._usual([sentences])
    return [([word for word, _ in s], [tag[0] for tag in names._tags(s, usual)]) for s in sentences]


def test_a_run_of_capitals_is_a_name_and_a_comma_ends_it():
    text = "we sent Mr. J. Adams to New York, Boston and the Attorney-General. I see it."
    (words, tags), (_, last) = tagged(text)
    assert [" ".join(words[a:b]) for a, b, _ in spans([t if t == "O" else f"{t}-NAME" for t in tags])] == [
        "Mr J Adams",
        "New York",
        "Boston",
        "Attorney General",
    ]
    assert last == ["O", "O", "O"]


def test_the_first_word_of_a_sentence_is_a_name_when_it_mostly_is_one_elsewhere():
    sentences = tagged("it is for Congress and the house. Congress met. House by house: The house fell.")
    assert [tags for _, tags in sentences[1:]] == [["B", "O"], ["O", "O", "O"], ["O", "O", "O"]]


def test_the_speeches_hold_the_share_of_names_that_their_readme_says(speeches):
    sentences = speeches.words_train + speeches.words_held_out
    tags = speeches.tags_train + speeches.tags_held_out
    counts = Counter(tag for sentence in tags for tag in sentence)
    total = sum(counts.values())
    assert 50_000 < len(sentences) < 53_000 and 1.0e6 < total < 1.1e6
    shares = {tag: count / total for tag, count in counts.items()}
    assert shares == pytest.approx({"O": 0.947, "B-NAME": 0.04, "I-NAME": 0.013}, abs=0.002)
    assert all(len(s) == len(t) and 3 <= len(s) <= 40 for s, t in zip(sentences, tags, strict=True))
    assert not any(character.isupper() for sentence in sentences for word in sentence for character in word)


def test_the_gold_is_the_speech_itself(speeches):
    text = " ".join(load_sotu())
    for words, tags in list(zip(speeches.words_held_out, speeches.tags_held_out, strict=True))[:300]:
        for start, end, _ in spans(tags):
            assert words[start][0].upper() + words[start][1:] in text or words[start].upper() in text
            assert end - start < 12


def test_the_most_frequent_names_are_those_of_the_state(speeches):
    found = Counter(
        " ".join(words[a:b])
        for words, tags in zip(speeches.words_train, speeches.tags_train, strict=True)
        for a, b, _ in spans(tags)
    )
    assert {"congress", "united states", "government"} == {name for name, _ in found.most_common(3)}


def test_a_word_list_is_right_on_98_of_100_tags_and_finds_three_of_four_names(speeches):
    seen = {}
    for words, tags in zip(speeches.words_train, speeches.tags_train, strict=True):
        for word, tag in zip(words, tags, strict=True):
            seen.setdefault(word, Counter())[tag] += 1
    usual = {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
    guess = [[usual.get(word, "O") for word in words] for words in speeches.words_held_out]
    pairs = [p for g, t in zip(guess, speeches.tags_held_out, strict=True) for p in zip(g, t, strict=True)]
    assert sum(a == b for a, b in pairs) / len(pairs) == pytest.approx(0.98, abs=0.002)
    assert span_f1(speeches.tags_held_out, guess)[2] == pytest.approx(0.74, abs=0.02)


def test_the_state_after_the_padding_costs_much_at_first_and_little_in_the_end_for_each_of_five_seeds():
    record = load_padding_run()
    right, wrong = (record["runs"][name] for name in ("last real word", "after the padding"))
    assert len(right) == len(wrong) == 5 and [run["seed"] for run in right] == [run["seed"] for run in wrong]
    for one, other in zip(right, wrong, strict=True):
        first, last = (one["macro_f1"][epoch] - other["macro_f1"][epoch] for epoch in (0, -1))
        assert first > 0.45 and 0 < last < 0.05
        assert one["with_more_padding"] == one["macro_f1"][-1] != other["with_more_padding"]
    assert record["baselines"]["TF-IDF"] == pytest.approx(0.81, abs=0.015)
    assert record["baselines"]["one class for all"] < 0.02
