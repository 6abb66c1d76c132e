"""The character-level language model: its GRU is ours, its loss is told truly and beats counting, training learns."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from bench.make_language_model import HELD_OUT, cross_entropy
from lessonlib import nn
from lessonlib.data import load_novels
from lessonlib.data.shipped import shipped
from lessonlib.nn.sequences import run
from lessonlib.text.language_model import (
    SHIPPED,
    CharacterModel,
    load_language_model,
    running_text,
    save_language_model,
    train_language_model,
)


@pytest.fixture(scope="module")
def parts():
    text = running_text(load_novels())
    cut = round(len(text) * (1 - HELD_OUT))
    return text[:cut], text[cut:]


def test_the_shipped_model_is_small_and_its_loss_on_held_out_text_is_the_one_it_tells(parts):
    assert shipped(SHIPPED).stat().st_size < 1_000_000
    model, facts = load_language_model()
    assert not model.training
    assert abs(cross_entropy(model, parts[1]) - float(facts["held_out"])) < 2e-3


def test_it_beats_what_counting_characters_pairs_and_triples_gives(parts):
    read, held_out = parts
    known, told = load_language_model()[0].characters, float(load_language_model()[1]["held_out"])
    entropies = []
    for n in (1, 2, 3):
        many, few = Counter(zip(*(read[i:] for i in range(n)), strict=False)), Counter()
        for gram, count in many.items():
            few[gram[:-1]] += count
        grams = zip(*(held_out[i:] for i in range(n)), strict=False)
        entropies.append(-np.mean([math.log((many[g] + 0.01) / (few[g[:-1]] + 0.01 * len(known))) for g in grams]))
    assert told < min(entropies) < entropies[1] < entropies[0] < math.log(len(known))


def test_our_numpy_cell_with_its_weights_gives_the_same_scores():
    model, _ = load_language_model()
    places = model.encode("It is a truth")
    cell = nn.GRUCell(24, 192)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        setattr(cell, name, getattr(model.gru, f"{name}_l0").detach().double().numpy())
    with torch.no_grad():
        x, logits = model.embedding(places).double().numpy(), model(places[None])[0][0].numpy()
    outputs, _, _ = run(cell, x[:, None])
    w, b = (p.detach().double().numpy() for p in (model.scores.weight, model.scores.bias))
    np.testing.assert_allclose(outputs[:, 0] @ w.T + b, logits, atol=1e-4)


def test_a_saved_model_is_the_same_when_it_is_read_again(tmp_path):
    model = CharacterModel("abc ", embedding_dim=3, hidden_features=5)
    save_language_model(model, tmp_path / "m.safetensors", held_out="1.5")
    again, facts = load_language_model(tmp_path / "m.safetensors")
    assert facts == {"held_out": "1.5"} and again.characters == "abc "
    x = model.encode("a cab")[None]
    torch.testing.assert_close(again(x)[0], model(x)[0])


def test_training_learns_what_follows_what_and_forgets_nothing_it_was_told():
    text = "abcd" * 400
    model = train_language_model(text, steps=60, batch=4, length=16, learning_rate=0.02, hidden_features=16)
    assert model.characters == " abcd" and cross_entropy(model, text, rows=2) < 0.1
    alike = train_language_model(text, steps=60, batch=4, length=16, learning_rate=0.02, hidden_features=16)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), alike.parameters(), strict=True))


def test_a_character_that_is_not_known_is_read_as_a_blank():
    model = CharacterModel("ab ")
    assert model.encode("aβb").tolist() == [0, 2, 1]


def test_running_text_keeps_paragraphs_and_joins_lines():
    assert running_text("CHAPTER I\n\n\n\nEmma was\nclever.\n \nShe was") == "CHAPTER I\nEmma was clever.\nShe was"
    assert running_text("\n\n  \n\nEmma\n\n") == "Emma"
