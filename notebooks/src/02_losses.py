# %% [markdown]
# # 2 Losses
#
# *Lecture 1: "Logistic Regression: Train", "Negative Log-Likelihood".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [1 Logistic regression](01_logistic_regression.ipynb).
#
# To train means to change the weights until the answers are good. A loss says in one number how bad they are, so
# that there is something to make smaller.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import cross_entropy_lab
from lessonlib.nn import BCELoss, NLLLoss, numerical_gradient, softmax

# %% [markdown]
# ## Cross-entropy
#
# $$H_p(q) = - \sum_{c=1}^{C} q(y_c) \cdot \log(p(y_c))$$
#
# $C$ is the number of classes; $q(y_c)$ is the truth, 1 for the right class and 0 for the others; $p(y_c)$ is the
# probability that the model gives to class $c$, the softmax of its scores; the logarithm is the natural one. All
# terms but one are 0, and what is left is
#
# $$L = -\ln(p_{\text{right}})$$
#
# the **negative log-likelihood**. For several rows the loss is the mean.
#
# The slide's table holds the scores of three images, a column each. **Predict:** the scores of the right classes
# are 3.2 for the cat, 4.9 for the car, $-3.1$ for the frog. Which image costs most, and does the cat's image cost
# less than the car's? **Step** through each. **Explain** why a score of 3.2 is not enough for the cat.

# %%
cross_entropy_lab()

# %% [markdown]
# The cat costs 2.04, the car 0.0791, the frog 6.16; the mean is 2.76. The cat's score of 3.2 is far from low, but
# the car's is 5.1 in the same column: the share is what counts, and that is 0.13.
#
# **What should an honest beginner pay?** Someone who knows nothing gives all $C$ classes the same score, and so the
# same share, $1/C$. **Predict** what that costs with three classes: more or less than the 2.76 of the table?

# %%
cross_entropy_lab(scores="0 0 0; 0 0 0; 0 0 0")

# %% [markdown]
# A guess costs $-\ln(1/C) = \ln C$: 1.0986 for three classes, 0.693 for two. On the slide's table the model is worse
# than a guess: 2.76 against 1.10. One answer that is sure and wrong, the
# frog's, costs as much as five and a half honest guesses. Keep $\ln C$ in mind: a training whose loss stands
# there has learned nothing yet.
#
# ## Why log and exp belong together
#
# Softmax first, logarithm after: written down like that, it breaks. Here the cat's own score is 1000 behind.


# %%
def in_two_steps(scores, right):
    with np.errstate(divide="ignore"):
        return -np.log(np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum())[right]


scores = np.array([0.0, 1000.0, 0.0])  # cat, car, frog
print("softmax, then the logarithm:", in_two_steps(scores, right=0))
print("together, as in NLLLoss:    ", NLLLoss().forward(scores[None], [0]))

# %% [markdown]
# The share is $e^{-1000}$, less than a float can hold, so it becomes 0 and its logarithm $-\infty$. Yet the loss
# is an ordinary number:
#
# $$-\ln \frac{e^{z_y}}{\sum_k e^{z_k}} = m + \ln \sum_k e^{z_k - m} - z_y$$
#
# $z_y$ is the right class's score, $m$ the largest one. In this form nothing overflows and nothing is lost. That
# is why `NLLLoss` takes **scores** (logits), not probabilities.
#
# ## Yes or no: binary cross-entropy
#
# $$L(y, \hat y) = -(y \ln(\hat y) + (1 - y) \ln(1 - \hat y))$$
#
# $y$ is the answer, 1 for yes and 0 for no; $\hat y$ is the probability that the model gives to yes, $p$ in the
# picture. For $y = 1$ only the first term is left, for $y = 0$ only the second.
#
# **Predict:** what does $p = 0.5$ cost, whatever the answer? What does $p = 0.9$ cost if the answer is yes, and
# what if it is no? **Step**, or drag a point along $p$. **Explain** why being sure is cheap when right, and
# expensive when wrong.

# %%
cross_entropy_lab("binary", step=67)

# %% [markdown]
# $p = 0.5$ costs $\ln 2 = 0.693$. $p = 0.9$ costs 0.105 for yes and 2.3 for no, 22 times as much. At $p = 0.99$
# it is 0.0101 against 4.61, 458 times. From sure to surer there is little to gain and much to lose.
#
# **The clip.** At $p = 0$ with the answer yes the loss is infinite, and in floats one gets there sooner than one
# thinks. **Predict** what one such row does to the mean of a batch of a thousand. Step to the left end.
# `BCELoss` takes no logarithm as lower than $-100$, like torch: such a row costs 100, and the mean of a
# thousand is 0.1 higher instead of infinite.

# %%
p, y = np.array([[0.0], [0.9], [0.8]]), np.array([1, 1, 1])
with np.errstate(divide="ignore"):
    print("without the clip:", -np.log(p).mean())
print("with the clip:   ", BCELoss().forward(p, y))

