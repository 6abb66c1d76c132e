"""Every public function bears every value of every argument: it answers, or refuses it in a sentence of ours."""

import time

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lessonlib import attention, course, data, embeddings, language, nn, reinforcement, sequences, text
from lessonlib.course.typed import typed_number
from lessonlib.data import augment
from tests.strange import INTERNAL, LONG, meant, strange

SECONDS = 10  # of the processor, twice what is meant: other tests run beside it
IMAGES = np.ones((2, 3, 3))
X, Y = np.array([[0.5, -1.0], [1.0, 2.0], [0.0, 1.0]]), np.array([0, 1, 1])
WORDS, SENTENCES = ["the", "dog", "the", "cat"], [["the", "dog"], ["a", "cat"]]
PAIRS = [(["das", "haus"], ["the", "house"]), (["das", "buch"], ["the", "book"])]
PATH = {"emissions": [[1.0, 2.0], [2.0, 1.0]], "transitions": [[0.0, 1.0], [1.0, 0.0]], "start": [0.0, 0.0]}
PATH |= {"end": [0.0, 0.0]}
TABLE = {0: {0: [(0.8, 1, 5.0, False), (0.2, 0, -1.0, False)]}, 1: {0: [(1.0, 1, 0.0, True)]}}
BATCH = (torch.ones(2, 2), [0, 1], [1.0, 0.0], torch.ones(2, 2), [False, True])
VECTORS = {"words": ["a", "b"], "matrix": [[1.0, 2.0], [2.0, 1.0]]}


def network():
    """Three inputs are no inputs of it: two are."""
    return nn.NeuralNetwork([nn.Linear(2, 1, rng=0), nn.Sigmoid()])


def known():
    """Two words with vectors."""
    return embeddings.keyed_vectors(**VECTORS)


def square(x):
    """A function of an array."""
    return float((x**2).sum())


def uniform(tokens):
    """Three tokens, equally likely."""
    return np.log(np.full(3, 1 / 3))


def training(**more):
    """What a short, silent training is called with."""
    return {"network": network(), "loss": nn.BCELoss(), "x": X, "y": Y, "learning_rate": 0.1, "epochs": 1, **more}


