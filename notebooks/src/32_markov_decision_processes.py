# %% [markdown]
# # 32 Markov decision processes
#
# *Lecture 2: "Syllabus" (reinforcement learning).*
# How to step: [Start here](00_start_here.ipynb).
# Before: [31 Optimising without gradients](31_optimising_without_gradients.ipynb).
#
# An agent is in a **state** $s$, does an **action** $a$, gets a **reward** $r$ and finds itself in the next state
# $s'$. What happens depends on $s$ and $a$ alone, not on the way there: that is what **Markov** means. All of it stands
# in a table: `P[s][a]` lists what may happen as (probability, next state, reward, terminated).
#
# What is to come is summed up, later rewards with less weight: the **return** $G = r_0 + \gamma r_1 + \gamma^2 r_2 +
# \dots$ with the discount $\gamma$ from 0 to 1.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import value_iteration_lab
from lessonlib.reinforcement import CliffWalking, FrozenLake

for gamma in (0.9, 0.95, 0.99):
    print(f"a reward of 1 at every step, for ever, gamma {gamma}: {sum(gamma**t for t in range(10_000)):.2f}")
print(FrozenLake().P[14][2])  # the field beside the goal, action right

# %% [markdown]
# With $\gamma < 1$ rewards without end have a sum, $\frac{r}{1 - \gamma}$: 10, 20, 100. And the last line reads: right
# from field 14 leads down (the edge holds), to the goal, or up, with a third each.
#
# ## What a state is worth
#
# The **value** of a state is the return that the best agent can expect from there. Bellman's equation says it by the
# values of the next states:
#
# $$Q(s, a) = \sum_{s'} p \left( r + \gamma V(s') \right) \qquad V(s) = \max_a Q(s, a)$$
#
# with $V(s') = 0$ where the episode has ended. Start with zeros, put in the right side, get a new left side, again and
# again: **value iteration**. The new value of one state is a **backup**, one pass over all states a **sweep**.
#
# **Predict:** after how many sweeps has the start a value above 0? **Step** through the backup of field 14: each
# outcome a row, their sum, the best of the actions; then the sweep. **Explain** why the values come as a wave.

# %%
value_iteration_lab()

# %% [markdown]
# A backup looks one step ahead. After the first sweep only the neighbours of the goal know of it, and six steps lead
# from the start to the goal. On ice that holds, each action has one outcome, and the start is worth $0.9^5 = 0.59049$:
# the reward of the sixth step is discounted five times.

# %%
value_iteration_lab(slip=0.0)

# %% [markdown]
# ## Your turn: one backup
#
# `action_value(P, values, state, action, gamma)` is $Q(s, a)$. It can be put into the lab:
# `value_iteration_lab(mine=action_value)`.


# %%
def action_value(P, values, state, action, gamma):
    # BEGIN SOLUTION
    total = 0.0
    for probability, following, reward, terminated in P[state][action]:
        total += probability * (reward + (0 if terminated else gamma * values[following]))
    return total
    # END SOLUTION


check("action_value", action_value)

# %% [markdown]
# ## Your turn: value iteration
#
# `value_iteration(P, gamma, tolerance=1e-9)` sweeps until no value changes by more than `tolerance`, and returns the
# values.


# %%
def value_iteration(P, gamma, tolerance=1e-9):
    # BEGIN SOLUTION
    values = np.zeros(len(P))
    while True:
        new = np.array([max(action_value(P, values, s, a, gamma) for a in P[s]) for s in range(len(P))])
        if np.abs(new - values).max() <= tolerance:
            return new
        values = new
    # END SOLUTION


check("value_iteration", value_iteration)

# %% [markdown]
# ## Your turn: the policy
#
# Anyone who knows the values knows what to do: the action with the largest $Q$. `greedy_policy(P, values, gamma)`
# returns it for each state.


# %%
def greedy_policy(P, values, gamma):
    # BEGIN SOLUTION
    return np.array([max(P[s], key=lambda a: action_value(P, values, s, a, gamma)) for s in range(len(P))])
    # END SOLUTION


check("greedy_policy", greedy_policy)

# %% [markdown]
# ## Slippery ice, and the best way over it
#
# **Predict** the best action in field 14: the goal is to its right.

# %%
value_iteration_lab(state=14, sweeps=40, detail=False)

# %% [markdown]
# Down. Both *right* and *down* slip into the goal in one case of three. Of the rest, *right* may slip up to field 10,
# *down* to the left, field 13, which is worth more. Look at the other arrows, too: many point away from a hole, or into
# the edge, because what they slip to is safe.
#
# Your functions on the same lake; a session is 100 steps at most, as in Gymnasium:

# %%
lake = FrozenLake()


def reaches(policy, episodes=1000):
    """How many percent of the episodes come to the goal."""
    total = 0
    lake.reset(seed=0)
    for _ in range(episodes):
        state, _ = lake.reset()
        ended = False
        while not ended:
            state, reward, terminated, truncated, _ = lake.step(int(policy[state]))
            ended = terminated or truncated
        total += reward
    return 100 * total / episodes