# %% [markdown]
# ## How the losses change with what they are given
#
# To make a loss smaller, one must know how it changes when a score changes a little: its **derivative** with respect to
# that score, the slope of the loss along it. [Lesson 3](03_gradient_descent.ipynb) walks down such slopes. For the
# negative log-likelihood, $L = \ln \sum_k e^{z_k} - z_y$, the logarithm's derivative is one over the sum, times the
# derivative of the sum, which is $e^{z_j}$ for the score $z_j$; and $-z_y$ adds $-1$, for the right class only:
#
# $$\frac{\partial L}{\partial z_j} = \frac{e^{z_j}}{\sum_k e^{z_k}} - q_j = p_j - q_j$$
#
# $q_j$ is the truth, 1 for the right class and 0 for the others. A wrong class is pushed down as hard as its share is
# large; the right one is pulled up by what its share lacks of 1. In the mean over $B$ rows each row counts $1/B$ of
# this.
#
# **Predict** the three derivatives for the slide's cat, whose shares are 0.130, 0.869 and 0.001.

# %%
cat = np.array([3.2, 5.1, -1.7])
print("p - q:         ", (softmax(cat) - np.array([1, 0, 0])).round(4))
print("by differences:", numerical_gradient(lambda z: NLLLoss().forward(z[None], [0]), cat).round(4))

# %% [markdown]
# The cat's score is pulled up, with 0.87, almost all of it at the car's cost. (`numerical_gradient` changes one score
# at a time by a very little, up and down, and looks at the loss.)
#
# For yes or no the derivative with respect to the probability is $-y / p + (1 - y) / (1 - p) = (p - y) / (p (1 - p))$:
# large where the model is sure and wrong.
#
# ## Your turn: two losses
#
# Write `forward` of both; it returns **one number**, the mean over the batch. `backward` is there already, with the
# formulas above, and needs what `forward` keeps. `BCELoss` gets probabilities `x` of
# shape $(B, 1)$ and answers `y` of shape $(B,)$: bring them to one shape before you subtract or multiply, or they
# broadcast to $(B, B)$.


# %%
class MyBCELoss:
    def forward(self, x, y):
        # BEGIN SOLUTION
        self.p, self.y = np.clip(x, 1e-12, 1 - 1e-12), np.reshape(y, (-1, 1))  # (B, 1), (B, 1)
        return float(-np.mean(self.y * np.log(self.p) + (1 - self.y) * np.log(1 - self.p)))
        # END SOLUTION

    def backward(self):
        return (self.p - self.y) / (self.p * (1 - self.p)) / len(self.p)  # (B, 1)


check("bce_loss", MyBCELoss)

# %%
cross_entropy_lab("binary", mine=MyBCELoss, step=67)

# %% [markdown]
# The negative log-likelihood gets scores `x` of shape $(B, C)$ and class numbers `y` of shape $(B,)$.


# %%
class MyNLLLoss:
    def forward(self, x, y):
        # BEGIN SOLUTION
        self.y = np.asarray(y)
        shifted = x - x.max(axis=1, keepdims=True)  # (B, C)
        total = np.exp(shifted).sum(axis=1, keepdims=True)  # (B, 1)
        self.p = np.exp(shifted) / total
        return float(np.mean(np.log(total[:, 0]) - shifted[np.arange(len(x)), self.y]))
        # END SOLUTION

    def backward(self):
        grad = self.p.copy()  # (B, C)
        grad[np.arange(len(grad)), self.y] -= 1
        return grad / len(grad)


check("nll_loss", MyNLLLoss)

# %%
cross_entropy_lab(mine=MyNLLLoss, step=13)

# %% [markdown]
# The row under ours is yours; a number that departs is marked. Ours stand in `lessonlib/nn/losses.py`. The slides
# of lecture 2 put another loss on the same table, the hinge: it waits in
# [5 Regularization](05_regularization.ipynb).
#
# ## Three questions
#
# **1.** A classifier of 10 classes starts its training with a loss of 2.3. Is something wrong?
#
# <details><summary>Answer</summary>
#
# No: $\ln 10 = 2.303$, the price of a guess. It would be wrong if the loss stayed there, or began far above.
#
# </details>
#
# **2.** 100 is added to all three scores of the frog's image. What happens to its loss?
#
# <details><summary>Answer</summary>
#
# Nothing. The shares depend on the differences of the scores alone.
#
# </details>
#
# **3.** `x` is $(B, 1)$, `y` is $(B,)$, and a loss is written as `-np.mean(y * np.log(x) + (1 - y) * np.log(1 - x))`.
# It runs, and returns one number. What is wrong?
#
# <details><summary>Answer</summary>
#
# $(B,)$ against $(B, 1)$ broadcasts to $(B, B)$: each probability is compared with every row's answer, and the mean
# is taken over all those pairs. A model that is always right could not get it to 0. `y.reshape(-1, 1)` mends it.
#
# </details>
#
# ---
# Back: [1 Logistic regression](01_logistic_regression.ipynb). On: [3 Gradient descent](03_gradient_descent.ipynb).