# function: valid arguments, of which one at a time is replaced
CALLS = {
    nn.ELU: {"alpha": 1.0},
    nn.LeakyReLU: {"slope": 0.1},
    nn.L1: {"strength": 0.1},
    nn.L2: {"strength": 0.1},
    nn.ElasticNet: {"strength": 0.1, "beta": 0.5},
    nn.SGD: {"lr": 0.1},
    nn.Momentum: {"lr": 0.1, "rho": 0.9},
    nn.Nesterov: {"lr": 0.1, "rho": 0.9},
    nn.Adagrad: {"lr": 0.1, "eps": 1e-9, "as_on_slide": False},
    nn.Adadelta: {"lr": 0.1, "rho": 0.9, "eps": 1e-6},
    nn.RMSProp: {"lr": 0.1, "beta": 0.9, "eps": 1e-8, "as_on_slide": False},
    nn.Adam: {"lr": 0.1, "betas": (0.9, 0.99), "eps": 1e-8, "as_on_slide": False},
    nn.Conv2d: {"in_channels": 1, "out_channels": 1, "kernel_size": 2, "stride": 1, "padding": 0, "rng": 0},
    nn.MaxPool2d: {"kernel_size": 2, "stride": 1},
    nn.Dropout: {"p": 0.5, "rng": 0},
    nn.HingeLoss: {"margin": 1.0},
    nn.Linear: {"in_features": 2, "out_features": 2, "rng": 0, "init": "he"},
    nn.RNNCell: {"in_features": 2, "hidden_features": 2, "rng": 0},
    nn.GRUCell: {"in_features": 2, "hidden_features": 2, "rng": 0},
    nn.LSTMCell: {"in_features": 2, "hidden_features": 2, "rng": 0},
    nn.NeuralNetwork: {"modules": [nn.Sigmoid()]},
    nn.Residual: {"modules": [nn.Sigmoid()]},
    nn.accuracy: {"output": X, "y": Y},
    nn.check_gradients: {"network": network(), "loss": nn.BCELoss(), "x": X, "y": Y, "h": 1e-5},
    nn.clip_by_norm: {"grads": [X], "threshold": 1.0},
    nn.evaluate: {"network": network(), "loss": nn.BCELoss(), "x": X, "y": Y, "metric": nn.accuracy},
    nn.numerical_gradient: {"f": square, "x": X, "h": 1e-5},
    nn.softmax: {"z": X, "axis": -1},
    nn.train: training(batch_size=2, penalty=nn.L2(0.1), metric=nn.accuracy, rng=0, progress=False, on_epoch=print),
    text.BagOfWords: {"ngrams": (1, 2), "binary": False, "tokenizer": str.split},
    text.TfidfVectorizer: {"tf": "relative", "idf": "plain", "log_base": 10, "norm": None, "ngrams": (1, 1)},
    text.collocations: {"tokens": WORDS, "measure": "pmi", "min_count": 1, "window": 2},
    text.cooccurrence: {"sentences": SENTENCES, "window": 2, "vocabulary": None},
    text.lemmatize: {"word": "dogs", "pos": "n"},
    text.normalize: {
        "text": "A <b>dog</b>",
        "tags": True,
        "lower": True,
        "contractions": True,
        "numbers": True,
        "punctuation": True,
        "stop_words": True,
    },
    text.pmi: {"counts": X[1:]},
    text.ppmi: {"counts": X[1:]},
    text.porter_rules: {"word": "dogs"},
    text.stem: {"word": "dogs", "method": "porter"},
    text.svd_vectors: {"matrix": X, "dim": 1},
    text.tokenize: {"text": "a dog", "lower": True, "punctuation": False},
    embeddings.CBOW: {"vocab_size": 3, "embedding_dim": 2, "rng": 0},
    embeddings.SkipGram: {"vocab_size": 3, "embedding_dim": 2, "rng": 0},
    embeddings.NegativeSampling: {"vocab_size": 3, "embedding_dim": 2, "rng": 0},
    embeddings.analogy: {"vectors": known(), "a": "a", "b": "b", "c": "a", "topn": 1, "exclude_inputs": False},
    embeddings.analogy_accuracy: {"vectors": known(), "questions": {}, "exclude_inputs": True, "progress": False},
    embeddings.as_keyed_vectors: {"vectors": known()},
    embeddings.keyed_vectors: VECTORS,
    embeddings.cbow_pairs: {"tokens": WORDS, "window": 1},
    embeddings.skipgram_pairs: {"tokens": WORDS, "window": 1},
    embeddings.keep_probability: {"frequency": 0.1, "threshold": 1e-3},
    embeddings.negative_sampling_distribution: {"counts": [1, 2], "power": 0.75},
    embeddings.negative_sampling_loss: {"positive": torch.ones(2), "negative": torch.ones(2, 3)},
    sequences.GRU: {"in_features": 2, "hidden_features": 2, "rng": 0},
    sequences.BidirectionalGRU: {"in_features": 2, "hidden_features": 2, "rng": 0},
    sequences.DeepAverageNetwork: {"embeddings": X, "hidden": 2, "classes": 2, "rng": 0},
    sequences.macro_f1: {"y": [0, 1], "predicted": [0, 1], "classes": 2},
    sequences.masked_max: {"x": torch.ones(1, 2, 3), "lengths": torch.tensor([1])},
    sequences.masked_mean: {"x": torch.ones(1, 2, 3), "lengths": torch.tensor([1])},
    sequences.reverse_padded: {"x": torch.ones(1, 2, 3), "lengths": torch.tensor([1])},
    sequences.pad: {"sequences": [[1], [1, 2]], "pad_index": 0},
    sequences.span_f1: {"gold": [["B-X", "O"]], "predicted": [["B-X", "O"]]},
    sequences.spans: {"tags": ["B-X", "O"]},
    language.LaplaceLM: {"sentences": SENTENCES, "n": 2, "delta": 1.0},
    language.KneserNeyLM: {"sentences": SENTENCES, "n": 2, "discount": 0.75},
    language.count_ngrams: {"sentences": SENTENCES, "n": 2},
    language.bleu: {"candidates": SENTENCES, "references": SENTENCES},
    language.edit_distance: {"a": "dog", "b": "cat"},
    language.word_error_rate: {"reference": WORDS, "hypothesis": WORDS},
    language.train_bpe: {"word_counts": {"dog": 2}, "merges": 1},
    language.mean_reciprocal_rank: {"scores": torch.eye(2)},
    language.recall_at_k: {"scores": torch.eye(2), "k": 1},
    language.number_words: {"n": 12, "language": "de"},
    language.temperature_softmax: {"logits": [1.0, 2.0], "temperature": 1.0},
    language.top_k: {"p": [0.25, 0.75], "k": 1},
    language.top_p: {"p": [0.25, 0.75], "mass": 0.5},
    language.triplet_loss: {
        "anchor": torch.ones(2, 3),
        "positive": torch.ones(2, 3),
        "negative": torch.ones(2, 3),
        "margin": 1.0,
    },
    attention.LayerNorm: {"d": 2, "eps": 1e-5},
    attention.MultiHeadAttention: {"d_model": 4, "heads": 2, "rng": 0},
    attention.TransformerBlock: {"d_model": 4, "heads": 2, "hidden": 4, "dropout": 0.0, "rng": 0},
    attention.Transformer: {"vocab_size": 3, "d_model": 4, "heads": 2, "layers": 1, "max_length": 4, "rng": 0},
    attention.causal_mask: {"n": 3},
    attention.positional_encoding: {"n": 3, "d": 4},
    attention.scaled_dot_product_attention: {"q": torch.ones(2, 3), "k": torch.ones(2, 3), "v": torch.ones(2, 3)},
    reinforcement.CartPole: {"limit": 5},
    reinforcement.FrozenLake: {"size": 4, "slippery": True},
    reinforcement.ReplayBuffer: {"size": 5},
    reinforcement.corridor_return: {"right": 0.5},
    reinforcement.discounted_returns: {"rewards": [1.0, 2.0], "gamma": 0.9},
    reinforcement.epsilon_greedy: {"q_row": [1.0, 2.0], "epsilon": 0.1, "rng": 0},
    reinforcement.q_target: {"reward": 1.0, "q_next": [1.0, 2.0], "gamma": 0.9, "terminated": False},
    sequences.log_partition: PATH,
    sequences.viterbi: PATH,
    language.Seq2Seq: {"source_size": 5, "target_size": 5, "hidden": 2, "seed": 0},
    language.attend: {
        "query": torch.ones(1, 2),
        "keys": torch.ones(1, 3, 2),
        "values": torch.ones(1, 3, 2),
        "mask": None,
    },
    language.beam_search: {"log_p": uniform, "start": 0, "end": 1, "width": 1, "length": 2, "alpha": 0.0},
    language.em_step: {"pairs": PAIRS, "t": language.uniform_translations(PAIRS)},
    language.encode_bpe: {"word": "dog", "merges": [("d", "o")]},
    language.freeze: {"module": torch.nn.Linear(2, 2)},
    language.in_batch_loss: {"queries": torch.ones(2, 3), "answers": torch.ones(2, 3)},
    language.language_model_loss: {"logits": torch.ones(1, 2, 3), "targets": torch.tensor([[1, 2]]), "pad": 0},
    language.mask_tokens: {
        "batch": [[1, 2]],
        "rng": 0,
        "mask_index": 3,
        "vocab_size": 4,
        "special": [0],
        "share": 0.15,
    },
    language.perplexity: {"lm": language.LaplaceLM(SENTENCES, n=2), "sentences": SENTENCES},
    language.shift: {"batch": torch.tensor([[3, 4]]), "bos": 1, "eos": 2, "pad": 0},
    language.train_seq2seq: {
        "model": language.Seq2Seq(5, 5, hidden=2, seed=0),
        "source": [[1, 2]],
        "target": [[3, 4]],
        "bos": 1,
        "eos": 2,
        "epochs": 1,
        "batch": 2,
        "learning_rate": 0.1,
    },
    language.uniform_translations: {"pairs": PAIRS},
    attention.generate: {
        "model": attention.Transformer(3, 4, 2, 1, 4, rng=0),
        "prefix": torch.tensor([[0]]),
        "end": 2,
        "length": 2,
        "cache": True,
    },
    reinforcement.a2c_loss: {
        "logits": torch.ones(2, 2),
        "values": torch.ones(2),
        "actions": [0, 1],
        "returns": [1.0, 2.0],
        "value_weight": 0.5,
        "entropy_weight": 0.01,
    },
    reinforcement.action_value: {"P": TABLE, "values": [1.0, 2.0], "state": 0, "action": 0, "gamma": 0.5},
    reinforcement.advantages: {
        "rewards": [1.0, 2.0],
        "values": [1.0, 2.0],
        "last_value": 1.0,
        "terminated": [False, True],
        "gamma": 0.9,
        "lam": 0.9,
    },
    reinforcement.dqn_loss: {"q": torch.nn.Identity(), "target": torch.nn.Identity(), "batch": BATCH, "gamma": 0.9},
    reinforcement.expected_sarsa_target: {
        "reward": 1.0,
        "q_next": [1.0, 2.0],
        "epsilon": 0.1,
        "gamma": 0.9,
        "terminated": False,
    },
    reinforcement.fit_policy: {
        "elite_states": [0, 1],
        "elite_actions": [0, 1],
        "n_states": 2,
        "n_actions": 2,
        "smoothing": 0.1,
    },
    reinforcement.greedy_policy: {"P": TABLE, "values": [1.0, 2.0], "gamma": 0.5},
    reinforcement.learn_policy: {
        "environment": reinforcement.ShortCorridor(),
        "episodes": 1,
        "gamma": 0.9,
        "lr": 0.01,
        "seed": 0,
        "enough": None,
    },
    reinforcement.learn_q_network: {
        "environment": reinforcement.FrozenLake(),
        "steps": 5,
        "gamma": 0.9,
        "lr": 0.01,
        "every": 2,
        "double": False,
        "seed": 0,
        "buffer": 3,
    },
    reinforcement.learn_table: {
        "environment": reinforcement.FrozenLake(),
        "method": "sarsa",
        "episodes": 1,
        "alpha": 0.5,
        "gamma": 0.9,
        "epsilon": 0.1,
        "rng": 0,
    },
    reinforcement.network_for: {"environment": reinforcement.FrozenLake(), "outputs": 2, "hidden": 2, "seed": 0},
    reinforcement.reinforce_loss: {"logits": torch.ones(2, 2), "actions": [0, 1], "returns": [1.0, 2.0]},
    reinforcement.sarsa_target: {
        "reward": 1.0,
        "q_next": [1.0, 2.0],
        "next_action": 0,
        "gamma": 0.9,
        "terminated": False,
    },
    reinforcement.select_elites: {
        "states": [[0, 1], [1]],
        "actions": [[0, 1], [1]],
        "rewards": [1.0, 2.0],
        "percentile": 50,
    },
    reinforcement.value_iteration: {"P": TABLE, "gamma": 0.5, "tolerance": 1e-3},
    augment.shift: {"images": IMAGES, "down": 0.5, "right": 0.5},
    augment.rotate: {"images": IMAGES, "degrees": 10},
    augment.scale: {"images": IMAGES, "factor": 2.0},
    augment.flip: {"images": IMAGES, "upside_down": False},
    augment.add_noise: {"images": IMAGES, "spread": 0.1, "rng": 0},
    known().most_similar: {"positive": "a", "negative": [], "topn": 1, "restrict_vocab": None},
    known().similarity: {"one": "a", "other": "b"},
    known().get_vector: {"word": "a", "norm": False},
    data.load_digits: {"classes": (3, 7), "held_out": 0.25, "rng": 0},
    data.moons: {"n": 10, "noise": 0.1, "rng": 0},
    data.spirals: {"n": 10, "noise": 0.1, "turns": 1.0, "rng": 0},
    data.xor: {"n": 10, "noise": 0.1, "rng": 0},
    course.grade: {"homeworks": [8, 9, 7], "project": 8, "exam": 9},
    course.quiz: {"lecture": 1, "n": 1, "seed": 0},
    course.exam: {"seed": 0},
    typed_number: {"text": "1/3"},
}
# How long a training is: many thousands are asked for, and take as long as they take.
LENGTHS = [
    (nn.train, "epochs"),
    (reinforcement.learn_policy, "episodes"),
    (reinforcement.learn_q_network, "steps"),
    (reinforcement.learn_table, "episodes"),
    (language.train_seq2seq, "epochs"),
]
ARGUMENTS = [(f, name) for f, valid in CALLS.items() for name in valid if (f, name) not in LENGTHS]


