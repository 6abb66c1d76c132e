"""Whole networks for digits, right and wrong, each with the diagnosis it should get."""

from lessonlib import nn
from tests.checks.specimens import right, wrong


def network(*last, init="he"):
    layers = [nn.Linear(64, 20, rng=0, init=init), nn.ReLU(), nn.Linear(20, 1, rng=1, init=init)]
    return nn.NeuralNetwork([*layers, *last])


@right("digit_network")
def ends_in_a_sigmoid():
    return network(nn.Sigmoid())


@wrong("digit_network", "sigmoid missing at the end", "wrong value")
def ends_in_a_layer():
    return network()


@wrong("digit_network", "weights of one sign", "wrong value")
def begins_with_rand():
    return network(nn.Sigmoid(), init="rand")


@wrong("digit_network", "weights all alike", "wrong value")
def learns_nothing():
    made = network(nn.Sigmoid())
    made.step = lambda rate: None
    return made


@wrong("digit_network", "method missing", "raised")
def returns_a_list():
    return [nn.Linear(64, 1), nn.Sigmoid()]
