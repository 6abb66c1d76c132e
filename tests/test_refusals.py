"""What is no list, no table and no function is refused in a sentence: what was wanted, what came, what to do."""

from collections import Counter

import numpy as np
import pytest
import torch

from lessonlib import embeddings, nn, text
from lessonlib.data import load_digits, moons

COUNTS, VECTORS = Counter(["the", "dog", "the", "cat"]), {"cat": [1.0, 0.0], "dog": [0.8, 0.6]}
W = np.array([1.0, 2.0])
KEYS = "of which only the keys would be read"

REFUSED = {
    "keys": [
        (lambda: embeddings.skipgram_pairs(COUNTS, 1), KEYS),
        (lambda: embeddings.cbow_pairs({"a": 1}, 1), KEYS),
        (lambda: embeddings.keyed_vectors(COUNTS, np.eye(3)), KEYS),
        (lambda: embeddings.train_word2vec({"a b": 1}, progress=False), KEYS),
        (lambda: embeddings.keep_probability(COUNTS), r"list\(x.values\(\)\)"),
        (lambda: embeddings.negative_sampling_distribution(COUNTS), r"list\(x.values\(\)\)"),
        (lambda: embeddings.negative_sampling_distribution(COUNTS.values()), r"list\(x\)"),
        (lambda: text.cooccurrence([COUNTS], 1), KEYS),
        (lambda: text.cooccurrence([["a", "b"]], 1, {"a": 1, "b": 0}), KEYS),
        (lambda: text.cooccurrence([["a", "b"]], 1, {"a", "b"}), "which has no order"),
        (lambda: text.BagOfWords().fit(COUNTS), KEYS),
        (lambda: text.TfidfVectorizer().fit({"one": "a text"}), KEYS),
    ],
    "single strings": [
        (lambda: embeddings.keyed_vectors("ab", np.eye(2)), "got the text 'ab'"),
        (lambda: embeddings.skipgram_pairs("ab", 1), "got the text 'ab'"),
        (lambda: text.cooccurrence([["a", "b"]], 1, "ab"), "got the text 'ab'"),
        (lambda: text.BagOfWords(tokenizer=lambda one: one).fit(["ab"]), "got the text 'ab'"),
    ],
    "nested lists": [
        (lambda: embeddings.skipgram_pairs([["a", "b"], ["c"]], 1), "call it for each sentence"),
        (lambda: embeddings.cbow_pairs(np.ones((2, 2)), 1), "call it for each sentence"),
        (lambda: embeddings.keyed_vectors([["a"], ["b"]], np.eye(2)), "wanted words, got list"),
        (lambda: text.collocations([["a", ["b"]]], "pmi"), "wanted words, got list"),
    ],
    "empty arrays and wrong axes": [
        (
            lambda: nn.softmax(np.array([1.0, 3.0]), axis=1),
            r"wanted an axis of z, shape \(2,\).*, got 1. Write axis=-1",
        ),
        (lambda: nn.softmax(np.array([])), r"shape \(0,\), that holds a score"),
        (lambda: nn.softmax(W, axis="rows"), "got 'rows'. Write axis=-1"),
        (lambda: text.BagOfWords().fit(np.array("a b")), "wanted a list of texts, got ndarray"),
        (lambda: text.TfidfVectorizer(tf=np.array([1, 2])).fit(["a"]), "wanted one of 'relative'"),
        (lambda: text.stem("dogs", np.array(["porter", "x"])), "wanted one of porter"),
    ],
    "what is no function and no tensor": [
        (lambda: nn.numerical_gradient(None, W), "wanted a function"),
        (lambda: text.BagOfWords(tokenizer=None).fit(["a"]), "wanted a function"),
        (lambda: text.TfidfVectorizer(tokenizer=lambda one: None).fit(["a"]), "wanted a list of words, got NoneType"),
        (lambda: embeddings.train_word2vec([["a", "b"]], on_epoch=1), "wanted a function"),
        (lambda: embeddings.negative_sampling_loss(None, torch.ones(2, 3)), "wanted tensors of scores, got NoneType"),
        (lambda: embeddings.negative_sampling_loss([1.0], [[1.0]]), "wanted tensors of scores, got list"),
        (lambda: embeddings.analogy_accuracy(VECTORS, questions=5), r"wanted {section: .*, got int"),
        (lambda: embeddings.analogy_accuracy(VECTORS, questions={"x": [("a", "b")]}), "got .'a', 'b'. among them"),
        (lambda: embeddings.skipgram_pairs(5, 2), "wanted a list of words, got int"),
        (lambda: embeddings.keyed_vectors(5, np.eye(2)), "wanted a list of words, got int"),
        (lambda: embeddings.as_keyed_vectors([1, 2]), "wanted a list of words, got int"),
    ],
    "what would not fit": [
        (lambda: nn.Linear(10**9, 10**9), "numbers in one table, got 1e.09 x 1e.09"),
        (lambda: nn.Linear(10**400, 3), "numbers in one table"),
        (lambda: nn.GRUCell(10**9, 10**6), "numbers in one table"),
        (lambda: nn.Conv2d(10**6, 10**6, 3), "numbers in one table"),
        (lambda: embeddings.SkipGram(10**400, 2), "numbers in one table"),
        (lambda: moons(10**9), "wanted a whole number from 4 to 10000000"),
        (lambda: nn.Linear(2, 3, init=[]), "wanted one of"),
    ],
}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_in_a_sentence_that_says_what_to_do(kind):
    for call, told in REFUSED[kind]:
        with pytest.raises((TypeError, ValueError), match=told) as refused:
            call()
        assert "wanted" in str(refused.value) and len(str(refused.value)) < 300


def test_numpys_whole_numbers_arrays_and_generators_are_as_good_as_pythons():
    two = np.int64(2)
    assert embeddings.skipgram_pairs(np.array(["a", "b"]), two) == [("a", "b"), ("b", "a")]
    assert embeddings.skipgram_pairs((word for word in "ab"), 1) == [("a", "b"), ("b", "a")]
    assert text.BagOfWords(ngrams=(np.int64(1), two)).fit(["a b"]).vocabulary_ == {"a": 0, "a b": 1, "b": 2}
    assert text.BagOfWords(ngrams=np.array([1, 2])).fit(np.array(["a b"])).vocabulary_ == {"a": 0, "a b": 1, "b": 2}
    assert load_digits(np.array([3, 7])).x_train.shape == load_digits((3, 7)).x_train.shape
    assert nn.softmax(np.ones((2, 4)), axis=np.int64(1)).tolist() == [[0.25] * 4] * 2


def test_runs_longer_than_the_text_cost_nothing():
    terms = text.BagOfWords(ngrams=(1, 10**9)).fit(["a b c"] * 4).vocabulary_
    assert sorted(terms) == ["a", "a b", "a b c", "b", "b c", "c"]


@pytest.mark.parametrize("f", [lambda _: float((W**2).sum()), lambda _: 3.0])
def test_a_function_that_ignores_its_argument_has_no_gradient_and_is_told_so(f):
    with pytest.raises(ValueError, match=r"the same value at every point\. Let f use its argument"):
        nn.numerical_gradient(f, W)


@pytest.mark.parametrize(
    "f",
    [
        lambda w: float(np.maximum(w - 9, 0).sum()),  # flat here, not everywhere
        lambda w: float((0 * w).sum()),  # flat everywhere, and yet it looks
        lambda w: float(np.sign(w).sum()),
    ],
)
def test_a_function_that_is_flat_here_has_a_gradient_of_zeros(f):
    assert nn.numerical_gradient(f, W).tolist() == [0.0, 0.0]
