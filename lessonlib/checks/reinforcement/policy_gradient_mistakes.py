"""Mistakes in the losses of policy gradients: signs, logarithms, means, baselines, and what is detached."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Case, Mistake
from lessonlib.checks.reinforcement.policy_gradient import (
    DEFAULTS,
    GRADIENT,
    LOSS,
    OF_LOGITS,
    OF_VALUES,
    a2c,
    a2c_slope,
    advantage,
    by_logits,
    done,
    entropy,
    log_p,
    reinforce,
)


def _weighed(c: Case, chosen: np.ndarray) -> np.ndarray:
    return -(chosen * c.returns).mean()


def _rows(c: Case) -> np.ndarray:
    return np.arange(len(c.actions))


def _softmax_twice(c: Case) -> np.ndarray:
    p = np.exp(log_p(c))
    twice = p - np.log(np.exp(p).sum(axis=1, keepdims=True))
    return twice[_rows(c), c.actions]


def _over_the_steps(c: Case) -> np.ndarray:
    wrong = c.logits - np.log(np.exp(c.logits).sum(axis=0))
    return wrong[_rows(c), c.actions]


def _standard(returns: np.ndarray) -> np.ndarray:
    return (returns - returns.mean()) / (returns.std() if len(returns) > 1 else 1)


def _entry(exercise, part):
    def entry(name, gives, says, *hints):
        return Mistake(name, (exercise,), part, gives, says, hints)

    return entry


def _actor(term):
    """The actor's term replaced."""
    return lambda c: a2c(c, actor=term(c))


