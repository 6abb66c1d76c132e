"""Reinforcement learning: the elite, Bellman's equation, targets, the buffer, Q-networks, returns, policy gradients."""

FILES = (
    "cross_entropy",
    "cross_entropy_mistakes",
    "bellman",
    "bellman_mistakes",
    "iteration_mistakes",
    "exploring",
    "targets",
    "targets_mistakes",
    "replay",
    "replay_mistakes",
    "deep_q",
    "deep_q_mistakes",
    "returns",
    "returns_mistakes",
    "policy_gradient",
    "policy_gradient_mistakes",
)
