"""The lab of deep Q-networks: its loss and derivatives are autograd's, its network learned by the updates it tells."""

import re

import numpy as np
import pytest
import torch

from lessonlib.labs import deep_q_lab
from lessonlib.labs.reinforcement import deep_q
from lessonlib.labs.reinforcement.deep_q import PRESETS, draw_deep_q, record_deep_q
from lessonlib.reinforcement import FrozenLake, dqn_loss


def by_torch(trace):
    """Targets and loss by torch from the rows of the trace."""
    q, older, own, r = (torch.tensor(trace[name]) for name in ("q", "older", "own", "r"))
    goes_on = ~torch.tensor(trace["ends"] & trace["mask"])
    judge = older.gather(1, own.argmax(1, keepdim=True))[:, 0] if trace["double"] else older.amax(1)
    y = r + float(trace["gamma"]) * judge * goes_on
    return y, torch.nn.functional.mse_loss(q[torch.arange(4), torch.tensor(trace["a"])], y)


@pytest.mark.parametrize("given", [{}, *(state for _, state in PRESETS.values()), {"double": True, "gamma": 0.5}])
def test_targets_errors_and_loss_are_torchs(given):
    trace = record_deep_q(**given)
    y, loss = by_torch(trace)
    np.testing.assert_allclose(trace["target"], y.numpy(), atol=1e-12)
    np.testing.assert_allclose(trace["loss"], float(loss), atol=1e-12)
    np.testing.assert_allclose(trace["chosen"] - trace["target"], trace["error"], atol=1e-12)


def test_the_batch_is_of_the_lake_and_holds_one_end():
    P = FrozenLake(slippery=False).P
    for seed in range(5):
        trace = record_deep_q(seed=seed, updates=1, age=0)
        for s, a, *row in zip(*(trace[name].tolist() for name in ("s", "a", "following", "r", "ends")), strict=True):
            assert P[s][a] == [(1.0, *row)]
        assert trace["ends"].sum() == 1


def test_the_network_learned_by_gradient_steps_on_its_own_targets():
    transitions = deep_q._transitions()
    tables = deep_q._learned(transitions, 0.9, 45)
    s, a, r, following, ends = map(torch.tensor, transitions)
    field = torch.arange(16)
    features = torch.cat([torch.eye(4)[field // 4], torch.eye(4)[field % 4]], dim=1).double()
    weight = torch.zeros(8, 4, dtype=torch.float64, requires_grad=True)
    for update in range(45):
        if update % deep_q.EVERY == 0:
            older = (features @ weight).detach()
        y = r + 0.9 * older[following].amax(1) * ~ends
        ((features @ weight)[s, a] - y).square().sum().mul(deep_q.RATE / 2).backward()
        with torch.no_grad():
            weight -= weight.grad
            weight.grad = None
    np.testing.assert_allclose(tables[45], (features @ weight).detach().numpy(), atol=1e-9)


def test_the_questions_are_a_number_a_choice_and_a_cell_each_with_its_slip():
    asked = {name: draw_deep_q(record_deep_q(**state)).question for name, (_, state) in PRESETS.items()}
    number = draw_deep_q(record_deep_q()).question
    assert number.truth == "1" and any(1.75 < slip < 1.85 for slip in number.slips)  # with what follows
    choice, cell = asked["Without the mask"], asked["Double"]
    assert choice.truth == "larger than the reward" and "the reward" in choice.slips
    assert cell.kind == "cell" and cell.truth != next(iter(cell.slips))


def attached(q, target, batch, gamma):
    s, a, r, s2, ends = batch
    return torch.mean((q(s).gather(1, a[:, None])[:, 0] - r - gamma * target(s2).amax(1) * ~ends) ** 2)


class TestOfALearners:
    """A learner's dqn_loss beside ours."""

    @pytest.mark.parametrize("given", [{}, {"double": True, "updates": 100, "age": 60}, {"mask": False}])
    def test_ours_half_of_it_and_hubers_depart_nowhere(self, given):
        def half(*args, **more):
            return dqn_loss(*args, **more) / 2

        def huber(q, target, batch, gamma, double=False):
            s, a, r, s2, ends = batch
            ahead = target(s2).amax(1)
            if double:
                ahead = target(s2)[torch.arange(len(a)), q(s2).argmax(1)]
            y = (r + gamma * ahead * ~ends).detach()
            return torch.nn.functional.smooth_l1_loss(q(s)[torch.arange(len(a)), a], y)

        for mine in (dqn_loss, half, huber):
            assert record_deep_q(**given, mine=mine).notes == ()

    @pytest.mark.parametrize(
        ("mine", "told"),
        [
            (lambda q, t, b, g: dqn_loss(q, t, (*b[:4], b[4] & False), g), "departs from dqn_loss in the loss: "),
            (attached, "departs from dqn_loss in a derivative by what should stay as it is"),
            (lambda q, t, b, g: None, "returned nothing, wanted the loss"),
            (lambda q, t, b, g: 0.5, "returned float, wanted the loss, a scalar tensor"),
            (lambda q, t, b, g: q(b[0]), r"returned shape \(4, 4\), wanted the loss"),
            (lambda q, t, b, g: 1 / 0, "raised ZeroDivisionError"),
        ],
    )
    def test_a_mistake_is_told(self, mine, told):
        (note,) = record_deep_q(mine=mine).notes
        assert re.search(told, note), note


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"age": 201}, "age: wanted a whole number from 0 to 200, got 201"),
        ({"updates": 0}, "updates: wanted a whole number from 1 to 400, got 0"),
        ({"gamma": 2}, "gamma: wanted a finite number at least 0 and at most 1, got 2"),
        ({"double": "yes"}, "double"),
    ],
)
def test_bad_input_is_told_in_the_page_and_the_lab_goes_on(bad, told):
    lab = deep_q_lab(**bad)
    assert told in lab.stage.message, lab.stage.message
    lab.set(double=True, mask=True, age=10, updates=100, gamma=0.9, seed=1)
    assert lab.trace["double"] and lab.stage.message == ""
