"""The frozen language model of definitions: what it reads, what its states are, and that they beat a mean."""

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lessonlib.data import load_definitions
from lessonlib.data.shipped import FILES, shipped
from lessonlib.embeddings import load_glove
from lessonlib.language.definition_model import BEGIN, END, SHIPPED, load_definition_model, save_definition_model

MODEL, FACTS = load_definition_model()


def test_it_ships_in_half_precision_and_below_a_megabyte():
    assert (FILES / SHIPPED).stat().st_size < 1e6
    with safe_open(shipped(SHIPPED), framework="pt") as file:
        assert {file.get_tensor(name).dtype for name in file.keys()} == {torch.float16}  # noqa: SIM118


def test_its_probabilities_sum_to_one_and_a_real_definition_is_likelier_than_a_shuffled_one():
    def cost(words):
        line = MODEL.encode([BEGIN, *words, END])
        logits, _ = MODEL(line[None, :-1])
        assert torch.allclose(logits.softmax(dim=-1).sum(dim=-1), torch.ones(1, len(line) - 1))
        return torch.nn.functional.cross_entropy(logits[0], line[1:]).item()

    real = ["a", "large", "animal", "that", "lives", "in", "the", "water"]
    shuffled = [real[i] for i in np.random.default_rng(0).permutation(len(real))]
    assert cost(real) < cost(shuffled) - 0.5


def test_a_state_is_that_of_torchs_cell_and_depends_on_its_own_sentence_alone():
    cell = torch.nn.GRUCell(100, 192)
    cell.load_state_dict({name.removesuffix("_l0"): weight for name, weight in MODEL.gru.state_dict().items()})
    sentence, glove, h, states = ["large", "animal"], load_glove(), torch.zeros(1, 192), []
    for word in sentence:
        h = cell(torch.tensor(glove[word][None].astype(np.float32)), h)
        states.append(h.detach().numpy()[0])
    wanted = np.concatenate([np.mean(states, axis=0), np.max(states, axis=0)])
    alone, beside = MODEL.states([sentence]), MODEL.states([["a"] * 9, sentence, []])
    np.testing.assert_allclose(alone[0], wanted, atol=1e-5)
    np.testing.assert_allclose(beside[1], wanted, atol=1e-5)
    assert not beside[2].any()


def test_with_20_labels_a_class_its_states_beat_the_mean_of_the_same_vectors():
    data, glove, states = load_definitions(), load_glove(), {}

    def means(texts):
        return np.array(
            [np.mean([glove[w] for w in words if w in glove] or [np.zeros(100)], axis=0) for words in texts]
        )

    held_out = slice(0, 800)
    for name, features in (("frozen", MODEL.states), ("mean", means)):
        scores = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            rows = np.concatenate([rng.choice(np.flatnonzero(data.y_train == c), 20, replace=False) for c in range(12)])
            learner = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
            learner.fit(features([data.words_train[i] for i in rows]), data.y_train[rows])
            guesses = learner.predict(features(data.words_held_out[held_out]))
            scores.append(f1_score(data.y_held_out[held_out], guesses, average="macro"))
        states[name] = np.array(scores)
    assert (states["frozen"] > states["mean"]).all()


def test_it_is_saved_and_read_again_and_what_is_no_sentence_is_refused(tmp_path):
    save_definition_model(MODEL, tmp_path / "again.safetensors", steps="1")
    again, facts = load_definition_model(tmp_path / "again.safetensors")
    assert facts == {"steps": "1"} and np.array_equal(again.states([["dog"]]), MODEL.states([["dog"]]))
    with pytest.raises(TypeError, match="wanted each a list of words, got the text 'a large animal'"):
        MODEL.states(["a large animal"])
    assert MODEL.states([]).shape == (0, 384)


def test_its_perplexity_is_below_that_of_counting():
    assert float(FACTS["perplexity"]) < float(FACTS["trigrams"]) < float(FACTS["unigrams"])