def asked(function, name, value):
    """What is wrong with the answer, or ""; a vectorizer is fitted too, for only then does it look."""
    if (callable(value) and callable(CALLS[function][name])) or value is len:
        return ""  # a function of theirs is called, and says what it likes
    begin, error = time.process_time(), None
    try:
        answer = function(**{**CALLS[function], name: value})
        if hasattr(answer, "fit_transform"):
            answer.fit_transform(["a dog", "a cat"])
    except (ValueError, TypeError) as found:
        error = found
    except Exception as found:
        return f"raised {type(found).__name__}"
    if time.process_time() - begin > SECONDS:
        return "took too long"
    if error is not None and (INTERNAL.search(str(error)) or len(str(error)) > 600):
        return f"said {str(error)[:200]}"
    return ""


@LONG
@given(where=st.sampled_from(ARGUMENTS), value=strange)
def test_any_value_of_any_argument_is_answered_or_refused_in_a_sentence(where, value):
    assert asked(*where, meant(value)) == ""


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__name__)
def test_the_arguments_that_are_replaced_are_valid(function):
    function(**CALLS[function])


WHOLE = [(f, name) for f, name in ARGUMENTS if type(CALLS[f][name]) is int]


@pytest.mark.parametrize(("function", "name"), WHOLE, ids=lambda value: getattr(value, "__name__", value))
def test_a_size_beyond_all_memory_is_answered_or_refused_at_once(function, name):
    assert asked(function, name, 10**9) == ""


@pytest.mark.parametrize("length", [0, 2.5, None, 10**9, 10**400], ids=["0", "2.5", "None", "10**9", "10**400"])
@pytest.mark.parametrize(("function", "name"), LENGTHS, ids=lambda value: getattr(value, "__name__", value))
def test_a_training_without_end_is_refused(function, name, length):
    with pytest.raises((ValueError, TypeError), match=name):
        function(**{**CALLS[function], name: length})
