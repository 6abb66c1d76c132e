# %% [markdown]
# # 8 Training
#
# *Lecture 1: "Neural Networks", "Important things", "Early Stopping", "Homework".*
# How to step: [Start here](00_start_here.ipynb). Before: [7 Activations](07_activations.ipynb).

# %%
from lessonlib.checks import check
from lessonlib.labs import early_stopping_lab, initialization_lab, normalization_lab, training_lab
from lessonlib.nn import Linear, ReLU, Sigmoid

# %% [markdown]
# ## An epoch
#
# An epoch shows the network every row once, in a new order, a mini-batch at a time:
#
# ```python
# for x, y in batches:
#     p = network.forward(x)
#     loss.forward(p, y)
#     network.backward(loss.backward())
#     network.step(learning_rate)
# ```
#
# Two numbers need no learning: a network that always says $p = 0.5$ has the loss $\ln 2 = 0.693$, and one that
# always names the larger class is right for that class's share. Both are drawn as dotted lines. Some points are
# **held out**: the network never learns from them, so its loss there says what it has understood rather than
# what it has memorised.
#
# **Predict:** two classes in the shape of moons, a network 2-16-16-1. How does the boundary look after one
# epoch, how after 60? And after how many epochs are 95 % of the held-out points right? **Step**. **Explain** why the
# held-out loss goes up and down from epoch to epoch while the training loss falls.
#
# On the left stands the network itself. Each small map shows what one unit answers at each place of the plane: orange
# above 0, blue below, as strong as its own largest answer. The lines are weights: the thicker, the larger; dashed
# below 0. Of 16 units a layer you see the eight that do most to the next one. The first layer draws folds along
# straight lines; the second adds them up to what bends. Choose the preset *Four units* to see a whole network.
#
# Under the picture stands $e^{-L}$. $L$ is the mean of $-\ln p$ over the rows, $p$ being the probability given to the
# true class; so $e^{-L}$ is the kind of mean of these $p$ that multiplies instead of adding (the geometric mean).
# Guessing gives 0.5.

# %%
training_lab("moons")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# After one epoch the boundary is nearly straight and 81 % of the held-out points are right; after 60 it winds between
# the moons and 99.5 % are. 95 % are reached after epoch 7. The held-out loss is 0.0097 at the end; it was 0.0086 after
# epoch 46, and that difference means nothing: each epoch visits the rows in a new order, and a few held-out points near
# the boundary cost a little more or less. How a loss looks that does climb, you see under *Early stopping*.
#
# </details>
#
# **Predict:** the same on XOR, with sigmoids inside. When are 95 % of the points right? (With ReLU the loss is 0.108
# after one epoch.) **Step** until something happens. **Explain** it with the slope of the sigmoid.

# %%
training_lab("XOR", activation="Sigmoid")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# For more than ten epochs the loss stays near $\ln 2$: the gradient reaches the first layer through two slopes of
# at most 1/4. At epoch 20 the training loss is 0.635, at 30 it is 0.475, at 60 it is 0.051. Whoever stops at
# epoch 10 sees a network that cannot learn.
#
# </details>
#
# A loss above its dotted line is the cheapest alarm there is. One student of this course handed in an accuracy
# of .505, with all tests green: the final sigmoid was missing. The line of the larger class would have told.
#
# ## Why normalize?
#
# The slide: *gradient of larger parameter dominates the update*; normalised, *both parameters can be updated in
# equal proportions*.
#
# $$x_j \leftarrow \frac{x_j - \text{mean}_j}{\text{std}_j}$$
#
# $x_j$ is a column of the data; its mean and standard deviation come from the training rows, also when other
# rows are normalised. Below, a price is fitted as $w_1 \cdot \text{rooms} + w_2 \cdot \text{area}$; the area
# varies five times as much as the rooms. The long arrow is the step; the two that run along the axes are its
# parts, along $w_1$ and along $w_2$.
#
# The **curvature** along a direction says how fast the slope grows there. On the steep side a step must be short, or it
# lands higher up on the other side; on the flat side a short step gains little. In the long run the best rate for a
# bowl is $2 / (\text{smallest} + \text{largest curvature})$, which leaves the same share of the way along both. Each
# bowl takes its own.
#
# **Predict:** the gradient of which weight is larger at the start? And how many steps will the raw bowl take? **Step**
# in both bowls. **Explain** the zigzag on the left.

# %%
normalization_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# On raw columns the gradient of $w_2$ is 13.8 times that of $w_1$, so the step goes across the valley instead of along
# it. The curvatures are as 27.7 to 1, the steep one sets the rate, 0.0385, and the flat one needs 48 steps to bring the
# loss to a thousandth of what it was above the minimum. Normalised they are as 1.86 to 1, the rate is 0.5, and 3 steps
# do.
#
# </details>
#
# The preset *Too fast for the raw
# bowl* gives both 0.042, just above $2 / 50.2$: the raw bowl diverges. (Why this bound: [12
# Optimizers](12_optimizers.ipynb).)
#
# ## How weights begin
#
# A layer with $n$ inputs adds $n$ products, so the size of its outputs depends on the size of its weights. Four
# rules:
#
# | rule | weights | standard deviation |
# |---|---|---|
# | `rand * 0.01` | from 0 to 0.01, all positive | 0.0029 |
# | `randn * 0.01` | normal | 0.01 |
# | Xavier | normal | $\sqrt{2 / (n_\text{in} + n_\text{out})}$ |
# | He | normal | $\sqrt{2 / n_\text{in}}$ |
#
# **Predict:** six hidden layers of 64 ReLUs, and pixels with a standard deviation of 0.374. How large are the
# activations of the sixth layer under He's rule, and under the others? **Step:** 1 to 6 go forward, then backward, then
# come 20 epochs. **Explain** why He's rule holds a 2.

