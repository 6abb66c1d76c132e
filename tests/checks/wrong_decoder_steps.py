"""Wrong steps of a translator's decoder, each with the diagnosis it should get."""

import torch

from lessonlib.language import attend
from tests.checks.specimens import wrong


def begun(parts, word, h):
    state, h = parts.decoder(parts.target(word)[:, None], h)
    return state[:, 0], h


def looked(state, memory):
    return attend(state, memory.states, memory.states, memory.mask)[0]


def scored(parts, *vectors):
    return parts.scores(torch.tanh(parts.join(torch.cat(vectors, dim=1))))


@wrong("decoder_step", "attention over padding", "wrong value")
def step_without_the_mask(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, attend(state, memory.states, memory.states)[0]), h


@wrong("decoder_step", "joined the other way round", "wrong value")
def step_with_context_first(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, looked(state, memory), state), h


@wrong("decoder_step", "tanh missing", "wrong value")
def step_without_tanh(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return parts.scores(parts.join(torch.cat([state, looked(state, memory)], dim=1))), h


@wrong("decoder_step", "context left out", "wrong value")
def step_that_never_looks(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, torch.zeros_like(state)), h


@wrong("decoder_step", "state alone is scored", "wrong value")
def step_of_a_plain_decoder(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return parts.scores(state), h


@wrong("decoder_step", "old h returned", "wrong value")
def step_that_stands_still(parts, word, h, memory):
    state, _ = begun(parts, word, h)
    return scored(parts, state, looked(state, memory)), h


@wrong("decoder_step", "begins anew at every word", "wrong value")
def step_from_the_memory(parts, word, h, memory):
    state, h = begun(parts, word, memory.h)
    return scored(parts, state, looked(state, memory)), h


@wrong("decoder_step", "begins at zero", "wrong value")
def step_without_h(parts, word, h, memory):
    state, h = begun(parts, word, None)
    return scored(parts, state, looked(state, memory)), h


@wrong("decoder_step", "softmax inside the step", "wrong value")
def step_of_probabilities(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, looked(state, memory)).softmax(dim=1), h


@wrong("decoder_step", "word looked up on the source's side", "wrong value")
def step_in_english(parts, word, h, memory):
    state, h = parts.decoder(parts.source(word)[:, None], h)
    return scored(parts, state[:, 0], looked(state[:, 0], memory)), h


@wrong("decoder_step", "last state for context", "wrong value")
def step_on_the_last_state(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, memory.states[:, -1]), h


@wrong("decoder_step", "an axis of one word left", "wrong shape")
def step_with_its_axis(parts, word, h, memory):
    state, h = parts.decoder(parts.target(word)[:, None], h)
    context, _ = attend(state, memory.states, memory.states, memory.mask)
    return parts.scores(torch.tanh(parts.join(torch.cat([state, context], dim=2)))), h


@wrong("decoder_step", "first axis of h lost", "wrong shape")
def step_of_a_flat_h(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, looked(state, memory)), h[0]


@wrong("decoder_step", "states of the GRU in place of h", "wrong shape")
def step_of_outputs(parts, word, h, memory):
    state, _ = parts.decoder(parts.target(word)[:, None], h)
    return scored(parts, state[:, 0], looked(state[:, 0], memory)), state


@wrong("decoder_step", "context cut off from autograd", "wrong value")
def step_with_attention_in_numpy(parts, word, h, memory):
    state, h = begun(parts, word, h)
    context = looked(state.detach().numpy(), memory._replace(states=memory.states.detach().numpy()))
    return scored(parts, state, torch.as_tensor(context)), h


@wrong("decoder_step", "cut off from autograd", "wrong value")
def step_without_gradients(parts, word, h, memory):
    with torch.no_grad():
        state, h = begun(parts, word, h)
        return scored(parts, state, looked(state, memory)), h


@wrong("decoder_step", "the word in place of the logits", "wrong shape")
def step_that_decides(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, looked(state, memory)).argmax(dim=1), h


@wrong("decoder_step", "states averaged, padding and all", "wrong value")
def step_that_looks_everywhere(parts, word, h, memory):
    state, h = begun(parts, word, h)
    return scored(parts, state, memory.states.mean(dim=1)), h
