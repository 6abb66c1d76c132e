# %% [markdown]
# # 5 Regularization
#
# *Lecture 1: "Regularization"; lecture 2: "Regularization".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [4 Stochastic gradient descent](04_stochastic_gradient_descent.ipynb).

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_diabetes
from lessonlib.labs import hinge_lab, penalties_lab
from lessonlib.nn.proximal import penalized_least_squares

# %% [markdown]
# ## A price for weights
#
# $$\text{BCELoss} = -(y \ln(\text{pred}) + (1 - y) \ln(1 - \text{pred})) + \text{reg} \cdot R(W)$$
#
# $$\text{L2:} \quad R(W) = \sum_k \sum_l W_{k,l}^2 \qquad\qquad \text{L1:} \quad R(W) = \sum_k \sum_l |W_{k,l}|$$
#
# The first term is the loss as before, $y$ the answer and pred the probability; $W_{k,l}$ is the weight in row $k$
# and column $l$; $R$ is the penalty; reg says how much it counts. *reg - hyperparameter*, says the slide: the
# training does not find it, you choose it. The same price goes on any loss. In this lesson it is the mean squared
# error of a line through the diabetes data: ten features of 442 patients, and how the illness went on for a year.
#
# ## Where loss and penalty touch
#
# The left picture is the plane of two weights, for a model with these two features alone. Its contours are the loss
# without a penalty, lowest at the ring; the bold outline holds all places where the penalty is as large as at the
# weights. The best place for both together is
# where the two lines **touch**: further in the loss would be larger, further out the penalty.
#
# **Predict:** the outline of L1 is a diamond, $|w_1| + |w_2| = $ const. Where will an ellipse touch it, once it is
# small: at a side or at a corner? And which of all ten weights, in the middle, is the first to be exactly 0? **Step**
# through the strengths. **Explain** what a corner means for one of the weights.

# %%
penalties_lab("L1")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# At a corner one weight is **exactly 0**: that of blood pressure from strength 0.736 on. In the middle all ten
# features are there together, so the two weights differ from those on the left. HDL is the first at 0, at strength
# 0.00185. At strength 0.251, L1 has made six of ten weights 0, and from 1.36 on all of them.
# A feature whose weight is 0 need not be measured: L1 chooses features.
#
# </details>
#
# Under the picture stands how the exact zeros come about. $\eta$ is the learning rate and $\lambda$ the strength, reg
# on the slide. A step has two halves:
#
# - down the gradient of the loss alone: $z = w - \eta \, \partial L / \partial w$;
# - then towards 0 by $t = \eta \lambda$, what the slope of L1 takes off: from 0.5 with $t = 0.1$ to 0.4, from $-0.5$ to
#   $-0.4$. From 0.05 it would be past 0; there it stops, at exactly 0. This half is called $S(z, t)$, the *soft
#   threshold*.
#
# At the weights drawn, both halves together end where they began: no step makes it better.
#
# **Predict** the same for L2, whose outline is a circle. **Step**, and read the column of L2 in the table.
# **Explain** the difference by the slope of each penalty near 0.

# %%
penalties_lab("L2")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# No weight becomes 0 and stays there; at 0.251 the smallest is 0.0065. A circle has no corner. And its slope,
# $2 \, \text{reg} \, w$, fades as the weight gets small: it never pulls hard enough for the last piece. The slope of
# L1 is reg on either side of 0, however small the weight.
#
# </details>
#
# Each step of gradient descent with L2 takes the same share off each weight, $2 \, \eta \, \text{reg}$ of it: hence
# the name *weight decay*.
#
# **Two that say the same.** Cholesterol and LDL rise and fall together. **Predict** what L1 does with such a pair, and
# what L2 does.

# %%
penalties_lab("L1", pair=("cholesterol", "LDL"))

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Their correlation is 0.90. L1 keeps cholesterol and drops LDL from strength 0.0185 on. Choose *L2* in *Penalty*:
# it keeps both, and the stronger it is, the more alike it makes them: 0.084 and 0.049 at strength 1, 0.018 and
# 0.014 at 10.
#
# </details>
#
# ## Elastic net
#
# Lecture 2 adds the two up:
#
# $$R(W) = \sum_k \sum_l \left( \beta \, W_{k,l}^2 + |W_{k,l}| \right)$$
#
# $\beta$ is how much the squares count. **Predict** the outline: has it corners, are its sides straight? **Step.**

# %%
penalties_lab("elastic net")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Corners like L1's, so zeros; and sides bent like L2's, so that it shares as well as chooses: at strength 0.251 it has
# made four of ten weights 0, L1 six.
#
# </details>
#
# ## What it is good for
#
# Here 30 patients are learned from and the other 412 are held out. The answers have the variance 1: a model that
# always predicts the mean has an error of 1. **Predict** which column falls and rises again.

# %%
data = load_diabetes()
order = np.random.default_rng(0).permutation(len(data.y))
known, held_out = order[:30], order[30:]
strengths = np.array([0, 0.01, 0.1, 1, 3])
for name, l1, l2 in (("L1", strengths, 0 * strengths), ("L2", 0 * strengths, strengths)):
    weights = penalized_least_squares(data.x[known], data.y[known], l1, l2)  # (strengths, 10)
    for reg, w in zip(strengths, weights, strict=True):
        errors = [np.mean((data.x[rows] @ w - data.y[rows]) ** 2) for rows in (known, held_out)]
        print(f"{name}, reg {reg:4g}: learned {errors[0]:.3f}, held out {errors[1]:.3f}, {np.sum(w == 0)} zeros")

