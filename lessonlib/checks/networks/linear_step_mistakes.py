"""Mistakes in the step of Linear: missing, climbing, the learning rate, one parameter only, gradients that add up."""

from __future__ import annotations

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.networks.linear import BESIDE, RATE, TWO_SIZES, UNMOVED

STEP, SECOND = "step", "second step"


def _linear(name, part, gives, says, *hints):
    return Mistake(name, ("linear",), part, gives, says, hints)


def _moved(c, weight, bias):
    """The parameters after the step ``weight`` and ``bias``, in place of the right one."""
    return {"weight": c.weight - weight, "bias": c.bias - bias}


def _dw(c):
    return c.x.T @ c.grad


def _db(c):
    return c.grad.sum(axis=0)


def _added_up(c):
    """What two steps take from the weight, the second a quarter as long, when the first gradient is not cleared."""
    return RATE * (1.25 * c.x + c.x2 / 4).T @ c.grad


def _wide_bias(c):
    """A step with a (1, out) gradient: in place, numpy refuses it."""
    bias = c.bias.copy()
    bias -= RATE * c.grad.sum(axis=0, keepdims=True)


MISTAKES = (
    _linear(
        "update inside backward",
        UNMOVED,
        lambda c: {"bias": ANY},
        "backward moves the bias; that is what step is for, with the learning rate it is given.",
        "Which method gets a learning rate?",
        "backward only keeps the gradients; step subtracts learning_rate times them.",
    ),
    _linear(
        "update inside backward",
        UNMOVED,
        lambda c: {"weight": ANY},
        "backward moves the weight; that is what step is for, with the learning rate it is given.",
        "Which method gets a learning rate?",
        "backward only keeps the gradients; step subtracts learning_rate times them.",
    ),
    _linear(
        "step missing",
        STEP,
        lambda c: _moved(c, 0, 0),
        "step changes nothing: both parameters are as before.",
        "Does step assign to self.weight, or to a name of its own?",
        "self.weight -= learning_rate * self._grad_weight",
    ),
    _linear(
        "step climbing",
        STEP,
        lambda c: _moved(c, -RATE * _dw(c), -RATE * _db(c)),
        "step adds the gradient: it climbs, and the loss grows.",
        "Which way does the gradient point?",
        "Subtract: self.weight -= learning_rate * self._grad_weight",
    ),
    _linear(
        "learning rate used twice",
        STEP,
        lambda c: _moved(c, RATE**2 * _dw(c), RATE**2 * _db(c)),
        "The gradient was multiplied by the learning rate twice.",
        "Where do you multiply by the learning rate?",
        "Once, in step.",
    ),
    _linear(
        "stepped twice",
        STEP,
        lambda c: {"weight": c.weight - 2 * RATE * _dw(c), "bias": c.bias - 2 * RATE * _db(c)},
        "Both parameters moved twice as far as they should.",
        "How often is each line of step run?",
        "Subtract once.",
    ),
    _linear(
        "learning rate ignored",
        STEP,
        lambda c: _moved(c, _dw(c), _db(c)),
        "The whole gradient was subtracted; the learning rate is not used.",
        "What does step do with its argument?",
        "self.weight -= learning_rate * self._grad_weight",
    ),
    _linear(
        "averaged twice",
        STEP,
        lambda c: _moved(c, RATE * _dw(c) / len(c.x), RATE * _db(c) / len(c.x)),
        "step divides by the number of rows; the loss has done that already.",
        "Who divides by the size of the batch?",
        "Only the loss averages.",
    ),
    _linear(
        "bias never stepped",
        STEP,
        lambda c: {"bias": c.bias},
        "The bias is as before: step changes the weight only.",
        "How many parameters has the layer?",
        "self.bias -= learning_rate * self._grad_bias",
    ),
    _linear(
        "weight never stepped",
        STEP,
        lambda c: {"weight": c.weight},
        "The weight is as before: step changes the bias only.",
        "How many parameters has the layer?",
        "self.weight -= learning_rate * self._grad_weight",
    ),
    _linear(
        "bias climbing",
        STEP,
        lambda c: {"bias": c.bias + RATE * _db(c)},
        "step adds the gradient of the bias.",
        "Compare the two lines of step.",
        "self.bias -= learning_rate * self._grad_bias",
    ),
    _linear(
        "bias gradient of shape (1, out)",
        STEP,
        _wide_bias,
        "The gradient of the bias has a second axis, and numpy refuses to subtract it in place.",
        "Print self._grad_bias.shape.",
        "self._grad_bias = grad.sum(axis=0)",
    ),
    _linear(
        "accumulating gradients",
        SECOND,
        lambda c: _moved(c, _added_up(c), 1.5 * RATE * _db(c)),
        "The second step still holds the gradient of the first: backward adds to it, and step does not clear it.",
        "What is left in the gradient when the second backward begins?",
        "Assign it with =, not +=.",
    ),
    _linear(
        "accumulating gradients",
        SECOND,
        lambda c: {"weight": c.weight - _added_up(c)},
        "The gradient of the weight adds up over the rounds, and step does not clear it.",
        "What is left in the gradient when the second backward begins?",
        "Assign it with =, not +=.",
    ),
    _linear(
        "accumulating gradients",
        SECOND,
        lambda c: {"bias": c.bias - 1.5 * RATE * _db(c)},
        "The gradient of the bias adds up over the rounds, and step does not clear it.",
        "What is left in the gradient when the second backward begins?",
        "Assign it with =, not +=.",
    ),
    _linear(
        "x of the first forward",
        SECOND,
        lambda c: {"weight": c.weight - 1.25 * RATE * _dw(c)},
        "The second backward still uses the x of the first forward.",
        "When is self.x set?",
        "Set it in every forward.",
    ),
    _linear(
        "accumulating gradients",
        "two backward, one step",
        lambda c: {"weight": ANY},
        "Two calls of backward add up; right only as long as step is called, and clears, after each.",
        "What is left in the gradient when the second backward begins?",
        "Assign it with =, not +=.",
    ),
    _linear(
        "state shared between objects",
        BESIDE,
        lambda c: {"weight": ANY},
        "What one layer remembers is overwritten by another: it is kept on the class or in a global name.",
        "Where does your layer keep x and its gradients?",
        "On the object: self.x = x.",
    ),
    _linear(
        "state shared between objects",
        BESIDE,
        lambda c: {"bias": ANY},
        "What one layer remembers is overwritten by another: it is kept on the class or in a global name.",
        "Where does your layer keep its gradients?",
        "On the object: self._grad_bias = grad.sum(axis=0).",
    ),
    _linear(
        "state shared between objects",
        TWO_SIZES,
        lambda c: {"weight": ANY},
        "The weight is kept on the class: a second layer, of another size, takes the place of the first one's.",
        "Where does your layer keep its parameters?",
        "On the object, in __init__: self.weight = ...",
    ),
    _linear(
        "state shared between objects",
        TWO_SIZES,
        lambda c: {"bias": ANY},
        "The bias is kept on the class: a second layer, of another size, takes the place of the first one's.",
        "Where does your layer keep its parameters?",
        "On the object, in __init__: self.bias = ...",
    ),
    _linear(
        "learning rate of the first step kept",
        SECOND,
        lambda c: _moved(c, RATE * (c.x + c.x2).T @ c.grad, 2 * RATE * _db(c)),
        "The second step is as long as the first, though it was given a smaller learning rate.",
        "Which learning rate does step use?",
        "self.weight -= learning_rate * self._grad_weight, with step's own argument.",
    ),
)
