"""Deliberately wrong answers are all rejected, and the right mistake is named first."""

import pytest

from lessonlib.checks import check
from tests.checks import (  # noqa: F401 - importing them registers them
    wrong_alignments,
    wrong_analogies,
    wrong_attentions,
    wrong_averages,
    wrong_batches,
    wrong_blocks,
    wrong_by_hand,
    wrong_cells,
    wrong_cooccurrences,
    wrong_decoder_steps,
    wrong_decoders,
    wrong_directions,
    wrong_dropouts,
    wrong_elites,
    wrong_heads,
    wrong_linear,
    wrong_losses,
    wrong_negative_sampling,
    wrong_networks,
    wrong_next_tokens,
    wrong_ngrams,
    wrong_norms,
    wrong_optimizers,
    wrong_pairs,
    wrong_paths,
    wrong_pieces,
    wrong_policy_gradients,
    wrong_published,
    wrong_readers,
    wrong_rectifiers,
    wrong_regularization,
    wrong_samplings,
    wrong_scores,
    wrong_sigmoids,
    wrong_skip_grams,
    wrong_small_functions,
    wrong_softmaxes,
    wrong_steps,
    wrong_targets,
    wrong_transfers,
    wrong_translation_scores,
    wrong_values,
    wrong_vectorizers,
    wrong_whole_networks,
    wrong_writers,
)
from tests.checks.specimens import WRONG


@pytest.mark.parametrize("specimen", WRONG, ids=lambda specimen: specimen.label)
def test_a_wrong_answer_is_rejected_and_its_mistake_is_named_first(specimen):
    report = check(specimen.exercise, specimen.candidate)
    assert report.diagnoses[:1] == (specimen.diagnosis,), str(report)
    assert report.outcome == specimen.outcome, str(report)


def test_there_are_at_least_sixty_of_them():
    assert len(WRONG) >= 60