# %%
initialization_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Under `randn * 0.01` they shrink to $8.7 \cdot 10^{-9}$, under He's rule they stay at 0.27: ReLU cuts away one
# half of each sum, and the 2 gives it back. The gradients go the same way back, and after 20 epochs the losses
# are 0.00073 (He), 0.0013 (Xavier) and 0.693 for both others, which is guessing.
#
# </details>
#
# `rand * 0.01` was once the homework's tip, and 7 of 11 students followed it: loss .145 and accuracy .970 after
# 20 epochs, against .011 and .997 after 15 for one with He's rule, in the same network.
#
# ## Early stopping
#
# Stop when the held-out loss has had no new minimum for `patience` epochs, and put the parameters of the best
# epoch back.
#
# **Predict:** 30 noisy points, a network with 1185 parameters, patience 10. At which epoch do the two losses part, and
# after which one does the rule stop? **Step**; after the stop the picture goes on, to show what would have come.
# **Explain** why patience 1 is too little.

# %%
early_stopping_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# The held-out loss is lowest in epoch 25: 0.292, while the training loss is 0.177. The rule waits ten epochs
# and stops after 35. Without it the training loss goes down to 0.022 in epoch 100, and the held-out loss up to
# 0.840: the boundary winds around single points, and the network is sure of itself where it is wrong. With
# patience 1 a bump ends it after epoch 5 (preset *Patience 1*).
#
# </details>
#
# ## Your turn: a network of your own in the lab
#
# Write the three methods of a network that chains modules: forward in order, backward in reverse, a step for each.


# %%
class MyNetwork:
    def __init__(self, modules):
        self.modules = list(modules)

    def forward(self, x):
        # BEGIN SOLUTION
        for module in self.modules:
            x = module.forward(x)
        return x
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        for module in reversed(self.modules):
            grad = module.backward(grad)
        return grad
        # END SOLUTION

    def step(self, learning_rate):
        # BEGIN SOLUTION
        for module in self.modules:
            module.step(learning_rate)
        # END SOLUTION


check("neural_network", MyNetwork)

# %%
training_lab("XOR", network=MyNetwork([Linear(2, 8, rng=0), ReLU(), Linear(8, 1, rng=1), Sigmoid()]))

# %% [markdown]
# Take `ReLU()` out of the list and run the cell again: two linear layers are one, and the loss stays at $\ln
# 2$. Take `Sigmoid()` out: the lab says what is missing. The layers of [homework
# 1a](homework_1a_neural_network.ipynb) go in the same way.
#
# ## Your turn: when to stop
#
# `losses` are the held-out losses so far, the newest last. Return `True` when none of the last `patience`
# epochs brought a new minimum.


# %%
def my_rule(losses, patience):
    # BEGIN SOLUTION
    best = losses.index(min(losses))  # the first of equal ones: a loss that only repeats the minimum is no new one
    return len(losses) - 1 - best >= patience
    # END SOLUTION


check("early_stopping", my_rule)

# %%
early_stopping_lab(mine=my_rule, predict=False)

# %% [markdown]
# A right rule stops where ours does, after epoch 35, and the lab has nothing to say. Try `return losses[-1] >
# min(losses)`, and run both cells again: `check` says what is wrong with it, the lab where it stops.
#
# ## Three questions
#
# **1.** After 20 epochs a network for two classes has the loss 0.71. What do you know?
#
# <details><summary>Answer</summary>
#
# It is above $\ln 2 = 0.693$: always saying 0.5 would be better. It has learned nothing yet, or something is
# broken: look at the last activation, the sign of the step, the start of the weights.
#
# </details>
#
# **2.** You normalise the training rows with their mean and standard deviation, and the held-out rows with
# their own. What goes wrong?
#
# <details><summary>Answer</summary>
#
# The same house gets other numbers in the two sets, so the network judges rows that it was not trained for.
# Keep the mean and the standard deviation of the training rows and use them everywhere.
#
# </details>
#
# **3.** Training stops after epoch 35 with patience 10. Which parameters do you hand in?
#
# <details><summary>Answer</summary>
#
# Those of epoch 25, the last new minimum. Those of epoch 35 come from ten epochs that made the held-out loss no
# better.
#
# </details>
#
# ---
# Back: [7 Activations](07_activations.ipynb). On: [homework 1a](homework_1a_neural_network.ipynb), then
# [9 Convolution](09_convolution.ipynb).
