# %% [markdown]
# # 34 Deep Q-networks
#
# *Lecture 2: "Syllabus" (DQN).* How to step: [Start here](00_start_here.ipynb).
# Before: [33 Learning from transitions](33_learning_from_transitions.ipynb).
#
# A table of action values needs a row for each state. The cart of this lesson has states of four real numbers: no two
# are alike. So a **network** takes the state and gives $Q$ of every action, and states that resemble each other share
# what is learned. That has a price: a step for one state moves the values of all others, and the targets with them.
#
# | trouble | remedy |
# |---|---|
# | neighbours in time resemble each other | **replay buffer**: learn from old transitions, in mixed order |
# | targets move with every step | **target network** $Q'$: an older copy, renewed now and then |
# | the maximum picks the luckiest estimate | **double** DQN: $Q$ chooses, $Q'$ judges |

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

from lessonlib.checks import check
from lessonlib.data import load_deep_q_runs
from lessonlib.labs import cart_pole_lab, deep_q_lab, overestimation_lab

# %% [markdown]
# ## Your turn: a buffer
#
# `ReplayBuffer(size)` keeps the latest `size` transitions. `add(state, action, reward, next_state, terminated)` keeps a
# copy; when the buffer is full, the new one takes the place of the oldest. `sample(n, rng=None)` draws `n` of them,
# each equally likely, with replacement, and returns five arrays of `n` rows; `len(buffer)` says how many there are.


# %%
class ReplayBuffer:
    def __init__(self, size):
        # BEGIN SOLUTION
        self.size, self.rows, self.added = size, [], 0
        # END SOLUTION

    def add(self, state, action, reward, next_state, terminated):
        # BEGIN SOLUTION
        row = np.array(state), action, reward, np.array(next_state), terminated
        if len(self.rows) < self.size:
            self.rows.append(row)
        else:
            self.rows[self.added % self.size] = row
        self.added += 1
        # END SOLUTION

    def sample(self, n, rng=None):
        # BEGIN SOLUTION
        chosen = np.random.default_rng(rng).integers(len(self.rows), size=n)
        return tuple(np.array(column) for column in zip(*(self.rows[i] for i in chosen), strict=True))
        # END SOLUTION

    def __len__(self):
        # BEGIN SOLUTION
        return len(self.rows)
        # END SOLUTION


check("replay_buffer", ReplayBuffer)

# %% [markdown]
# ## The loss of a batch
#
# $$y = r + \gamma \max_{a'} Q'(s', a'), \qquad L = \frac 1 B \sum \left( Q(s, a) - y \right)^2$$
#
# Behind a step that **terminated** nothing follows: $y = r$. A step at which the episode was only *cut off* (truncated)
# has a next state with a value, so it is no end. No gradient runs through $y$: it is a number, not a prediction.
#
# On the lake without slipping, the goal gives 1, once. **Predict** the target of the transition that ended there.
# **Step** through the batch. **Explain** what of each row of $Q$ is judged, and what not.

# %%
deep_q_lab()

# %% [markdown]
# Only the action that was taken has an error; of the other three the batch says nothing. **Predict** the same target
# without the mask:

# %%
deep_q_lab(mask=False)

# %% [markdown]
# <details><summary>What is seen</summary>
#
# 1.8 instead of 1, though 1 is all that there ever is to get. The network has a value for the goal, because it has one
# for every field; nobody ever corrects it, because no transition begins there.
#
# </details>
#
# ## Your turn: the loss
#
# `dqn_loss(q, target, batch, gamma, double=False)`: `q` and `target` are networks, states to $Q$ of shape $(B, A)$;
# `batch` is states, actions, rewards, next states and terminated, as tensors of $B$ rows. With `double`,
# $y = r + \gamma \, Q'(s', \text{argmax}_{a'} Q(s', a'))$.


# %%
def dqn_loss(q, target, batch, gamma, double=False):
    # BEGIN SOLUTION
    states, actions, rewards, following, terminated = batch
    chosen = q(states).gather(1, actions[:, None])[:, 0]
    with torch.no_grad():
        judged = target(following)
        best = (q(following) if double else judged).argmax(dim=1, keepdim=True)
        y = rewards + gamma * judged.gather(1, best)[:, 0] * (1 - terminated.to(judged.dtype))
    return torch.mean((chosen - y) ** 2)
    # END SOLUTION


check("dqn_loss", dqn_loss)

# %% [markdown]
# ## The luckiest estimate
#
# Three actions are worth 0, and the network's estimates are off by chance. **Predict** what their maximum says in the
# mean, and what a second network says of the action that was chosen.

# %%
overestimation_lab(actions=3)

# %% [markdown]
# $3 / (2 \sqrt \pi) = 0.846$ for noise of standard deviation 1. Every target of plain DQN is too large by this, and the
# values before learn from it. So double DQN lets $Q$ choose and $Q'$ judge. Your function in the picture of the batch,
# with the double target: **predict** which cell of $Q'$ goes into it.

# %%
deep_q_lab(double=True, updates=100, age=60, mine=dqn_loss)

# %% [markdown]
# ## On the cliff, beside the exact values
#
# The cliff is small enough for dynamic programming, so here we know what the network should say. It takes the number of
# a field as one-hot: 37 fields of four actions. Five networks were trained by `learn_q_network(CliffWalking(),
# steps=4000, gamma=0.9, seed=...)`, each with other first weights and other luck. **Predict:** how far are they from
# the exact values at the end, when 0 everywhere is 13.2 off?

