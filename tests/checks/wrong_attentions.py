"""Wrong attention by scaled dot products, each with the diagnosis it should get."""

import math

import torch

from tests.checks.specimens import wrong

NAME = "scaled_dot_product_attention"


def attends(
    score=lambda q, k, v: q @ k.mT / math.sqrt(q.shape[-1]),
    hide=lambda scores, mask: scores.masked_fill(~mask, -math.inf),
    turn=lambda scores: scores.softmax(dim=-1),
    after=lambda weights, mask: weights.masked_fill(~mask, 0.0),
    mix=lambda weights, q, k, v: weights @ v,
):
    """Attention with one of its lines replaced; right where nothing is."""

    def attention(q, k, v, mask=None):
        scores = score(q, k, v)
        weights = turn(scores) if mask is None else after(turn(hide(scores, mask)), mask)
        return mix(weights, q, k, v), weights

    return attention


def fails(diagnosis, outcome="wrong value", **line):
    candidate = attends(**line)
    candidate.__name__ = diagnosis.replace(" ", "_")
    wrong(NAME, diagnosis, outcome)(candidate)


fails("not scaled", score=lambda q, k, v: q @ k.mT)
fails("divided by d", score=lambda q, k, v: q @ k.mT / q.shape[-1])
fails("multiplied by the root of d", score=lambda q, k, v: q @ k.mT / (1 / math.sqrt(q.shape[-1])))
fails("divided by the root of the length", score=lambda q, k, v: q @ k.mT / math.sqrt(q.shape[-2]))
fails("divided by the root of the values' width", score=lambda q, k, v: q @ k.mT / math.sqrt(v.shape[-1]))
fails("softmax over the queries", turn=lambda s: s.softmax(dim=-2))
fails("softmax over the first axis", turn=lambda s: s.softmax(dim=0))
fails("softmax over the second axis", turn=lambda s: s.softmax(dim=1))
fails("softmax over the whole table", turn=lambda s: s.flatten(-2).softmax(dim=-1).reshape(s.shape))
fails("no softmax", turn=lambda s: s)
fails("softmax twice", turn=lambda s: s.softmax(dim=-1).softmax(dim=-1))
fails("exp not normalised", turn=torch.exp)
fails("logarithm of the softmax", turn=lambda s: s.log_softmax(dim=-1))
fails("sigmoid in place of softmax", turn=torch.sigmoid)
fails("softmax unstable", "fragile", turn=lambda s: s.exp() / s.exp().sum(dim=-1, keepdim=True))
fails("shapes do not meet", "raised", score=lambda q, k, v: k @ q.mT / math.sqrt(q.shape[-1]))
fails(
    "cosine in place of the dot product",
    score=lambda q, k, v: torch.cosine_similarity(q[..., None, :], k[..., None, :, :], dim=-1),
)
fails("all axes turned", "raised", score=lambda q, k, v: q @ k.permute(*range(k.ndim)[::-1]) / math.sqrt(q.shape[-1]))
fails("keys mixed in place of values", "wrong shape", mix=lambda w, q, k, v: w @ k)
fails("mask ignored", hide=lambda s, mask: s, after=lambda w, mask: w)
fails("mask inverted", hide=lambda s, mask: s.masked_fill(mask, -math.inf), after=lambda w, mask: w)
fails("mask by multiplying", hide=lambda s, mask: s * mask, after=lambda w, mask: w)
fails("mask after the softmax", hide=lambda s, mask: s)
fails("mask transposed", "raised", hide=lambda s, mask: s.masked_fill(~mask.mT, -math.inf), after=lambda w, mask: w)
fails("mask added as numbers", hide=lambda s, mask: s + mask, after=lambda w, mask: w)
fails("plus infinity", hide=lambda s, mask: s.masked_fill(~mask, math.inf), after=lambda w, mask: w)
fails("hidden score too weak", "fragile", hide=lambda s, mask: s.masked_fill(~mask, -1e4), after=lambda w, mask: w)
fails("NaN where nothing may be looked at", "fragile", after=lambda w, mask: w)
fails(
    "mean of everything where nothing may be looked at",
    "fragile",
    hide=lambda s, mask: s.masked_fill(~mask, -1e9),
    after=lambda w, mask: w,
)
fails("cut off from autograd", mix=lambda w, q, k, v: (w @ v).detach())
fails("weights cut off from autograd", mix=lambda w, q, k, v: w.detach() @ v)
fails("values cut off from autograd", mix=lambda w, q, k, v: w @ v.data)
fails(
    "NaN in the gradient",
    "fragile",
    hide=lambda s, mask: s + torch.zeros(mask.shape).masked_fill(~mask, -math.inf),
    after=lambda w, mask: w.nan_to_num(),
)


@wrong(NAME, "scaled after the softmax", "wrong value")
def scales_the_weights(q, k, v, mask=None):
    out, weights = attends(score=lambda q, k, v: q @ k.mT)(q, k, v, mask)
    return out / math.sqrt(q.shape[-1]), weights / math.sqrt(q.shape[-1])


@wrong(NAME, "weights not returned", "wrong shape")
def gives_out_alone(q, k, v, mask=None):
    return attends()(q, k, v, mask)[0]


@wrong(NAME, "out and weights exchanged", "wrong shape")
def gives_weights_first(q, k, v, mask=None):
    return attends()(q, k, v, mask)[::-1]


@wrong(NAME, "in-place edit of the input", "fragile")
def scales_the_queries_in_place(q, k, v, mask=None):
    if not q.requires_grad:
        q /= math.sqrt(q.shape[-1])
        return attends(score=lambda q, k, v: q @ k.mT)(q, k, v, mask)
    return attends()(q, k, v, mask)


@wrong(NAME, "scores mix the values", "wrong value")
def mixes_by_scores(q, k, v, mask=None):
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    return scores @ v, scores.softmax(dim=-1)
