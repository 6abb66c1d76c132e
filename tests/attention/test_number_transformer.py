"""The number transformer: what it reads, what it learns, and the record of its mistakes."""

import numpy as np
import pytest
import torch

from lessonlib.attention import Transformer
from lessonlib.attention.mistaken import VARIANTS, load_attention_mistakes
from lessonlib.attention.number_transformer import (
    END,
    EQUALS,
    LONGEST,
    PLACE,
    WORDS,
    batch_of,
    encode,
    line_of,
    load_number_transformer,
    numbers_to_learn,
    share_exact,
    train_number_transformer,
)
from lessonlib.language import number_words

RECORD = load_attention_mistakes()


def test_every_number_up_to_9999_can_be_read_and_none_is_longer_than_the_model():
    lines = [line_of(n) for n in range(1, 10_000)]
    assert {word for line in lines for word in line} == set(WORDS)
    assert max(map(len, lines)) == LONGEST


def test_what_is_learned_is_the_german_and_the_end_and_nothing_else():
    inputs, targets = batch_of([4721, 7])
    for row, n in enumerate((4721, 7)):
        counted = targets[row] != -100
        assert [WORDS[i] for i in targets[row][counted]] == [*number_words(n, "de"), END]
        assert WORDS[inputs[row][counted][0]] == EQUALS


def test_words_that_are_no_numbers_and_no_numbers_at_all_are_told_in_a_sentence():
    with pytest.raises(ValueError, match=r"encode\(words\): wanted words of numbers up to 9999, got 'zillion'"):
        encode(["one", "zillion"])
    with pytest.raises(ValueError, match=r"share_exact\(numbers\): wanted at least one number, got none"):
        share_exact(load_number_transformer(), [])


def test_what_is_asked_was_not_learned():
    learn, rest = numbers_to_learn(3)
    assert sorted([*learn, *rest]) == list(range(1, 10_000))
    assert not np.array_equal(learn, numbers_to_learn(4)[0])


class Scripted(Transformer):
    """Knows the numbers by heart, but says nine for seven."""

    def __init__(self):
        super().__init__(len(WORDS), 4, 1, 1, LONGEST)
        known = [encode(line_of(n)) for n in range(1, 10_000)]
        wrong = {PLACE["sieben"]: PLACE["neun"]}
        self.next = {tuple(line[:i]): wrong.get(line[i], line[i]) for line in known for i in range(1, len(line))}

    def forward(self, ids, caches=None):
        words = [self.next.get(tuple(row), 0) for row in ids.tolist()]
        return torch.nn.functional.one_hot(torch.tensor(words), len(WORDS))[:, None].float()


def test_the_share_of_exact_answers_counts_whole_lines():
    numbers = range(1, 200)
    wanted = np.mean(["sieben" not in number_words(n, "de") for n in numbers])
    assert share_exact(Scripted(), numbers, cache=False) == pytest.approx(wanted)


def test_training_learns_and_the_same_seed_learns_the_same():
    model, losses = train_number_transformer(epochs=2, seed=5)
    again, losses_again = train_number_transformer(epochs=2, seed=5)
    assert losses == losses_again and losses[1] < 0.2 < losses[0]
    assert torch.equal(model.scores.weight, again.scores.weight) and not model.training
    _, unseen = numbers_to_learn(5)
    assert share_exact(model, unseen[:200]) == share_exact(model, unseen[:200], cache=False) > 0.5


@pytest.mark.parametrize("name", VARIANTS)
def test_each_variant_but_the_right_one_gives_other_numbers(name):
    torch.manual_seed(0)
    attention, positions = VARIANTS[name]
    models = [
        Transformer(9, 8, 2, 1, 6, rng=0, **how) for how in ({}, {"attention": attention, "positions": positions})
    ]
    ids = torch.tensor([[1, 2, 3, 4]])
    assert torch.allclose(*(model(ids) for model in models)) == (name == "right")


def test_the_record_tells_what_the_loss_hides():
    exact, losses = RECORD["exact"], RECORD["losses"]
    assert len(RECORD["seeds"]) >= 3 and all(
        len(row) == len(RECORD["seeds"]) for row in (*exact.values(), *losses.values())
    )
    assert max(max(row) for row in losses.values()) < 0.02, "every loss is small"
    assert min(exact["right"]) > 0.99
    useless = ("no causal mask", "mask after the softmax", "softmax over the queries")
    assert all(max(exact[name]) < 0.1 for name in useless)
    assert min(exact["mask by multiplying"]) > 0.3 and max(exact["mask by multiplying"]) < 0.8
    found_by_numbers_alone = ("no scaling", "divided by d", "multiplied by the root of d", "no positions")
    assert all(min(exact[name]) > 0.95 for name in found_by_numbers_alone)
