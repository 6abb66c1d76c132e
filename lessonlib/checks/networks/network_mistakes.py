"""Mistakes in NeuralNetwork: the order, a layer left out, the gradient that is not handed on, steps not taken."""

from __future__ import annotations

import numpy as np

from lessonlib.checks.engine.exercise import ANY, Mistake
from lessonlib.checks.engine.subject import GaveNothing
from lessonlib.checks.engine.values import RESULT
from lessonlib.checks.networks.network import BACKWARD, LIST, RATE, RETURNED, gradients, layers, weights


def _network(name, part, gives, says, *hints):
    return Mistake(name, ("neural_network",), part, gives, says, hints)


def _through(modules, x):
    for module in modules:
        x = module.forward(x)
    return x


def _back(modules, grad):
    for module in modules:
        grad = module.backward(grad)
    return grad


def _backward(order, chained=True):
    """The gradients when backward visits the modules in this order, handing the gradient on or not."""

    def gives(c):
        modules = layers(c)
        _through(modules, c.x)
        if chained:
            _back(order(modules), c.grad)
        else:
            for module in order(modules):
                module.backward(c.grad)
        return gradients(modules)

    return gives


def _step(moves):
    """The weights when ``moves(modules)`` steps in place of the right loop."""

    def gives(c):
        modules = layers(c)
        _through(modules, c.x)
        _back(modules[::-1], c.grad)
        moves(modules)
        return weights(modules)

    return gives


def _each(rate, chosen=slice(None)):
    def moves(modules):
        for module in modules[chosen]:
            module.step(rate)

    return moves


def _turned_around(c):
    """A second round with the list as backward left it, reversed."""
    modules = layers(c)
    turned = list(modules)
    for _ in range(2):
        _through(turned, c.x)
        turned.reverse()
        _back(turned, c.grad)
        _each(RATE)(turned)
    return weights(modules)


def _nothing(c):
    raise GaveNothing


FORWARD = (
    "Number the modules on paper and follow x through your loop.",
    "for module in self.modules: x = module.forward(x)",
)
REVERSED = "Which layer sees the loss first?", "for module in reversed(self.modules): grad = module.backward(grad)"
STEP = "Which layers moved, and by how much?", "for module in self.modules: module.step(learning_rate)"

MISTAKES = (
    _network(
        "modules in reverse order",
        "forward",
        lambda c: _through(layers(c)[::-1], c.x),
        "x went through the modules from the last to the first.",
        *FORWARD,
    ),
    _network(
        "last module left out",
        "forward",
        lambda c: _through(layers(c)[:-1], c.x),
        "x did not go through the last module (in the course, a forgotten final sigmoid gave an accuracy of .505).",
        *FORWARD,
    ),
    _network(
        "first module left out",
        "forward",
        lambda c: _through(layers(c)[1:], c.x),
        "x did not go through the first module.",
        *FORWARD,
    ),
    _network(
        "output not handed on",
        "forward",
        lambda c: layers(c)[-1].forward(c.x),
        "Every module got the network's own x; each has to get what the one before it returned.",
        *FORWARD,
    ),
    _network(
        "only the first module used",
        "forward",
        lambda c: layers(c)[0].forward(c.x),
        "The loop ends after the first module: is the return inside it?",
        *FORWARD,
    ),
    _network(
        "outputs added up",
        "forward",
        lambda c: np.sum([m.forward(c.x) for m in layers(c)], axis=0),
        "The outputs of the modules were added; each has to be the input of the next.",
        *FORWARD,
    ),
    _network(
        "backward in forward order",
        BACKWARD,
        _backward(lambda modules: modules),
        "The gradient went from the first module to the last; the loss stands at the other end.",
        *REVERSED,
    ),
    _network(
        "gradient not handed on",
        BACKWARD,
        _backward(lambda modules: modules[::-1], chained=False),
        "Every module got the gradient of the loss; each has to get what the module after it returned.",
        *REVERSED,
    ),
    _network(
        "only the last module reached",
        BACKWARD,
        _backward(lambda modules: modules[-1:]),
        "The gradient stops after the last module: is the return inside the loop?",
        *REVERSED,
    ),
    _network(
        "first module left out",
        BACKWARD,
        _backward(lambda modules: modules[:0:-1]),
        "The gradient does not reach the first module.",
        *REVERSED,
    ),
    _network(
        "last module left out",
        BACKWARD,
        _backward(lambda modules: modules[-2::-1]),
        "The gradient does not go through the last module.",
        *REVERSED,
    ),
    _network(
        "backward missing", BACKWARD, _backward(lambda modules: []), "No module was asked for its backward.", *REVERSED
    ),
    _network("step missing", "step", _step(lambda modules: None), "No module moved.", *STEP),
    _network(
        "only the first module stepped",
        "step",
        _step(_each(RATE, slice(0, 1))),
        "Only the first module moved: is there a return in the loop?",
        *STEP,
    ),
    _network(
        "only the last module stepped",
        "step",
        _step(_each(RATE, slice(-1, None))),
        "Only the last module moved.",
        *STEP,
    ),
    _network("last module left out", "step", _step(_each(RATE, slice(0, -1))), "The last module did not move.", *STEP),
    _network(
        "first module left out", "step", _step(_each(RATE, slice(1, None))), "The first module did not move.", *STEP
    ),
    _network("step climbing", "step", _step(_each(-RATE)), "The modules moved up the gradient.", *STEP),
    _network(
        "learning rate used twice",
        "step",
        _step(_each(RATE**2)),
        "The learning rate was multiplied in twice: the modules do it already.",
        *STEP,
    ),
    _network(
        "learning rate ignored", "step", _step(_each(1.0)), "The modules were given 1 as the learning rate.", *STEP
    ),
    _network(
        "learning rate divided",
        "step",
        lambda c: _step(_each(RATE / len(c.weights)))(c),
        "The learning rate was divided by the number of modules.",
        *STEP,
    ),
    _network("stepped twice", "step", _step(_each(2 * RATE)), "Every module moved twice as far as it should.", *STEP),
    _network(
        "list of modules reversed in place",
        "second round",
        _turned_around,
        "backward turns the list itself around, and the next forward runs from the last module to the first.",
        "What does self.modules.reverse() do to the list?",
        "for module in reversed(self.modules): ...",
    ),
    _network(
        "list of modules reversed in place",
        LIST,
        lambda c: {RESULT: ANY},
        "The list that was handed in has another order after backward.",
        "What does modules.reverse() do to the list?",
        "for module in reversed(self.modules): ...",
    ),
    _network(
        "backward returns nothing",
        RETURNED,
        _nothing,
        "backward returns None: the network trains, but it cannot stand inside another network or be checked.",
        "What does your backward return?",
        "return grad, after the loop.",
    ),
    _network(
        "backward returns its argument",
        RETURNED,
        lambda c: c.grad,
        "backward returns the gradient that it was given.",
        "Which variable holds the gradient after the loop?",
        "grad = module.backward(grad), then return grad.",
    ),
)
