"""Penalties and rules of early stopping, right in another style and wrong, each with its diagnosis."""

import numpy as np
import torch

from tests.checks.specimens import right, wrong


class L2:
    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        return self.strength * np.sum(weight**2)

    def gradient(self, weight):
        return 2 * self.strength * weight


class L1:
    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        return self.strength * np.sum(np.abs(weight))

    def gradient(self, weight):
        return self.strength * np.sign(weight)


right("l2_penalty")(L2)
right("l1_penalty")(L1)


class ByTorch:
    power = 2

    def __init__(self, strength):
        self.factor = strength

    def value(self, weight):
        return self.factor * (torch.tensor(weight).abs() ** self.power).sum()

    def gradient(self, weight):
        weight = torch.tensor(weight, requires_grad=True)
        (self.factor * (weight.abs() ** self.power).sum()).backward()
        return weight.grad


@right("l2_penalty")
class SquaresByTorch(ByTorch):
    power = 2


@right("l1_penalty")
class SizesByTorch(ByTorch):
    power = 1


@right("l1_penalty")
class RightAtZero(L1):
    def gradient(self, weight):
        return np.where(weight >= 0, self.strength, -self.strength)


@wrong("l2_penalty", "factor 2 missing", "wrong value")
class SquaresAsGiven(L2):
    def gradient(self, weight):
        return self.strength * weight


@wrong("l2_penalty", "strength missing", "wrong value")
class SquaresOfStrengthOne(L2):
    def gradient(self, weight):
        return 2 * weight


@wrong("l2_penalty", "size in place of the weight", "wrong value")
class SquaresWithoutSign(L2):
    def gradient(self, weight):
        return 2 * self.strength * np.abs(weight)


@wrong("l2_penalty", "the other penalty's gradient", "wrong value")
class SquaresPulledAlike(L2):
    gradient = L1.gradient


@wrong("l2_penalty", "root of the sum of squares", "wrong value")
class NormOfWeights(L2):
    def value(self, weight):
        return self.strength * np.linalg.norm(weight)


@wrong("l2_penalty", "mean in place of the sum", "wrong value")
class MeanOfSquares(L2):
    def value(self, weight):
        return self.strength * np.mean(weight**2)


@wrong("l2_penalty", "in-place edit of the weights", "fragile")
class SquaresInPlace(L2):
    def gradient(self, weight):
        weight *= 2 * self.strength
        return weight


@wrong("l2_penalty", "state shared between objects", "fragile")
class SquaresOfTheLatest(L2):
    def __init__(self, strength):
        SquaresOfTheLatest.strength = strength


@wrong("l1_penalty", "absolute value missing", "wrong value")
class SumOfWeights(L1):
    def value(self, weight):
        return self.strength * np.sum(weight)


@wrong("l1_penalty", "size of the sum", "wrong value")
class SizeOfTheSum(L1):
    def value(self, weight):
        return self.strength * abs(np.sum(weight))


@wrong("l1_penalty", "strength missing", "wrong value")
class SizesOfStrengthOne(L1):
    def value(self, weight):
        return np.abs(weight).sum()


@wrong("l1_penalty", "the other penalty's value", "wrong value")
class SizesSquared(L1):
    value = L2.value


@wrong("l1_penalty", "not summed", "wrong shape")
class SizesOneByOne(L1):
    def value(self, weight):
        return self.strength * np.abs(weight)


@wrong("l1_penalty", "sign missing", "wrong value")
class SizesPulledDown(L1):
    def gradient(self, weight):
        return self.strength * np.ones_like(weight)


@wrong("l1_penalty", "the weight in place of its sign", "wrong value")
class SizesPulledAsSquares(L1):
    gradient = SquaresAsGiven.gradient


@wrong("l1_penalty", "division by a weight of 0", "fragile")
class SizesDivided(L1):
    def gradient(self, weight):
        return self.strength * weight / np.abs(weight)


@right("early_stopping")
def my_rule(losses, patience):
    return len(losses) > patience and min(losses[-patience:]) >= min(losses[:-patience])


@right("early_stopping")
def counted_by_a_loop(losses, patience):
    best, waited = float("inf"), 0
    for loss in losses:
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
    if waited >= patience:
        return True


@wrong("early_stopping", "patience ignored", "wrong value")
def first_bump(losses, patience):
    return losses[-1] > min(losses)


@wrong("early_stopping", "one epoch too early", "wrong value")
def minimum_counted(losses, patience):
    return len(losses) - losses.index(min(losses)) >= patience


@wrong("early_stopping", "one epoch too late", "wrong value")
def one_more(losses, patience):
    return len(losses) - losses.index(min(losses)) - 1 > patience


@wrong("early_stopping", "rises in a row counted", "wrong value")
def rises_in_a_row(losses, patience):
    steps = np.diff(losses)[-patience:]
    return len(steps) == patience and bool((steps > 0).all())


@wrong("early_stopping", "an equal loss taken for a new minimum", "wrong value")
def equal_starts_anew(losses, patience):
    best = max(k for k, loss in enumerate(losses) if loss == min(losses))
    return len(losses) - 1 - best >= patience


@wrong("early_stopping", "the count never starts anew", "wrong value")
def never_anew(losses, patience):
    best, waited = float("inf"), 0
    for loss in losses:
        waited += loss >= best
        best = min(best, loss)
    return waited >= patience


@wrong("early_stopping", "compared with one epoch only", "wrong value")
def with_one_epoch(losses, patience):
    return len(losses) > patience and losses[-1] >= losses[-patience - 1]


@wrong("early_stopping", "true in one epoch only", "wrong value")
def in_one_epoch(losses, patience):
    return len(losses) - 1 - losses.index(min(losses)) == patience


@wrong("early_stopping", "never stops", "wrong value")
def never(losses, patience):
    return len(losses) > 1000


@wrong("early_stopping", "compared with the epoch before them", "wrong value")
def with_the_epoch_before(losses, patience):
    return len(losses) > patience and min(losses[-patience:]) >= losses[-patience - 1]
