"""Learning-rate decay, against torch's schedulers."""

import pytest
import torch
from torch.optim import lr_scheduler

from lessonlib.nn.schedules import constant, cosine_decay, step_decay, warm_up


def by_torch(make, lr, epochs):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule, rates = make(optimizer), []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return rates


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (step_decay(0.3, every=7, factor=0.5), lambda o: lr_scheduler.StepLR(o, 7, 0.5)),
        (step_decay(0.3, every=1), lambda o: lr_scheduler.ExponentialLR(o, 0.1)),
        (cosine_decay(0.3, epochs=25), lambda o: lr_scheduler.CosineAnnealingLR(o, 25)),
        (constant(0.3), lambda o: lr_scheduler.ConstantLR(o, factor=1)),
        (warm_up(constant(0.3), epochs=6), lambda o: lr_scheduler.LinearLR(o, 1 / 6, total_iters=5)),
        (
            warm_up(step_decay(0.3, every=9, factor=0.2), epochs=4),
            lambda o: lr_scheduler.ChainedScheduler(
                [lr_scheduler.StepLR(o, 9, 0.2), lr_scheduler.LinearLR(o, 1 / 4, total_iters=3)]
            ),
        ),
    ],
)
def test_the_rates_are_those_of_torch(ours, theirs):
    assert [ours(t) for t in range(25)] == pytest.approx(by_torch(theirs, 0.3, 25), rel=1e-9, abs=1e-15)


def test_after_the_last_epoch_of_a_cosine_the_rate_stays_0():
    assert cosine_decay(0.3, epochs=5)(50) == 0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: constant(0), r"constant\(lr\): wanted a finite number above 0, got 0"),
        (lambda: step_decay(0.1, every=0), r"step_decay\(every\): wanted a whole number of at least 1, got 0"),
        (lambda: step_decay(0.1, every=3, factor=1), r"step_decay\(factor\): wanted .* below 1, got 1"),
        (lambda: cosine_decay(-1, 5), r"cosine_decay\(lr\): wanted"),
        (lambda: cosine_decay(0.1, 2.5), r"cosine_decay\(epochs\): wanted a whole number"),
        (lambda: warm_up(0.1, 5), r"warm_up\(schedule\): wanted a function of the epoch, got float"),
        (lambda: warm_up(constant(0.1), 0), r"warm_up\(epochs\): wanted"),
    ],
)
def test_a_wrong_number_is_named(make, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        make()