# %% [markdown]
# Without a penalty the error on the 30 is 0.274, and on the others 0.765: ten weights can learn the accidents of 30
# patients by heart. A penalty makes the first error larger and, up to a point, the second smaller: at 0.1 it is 0.608
# with L1 and 0.600 with L2. Too much of it, and nothing is learned at all. Which reg is best is decided on data held
# out.
#
# ## The hinge loss, with a penalty
#
# The slide of lecture 2 puts $\lambda R(W)$ on another loss, for several classes:
#
# $$L = \frac{1}{N} \sum_i \sum_{j \ne y_i} \max(0, \, s_j - s_{y_i} + 1) + \lambda R(W)$$
#
# $N$ is the number of images; $s_j$ the score that image $i$ gets for class $j$; $y_i$ its right class; $\lambda$ is
# reg. A wrong class costs nothing once the right one is ahead by the **margin**, here 1. (The slide gives only the
# scores; the $W$ in the picture is one that makes them, from three made-up images of three pixels.)
#
# **Predict:** on the cat/car/frog table, which image costs nothing, and what does the cat's cost? **Step.**
# **Explain** why the frog costs more than four times as much as the cat.

# %%
hinge_lab()

# %% [markdown]
# The car: its 4.9 is ahead of 1.3 and 2.0 by more than 1. The cat costs $5.1 - 3.2 + 1 = 2.9$, the frog, behind both
# others by more than 5, $6.3 + 6.6 = 12.9$. The mean is 5.27, with $0.05 \cdot 37.3$ on top 7.13.
#
# Unlike cross-entropy, the hinge is content: ahead by the margin costs 0, and more is not better. **Predict:** all
# three images are ahead. What does halving all weights change?

# %%
hinge_lab("3 1 0; 1 4 0; -1 2 3", step=15)

# %% [markdown]
# Move *scale of W* to 0.5: the loss of the data stays 0, and $\lambda R(W)$ is a quarter of what it was, 0.334 after
# 1.34. Many $W$ are equally good for the data; the penalty chooses the smallest among them. Below 0.5 the margin is no
# longer kept, and the picture on the right shows where the sum is lowest.
#
# ## Your turn: two penalties
#
# Here is an L2 penalty. Its value is right, and its gradient looks right. Ask the numerical gradient of
# [lesson 3](03_gradient_descent.ipynb), `check` or the lab, then mend it.


# %%
class MyL2:
    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        return self.strength * np.sum(weight**2)

    def gradient(self, weight):
        return self.strength * weight


check("l2_penalty", MyL2)

# %%
penalties_lab("L2", mine=MyL2, step=36, predict=False)

# %% [markdown]
# The sentence above the picture goes when the gradient is right. Your outline is drawn from `value`, so it lies on ours
# all the time. To ask the numerical gradient, add a cell: `from lessonlib.nn import
# numerical_gradient`, then `numerical_gradient(MyL2(1.0).value, np.array([0.5, -0.25]))`.
#
# Now write L1 from its formula:


# %%
class MyL1:
    def __init__(self, strength):
        self.strength = strength

    def value(self, weight):
        # BEGIN SOLUTION
        return self.strength * np.sum(np.abs(weight))
        # END SOLUTION

    def gradient(self, weight):
        # BEGIN SOLUTION
        return self.strength * np.sign(weight)
        # END SOLUTION


check("l1_penalty", MyL1)

# %%
penalties_lab("L1", mine=MyL1, step=36, predict=False)

# %% [markdown]
# The lab compares it at strength 1 and at 0.7. Stuck? `check("l1_penalty", MyL1).hint(1)` says where to look. Ours
# stand in `lessonlib/nn/penalties.py`.
#
# ## Three questions
#
# **1.** $W = (3, -4)$, reg = 0.1. What do L1 and L2 add to the loss?
#
# <details><summary>Answer</summary>
#
# L1: $0.1 \cdot (3 + 4) = 0.7$. L2: $0.1 \cdot (9 + 16) = 2.5$. (The sum of squares, not its root.)
#
# </details>
#
# **2.** The gradient of the data for a weight $w = 2$ is 0. What does one step with $\eta = 0.1$, reg = 0.5 make of it,
# with L2 and with L1?
#
# <details><summary>Answer</summary>
#
# L2: $2 - 0.1 \cdot 2 \cdot 0.5 \cdot 2 = 1.8$. L1: $2 - 0.1 \cdot 0.5 \cdot 1 = 1.95$. At $w = 0.02$ it would be the
# other way round: L2 takes 0.002 and L1 0.05.
#
# </details>
#
# **3.** Bias $b$: should it be in $R$?
#
# <details><summary>Answer</summary>
#
# Usually not. A weight says how strongly an input moves the answer; $b$ only says where the answer stands when nothing
# moves it. To pull it to 0 makes the model wrong on average and no simpler.
#
# </details>
#
# ---
# Back: [4 Stochastic gradient descent](04_stochastic_gradient_descent.ipynb).
# On: [6 Neural networks](06_neural_networks.ipynb).
