# %% [markdown]
# # 33 Learning from transitions
#
# *Lecture 2: "Syllabus" (Q-learning, SARSA).*
# How to step: [Start here](00_start_here.ipynb).
# Before: [32 Markov decision processes](32_markov_decision_processes.ipynb).
#
# Value iteration read the table of what may happen. An agent that only plays has no table. What it has are
# **transitions**: in state $s$ it did $a$, got $r$ and came to $s'$. Each of them moves one value a little, towards a
# **target**:
#
# $$Q(s, a) \leftarrow Q(s, a) + \alpha \left( \text{target} - Q(s, a) \right)$$
#
# One could wait for the end of the episode and take the return as the target (Monte Carlo). Here the target is the
# reward plus what the agent believes of $s'$: a **temporal difference**, known after a single step.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import overestimation_lab, temporal_difference_lab
from lessonlib.reinforcement import CliffWalking, learn_table

# %% [markdown]
# ## Three targets
#
# - Q-learning: $s'$ is worth its best action, $r + \gamma \max_{a'} Q(s', a')$.
# - SARSA: it is worth the action $a'$ that will be done, $r + \gamma Q(s', a')$.
# - Expected SARSA: the mean over what the agent may do, $r + \gamma \sum_{a'} \pi(a' \mid s') \, Q(s', a')$.
#
# Where the episode terminated, the target is $r$ alone.
#
# The field with the cliff: a step costs 1, one into the cliff 100, and leads back to the start. The agent has played 30
# episodes. It goes down to the edge and is about to explore: its next action is *down* once more.
# Each side of a field is coloured by $Q$ of the action that leads there, the fainter the worse; point at a field to
# read the four numbers.
#
# **Predict** Q-learning's target, from the numbers in the table. **Step**: the three targets, then the change.
# **Explain** why SARSA's target is so much lower.

# %%
temporal_difference_lab()

# %% [markdown]
# Q-learning asks what the best action is worth, and does not care that another will be done: it learns the values of
# the best policy while it follows another one (**off-policy**). SARSA learns what its own way of acting brings,
# mistakes and all (**on-policy**). That is why old transitions, kept and used again, serve Q-learning, and not SARSA:
# the action $a'$ in them was chosen by an agent that is no more.

# %%
temporal_difference_lab(method="sarsa")

# %% [markdown]
# ## Your turn: exploring
#
# Anyone who always does what seems best never learns what else there is. `epsilon_greedy(q_row, epsilon, rng)`
# returns any of all actions with probability $\varepsilon$, else one that is worth most. Among equals it draws: at
# the beginning all values are 0, and an agent that then always takes action 0 never leaves the start.


# %%
def epsilon_greedy(q_row, epsilon, rng):
    # BEGIN SOLUTION
    if rng.random() < epsilon:
        return int(rng.integers(len(q_row)))
    return int(rng.choice(np.flatnonzero(q_row == np.max(q_row))))
    # END SOLUTION


check("epsilon_greedy", epsilon_greedy)

# %% [markdown]
# ## Your turn: the targets
#
# `q_next` holds $Q(s', \cdot)$. `terminated` says that $s'$ is an end. An episode that was only cut off because it
# took too long (**truncated**) has no end there: its last state is still worth something.
#
# Put yours into the lab: `temporal_difference_lab(mine=q_target)`.


# %%
def q_target(reward, q_next, gamma, terminated):
    # BEGIN SOLUTION
    return reward + gamma * (not terminated) * np.max(q_next)
    # END SOLUTION


check("q_target", q_target)


# %%
def sarsa_target(reward, q_next, next_action, gamma, terminated):
    # BEGIN SOLUTION
    return reward + gamma * (not terminated) * q_next[next_action]
    # END SOLUTION


check("sarsa_target", sarsa_target)


# %%
def expected_sarsa_target(reward, q_next, epsilon, gamma, terminated):
    # BEGIN SOLUTION
    worth = (1 - epsilon) * np.max(q_next) + epsilon * np.mean(q_next)
    return reward + gamma * (not terminated) * worth
    # END SOLUTION


check("expected_sarsa_target", expected_sarsa_target)

# %% [markdown]
# ## What they learn
#
# 500 episodes with $\varepsilon = 0.1$ and $\alpha = 0.5$. **Predict** which of the two earns more in the end, while it
# still explores: Q-learning, which learns the best way, or SARSA? **Step**, and look at the ways.

# %%
temporal_difference_lab("whole runs")

# %% [markdown]
# The shortest way runs along the edge: 13 steps. It is the best way for one who never steps aside. With
# $\varepsilon = 0.1$ the agent does, and Q-learning falls again and again; SARSA counts that in and walks farther up.
# The mean return of the last 100 of 500 episodes, seeds 0 to 9:

# %%
for method in ("q_learning", "sarsa", "expected_sarsa"):
    means = [learn_table(CliffWalking(), method, rng=seed)[1][-100:].mean() for seed in range(10)]
    print(f"{method:15} {np.mean(means):.1f}, by seed from {min(means):.1f} to {max(means):.1f}")

