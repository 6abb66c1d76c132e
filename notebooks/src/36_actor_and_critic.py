# %% [markdown]
# # 36 Actor and critic
#
# *Lecture 2: "Syllabus" (A2C).* How to step: [Start here](00_start_here.ipynb).
# Before: [35 Policy gradients](35_policy_gradients.ipynb).
#
# A return holds the luck of a whole episode. Was *this* action good, or what came after it? A second network, the
# **critic**, says what a state is worth: $V(s)$. The **actor**, the policy, is then judged by how much better a step
# went than the critic thought. That is the **advantage**.

# %%
import numpy as np
import torch
from torch.nn.functional import log_softmax

from lessonlib.checks import check
from lessonlib.data import load_policy_runs
from lessonlib.labs import actor_critic_lab
from lessonlib.reinforcement import CartPole, discounted_returns, network_for
from lessonlib.reinforcement.reinforce import play

# %% [markdown]
# ## One step, or all of them?
#
# $$\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)$$
#
# is the critic's error at one step: little scatter, but as wrong as the critic is. The return less $V$ is right in the
# mean, and scatters. **Generalised advantage estimation** lies between the two: later errors count less and less.
#
# $$A_t = \delta_t + \gamma \lambda \, A_{t+1} = \sum_k (\gamma \lambda)^k \, \delta_{t+k}$$
#
# **Predict:** with $\gamma = 0.9$ and $\lambda = 0.8$, how much does the error of step 4 count in the advantage of step
# 0? **Step**: first the errors from the left, then the advantages from the right. **Explain** the last picture, where
# $\lambda$ goes from 0 to 1.

# %%
actor_critic_lab()

# %% [markdown]
# **Predict** the two ends of that curve:

# %%
actor_critic_lab(lam=0.0)

# %%
actor_critic_lab(lam=1.0, gamma=1.0)

# %% [markdown]
# A batch may hold several episodes in a row. **Predict** the last error that counts in the advantage of step 0, when
# the episode ended with step 2:

# %%
actor_critic_lab(ends="0 0 1 0 0")

# %% [markdown]
# ## Your turn: advantages
#
# `advantages(rewards, values, last_value, terminated, gamma, lam)`: arrays of one number a step, `last_value` is $V$ of
# the state behind the last step. Behind an end nothing follows, neither $V(s_{t+1})$ nor $A_{t+1}$. A rollout that was
# only cut off goes on: there `last_value` stands for what was not played.


# %%
def advantages(rewards, values, last_value, terminated, gamma, lam):
    # BEGIN SOLUTION
    goes_on = 1 - np.asarray(terminated, dtype=float)
    errors = rewards + gamma * goes_on * np.append(values[1:], last_value) - values
    result, later = np.zeros(len(errors)), 0.0
    for t in reversed(range(len(errors))):
        later = errors[t] + gamma * lam * goes_on[t] * later
        result[t] = later
    return result
    # END SOLUTION


check("advantages", advantages)

# %%
actor_critic_lab(ends="0 0 1 0 0", mine=advantages)

# %% [markdown]
# ## Your turn: the loss of both
#
# $$L = -\overline{\ln \pi(a) \, (G - V)} + c_v \, \overline{(G - V)^2} - c_e \, \overline{H(\pi)}$$
#
# The bars are means over the steps; $G$ are returns, or advantages plus values. In the first term the advantage is a
# *number*: through it, no gradient reaches the critic. The critic learns from the second. The entropy
# $H = -\sum_a \pi \ln \pi$ keeps the policy from settling too soon.


# %%
def a2c_loss(logits, values, actions, returns, value_weight=0.5, entropy_weight=0.01):
    # BEGIN SOLUTION
    log_p = log_softmax(logits, dim=1)
    chosen = log_p.gather(1, actions[:, None])[:, 0]
    error = returns.detach() - values
    entropy = -(log_p.exp() * log_p).sum(dim=1).mean()
    return -(chosen * error.detach()).mean() + value_weight * (error**2).mean() - entropy_weight * entropy
    # END SOLUTION


check("a2c_loss", a2c_loss)

# %% [markdown]
# ## Both on the pole
#
# A network for the policy, one for the values, two episodes a step; here the pole has to stand for 200 steps. What the
# critic is good for can be measured: how much that scatters by which the actions are judged, the returns $G$ of the
# lesson before, or the advantages $A$. **Predict** both, once the pole stands.