# %%
runs = load_deep_q_runs()
steps = np.arange(1, 9) * runs["cliff"]["measured"]
_, axes = plt.subplots(figsize=(6.5, 3.2), layout="constrained")
for errors in runs["cliff errors"]:
    axes.plot(steps, errors, color="#0072b2", marker="^")
axes.axhline(runs["cliff"]["zero"], color="0.4", linestyle="--", label="0 everywhere")
axes.set(xlabel="step", ylabel="mean |Q − exact Q|", title="Deep Q-networks on the cliff, five seeds", ylim=(0, None))
axes.legend()
plt.show()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# After 4000 steps they are between 0.9 and 3.0 off in the mean, and still come nearer. A table that meets every action
# often enough becomes exact; a network shares what it learns, also where it should not: one update for a fall into the
# cliff moves the values of other fields, too.
#
# </details>
#
# ## On the pole
#
# A cart, a pole, a push to the left or to the right at each step; each step that the pole stands brings 1, at most 500.
# The state is position, speed, angle, and how fast the angle turns. First by hand: **predict** what ends the episode
# when the push follows the angle alone.

# %%
cart_pole_lab()

# %% [markdown]
# Now a network learns it, again with five seeds, and goes on long after it can: `learn_q_network(CartPole(),
# steps=50000, gamma=0.99, lr=0.001, every=100, buffer=1000, seed=...)`. Each line is the mean of ten episodes.
# **Predict:** once the pole stands for 500 steps, will it go on standing?

# %%
_, axes = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
colors, dashes = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"), ("-", "--", "-.", ":", (0, (6, 2, 1, 2)))
for seed, totals in enumerate(runs["pole totals"]):
    mean = np.convolve(totals, np.ones(10) / 10, mode="valid")
    axes.plot(np.cumsum(totals)[9:], mean, color=colors[seed], linestyle=dashes[seed], label=f"seed {seed}")
axes.axhline(22, color="0.4", linewidth=1, label="a coin")
axes.set(xlabel="step", ylabel="steps that the pole stood", title="Deep Q-networks on the pole, five seeds")
axes.legend(loc="upper left")
plt.show()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# All five learn it: after 26 to 41 thousand steps the mean of ten episodes is 490 or more, and it comes to 500. And
# then all five **collapse**. The mean of ten falls below 285 again, with two seeds to 62 and to 10, where a coin has
# 22; at the end one of the five stands for 500 steps.
#
# Once the pole stands, the 1000 transitions of the buffer are two episodes with an upright pole. What to do with a
# tilted one is no longer in it, and the network forgets. The targets move with the network that they teach, and nothing
# promises that the two will settle. So look at the whole curve, not at its best point, and keep a copy of the network
# that did best. The next lesson has another way.
#
# </details>
#
# ## Is this right?
#
# **a.** A course's notebook fills the buffer before it learns:
#
# ```python
# state = env.reset()
# for _ in range(1000):
#     play_and_record(state, agent, env, buffer)
# for step in range(total_steps):
#     state = play_and_record(state, agent, env, buffer)
# ```
#
# <details><summary>Answer</summary>
#
# No. While the buffer fills, the state that comes back is thrown away: all thousand rows claim to begin in the first
# state, though the environment is elsewhere. Write `state = play_and_record(...)` in both loops.
#
# </details>
#
# **b.** `target_network = q_network`, and every 500 steps `target_network.load_state_dict(q_network.state_dict())`.
#
# <details><summary>Answer</summary>
#
# No. Both names are one network, so the targets move with every step, and copying changes nothing. Make a second
# network, or `copy.deepcopy(q_network)`.
#
# </details>
#
# **c.** `loss = ((q(s).gather(1, a[:, None]) - y) ** 2).mean()` with `y` of shape $(B,)$.
#
# <details><summary>Answer</summary>
#
# No. $(B, 1) - (B,)$ is $(B, B)$: every prediction is compared with every target, without any error. The loss goes down
# all the same, towards the mean of all targets. Take `[:, 0]` of what `gather` gives.
#
# </details>
#
# ## Three questions
#
# **1.** A step brought 1 and did not end the episode; $\gamma = 0.5$. Of the next state $Q$ says $(2, 5)$ and $Q'$
# $(6, 4)$. What are the plain and the double target?
#
# <details><summary>Answer</summary>
#
# Plain: $1 + 0.5 \cdot 6 = 4$, the largest of $Q'$. Double: $Q$ likes the second action most, $Q'$ says 4 of it:
# $1 + 0.5 \cdot 4 = 3$.
#
# </details>
#
# **2.** Why can SARSA not learn from a replay buffer?
#
# <details><summary>Answer</summary>
#
# Its target needs the next action of the policy of now. The buffer holds what an older policy did.
#
# </details>
#
# **3.** The pole's episode was truncated after 500 steps, and its last transition is kept with `terminated=True`. What
# will the network learn?
#
# <details><summary>Answer</summary>
#
# That an upright pole in the middle of the track is worth 1, because nothing follows. At step 499 the state looks like
# that of step 200, whose value is about $1 / (1 - 0.99) = 100$. The two contradict each other.
#
# </details>
#
# ---
# Back: [33 Learning from transitions](33_learning_from_transitions.ipynb).
# On: [35 Policy gradients](35_policy_gradients.ipynb).
