"""Training on a corpus: each batch against pairs written out one by one, the vectors that come of it, bad input."""

import itertools
import math

import numpy as np
import pytest
import torch
import tqdm.auto

from lessonlib.embeddings import keep_probability, train_word2vec
from lessonlib.embeddings.batch import adagrad_rows, pair_cost, pair_gradients, pair_mask
from lessonlib.embeddings.corpus import read_corpus, thinned_rows
from lessonlib.embeddings.learner import Learner
from lessonlib.embeddings.training import LEARNING_RATE

ANIMALS, DISHES = ("cat", "dog", "horse", "cow"), ("soup", "bread", "salad", "cheese")


def two_topics(n=300):
    """Sentences about animals, and sentences about dishes: no word of one meets a word of the other."""
    rng = np.random.default_rng(0)
    return [list(rng.choice(topic, 4)) for _ in range(n) for topic in (ANIMALS, DISHES)]


def test_a_batch_has_the_gradients_of_its_pairs_written_out_one_by_one():
    rng, negative = np.random.default_rng(1), 5
    v, u, n = (torch.tensor(rng.normal(size=(2, t, 3)), requires_grad=True) for t in (6, 6, 4))
    sentence = np.array([[0, 0, 0, 0, 1, 1], [2, 3, 3, 3, 3, 3]])
    reach = rng.integers(1, 4, (2, 6))
    cost, pairs = 0, 0
    for r in range(2):
        for i, j in itertools.permutations(range(6), 2):
            if abs(i - j) <= reach[r, i] and sentence[r, i] == sentence[r, j]:
                drawn = torch.sigmoid(-(n[r] @ v[r, i])).log().sum() * negative / 4
                cost, pairs = cost - torch.sigmoid(v[r, i] @ u[r, j]).log() - drawn, pairs + 1
    cost.backward()
    mask = pair_mask(torch.tensor(sentence), torch.tensor(reach))
    assert mask.sum() == pairs
    arguments = [*(x.detach() for x in (v, u, n)), mask.double(), negative]
    for ours, theirs in zip(pair_gradients(*arguments), (v, u, n), strict=True):
        torch.testing.assert_close(ours, theirs.grad, rtol=0, atol=1e-6)
    assert pair_cost(*arguments) == pytest.approx(cost.item() / (pairs * (1 + negative)), abs=1e-6)


def test_the_step_is_adagrad_with_one_rate_a_row():
    """With one component a row, that is torch's own Adagrad on the summed gradient of distinct rows."""
    start, grad = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[0.5], [-2.0]])
    table, squares = start.clone(), torch.ones(3, 1)
    theirs = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.Adagrad([theirs], lr=0.3, initial_accumulator_value=1, eps=0)
    for _ in range(3):
        adagrad_rows(table, squares, torch.tensor([2, 0]), grad, lr=0.3)
        theirs.grad = torch.tensor([[-2.0], [0.0], [0.5]])
        optimizer.step()
    torch.testing.assert_close(table, theirs.detach())
    assert torch.equal(table[1], start[1])


def test_gradients_of_a_row_named_twice_add_up():
    table, squares = torch.zeros(2, 2), torch.ones(2, 1)
    adagrad_rows(table, squares, torch.tensor([[1, 1]]), torch.tensor([[[2.0, 0.0], [2.0, 0.0]]]), lr=1)
    torch.testing.assert_close(table, torch.tensor([[0, 0], [-4 / math.sqrt(1 + 2 + 2), 0]]))


def test_a_row_of_the_text_keeps_words_side_by_side_and_drops_each_as_often_as_the_formula_says():
    corpus = read_corpus([["of", "a"], ["of", "of", "b"]] * 4000, min_count=1)
    keep = keep_probability(corpus.counts / len(corpus.ids), 0.1)
    ids, sentence = thinned_rows(corpus, keep, 16, np.random.default_rng(0))
    there = ids[sentence >= 0]
    assert np.bincount(there) == pytest.approx(corpus.counts * keep, rel=0.05)
    assert (np.diff(sentence, axis=1)[sentence[:, 1:] >= 0] >= 0).all()


def test_words_of_one_topic_become_neighbours():
    vectors = train_word2vec(two_topics(), dim=8, window=3, epochs=10, threshold=1, progress=False)
    for topic in (ANIMALS, DISHES):
        for word in topic:
            assert {near for near, _ in vectors.most_similar(word, topn=3)} == set(topic) - {word}


def test_a_seed_gives_the_same_vectors_and_another_gives_others():
    settings = {"dim": 4, "epochs": 1, "threshold": 1, "progress": False}
    first, again, other = (train_word2vec(two_topics(30), seed=seed, **settings) for seed in (1, 1, 2))
    assert first.index_to_key == again.index_to_key and np.array_equal(first.vectors, again.vectors)
    assert not np.allclose(first.vectors, other.vectors)


