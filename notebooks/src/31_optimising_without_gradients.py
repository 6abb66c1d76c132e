# %% [markdown]
# # 31 Optimising without gradients
#
# *Lecture 2: "Syllabus" (reinforcement learning).*
# How to step: [Start here](00_start_here.ipynb).
# Before: [3 Gradient descent](03_gradient_descent.ipynb), with its random search.
#
# A network learns because its loss has a gradient. What if there is none? A game is won or lost; a walk over a frozen
# lake ends at the goal or in a hole. All that can be done is to try, and to see how good it was: the **reward**.
#
# The **cross-entropy method** makes many tries at once and learns from the best of them:
#
# 1. draw a population,
# 2. keep the **elite**: all whose reward is at least a percentile of all rewards (below the 70th lie 70 in 100),
# 3. change what draws the population, so that it would rather draw the elite; go back to 1.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import cross_entropy_method_lab
from lessonlib.reinforcement import FrozenLake

# %% [markdown]
# ## Over two weights
#
# The reward is a hill of terraces: on each terrace it is the same everywhere, so the gradient is 0 wherever there is
# one. The population is drawn from a Gaussian, the ellipse; mean and spread are refitted to the elite.
#
# **Predict** where the centre will be after the last round. **Step**: drawn, kept, refitted. **Explain** what the
# ellipse does while it is on its way, and what it does when it has arrived.

# %%
cross_entropy_method_lab()

# %% [markdown]
# On its way the spread shrinks along the slope and across it, for the elite stand together. Each round adds a little
# to it, here 0.2. Without that, **predict** whether it arrives:

# %%
cross_entropy_method_lab(smoothing=0.0, population=12, percentile=90.0)

# %% [markdown]
# It does not: the few elites of twelve have hardly any spread left, the next population is drawn nearly on one spot,
# and no try goes where the reward is better. With none of the seeds 0 to 9 does it come within 1 of the top; with 0.2
# added and 40 tries a round it does with all of them.
#
# Nor does it look beyond what its population can see:

# %%
cross_entropy_method_lab("two hills")

# %% [markdown]
# The nearer hill is lower, 6 instead of 10, and the population stays on it with all seeds 0 to 9. More tries and a
# wider spread help, gradients would not.
#
# ## Your turn: the elite
#
# A try may be a whole **session**, one game from its beginning to its end: a list of states, a list of actions, and
# one reward. `select_elites(states, actions, rewards, percentile)` gets N of each and returns two arrays: all states
# of the elite sessions one after the other, and their actions.


# %%
def select_elites(states, actions, rewards, percentile):
    # BEGIN SOLUTION
    threshold = np.percentile(rewards, percentile)
    elite = [i for i, reward in enumerate(rewards) if reward >= threshold]
    return np.concatenate([states[i] for i in elite]), np.concatenate([actions[i] for i in elite])
    # END SOLUTION


check("select_elites", select_elites)

# %% [markdown]
# ## Is this right?
#
# Two sentences found in notebooks on this method:
#
# - "With a percentile of 70 the elite are 70 % of the sessions."
# - "We keep the sessions whose reward is above the threshold."
#
# <details><summary>Answer</summary>
#
# Neither. 70 % lie below the 70th percentile, so about 30 % are kept. And the elite are those *at* the threshold or
# above: when all rewards are alike, nobody is above, the elite is empty, and its mean is not a number.
#
# </details>
#
# ## Your turn: the policy
#
# A **policy** says what is done in each state. As a table, `policy[s, a]` is the probability of action $a$ in state
# $s$. Refitted, it is what the elite did:
#
# $$\pi(a \mid s) = \frac{n(s, a) + \text{smoothing}}{\sum_{a'} \left( n(s, a') + \text{smoothing} \right)}$$
#
# $n(s, a)$ counts how often the elite took $a$ in $s$. Where it never was, all actions are equally likely.


# %%
def fit_policy(elite_states, elite_actions, n_states, n_actions, smoothing=0.0):
    # BEGIN SOLUTION
    counts = np.full((n_states, n_actions), float(smoothing))
    np.add.at(counts, (elite_states, elite_actions), 1)
    counts[counts.sum(axis=1) == 0] = 1  # the elite never was there
    return counts / counts.sum(axis=1, keepdims=True)
    # END SOLUTION


check("fit_policy", fit_policy)

