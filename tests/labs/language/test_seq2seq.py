"""The translator of numbers: weights and words by torch's own GRU, its file's facts, a learner's attend compared."""

import re

import numpy as np
import pytest
import torch

from lessonlib.labs import seq2seq_lab
from lessonlib.labs.language.seq2seq import PRESETS, record_seq2seq
from lessonlib.labs.language.seq2seq_picture import draw_seq2seq
from lessonlib.language import attend, load_number_translator, number_words
from lessonlib.language.number_translator import vocabulary

TRANSLATOR = load_number_translator()


def said(trace, name="written"):
    return " ".join(word for word in trace[name].tolist() if word != "</s>")


@pytest.mark.parametrize("n", [4721, 4444, 312, 5])
def test_states_scores_and_weights_are_torchs_in_one_pass_over_what_was_written(n):
    trace, model = record_seq2seq(n), TRANSLATOR.model
    states = model.encoder(model.source(TRANSLATOR.source(number_words(n, "en"))))[0][0]  # unpadded: no packing
    place = {word: i for i, word in enumerate(TRANSLATOR.german, 3)} | {"</s>": 2}
    inputs = torch.tensor([[1, *(place[word] for word in trace["written"].tolist()[:-1])]])
    with torch.no_grad():
        h0 = torch.tanh(model.first(torch.cat([states[-1, :16], states[0, 16:]])))
        h = model.decoder(model.target(inputs), h0[None, None])[0][0]
        context = torch.nn.functional.scaled_dot_product_attention(h, states, states, scale=1.0)
        logits = model.scores(torch.tanh(model.join(torch.cat([h, context], dim=1))))
    np.testing.assert_allclose(trace["scores"], (h @ states.T).numpy(), atol=1e-4)
    np.testing.assert_allclose(trace["weights"], torch.softmax(h @ states.T, 1).numpy(), atol=1e-5)
    assert logits.argmax(1).tolist() == [place[word] for word in trace["written"].tolist()]


def test_the_file_says_how_many_it_gets_right():
    assert TRANSLATOR.english == vocabulary("en") and TRANSLATOR.german == vocabulary("de")
    numbers = np.random.default_rng(0).choice(np.arange(10, 10_000), 40, replace=False)
    right = [said(record_seq2seq(int(n))) == " ".join(number_words(int(n), "de")) for n in numbers]
    assert np.mean(right) > 0.95 and float(TRANSLATOR.facts["exact"]) > 0.99


def test_the_presets_show_what_their_sentences_say():
    traces = {name: record_seq2seq(**given) for name, (_, given) in PRESETS.items()}
    moved = traces["A weight overwritten"]
    assert said(moved) == "vier tausend sieben hundert vier und zwanzig"  # another number, and a right one
    assert said(moved, "free") == said(record_seq2seq()) == "vier tausend sieben hundert ein und zwanzig"
    assert draw_seq2seq(moved).question.truth == "vier"
    twice = traces["The same word three times"]
    assert said(twice) == said(twice, "gold") and twice["weights"].argmax(axis=1)[[0, 2, 4]].tolist() == [0, 2, 6]
    straight = traces["Nothing to cross"]
    assert straight["weights"].argmax(axis=1)[:3].tolist() == [0, 1, 3] and said(straight) == said(straight, "gold")
    few = traces["Hardly met in training"]
    assert said(few) != said(few, "gold") and draw_seq2seq(few).question.slips[1]


def test_it_crosses_where_german_turns_tens_and_units_round():
    trace = record_seq2seq()
    assert trace["weights"].argmax(axis=1)[:7].tolist() == [0, 1, 2, 3, 6, 4, 5]
    assert draw_seq2seq(trace).question.truth == "one"


def over_the_padding(query, keys, values, mask):
    return attend(query, keys, values)


def over_the_batch(query, keys, values, mask):
    scores = (keys * query[:, None]).sum(2).masked_fill(~mask, -torch.inf)
    weights = torch.softmax(scores, dim=0).nan_to_num()
    return (weights[:, :, None] * values).sum(1), weights


def weights_first(query, keys, values, mask):
    return attend(query, keys, values, mask)[::-1]


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (over_the_padding, r"departs from attend in \d+ of 328 numbers, first in the weight of"),
        (
            over_the_batch,
            r"over_the_batch departs from attend in \d+ of 328 numbers, first in the weight of English word",
        ),
        (weights_first, r"weights_first: weights returned shape \(8, 32\), wanted \(8, 9\)"),
        (lambda *given: 3, r"returned int, wanted \(context, weights\)"),
    ],
)
def test_what_a_learners_attention_does_otherwise_is_told(mine, told):
    (note,) = record_seq2seq(mine=mine).notes
    assert re.search(told, note), note


def test_a_right_attention_departs_nowhere():
    assert record_seq2seq(mine=attend).notes == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"n": 0}, "n: wanted a whole number from 1 to 9999, got 0"),
        ({"output": 11}, "output: wanted a whole number from 0 to 10, got 11"),
        ({"n": 6000, "output": 4}, "output: wanted 0 or a place from 1 to 3, got 4"),
        ({"output": 1, "onto": 8}, "onto: wanted a whole number from 1 to 7, got 8"),
    ],
)
def test_bad_input_is_told_in_one_sentence(bad, told):
    message = seq2seq_lab(**bad).stage.message
    assert told in message, message


@pytest.mark.parametrize("n", [5, 312, 4721])
def test_the_empty_map_does_not_tell_how_many_words_will_be_written(n):
    heat, said = draw_seq2seq(trace := record_seq2seq(n)).panels[0].marks[1].marks
    assert len(heat.options["rows"]) == 8
    for mark in (heat, said):
        assert ((mark.arrays["since"] > 0) & (mark.arrays["since"] <= trace.steps)).all()
