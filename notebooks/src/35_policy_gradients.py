# %% [markdown]
# # 35 Policy gradients
#
# *Lecture 2: "Syllabus" (REINFORCE).* How to step: [Start here](00_start_here.ipynb).
# Before: [34 Deep Q-networks](34_deep_q_networks.ipynb).
#
# Until here, values were learned, and the policy was their maximum. Now the **policy itself** is learned: a network
# gives logits, softmax makes chances of them, and what paid off is made more likely.
#
# $$\nabla J = \mathbb E \left[ \sum_t G_t \, \nabla \ln \pi(a_t \mid s_t) \right]$$
#
# $J$ is the mean return of an episode, $G_t$ the return from step $t$ on. No model of the world is needed, and the
# reward needs no derivative.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.nn.functional import log_softmax

from lessonlib.checks import check
from lessonlib.data import load_policy_runs
from lessonlib.labs import cart_pole_lab, policy_gradient_lab, returns_lab
from lessonlib.reinforcement import CartPole, learn_policy

# %% [markdown]
# ## Returns: what was still to come
#
# $$G_t = r_t + \gamma \, r_{t+1} + \gamma^2 r_{t+2} + \dots = r_t + \gamma \, G_{t+1}$$
#
# **Predict:** at which step is the return largest? **Step** from the end. **Explain** why it is not the first, though
# everything is still to come there.

# %%
returns_lab()

# %% [markdown]
# A pole that stands for twelve steps brings 1 each time. **Predict** the curve, and draw it.

# %%
returns_lab("1 1 1 1 1 1 1 1 1 1 1 1")

# %% [markdown]
# ## Your turn: returns
#
# `discounted_returns(rewards, gamma)` returns $G$ of every step, an array as long as `rewards`. Begin at the end.


# %%
def discounted_returns(rewards, gamma):
    # BEGIN SOLUTION
    returns, later = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        later = rewards[t] + gamma * later
        returns[t] = later
    return returns
    # END SOLUTION


check("discounted_returns", discounted_returns)

# %% [markdown]
# ## A corridor that needs a random policy
#
# Three places in a row and a goal behind them; each step costs 1. In the middle place left and right are exchanged, and
# the agent cannot tell the places apart: all it has is one number, the probability $p$ of going right, which is the
# sigmoid of the one weight $\theta$ that it learns. Right alone never gets out of the middle, left alone never out of
# the first. The mean return is known exactly,
#
# $$J(p) = \frac{2p - 4}{p \, (1 - p)}$$
#
# so we can watch REINFORCE climb a curve that it cannot see. **Predict:** at which $p$ is $J$ highest? **Step**: each
# episode gives one estimate of the slope and one push. **Explain** why single estimates are so far off.

# %%
policy_gradient_lab()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# $p^* = 2 - \sqrt 2 = 0.586$, with $J = -11.66$. An $\epsilon$-greedy agent with $\epsilon = 0.1$ has $p = 0.95$ or
# $0.05$, where $J$ is $-44.2$ and $-82.1$: no value method can find the best policy here, because it is random.
#
# </details>
#
# ## A baseline
#
# In $\sum_t (G_t - b) \, \nabla \ln \pi(a_t)$ any $b$ that does not depend on the action leaves the mean as it is,
# because $\sum_a \pi(a) \nabla \ln \pi(a) = \nabla \sum_a \pi(a) = \nabla 1 = 0$. **Predict** what it changes.

# %%
policy_gradient_lab(baseline=False)

# %% [markdown]
# All returns of the corridor are below 0. Without a baseline every action of every episode is made less likely, and the
# longest episode most; only in the mean does the right thing remain. With $b = J$, what went better than usual is made
# more likely.
#
# ## Your turn: the loss
#
# `reinforce_loss(logits, actions, returns)` takes tensors $(T, A)$, $(T,)$, $(T,)$ and returns minus the mean of
# $\ln \pi(a_t) \, G_t$. Minus, because optimizers go downhill.


# %%
def reinforce_loss(logits, actions, returns):
    # BEGIN SOLUTION
    chosen = log_softmax(logits, dim=1).gather(1, actions[:, None])[:, 0]
    return -(chosen * returns).mean()
    # END SOLUTION


check("reinforce_loss", reinforce_loss)