_r, _rg = (_entry("reinforce_loss", part) for part in (LOSS, GRADIENT))
_a, _ag = (_entry("a2c_loss", part) for part in (LOSS, GRADIENT))
LOG = "What is the loss of two equally likely actions and G = 1?", "log_softmax(logits, dim=1), then gather the action."
DONE = "Which column belongs to what was done?", "log_p.gather(1, actions[:, None])[:, 0]"
MEAN = "Multiply first or average first?", "(log_p * returns).mean(): first the products."
SIGN = "An optimiser makes the loss smaller: what should grow?", "-(log_p * returns).mean()"
TERMS = "Print the three terms, each by itself.", "actor + value_weight * critic - entropy_weight * entropy"
MORE = "Should the entropy grow or shrink?", "- entropy_weight * entropy: a loss that falls lets it grow."
CRITIC = "What should V come near to?", "((returns - values) ** 2).mean()"
CUT = "Which of your lines cut the loss off: detach, no_grad, .item()?", "Detach returns and advantages, nothing else."
DETACH = "Which term teaches the critic?", "advantage = (returns - values).detach() in the actor's term."
ASCENT = "The sign is missing: an optimiser would make good actions rarer."
PLAIN = "pi itself was taken, not its logarithm; the policy gradient theorem has log pi."
MISTAKES = (
    _r("minus sign missing", lambda c: -reinforce(c), ASCENT, *SIGN),
    _r("minus sign missing", lambda c: -reinforce(c) * len(c.actions), ASCENT, *SIGN),
    _r("probability in place of its logarithm", lambda c: _weighed(c, np.exp(done(c))), PLAIN, *LOG),
    _r(
        "mean times mean",
        lambda c: -done(c).mean() * c.returns.mean(),
        "The means were multiplied, or (T, 1) met (T,): each step has to meet its own return.",
        *MEAN,
    ),
    _r(
        "all actions",
        lambda c: -(log_p(c) * c.returns[:, None]).mean(),
        "The log probabilities of all actions went in; only what was done got this return.",
        *DONE,
    ),
    _r(
        "all actions",
        lambda c: -(log_p(c) * c.returns[:, None]).sum(axis=1).mean(),
        "The log probabilities of all actions went in; only what was done got this return.",
        *DONE,
    ),
    _r(
        "likeliest action in place of the one taken",
        lambda c: _weighed(c, log_p(c).max(axis=1)),
        "The likeliest action was praised for what another one earned.",
        *DONE,
    ),
    _r(
        "logits in place of log pi",
        lambda c: _weighed(c, c.logits[_rows(c), c.actions]),
        "The scores were taken as they are; log pi needs the softmax.",
        *LOG,
    ),
    _r("softmax twice", lambda c: _weighed(c, _softmax_twice(c)), "Probabilities went through a softmax again.", *LOG),
    _r(
        "softmax over the steps",
        lambda c: _weighed(c, _over_the_steps(c)),
        "The softmax ran down the steps; each step has its own policy.",
        "What sums to 1: a row or a column?",
        "log_softmax(logits, dim=1)",
    ),
    _r("returns left out", lambda c: -done(c).mean(), "This imitates whatever was done.", *SIGN),
    _r(
        "returns normalised",
        lambda c: -(done(c) * _standard(c.returns)).mean(),
        "The returns were normalised here: do that before the call, where it is wanted.",
        *MEAN,
    ),
    _r(
        "mean of the returns taken away",
        lambda c: -(done(c) * (c.returns - c.returns.mean())).mean(),
        "A baseline was taken away here: do that before the call, where it is wanted.",
        *MEAN,
    ),
    _r(
        "returns in another order",
        lambda c: -(done(c) * c.returns[::-1]).mean(),
        "The returns were turned round: the first step got the last return.",
        *MEAN,
    ),
    _r("log base 2", lambda c: reinforce(c) / np.log(2), "The natural logarithm is meant.", *LOG),
    _rg(
        "cut off from the network",
        lambda c: {OF_LOGITS: np.zeros_like(c.logits)},
        "No gradient reaches the logits: nothing can be learned.",
        *CUT,
    ),
    _a("entropy rewarded the wrong way", lambda c: a2c(c) + 2 * c.e * entropy(c).mean(), "Entropy is punished.", *MORE),
    _a("entropy left out", lambda c: a2c(c, entropies=0), "The entropy is missing.", *TERMS),
    _a(
        "entropy averaged over the actions",
        lambda c: a2c(c, entropies=entropy(c).mean() / c.logits.shape[1]),
        "The entropy was averaged over the actions; it is a sum over them, averaged over the steps.",
        *TERMS,
    ),
    _a(
        "entropy of what was done",
        lambda c: a2c(c, entropies=-done(c).mean()),
        "Minus log pi of the action taken is only a sample of the entropy.",
        "What does an entropy sum over?",
        "-(p * log_p).sum(dim=1).mean()",
    ),
    _a(
        "baseline not subtracted",
        _actor(lambda c: -(done(c) * c.returns).mean()),
        "The actor learns from G, not from G − V: the critic is of no use to it.",
        *TERMS,
    ),
    _a(
        "advantage upside down",
        _actor(lambda c: (done(c) * advantage(c)).mean()),
        "V − G, or a minus sign missing: good surprises would make an action rarer.",
        *SIGN,
    ),
    _a(
        "probability in place of its logarithm", _actor(lambda c: -(np.exp(done(c)) * advantage(c)).mean()), PLAIN, *LOG
    ),
    _a(
        "mean times mean",
        _actor(lambda c: -done(c).mean() * advantage(c).mean()),
        "The means were multiplied: each step has to meet its own advantage.",
        *MEAN,
    ),
    _a(
        "all actions",
        _actor(lambda c: -(log_p(c) * advantage(c)[:, None]).mean()),
        "The log probabilities of all actions went in.",
        *DONE,
    ),
    _a(
        "logits in place of log pi",
        _actor(lambda c: -(c.logits[_rows(c), c.actions] * advantage(c)).mean()),
        "The scores were taken as they are; log pi needs the softmax.",
        *LOG,
    ),
    _a("critic left out", lambda c: a2c(c, critic=0), "The critic's term is missing: V is never learned.", *TERMS),
    _a("actor left out", _actor(lambda c: 0), "The actor's term is missing: the policy learns nothing.", *TERMS),
    _a(
        "value weight ignored",
        lambda c: a2c(c, critic=(advantage(c) ** 2).mean() / c.v),
        "The critic's term stands without value_weight.",
        *TERMS,
    ),
    _a(
        "weights exchanged",
        lambda c: a2c(c.but("", v=c.e, e=c.v)),
        "value_weight stands before the entropy, and entropy_weight before the critic's term.",
        *TERMS,
    ),
    _a(
        "critic learns the advantage",
        lambda c: a2c(c, critic=((advantage(c) - c.values) ** 2).mean()),
        "V is drawn towards the advantage; its target is the return, advantage plus value.",
        *CRITIC,
    ),
    _a(
        "critic's error not squared",
        lambda c: a2c(c, critic=np.abs(advantage(c)).mean()),
        "The critic's errors are absolute, not squared.",
        *CRITIC,
    ),
    _a(
        "critic compared with every step",
        lambda c: a2c(c, critic=((c.values[:, None] - c.returns) ** 2).mean()),
        "(T, 1) met (T,): each value was compared with the returns of all steps.",
        "Print the shapes of values and returns.",
        "values[:, 0], or squeeze(1).",
    ),
    _ag(
        "advantage not detached",
        lambda c: {**a2c_slope(c), OF_VALUES: a2c_slope(c)[OF_VALUES] + done(c) / len(c.values)},
        "The actor's term moves the critic: V would be changed so that the policy's loss looks better.",
        *DETACH,
    ),
    _ag(
        "critic cut off",
        lambda c: {**a2c_slope(c), OF_VALUES: np.zeros_like(c.values)},
        "No gradient reaches the values: the critic learns nothing.",
        *DETACH,
    ),
    _ag(
        "entropy cut off",
        lambda c: {OF_LOGITS: by_logits(c, advantage(c))},
        "No gradient runs through the entropy: it is only a number in the loss.",
        *CUT,
    ),
    _ag(
        "actor cut off",
        lambda c: {OF_LOGITS: a2c_slope(c)[OF_LOGITS] - by_logits(c, advantage(c))},
        "No gradient runs through log pi: the policy learns nothing from rewards.",
        *CUT,
    ),
    _ag(
        "cut off from the network",
        lambda c: {OF_LOGITS: np.zeros_like(c.logits), OF_VALUES: np.zeros_like(c.values)},
        "No gradient reaches actor or critic.",
        *CUT,
    ),
    Mistake(
        "other weights by default",
        ("a2c_loss",),
        DEFAULTS,
        lambda c: ANY,
        "Given both weights it is right; the training leaves them out, and then they are others.",
        (
            "Which weights does your function take when none are given?",
            "value_weight=0.5, entropy_weight=0.01 in the first line.",
        ),
    ),
)
