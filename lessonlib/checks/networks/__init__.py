"""Homework 1a: activations, layers, losses, the network, the numerical gradient."""

FILES = (
    "activations",
    "saturating_mistakes",
    "rectified_mistakes",
    "linear",
    "linear_mistakes",
    "linear_step_mistakes",
    "losses",
    "bce_mistakes",
    "nll_mistakes",
    "softmax",
    "network",
    "network_mistakes",
    "by_hand",
    "by_hand_mistakes",
    "whole_network",
    "derivative",
    "convolution",
)
