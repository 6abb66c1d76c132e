"""Mistakes in the loss of a deep Q-network: masks, axes, broadcasting, roles, and what the gradient runs through."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import Case, Mistake
from lessonlib.checks.reinforcement.deep_q import (
    DOUBLE,
    GRADIENT,
    LOSS,
    OF_Q,
    OF_TARGET,
    ahead,
    double_target,
    loss,
    own,
    picked,
    slope,
    squared,
    taken,
    target,
)


def _towards(y):
    return lambda c: squared(taken(c) - y(c))


def _over_the_batch(c: Case):
    """The largest of each column: it fits the batch only when there are as many rows as actions."""
    if len(c.r) != c.W.shape[1]:
        raise RuntimeError
    return squared(taken(c) - target(c, ahead(c).max(axis=0)))


def _gathered_for_every_row(c: Case):
    return squared((c.s @ c.W)[:, c.a] - target(c))


def _on_all_actions(c: Case):
    return squared(c.s @ c.W - target(c)[:, None])


def _target_followed(c: Case) -> dict[str, np.ndarray]:
    """The gradient that also runs through the maximum of the target network."""
    right = slope(c, lambda e: 2 * e)
    error = taken(c) - target(c)
    one = np.eye(c.W.shape[1])[ahead(c).argmax(axis=1)]
    back = (-2 * error * c.gamma * (1 - c.ends))[:, None] * one / len(error)
    return {**right, OF_TARGET: c.s2.T @ back}


def _entry(part):
    def entry(name, gives, says, *hints):
        return Mistake(name, ("dqn_loss",), part, gives, says, hints)

    return entry


_loss, _grad, _double = (_entry(part) for part in (LOSS, GRADIENT, DOUBLE))
END = "What is still to come after an end?", "rewards + gamma * (~terminated) * best"
AXIS = "What is the shape of your maximum: (B,) or (A,)?", "target(next_states).max(dim=1).values"
SHAPES = "Print the shapes of both sides of the difference.", "q(states).gather(1, actions[:, None])[:, 0] is (B,)."
DONE = "Which column of Q belongs to what was done?", "q(states).gather(1, actions[:, None])[:, 0]"
HAND = "Work the target out by hand for one row.", "y = rewards + gamma * (~terminated) * best"
MEAN = "What is the loss of a batch of one, and of the same row twice?", "((chosen - y) ** 2).mean()"
CUT = "Which of your lines cut the loss off: detach, no_grad, .item()?", "Only the target belongs inside no_grad."
ROLES = "Which network chooses the next action, and which one judges it?", "q chooses, target judges."
BROADCAST = "(B, 1) against (B,) makes a matrix (B, B): each Q was compared with the targets of all rows."
MISTAKES = (
    _loss(
        "end not masked",
        _towards(lambda c: c.r + c.gamma * ahead(c).max(axis=1)),
        "After an end nothing is to come, yet gamma max Q' was added.",
        *END,
    ),
    _loss(
        "mask inverted",
        _towards(lambda c: c.r + c.gamma * c.ends * ahead(c).max(axis=1)),
        "terminated is upside down: what follows counts only where the episode ended.",
        *END,
    ),
    _loss(
        "reward masked too",
        _towards(lambda c: (1 - c.ends) * target(c)),
        "The reward is gone where the episode ended; only what follows is.",
        *END,
    ),
    _loss(
        "max over the batch",
        _over_the_batch,
        "The maximum was taken over the rows of the batch, so that it has one number an action.",
        *AXIS,
    ),
    _loss(
        "max over everything",
        _towards(lambda c: target(c, ahead(c).max())),
        "One maximum was taken over the whole batch.",
        *AXIS,
    ),
    _loss("broadcast to (B, B)", lambda c: squared(taken(c)[:, None] - target(c)), BROADCAST, *SHAPES),
    _loss(
        "every action for every row",
        _gathered_for_every_row,
        "q(states)[:, actions] takes all actions of the batch for each row: (B, B).",
        *DONE,
    ),
    _loss(
        "loss on all actions",
        _on_all_actions,
        "All actions are pulled to the target; nothing was learned about those that were not taken.",
        *DONE,
    ),
    _loss(
        "averaged over all actions",
        lambda c: loss(c) / c.W.shape[1],
        "The mean ran over B A numbers: those of the actions that were not taken are errors of 0 in it.",
        *MEAN,
    ),
    _loss(
        "greedy action in place of the one taken",
        lambda c: squared((c.s @ c.W).max(axis=1) - target(c)),
        "The largest Q(s, ·) was compared, not that of the action that was taken.",
        *DONE,
    ),
    _loss(
        "target network not used",
        _towards(lambda c: target(c, own(c).max(axis=1))),
        "The target came from q itself: it moves with every step that q makes.",
        *ROLES,
    ),
    _loss(
        "max starts at 0",
        _towards(lambda c: target(c, np.maximum(0, ahead(c).max(axis=1)))),
        "Where every Q' is below 0 the maximum came out as 0.",
        "What is the maximum of -3 and -2, when you begin with 0?",
        "max(dim=1).values, without relu or clamp.",
    ),
    _loss(
        "gamma missing",
        _towards(lambda c: c.r + (1 - c.ends) * ahead(c).max(axis=1)),
        "What follows is not discounted.",
        *HAND,
    ),
    _loss("reward left out", _towards(lambda c: target(c) - c.r), "The rewards are missing in the target.", *HAND),
    _loss("what follows left out", _towards(lambda c: c.r), "The target is the reward alone.", *HAND),
    _loss(
        "mean in place of max",
        _towards(lambda c: target(c, ahead(c).mean(axis=1))),
        "The next actions were averaged.",
        *HAND,
    ),
    _loss(
        "action in place of its value",
        _towards(lambda c: target(c, ahead(c).argmax(axis=1))),
        "The number of the best action was added, not its value.",
        "max(dim=1) gives two things: which one is the value?",
        "max(dim=1).values",
    ),
    _loss("summed", lambda c: loss(c) * len(c.r), "The errors were added up: a larger batch steps further.", *MEAN),
    _loss("root taken", lambda c: np.sqrt(loss(c)), "The root of the mean square was taken.", *MEAN),
    _loss(
        "absolute error",
        lambda c: np.abs(taken(c) - target(c)).mean(),
        "These are absolute errors, whose slope is the same for near and far.",
        *MEAN,
    ),
    _loss("not squared", lambda c: (taken(c) - target(c)).mean(), "Errors of both signs cancel.", *MEAN),
    _grad(
        "target not detached",
        _target_followed,
        "A gradient runs into the target network: the target would be moved towards Q as well.",
        "Through which network should no gradient run?",
        "with torch.no_grad(): around everything that makes the target.",
    ),
    _grad(
        "cut off from the network",
        lambda c: {OF_Q: np.zeros_like(c.W), OF_TARGET: np.zeros_like(c.T)},
        "No gradient reaches q: nothing can be learned.",
        *CUT,
    ),
    _double("double ignored", lambda c: loss(c), "With double=True the same came as without.", *ROLES),
    _double(
        "roles swapped",
        _towards(lambda c: target(c, picked(own(c), ahead(c).argmax(axis=1)))),
        "The target network chose the action, and q judged it: it should be the other way round.",
        *ROLES,
    ),
    _double(
        "target network not used",
        _towards(lambda c: target(c, own(c).max(axis=1))),
        "q chose the action and judged it too.",
        *ROLES,
    ),
    _double(
        "smaller of both maxima",
        _towards(lambda c: target(c, np.minimum(own(c).max(axis=1), ahead(c).max(axis=1)))),
        "The smaller of both maxima was taken; that is another method.",
        *ROLES,
    ),
    _double(
        "mean of both networks",
        _towards(lambda c: target(c, ((own(c) + ahead(c)) / 2).max(axis=1))),
        "Both networks were averaged before the maximum.",
        *ROLES,
    ),
    _double(
        "end not masked",
        _towards(lambda c: c.r + c.gamma * picked(ahead(c), own(c).argmax(axis=1))),
        "After an end nothing is to come; with double=True it was added.",
        *END,
    ),
    _double(
        "gamma missing",
        _towards(lambda c: c.r + (double_target(c) - c.r) / c.gamma),
        "With double=True what follows is not discounted.",
        *HAND,
    ),
)