def test_the_loss_starts_at_the_guess_and_falls():
    losses = []
    train_word2vec(two_topics(), epochs=5, threshold=1, progress=False, on_epoch=lambda *told: losses.append(told[:2]))
    numbers, losses = zip(*losses, strict=True)
    assert numbers == (1, 2, 3, 4, 5)
    assert math.log(2) > losses[0] > losses[-1]


def test_the_learning_rate_falls_to_0_in_a_straight_line(monkeypatch):
    rates = []
    monkeypatch.setattr(Learner, "batch", lambda self, ids, sentence, lr, measured: rates.append(lr))
    train_word2vec(two_topics(), epochs=4, threshold=1, progress=False)
    assert len(rates) > 100
    assert rates == pytest.approx(np.linspace(LEARNING_RATE, 0, len(rates), endpoint=False), abs=0.01 * LEARNING_RATE)


def test_vectors_told_of_an_epoch_are_not_changed_by_the_next():
    told = []
    last = train_word2vec(two_topics(30), epochs=2, progress=False, on_epoch=lambda *now: told.append(now[2]))
    assert np.array_equal(told[1].vectors, last.vectors) and not np.array_equal(told[0].vectors, last.vectors)


def test_an_interrupt_gives_the_vectors_so_far_and_says_so(capsys):
    kept = []

    def stop(epoch, loss, vectors):
        kept.append(vectors)
        if epoch == 2:
            raise KeyboardInterrupt

    vectors = train_word2vec(two_topics(30), epochs=9, progress=False, on_epoch=stop)
    assert np.array_equal(vectors.vectors, kept[1].vectors)
    assert "Interrupted in epoch 2 of 9: these are the vectors so far." in capsys.readouterr().out


def test_the_bar_shows_loss_and_tokens_and_comes_to_its_end(capsys):
    train_word2vec(two_topics(30), epochs=2)
    shown = capsys.readouterr().err
    assert "loss 0." in shown and "tokens/s" in shown and "100%" in shown


def test_the_bar_counts_every_token_of_every_epoch_exactly(monkeypatch):
    counted = []

    class Counter(tqdm.auto.tqdm):
        def close(self):
            counted.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(tqdm.auto, "tqdm", Counter)
    for repeats in (170, 230, 410):  # a rounding error at the end would leave the notebook's bar red
        train_word2vec(two_topics(repeats), epochs=3, threshold=0.01)
    assert len(counted) >= 3 and all(done == total for done, total in counted)


def test_a_text_without_sentences_may_be_one_long_one():
    words = [word for sentence in two_topics(50) for word in sentence]
    assert train_word2vec([words], epochs=1, progress=False).vectors.shape == (8, 50)


@pytest.mark.parametrize(
    ("sentences", "error", "message"),
    [
        ([], ValueError, "at least two different words .* got an empty corpus; pass sentences"),
        ([[], []], ValueError, "got an empty corpus"),
        ([["a", "b"], ["c", "a"]], ValueError, r"min_count = 5 .* got 0 among 3 words \(most frequent: 'a', 2 times\)"),
        ([["fox"] * 20], ValueError, r"got only one word \(most frequent: 'fox', 20 times\); pass more text"),
        ([["a"], ["b"]] * 9, ValueError, "got only sentences of one word, .* pass longer sentences"),
        ("the quick brown fox", TypeError, r"got the text 'the quick brown fox'. Pass \[tokenize\(text\)\]"),
        (["the quick", "brown fox"], TypeError, "wanted each a list of words, got the text 'the quick'"),
        ([["a", 3]], TypeError, "got int 3 among them. Pass a list of strings"),
        (7, TypeError, "wanted lists of words, got int. Pass one such as"),
    ],
)
def test_sentences_that_cannot_be_learned_from_are_refused_in_a_sentence(sentences, error, message):
    with pytest.raises(error, match=message):
        train_word2vec(sentences, progress=False)


@pytest.mark.parametrize("name", ["dim", "window", "negative", "epochs", "min_count", "threshold"])
def test_a_zero_is_refused_by_its_name(name):
    with pytest.raises(ValueError, match=rf"{name}: wanted .* got 0\. Choose one in that range\."):
        train_word2vec(two_topics(9), progress=False, **{name: 0})


def test_torch_has_its_threads_again_after_a_run_and_after_one_that_failed():
    def fail(epoch, loss, vectors):
        assert torch.get_num_threads() == 1
        raise ZeroDivisionError

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    with pytest.raises(ZeroDivisionError):
        train_word2vec(two_topics(9), epochs=1, threshold=1, progress=False, on_epoch=fail)
    after = torch.get_num_threads()
    torch.set_num_threads(before)
    assert after == 2