# %% [markdown]
# $-51.1$, $-25.6$ and $-21.3$; in each of the ten seeds Q-learning comes last. Expected SARSA is not shaken by which
# action happened to be drawn. If nobody explores, all three learn the edge:

# %%
temporal_difference_lab("whole runs", epsilon=0.0)

# %% [markdown]
# ## An agent of your own
#
# The whole of Q-learning, out of your functions. The baseline beside it acts at random; both are cut off after 200
# steps.


# %%
def play(target, act, episodes=150, alpha=0.5, limit=200, seed=0):
    """The mean return of the last 50 episodes of an agent that learns by target(r, q_next, terminated)."""
    cliff, rng, Q, returns = CliffWalking(), np.random.default_rng(seed), np.zeros((48, 4)), []
    for _ in range(episodes):
        state, _ = cliff.reset(seed=seed)
        returns.append(0)
        for _ in range(limit):
            action = act(Q[state], rng)
            following, reward, terminated, _, _ = cliff.step(action)
            Q[state, action] += alpha * (target(reward, Q[following], terminated) - Q[state, action])
            returns[-1] += reward
            state = following
            if terminated:
                break
    return np.mean(returns[-50:])


anything = play(lambda r, q_next, end: r, lambda q_row, rng: int(rng.integers(4)), episodes=60)
print(f"at random: {anything:.0f}")
try:
    act = lambda q_row, rng: epsilon_greedy(q_row, 0.1, rng)  # noqa: E731
    yours = play(lambda r, q_next, end: q_target(r, q_next, 1.0, end), act)
    expected = play(lambda r, q_next, end: expected_sarsa_target(r, q_next, 0.1, 1.0, end), act)
    print(f"Q-learning: {yours:.0f}, Expected SARSA: {expected:.0f}")
except NotImplementedError:
    print("The agents wait for epsilon_greedy and the targets")

# %% [markdown]
# ## Is this right?
#
# Three lines found in notebooks on this chapter:
#
# - `epsilon *= 0.99` stands in the loop over *steps*.
# - An agent with traces (marks at the pairs it has lately come through) has `def reset(self): pass`.
# - `if action:` asks whether an action was given, and draws one otherwise.
#
# <details><summary>Answer</summary>
#
# None. Per step, an epsilon that begins at 1 is below 0.01 after 459 steps, within a few episodes; it should fall per
# episode.
# Traces that are not cleared carry a reward into the pairs of the episode before. And action 0 is not `True`: it is
# taken for none, and another is drawn. Ask `if action is not None:`.
#
# </details>
#
# ## The maximum of guesses
#
# Q-learning takes a maximum over estimates, and estimates are noisy. Ten actions are all worth 0, each is estimated
# with a noise of 1. **Predict** the mean of the largest of the ten estimates. **Step** through the trials.

# %%
overestimation_lab()

# %% [markdown]
# About 1.54, though nothing is worth more than 0. Each estimate is right in the mean, but the one that is picked is
# picked for being lucky. **Draw** how it grows with the number of actions:

# %%
overestimation_lab(actions=20)

# %% [markdown]
# **Double** estimates mend it: one picks the action, another one, with noise of its own, says what it is worth. Its
# luck is not that of the first. Now the price: one action truly is worth 2.

# %%
overestimation_lab(better=2.0)

# %% [markdown]
# The maximum is less wrong, and the double estimate lies below 2: where the first picks a wrong action by luck, the
# second says honestly that it is worth 0. Deep Q-networks use the same trick.
#
# **Is this right?** A slide gives the mean of the largest of 3 standard normal numbers as 0.8467, of 10 as 1.538.
#
# <details><summary>Answer</summary>
#
# Nearly: it is a simulation. The first is $\frac{3}{2 \sqrt{\pi}} = 0.8463$, the second 1.5388.
#
# </details>
#
# ## Three questions
#
# **1.** An agent on the lake never gets a reward, though it plays a thousand episodes. Its ties always go to action 0.
# What does it do?
#
# <details><summary>Answer</summary>
#
# All values are 0, so it goes left against the edge, but for the $\varepsilon$ of its steps that are drawn. Drawing
# among equals makes it walk about until a first reward tells places apart.
#
# </details>
#
# **2.** SARSA's update is done with an action $a'$; then the agent draws a new action and does that one. What is wrong?
#
# <details><summary>Answer</summary>
#
# The target was that of another agent: $a'$ has to be the action that is done. In the mean it is Expected SARSA with
# more noise, and a state's own new value does not even count for the drawing.
#
# </details>
#
# **3.** An episode was cut off after 200 steps, and the learner passes `terminated=True`. On the cliff, what do the
# values learn?
#
# <details><summary>Answer</summary>
#
# That nothing more has to be paid there: the field where the time ran out seems worth only its last $-1$, as if it were
# beside the goal. The agent is drawn to places where it dawdled.
#
# </details>
#
# ---
# Back: [32 Markov decision processes](32_markov_decision_processes.ipynb).
# On: [34 Deep Q-networks](34_deep_q_networks.ipynb).