# %%
def rollout(environment, actor, critic, rng, gamma=0.99, lam=0.95):
    """Two episodes: states, actions, advantages, returns, and how long each stood."""
    parts = []
    for _ in range(2):
        states, actions, rewards = play(environment, actor, rng)
        values = critic(torch.as_tensor(states))[:, 0].detach().numpy()
        fell = np.arange(len(rewards)) == (len(rewards) - 1 if len(rewards) < environment.limit else -1)
        # Where it was cut off, the state behind the last is worth about as much as the last.
        A = advantages(rewards, values, values[-1], fell, gamma, lam)
        parts.append((states, actions, A, discounted_returns(rewards, gamma)))
    return [np.concatenate(column) for column in zip(*parts, strict=True)], np.mean([len(p[0]) for p in parts])


def train(seed=0, updates=100):
    """Play, judge, step: for each update how long the pole stood, and how much A and G scattered."""
    environment, rng, rows = CartPole(limit=200), np.random.default_rng(seed), []
    actor, critic = network_for(environment, 2, seed=seed), network_for(environment, 1, seed=seed + 1)
    optimizer = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=0.01)
    environment.reset(seed=seed)
    for _ in range(updates):
        (states, actions, A, G), stood = rollout(environment, actor, critic, rng)
        values = critic(torch.as_tensor(states))[:, 0]
        target = torch.as_tensor(A, dtype=torch.float32) + values.detach()
        optimizer.zero_grad()
        a2c_loss(actor(torch.as_tensor(states)), values, torch.as_tensor(actions), target).backward()
        optimizer.step()
        rows.append((stood, A.std(), G.std()))
    return np.array(rows)


try:
    rows = train()
    for begin in range(0, len(rows), 20):
        stood, a, g = rows[begin : begin + 20].mean(axis=0)
        print(f"updates {begin:2} to {begin + 19}: {stood:5.1f} steps; A scatters by {a:4.1f}, G by {g:4.1f}")
except NotImplementedError:
    print("Actor and critic wait for advantages and a2c_loss")

# %% [markdown]
# <details><summary>What is seen</summary>
#
# Over the last 20 updates the pole stands for 200 of 200 steps, the returns scatter by 24.1, and the advantages by 1.4.
# Returns are high at the beginning of an episode and low at its end, however it is played; the critic knows that, and
# what is left tells good pushes from bad ones. In the first updates, while the critic knows little, it is hardly any
# use. With the seeds 0 to 4 the pole stands for 169 to 200 steps over the last 20 updates, the returns scatter by 23
# to 24, the advantages by 1.4 to 6.8:
#
# </details>

# %%
for seed, (stood, a, g) in enumerate(load_policy_runs()["actor and critic"]):
    print(f"seed {seed}, the last 20 updates: {stood:5.1f} steps; A scatters by {a:3.1f}, G by {g:4.1f}")

# %% [markdown]
# ## Is this right?
#
# **a.** `actor_loss = -(log_p * (returns - values)).mean()`, with `values` as the critic gave them.
#
# <details><summary>Answer</summary>
#
# No. Its gradient by the values is $\ln \pi$ over $T$, and the critic is taught to say less wherever an action was
# unlikely, which has nothing to do with rewards. Write `(returns - values).detach()`.
#
# </details>
#
# **b.** `critic_loss = ((advantages - values) ** 2).mean()`
#
# <details><summary>Answer</summary>
#
# No. The critic's target is the return, advantages *plus* values. This one teaches it how wrong it was, and so to be
# wrong.
#
# </details>
#
# **c.** `loss = actor_loss + 0.5 * critic_loss + 0.01 * entropy`
#
# <details><summary>Answer</summary>
#
# No. Downhill, this makes the entropy small: the policy settles at once. It is subtracted.
#
# </details>
#
# ## Three questions
#
# **1.** Two steps brought 1 and 2, $V$ was 1 and 0.5, and the second step ended the episode. $\gamma = 0.5$ and
# $\lambda = 0.4$. What is the advantage of the first step?
#
# <details><summary>Answer</summary>
#
# $\delta_1 = 2 - 0.5 = 1.5$, $\delta_0 = 1 + 0.5 \cdot 0.5 - 1 = 0.25$; $A_0 = 0.25 + 0.2 \cdot 1.5 = 0.55$.
#
# </details>
#
# **2.** What do $\lambda = 0$ and $\lambda = 1$ cost?
#
# <details><summary>Answer</summary>
#
# $\lambda = 0$ believes the critic, whose errors become the actor's. $\lambda = 1$ believes the episode, whose luck
# scatters. The values between cancel there: the return less $V$.
#
# </details>
#
# **3.** Where is the baseline of the lesson before?
#
# <details><summary>Answer</summary>
#
# It is $V(s)$: a baseline that knows the state. It does not depend on the action, so it leaves the mean as it is.
#
# </details>
#
# ---
# Back: [35 Policy gradients](35_policy_gradients.ipynb).
# On: [the course](course.ipynb).