straight = np.array([1, 2, 1, 0, 1, 0, 1, 0, 2, 1, 1, 0, 0, 2, 2, 0])  # the short way of firm ice
print(f"the short way: {reaches(straight):.1f} % reach the goal")
try:
    for gamma in (1.0, 0.99, 0.9):
        print(f"gamma {gamma}: the start is worth {value_iteration(lake.P, gamma)[0]:.6f}")
    best = greedy_policy(lake.P, value_iteration(lake.P, 0.99), 0.99)
    print(f"the best policy of gamma 0.99: {reaches(best):.1f} % reach the goal")
except NotImplementedError:
    print("The best policy waits for your three functions")

# %% [markdown]
# Without discounting a value is a probability, for the only reward is 1 at the goal: $V = \frac{14}{17} = 0.823529$.
# With it, 0.542026 for 0.99 and 0.068891 for 0.9: the way over the ice is long. An episode of 100 steps ends too early
# now and then, so fewer than 82 % arrive.
#
# ## Is this right?
#
# A course's notebook gives a table of three states, with $\gamma = 0.9$, and prints the values 3.781, 7.294, 4.202.
# It stops when no value changes by more than 0.001. What does your function print?

# %%
three = {
    0: {0: [(0.5, 0, 0.0, False), (0.5, 2, 0.0, False)], 1: [(1.0, 2, 0.0, False)]},
    1: {
        0: [(0.7, 0, 5.0, False), (0.1, 1, 0.0, False), (0.2, 2, 0.0, False)],
        1: [(0.95, 1, 0.0, False), (0.05, 2, 0.0, False)],
    },
    2: {
        0: [(0.4, 0, 0.0, False), (0.6, 2, 0.0, False)],
        1: [(0.3, 0, -1.0, False), (0.3, 1, 0.0, False), (0.4, 2, 0.0, False)],
    },
}
try:
    for tolerance in (1e-3, 1e-9):
        print(f"tolerance {tolerance:g}:", value_iteration(three, 0.9, tolerance).round(5))
except NotImplementedError:
    print("The three states wait for value_iteration")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The values are 3.78995, 7.30292 and 4.21105. A change of 0.001 is not an error of 0.001: each sweep shrinks the error
# only to 0.9 of what it was, so up to $0.001 \cdot \frac{0.9}{1 - 0.9} = 0.009$ may be missing, and here it is.
#
# </details>
#
# ## A constant on every reward
#
# For a network, subtracting a mean or adding a constant is harmless. On the cliff each step costs 1 and the cliff 100;
# the best way is worth $-13$.

# %%
value_iteration_lab("cliff", gamma=1.0, slip=0.0, state=36, sweeps=20, detail=False)

# %% [markdown]
# **Predict:** 3 is added to every reward. What does the best policy do now?

# %%
value_iteration_lab("cliff", slip=0.0, shift=3.0, state=24, sweeps=60, detail=False)

# %% [markdown]
# Each step now earns 2, and the goal ends it. The best agent walks for ever: $\frac{2}{1 - 0.9} = 20$. A constant adds
# up along the way, so it changes which way is best, unless all ways are equally long. The same on a slide, "do not
# subtract the mean from rewards": from S1 to S2 costs 9, from S2 to the end 1, and between S2 and S3 a step costs 1.


# %%
def slide(add):
    """The slide's states S1, S2, S3 and the end; in S2 action 0 leads to the end, action 1 to S3."""
    return {
        0: {0: [(1.0, 1, -9.0 + add, False)]},
        1: {0: [(1.0, 3, -1.0 + add, True)], 1: [(1.0, 2, -1.0 + add, False)]},
        2: {0: [(1.0, 1, -1.0 + add, False)]},
        3: {0: [(1.0, 3, 0.0, True)]},
    }


try:
    for add in (0.0, 3.0):
        values = value_iteration(slide(add), 0.9)
        chosen = greedy_policy(slide(add), values, 0.9)[1]
        print(f"add {add:g}: values {values.round(2)}, in S2 to {('the end', 'S3')[chosen]}")
    print("the cliff:", value_iteration(CliffWalking().P, 1.0)[36])
except NotImplementedError:
    print("The slide waits for your functions")

# %% [markdown]
# ## Three questions
#
# **1.** A state's actions are worth $-3$ and $-2$. A learner's maximum begins with `best = 0`. What is the value, and
# where will it be noticed first?
#
# <details><summary>Answer</summary>
#
# 0 instead of $-2$. On the lake nothing is noticed, for no value there is below 0; on the cliff every value stays 0.
#
# </details>
#
# **2.** Which world can have values at $\gamma = 1$, and which cannot?
#
# <details><summary>Answer</summary>
#
# One whose episodes end, or in which going on for ever earns nothing. A reward of 1 at each step, for ever, has no sum.
#
# </details>
#
# **3.** The greedy policy is taken by the values of the next states alone, without $r$. On the lake, where does it go
# wrong?
#
# <details><summary>Answer</summary>
#
# Beside the goal: the goal's own value is 0, for nothing comes after it; the reward is on the step into it. What is
# compared has to be $r + \gamma V(s')$, and for slips the mean of it.
#
# </details>
#
# ---
# Back: [31 Optimising without gradients](31_optimising_without_gradients.ipynb).
# On: [33 Learning from transitions](33_learning_from_transitions.ipynb).