# %% [markdown]
# ## A policy for the lake
#
# Four by four fields of ice with four holes. The reward is 1 at the goal, and less the later it comes: $0.95^{steps}$.
# A session of a policy without any sense, all chances 0.25, hardly ever gets there.
#
# **Predict:** in round 1 about five of 300 sessions reach the goal, and three are elite. How many get there in the last
# round? **Step**, and watch the arrows: an arrow is as long as its chance.

# %%
cross_entropy_method_lab("lake", population=300, percentile=99.0, smoothing=0.1, rounds=6)

# %% [markdown]
# Three sessions are enough to show a way, and from the second round on most follow it. Now with your functions, beside
# an agent that learns nothing:


# %%
def session(lake, policy, rng):
    """Play one session by the policy: states, actions, reward."""
    state, _ = lake.reset(seed=int(rng.integers(2**31)))
    states, actions = [], []
    for _ in range(40):
        action = int(rng.choice(4, p=policy[state]))
        states.append(state)
        actions.append(action)
        state, reward, terminated, _, _ = lake.step(action)
        if terminated:
            break
    return states, actions, reward * 0.95 ** len(states)


def rounds(lake, learn, seed=0):
    """Print how many percent of 200 sessions reach the goal, round by round."""
    rng, policy, shares = np.random.default_rng(seed), np.full((16, 4), 0.25), []
    for _ in range(5):
        states, actions, rewards = zip(*(session(lake, policy, rng) for _ in range(200)), strict=True)
        shares.append(f"{100 * np.mean(np.array(rewards) > 0):.0f} %")
        policy = learn(policy, states, actions, rewards)
    return ", ".join(shares)


def cross_entropy(policy, states, actions, rewards):
    """The policy refitted to the elite."""
    return fit_policy(*select_elites(states, actions, rewards, 99), 16, 4, smoothing=0.1)


firm, slippery = FrozenLake(slippery=False), FrozenLake()
print("nothing learned:", rounds(firm, lambda policy, *_: policy))
try:
    print("firm ice:", rounds(firm, cross_entropy))
    print("slippery ice:", rounds(slippery, cross_entropy))
except NotImplementedError:
    print("The policy waits for select_elites and fit_policy")

# %% [markdown]
# ## When everybody is elite, and when luck is
#
# **Predict** how many of 300 sessions are elite, when two of them reach the goal.

# %%
cross_entropy_method_lab("lake", population=300, percentile=99.0, smoothing=0.1, rounds=6, seed=12)

# %% [markdown]
# All 300. The 99th percentile of 298 zeros and two rewards is 0, and every session has at least that. Whoever copies
# everybody learns nothing; the next round has to be luckier.
#
# On slippery ice an action goes where it points in one case of three, and to a side in the others. **Predict** whether
# the method still learns.

# %%
cross_entropy_method_lab("lake", population=300, percentile=99.0, smoothing=0.1, rounds=6, slippery=True)

# %% [markdown]
# After six rounds fewer than 15 % reach the goal, with each of the seeds 0 to 4; the best policy would get there in 82
# of 100 sessions without a limit of steps. The elite sessions were lucky, their actions were no better than others, and
# luck is not copied with them. The method sees only whole sessions and their sums. To look inside, at single steps, we
# need another idea: [values](32_markov_decision_processes.ipynb).
#
# ## Three questions
#
# **1.** All sessions of a round have the reward 0. What is the elite, and what is the next policy?
#
# <details><summary>Answer</summary>
#
# All sessions are: the percentile is 0, and each reward is at least that. The next policy is what everybody did, about
# the same as before.
#
# </details>
#
# **2.** In a state the elite took the actions 3, 0, 1 and 0 times. What does the policy do there without smoothing, and
# what with a smoothing of 1?
#
# <details><summary>Answer</summary>
#
# 0.75, 0, 0.25, 0: two actions have died out, and will never be tried again in this state. With smoothing 4/8, 1/8,
# 2/8, 1/8.
#
# </details>
#
# **3.** You average each policy over ten sessions before you rank it. What does it cost, and what does it buy?
#
# <details><summary>Answer</summary>
#
# Ten times the sessions. It buys that luck is averaged: a policy is elite because it is good, not because one session
# was. That is needed where the world itself is random, as on slippery ice.
#
# </details>
#
# ---
# Back: [30 Ranking and dialogue](30_ranking_and_dialogue.ipynb).
# On: [32 Markov decision processes](32_markov_decision_processes.ipynb).
