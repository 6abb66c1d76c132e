"""Wrong temperatures, cuts and beams, each with the diagnosis it should get."""

import numpy as np
import torch

from tests.checks.specimens import wrong


def soft(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@wrong("temperature_softmax", "multiplied by T", "wrong value")
def power_as_in_the_notes(logits, temperature):
    p = soft(logits)
    return p**temperature / (p**temperature).sum(axis=-1, keepdims=True)


@wrong("temperature_softmax", "T applied to probabilities", "wrong value")
def softens_probabilities(logits, temperature):
    return soft(soft(logits) / temperature)


@wrong("temperature_softmax", "T not used", "wrong value")
def ignores_it(logits, temperature):
    return torch.softmax(logits, dim=-1)


@wrong("temperature_softmax", "not normalised", "wrong value")
def exponentials(logits, temperature):
    return np.exp(logits / temperature)


@wrong("temperature_softmax", "normalised over everything", "fragile")
def one_sum_for_all(logits, temperature):
    e = np.exp(logits / temperature - (logits / temperature).max())
    return e / e.sum()


@wrong("temperature_softmax", "overflow", "fragile")
def without_the_maximum(logits, temperature):
    e = np.exp(logits / temperature)
    return (
        np.nan_to_num(e / e.sum(axis=-1, keepdims=True), nan=1.0) * (logits == logits)
        if e.max() < 1e300
        else soft(logits / temperature)
    )


@wrong("temperature_softmax", "in-place edit of logits", "fragile")
def divides_in_place(logits, temperature):
    logits /= temperature
    return soft(logits)


@wrong("top_k", "not renormalised", "wrong value")
def cut_only(p, k):
    q = np.zeros_like(p)
    keep = np.argsort(-p)[:k]
    q[keep] = p[keep]
    return q


@wrong("top_k", "only those that stay returned", "wrong shape")
def short_answer(p, k):
    values = torch.topk(p, k).values
    return values / values.sum()


@wrong("top_k", "the smallest kept", "wrong value")
def upwards(p, k):
    q = np.zeros_like(p)
    keep = np.argsort(p)[:k]
    q[keep] = p[keep]
    return q / q.sum()


@wrong("top_k", "one too many", "wrong value")
def at_least_the_next(p, k):
    line = np.sort(p)[::-1][min(k, len(p) - 1)]
    return np.where(p >= line, p, 0) / p[p >= line].sum()


@wrong("top_k", "ties keep more than k", "fragile")
def by_value(p, k):
    q = np.where(p >= np.sort(p)[-k], p, 0)
    return q / q.sum()


@wrong("top_k", "in-place edit of p", "fragile")
def cuts_in_place(p, k):
    p[np.argsort(-p, kind="stable")[k:]] = 0
    return p / p.sum()


@wrong("top_p", "crossing token dropped", "wrong value")
def stops_short(p, mass):
    order = np.argsort(-p)
    keep = order[np.round(p[order].cumsum(), 12) <= mass]
    q = np.zeros_like(p)
    q[keep] = p[keep]
    with np.errstate(all="ignore"):
        return q / q.sum()


@wrong("top_p", "order not undone", "wrong value")
def stays_sorted(p, mass):
    q = np.sort(p)[::-1].copy()
    q[np.round(q.cumsum() - q, 12) >= mass] = 0
    return q / q.sum()


@wrong("top_p", "divided by the mass", "wrong value")
def by_the_mass(p, mass):
    order = np.argsort(-p)
    q = np.zeros_like(p)
    keep = order[np.round(p[order].cumsum() - p[order], 12) < mass]
    q[keep] = p[keep]
    return q / mass


@wrong("top_p", "summed up in the order of places", "wrong value")
def unsorted(p, mass):
    q = np.where(p.cumsum() - p < mass, p, 0)
    return q / q.sum()


@wrong("top_p", "one token at mass 1", "fragile")
def by_argmax(p, mass):
    order = np.argsort(-p, kind="stable")
    n = np.argmax(p[order].cumsum() >= mass + (mass == 1)) + 1
    q = np.zeros_like(p)
    q[order[:n]] = p[order[:n]]
    return q / q.sum()


class Beam:
    """A beam of the usual kind, in pieces that go wrong one at a time."""

    def __init__(self, log_p, start, end, width, length, alpha):
        self.log_p, self.end, self.width, self.length, self.alpha = log_p, end, width, length, alpha
        self.live, self.done = [((start,), 0.0)], []

    def search(self):
        for _ in range(self.length):
            grown = [((*tokens, i), total + x) for tokens, total in self.live for i, x in enumerate(self.log_p(tokens))]
            self.keep(sorted(grown, key=lambda h: h[1], reverse=True))
        return self.best()

    def keep(self, grown):
        self.live = []
        for tokens, total in grown[: self.width]:
            (self.done if tokens[-1] == self.end else self.live).append((tokens, total))

    def best(self):
        scored = [(tokens, self.score(tokens, total)) for tokens, total in self.done + self.live]
        return sorted(scored, key=lambda h: h[1], reverse=True)[: self.width]

    def score(self, tokens, total):
        return total / (len(tokens) - 1) ** self.alpha


def beam(diagnosis):
    def register(kind):
        def search(*args):
            return kind(*args).search()

        search.__name__ = kind.__name__
        wrong("beam_search", diagnosis, "wrong value")(search)
        return kind

    return register


@beam("greedy")
class OnlyTheBest(Beam):
    def keep(self, grown):
        super().keep(grown[:1])


@beam("the finished forgotten")
class ForgetsTheFinished(Beam):
    def best(self):
        self.done = []
        return super().best()


@beam("the unfinished dropped")
class WantsAnEnd(Beam):
    def best(self):
        self.live = []
        return super().best()


@beam("start counted in the length")
class CountsStart(Beam):
    def score(self, tokens, total):
        return total / len(tokens) ** self.alpha


@beam("alpha not used")
class NoAlpha(Beam):
    def score(self, tokens, total):
        return total


@beam("product of probabilities")
class Multiplies(Beam):
    def score(self, tokens, total):
        return np.exp(total) / (len(tokens) - 1) ** self.alpha


@beam("the finished grow on")
class NeverFinishes(Beam):
    def keep(self, grown):
        self.live = grown[: self.width]


@beam("worst first")
class Upwards(Beam):
    def best(self):
        scored = [(tokens, self.score(tokens, total)) for tokens, total in self.done + self.live]
        return sorted(scored, key=lambda h: h[1])[: self.width]


@beam("one token too few")
class CountsStartAsAStep(Beam):
    def search(self):
        self.length -= 1
        return super().search()


@beam("stops at the first that ends")
class DoneWhenOneIs(Beam):
    def search(self):
        longest, self.length = self.length, 1
        for _ in range(longest):
            super().search()
            if self.done:
                break
        return self.best()


@beam("end taken off")
class WithoutTheEnd(Beam):
    def best(self):
        return [(tokens[:-1] if tokens[-1] == self.end else tokens, score) for tokens, score in super().best()]


@beam("the unfinished dropped")
class FinishedFirst(Beam):
    def best(self):
        self.live = [] if self.done else self.live
        return super().best()
