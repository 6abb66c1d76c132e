"""Mistakes in one step of a decoder: what attends, what is joined, what goes on to the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.checks.engine.exercise import Mistake
from lessonlib.checks.engine.subject import Maker
from lessonlib.checks.language.decoder import LEARNS, NAME, PLACE, REACHED, SHAPES, STEP, observe, right


def _step(
    attention: Callable[..., Any] | None = None,
    context: Callable[..., Any] = lambda weights, memory, parts: _summed(weights, memory.states),
    scored: Callable[..., Any] | None = None,
    embedded: Callable[..., Any] = lambda parts, word: parts.target(word),
    begin: Callable[..., Any] = lambda h, memory: h,
    following: Callable[..., Any] = lambda new, old, memory: new,
) -> Callable[..., Any]:
    """A step with one thing changed; ``attention(state, memory)`` gives the weights, ``scored`` the logits."""

    def wrong(parts: Any, word: Any, h: Any, memory: Any) -> tuple[Any, Any]:
        old = begin(h, memory)
        state, new = parts.decoder(embedded(parts, word)[:, None], old)
        state = state[:, 0]
        weights = (attention or _weights)(state, memory)
        found = context(weights, memory, parts)
        return (scored or _scored)(parts, state, found), following(new, old, memory)

    return wrong


def _scores(state: Any, memory: Any) -> Any:
    import torch

    return torch.einsum("bh,bth->bt", state, memory.states)


def _weights(state: Any, memory: Any, axis: int = 1, there: Any = None) -> Any:
    import torch

    mask = memory.mask if there is None else there
    return torch.nan_to_num(_scores(state, memory).masked_fill(~mask, -torch.inf).softmax(dim=axis))


def _summed(weights: Any, values: Any) -> Any:
    import torch

    return torch.einsum("bt,bth->bh", weights, values)


def _joined(parts: Any, *vectors: Any) -> Any:
    import torch

    return parts.join(torch.cat(vectors, dim=1))


def _scored(parts: Any, state: Any, found: Any) -> Any:
    import torch

    return parts.scores(torch.tanh(_joined(parts, state, found)))


def _shaped(logits: Callable[[Any], Any] = lambda x: x, h: Callable[[Any], Any] = lambda x: x) -> Callable[..., Any]:
    def wrong(*arguments: Any) -> tuple[Any, Any]:
        both = right(*arguments)
        return logits(both[0]), h(both[1])

    return wrong


def _slip(name: str, wrong: Callable[..., Any], says: str, *hints: str, part: str = STEP) -> Mistake:
    return Mistake(name, (NAME,), part, lambda c: observe(Maker(wrong), c), says, hints)


def _shape(name: str, wrong: Callable[..., Any], says: str, *hints: str) -> Mistake:
    def gives(case: Any) -> dict[str, Any]:
        return {key: 0 * array for key, array in observe(Maker(wrong), case).items()}

    return Mistake(name, (NAME,), SHAPES, gives, says, hints)


JOIN = "What does parts.join take, and in which order?", "parts.join(torch.cat([state, context], dim=1)), then tanh."
MASK = "Which words of a short sentence are padding?", "attend(state, memory.states, memory.states, memory.mask)."
GRAPH = "Which line leaves torch: .detach(), .data, numpy, no_grad?", "Use operations of torch all the way."
NEXT = "What has to be known at the next word?", "state, h = parts.decoder(..., h); return logits, h."

MISTAKES = (
    _shape(
        "an axis of one word left",
        _shaped(logits=lambda x: x[:, None]),
        "The logits still have the axis of the words, of length 1.",
        "Which shape has the GRU's output for one word?",
        "state[:, 0] is (B, H).",
    ),
    _shape(
        "first axis of h lost",
        _shaped(h=lambda x: x[0]),
        "h came back as (B, H); the GRU wants (1, B, H) at the next step.",
        "Which shape has the h that was handed in?",
        "Return the h of parts.decoder as it is.",
    ),
    _shape(
        "states of the GRU in place of h",
        _shaped(h=lambda x: x.transpose(0, 1)),
        "(B, 1, H) came back: that is the GRU's output; its state is (1, B, H).",
        "Which of the two results of a GRU goes into the next step?",
        "state, h = parts.decoder(...): return the second.",
    ),
    _shape(
        "the word in place of the logits",
        _shaped(logits=lambda x: x.argmax(dim=1)),
        "The likeliest word came; the loss needs the scores of all.",
        "Can a gradient flow through argmax?",
        "return parts.scores(...), h",
    ),
    _slip(
        "states averaged, padding and all",
        _step(context=lambda weights, memory, parts: memory.states.mean(dim=1)),
        "The context is the plain mean of all states: the decoder looks everywhere alike, at the padding too.",
        "Which line asks what fits to the state?",
        "attend(state, memory.states, memory.states, memory.mask)",
    ),
    _slip(
        "attention over padding",
        _step(attention=lambda s, m: _scores(s, m).softmax(dim=1)),
        "The mask is not used: padding takes a part of the attention.",
        *MASK,
    ),
    _slip(
        "mask turned round",
        _step(attention=lambda s, m: _weights(s, m, there=~m.mask)),
        "Only the padding is attended to: the mask is turned round.",
        *MASK,
    ),
    _slip(
        "softmax over the sentences of the batch",
        _step(attention=lambda s, m: _weights(s, m, axis=0)),
        "The weights sum to 1 over the batch: each word is shared out among the sentences.",
        "Which axis counts the words of the source?",
        "softmax(dim=1) of scores (B, T).",
    ),
    _slip(
        "scores in place of weights",
        _step(attention=lambda s, m: _scores(s, m) * m.mask),
        "The context is summed by the scores themselves; a softmax makes weights of them.",
        "What do the weights of one sentence sum to?",
        "weights = softmax of the scores, after the mask.",
    ),
    _slip(
        "all words weigh the same",
        _step(attention=lambda s, m: m.mask / m.mask.sum(dim=1, keepdim=True)),
        "The context is the plain mean of the states: the decoder looks everywhere and nowhere.",
        "Does the context change from one written word to the next?",
        "The state asks: attend(state, ...).",
    ),
    _slip(
        "last state for context",
        _step(context=lambda w, m, p: m.states[:, -1]),
        "The context is the state at the last place, which in a short sentence is padding.",
        "Does the context change from one written word to the next?",
        "The state asks: attend(state, ...).",
    ),
    _slip(
        "context left out",
        _step(context=lambda w, m, p: 0 * m.states[:, 0]),
        "The context is not in the scores: the decoder writes without looking at the source.",
        *JOIN,
    ),
    _slip(
        "joined the other way round",
        _step(scored=lambda p, s, c: p.scores(_joined(p, c, s).tanh())),
        "Context and state are exchanged: the layer's first H columns belong to the state.",
        *JOIN,
    ),
    _slip(
        "added in place of joined",
        _step(scored=lambda p, s, c: p.scores((s + c).tanh())),
        "State and context were added; the model has a layer that joins them.",
        *JOIN,
    ),
    _slip(
        "state alone is scored",
        _step(scored=lambda p, s, c: p.scores(s)),
        "The scores are of the GRU's state alone: neither the context nor the layer that joins them is used.",
        *JOIN,
    ),
    _slip(
        "tanh missing",
        _step(scored=lambda p, s, c: p.scores(_joined(p, s, c))),
        "Between the two layers stands a tanh; without it they are one layer.",
        "What stands between join and scores?",
        "parts.scores(torch.tanh(parts.join(...))).",
    ),
    _slip(
        "ReLU in place of tanh",
        _step(scored=lambda p, s, c: p.scores(_joined(p, s, c).relu())),
        "A ReLU stands between the two layers; this model was made with a tanh.",
        "What stands between join and scores?",
        "parts.scores(torch.tanh(parts.join(...))).",
    ),
    _slip(
        "softmax inside the step",
        _step(scored=lambda p, s, c: _scored(p, s, c).softmax(dim=1)),
        "These are probabilities; the loss takes logits, and takes the softmax itself.",
        "What does the loss do first?",
        "Return the logits as they are.",
    ),
    _slip(
        "softmax inside the step",
        _step(scored=lambda p, s, c: _scored(p, s, c).log_softmax(dim=1)),
        "These are logarithms of probabilities; logits are asked.",
        "What does the loss do first?",
        "Return the logits as they are.",
    ),
    _slip(
        "word looked up on the source's side",
        _step(embedded=lambda p, word: p.source(word.clamp(max=p.source.num_embeddings - 1))),
        "The word was looked up in the table of the source; what is written has a table of its own.",
        "Which language is the word before?",
        "parts.target(word).",
    ),
    _slip(
        "begins anew at every word",
        _step(begin=lambda h, m: m.h),
        "The step begins with the memory's h, not with the h it was given: each word is written as if it were the "
        "first.",
        *NEXT,
    ),
    _slip(
        "begins at zero",
        _step(begin=lambda h, m: 0 * h),
        "The h that was given is not used: the GRU begins at zeros.",
        *NEXT,
    ),
    _slip(
        "old h returned",
        _step(following=lambda new, old, m: old),
        "The h that came in goes out again: the decoder never gets on.",
        *NEXT,
    ),
    Mistake(
        "cut off from autograd",
        (NAME,),
        LEARNS,
        lambda c: dict.fromkeys(REACHED.values(), False),
        "The numbers are right, but autograd finds no way from the logits to the layers: nothing would be learned.",
        GRAPH,
    ),
    Mistake(
        "context cut off from autograd",
        (NAME,),
        LEARNS,
        lambda c: {REACHED["memory.states"]: False},
        "No gradient reaches what was read: your attend leaves torch, and the encoder would never learn.",
        GRAPH,
    ),
    _slip(
        "state from before the step attends",
        lambda *arguments: right(*arguments, before=True),
        "Your context is that of the state before this word was read, as Bahdanau's paper has it; this model, as "
        "Luong's, asks with the state after. Either learns to translate.",
        "Which state asks: the one before the word was read, or after?",
        "attend(state[:, 0], memory.states, memory.states, memory.mask).",
        part=PLACE,
    ),
)
