"""Right answers pass, in whatever style: ours, and those that look like nothing we would write."""

import numpy as np
import pytest

from lessonlib import attention, embeddings, language, nn, reinforcement, sequences, text
from lessonlib.checks import check, exercises
from lessonlib.checks.catalogue import find
from lessonlib.checks.runner import examine
from tests.checks import (  # noqa: F401 - importing them registers them
    right_activations,
    right_alignments,
    right_analogies,
    right_attentions,
    right_batches,
    right_blocks,
    right_cells,
    right_cooccurrences,
    right_decoders,
    right_heads,
    right_layers,
    right_negative_sampling,
    right_next_tokens,
    right_ngrams,
    right_norms,
    right_odd_functions,
    right_odd_layers,
    right_optimizers,
    right_others,
    right_pairs,
    right_pieces,
    right_readers,
    right_reinforcement,
    right_samplings,
    right_scores,
    right_skip_grams,
    right_steps,
    right_transfers,
    right_translation_scores,
    right_vectorizers,
    right_writers,
    wrong_by_hand,
    wrong_published,
    wrong_regularization,
    wrong_small_functions,
    wrong_whole_networks,
)
from tests.checks.specimens import BORROWED, RIGHT
from tests.checks.wrong_vectorizers import Bag

PARTS = (nn, text, embeddings, language, attention, reinforcement, sequences)
# by_hand and a few others have no counterpart in the library: their answers stand in the files of right answers.
OURS = {
    exercise: next((getattr(p, n) for p in PARTS for n in find(exercise).names if hasattr(p, n)), None)
    for exercise in exercises()
}


# The exercise asks for the PMI of one pair from its four counts; ours, of the same name, takes the whole table.
OURS["pmi"] = None


@pytest.mark.parametrize("exercise", [exercise for exercise, ours in OURS.items() if ours])
def test_our_own_answer_passes(exercise):
    report = examine(exercise, OURS[exercise], own=False)
    assert report.passed and not report.diagnoses, str(report)
    assert check(exercise, OURS[exercise]).diagnoses == ("not your own",)


@pytest.mark.parametrize("specimen", BORROWED, ids=lambda specimen: specimen.label)
def test_a_right_answer_that_is_torchs_is_right_and_told_so(specimen):
    assert examine(specimen.exercise, specimen.candidate, own=False).passed
    report = check(specimen.exercise, specimen.candidate)
    assert "this is torch's" in report.sentence.lower() and report.points == 0


def test_every_exercise_of_the_contract_has_an_answer_of_ours():
    contract = (
        "sigmoid tanh relu leaky_relu elu linear bce_loss nll_loss softmax neural_network numerical_gradient "
        "sgd momentum nesterov adagrad rmsprop adam dropout clip_by_norm "
        "skipgram_pairs cbow_pairs keep_probability negative_sampling_distribution negative_sampling_loss "
        "analogy bag_of_words tfidf count_ngrams laplace_lm perplexity train_bpe encode_bpe shift language_model_loss "
        "temperature_softmax top_k top_p beam_search bleu word_error_rate edit_distance em_step attend "
        "pad masked_mean deep_average_network gru bidirectional_gru macro_f1 spans span_f1 viterbi log_partition"
    )
    assert set(contract.split()) <= {exercise for exercise, answer in OURS.items() if answer}


@pytest.mark.parametrize("specimen", RIGHT, ids=lambda specimen: specimen.label)
def test_a_right_answer_in_another_style_passes(specimen):
    report = check(specimen.exercise, specimen.candidate)
    assert report.passed, str(report)


def test_there_are_at_least_twenty_other_styles_and_one_of_each_exercise():
    assert len(RIGHT) >= 20
    assert {specimen.exercise for specimen in RIGHT} == set(OURS)


def test_what_could_be_better_is_a_note_beside_the_pass():
    assert any("rand() * 0.01" in note for note in check("linear", AllPositive).notes)
    assert any(
        "type of x" in note for note in check("numerical_gradient", right_others.gradient_in_the_type_of_x).notes
    )
    assert any("no step" in note for note in check("sigmoid", right_activations.SigmoidThatForgets).notes)
    assert check("linear", right_layers.LinearPlain).notes == ()
    assert any(
        "cannot take tensors" in n for n in check("language_model_loss", right_next_tokens.loss_with_a_mask).notes
    )
    assert check("language_model_loss", right_next_tokens.loss_by_logsumexp).notes == ()
    assert any("return self" in note for note in check("bag_of_words", FitOfNothing).notes)
    assert check("bag_of_words", Bag).notes == ()


class FitOfNothing(Bag):
    def fit(self, documents):
        super().fit(documents)


class AllPositive(right_layers.LinearPlain):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.weight = np.random.rand(in_features, out_features) * 0.01  # noqa: NPY002 - the course's own tip


def test_an_object_is_as_good_as_its_class():
    report = check("relu", right_activations.ReLUOneAtZero())
    assert report.passed and "An object was handed in" in report.notes[0]


def test_either_place_of_the_reset_gate_passes_and_a_note_names_the_papers():
    assert any("Luong" in note for note in check("decoder_step", right_steps.step_of_bahdanau).notes)
    assert check("decoder_step", right_steps.step_with_ours_attend).notes == ()
    assert any("Cho et al., 2014" in note for note in check("gru_cell", right_cells.GRUOfThePaper).notes)
    assert check("gru_cell", right_cells.GRUInTorch).notes == ()