# %% [markdown]
# Your loss pushes the policy of the corridor, beside ours:

# %%
policy_gradient_lab(start=0.08, mine=reinforce_loss)

# %% [markdown]
# ## The pole
#
# A network of 64 units and two logits, four episodes a step of Adam. From each return goes off what the four earned
# from that step on in the mean, a baseline; who has fallen earns 0. The rest is divided by its standard deviation, a
# scale. Your two functions do the work, once they are written. **Predict:** how many episodes until the pole stands for
# 490 of 500 steps in the mean of 25 episodes?

# %%
try:
    network, totals = learn_policy(CartPole(), seed=1, enough=490, loss=reinforce_loss, returns_of=discounted_returns)
except NotImplementedError:
    network, totals = learn_policy(CartPole(), seed=1, enough=490)
    print("Ours: the pole waits for your discounted_returns and reinforce_loss")
recent = np.convolve(totals, np.ones(25) / 25, mode="valid")
_, axes = plt.subplots(figsize=(6.5, 3.2), layout="constrained")
axes.plot(
    np.arange(25, len(totals) + 1), recent, color="#009e73", marker="d", markevery=20, label="mean of 25 episodes"
)
axes.axhline(500, color="0.4", linestyle=":", label="the most there is")
axes.axhline(22, color="0.4", linestyle="--", label="a coin")
axes.set(xlabel="episode", ylabel="steps that the pole stood", title="REINFORCE on the pole, one seed")
axes.legend()
plt.show()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# 172 episodes. The first 25 are those of a beginner, 45 steps in the mean; then the pole stands longer, the episodes
# grow, and with them what there is to learn from. With the seeds 0 to 9 it took 136 to 232 episodes, and each of
# the ten runs came to 490:
#
# </details>

# %%
print("episodes until 490, seeds 0 to 9:", *load_policy_runs()["episodes"])

# %% [markdown]
# What it learned, step by step. It plays the likeliest action here, and no longer draws:


# %%
def learned(state):
    """The likeliest push, 0 left or 1 right."""
    with torch.no_grad():
        return int(network(torch.tensor(state)).argmax())


cart_pole_lab(mine=learned)

# %% [markdown]
# ## Is this right?
#
# **a.** `loss = -(log_softmax(logits, dim=1) * returns[:, None]).mean()`
#
# <details><summary>Answer</summary>
#
# No: it raises the log-probabilities of *all* actions at once, also of those that were not taken. Pick the one that was
# taken, with `gather`.
#
# </details>
#
# **b.** `loss = -(probabilities.gather(1, actions[:, None])[:, 0] * returns).mean()`, with $\pi$ in place of $\ln \pi$.
#
# <details><summary>Answer</summary>
#
# No. $\nabla \pi = \pi \nabla \ln \pi$: what is likely already counts once more. Sampling accounts for $\pi$ by how
# often the action comes up; the logarithm is what remains.
#
# </details>
#
# **c.** `loss = -log_p.mean() * returns.mean()`
#
# <details><summary>Answer</summary>
#
# No. A product of means is no mean of products: every action of the batch is pushed alike, and which one paid off is
# lost.
#
# </details>
#
# ## Three questions
#
# **1.** A policy chooses right with $\pi = 0.9$, it went right, and $G = 2$. What is the derivative of
# $-\ln \pi(\text{right}) \, G$ by the logit of right?
#
# <details><summary>Answer</summary>
#
# $-(1 - \pi) \, G = -0.2$. Had right been unlikely, $\pi = 0.1$, it would be $-1.8$: a surprise that paid off teaches
# more.
#
# </details>
#
# **2.** Why may an action be judged by $G_t$ alone, and not by the return of the whole episode?
#
# <details><summary>Answer</summary>
#
# What was earned before step $t$ does not depend on $a_t$, so in the mean it adds 0 to its gradient, and scatter to
# every estimate.
#
# </details>
#
# **3.** The deep Q-network learned from a buffer of old transitions. May REINFORCE use one, too?
#
# <details><summary>Answer</summary>
#
# Not like that. $\nabla J$ is a mean over episodes of the policy of now; those of an older one have other chances.
#
# </details>
#
# ---
# Back: [34 Deep Q-networks](34_deep_q_networks.ipynb).
# On: [36 Actor and critic](36_actor_and_critic.ipynb).
