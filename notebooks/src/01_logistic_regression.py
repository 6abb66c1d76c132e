# %% [markdown]
# # 1 Logistic regression
#
# *Lecture 1: "Logistic Regression: Inference", "Sigmoid", "Dot Product", "Softmax".*
# How to step: [Start here](00_start_here.ipynb). What is taught and how it is marked: [Course](course.ipynb).
#
# Inference means: the weights are there, the data come in, probabilities go out. Where the weights come from is
# the matter of the next lessons.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import dot_product_lab, logistic_lab, softmax_lab

# %% [markdown]
# ## From a row to a probability
#
# $$f = x \, w + b \qquad S(f) = \frac{1}{1 + e^{-f}}$$
#
# $x$ is a row of the data, 3 features on the slides; $w$ are the weights, one for each feature; $b$, the bias,
# is one number; $f$ is the score (the picture calls it $z$), and the sigmoid $S$ makes of it a number between 0
# and 1, read as the probability of class 1. The table is the slide's: 10 rows, shape `(len(data), 3)`.
#
# **Predict:** row 0 is $(0.614, 0.147, 0.749)$, the weights are $(2, -3, 1)$, $b = 0.5$. Is its probability
# above one half? **Step** to 5, number by number; then on, row by row. **Explain** which sign of $z$ means a
# probability above one half.

# %%
logistic_lab()

# %% [markdown]
# Row 0: $1.23 - 0.442 + 0.749 + 0.5 = 2.04$, and the sigmoid makes it 0.884. $S(0) = 0.5$, so a row belongs to
# class 1 exactly when its $z$ is above 0: here four of ten.
#
# The last three steps do all rows at once: `np.dot(x, w) + b`, without a loop. $b$ is one number and is added
# to each of the ten sums.
#
# **Predict:** all weights and $b$ become ten times as large. Which rows change sides? **Step** to the end and
# compare. **Explain** what has changed instead.

# %%
logistic_lab(weights=(20, -30, 10), b=5)

# %% [markdown]
# None: each $z$ is ten times as large and keeps its sign. But the model is far more sure of each row; all points
# but those of row 7 and row 9 have left the steep part of the curve. So the *direction* of the weights decides
# who is where, and their *size* how sure the model is. Now move one weight at a time, and watch the points on
# the curve. The preset *Only b* moves them all together.
#
# ## The dot product
#
# What stands in `np.dot(x, w)` is row times column. For two matrices $A$, shape $(p, m)$, and $B$, shape
# $(n, k)$:
#
# $$c_{ij} = a_{i1} b_{1j} + a_{i2} b_{2j} + \dots + a_{im} b_{mj} = \sum_{s=1}^{m} a_{is} b_{sj}$$
#
# $c_{ij}$ is the number in row $i$ and column $j$ of $C = AB$; $s$ walks along row $i$ of $A$ and down column
# $j$ of $B$ at the same time. So a row of $A$ must be as long as a column of $B$: `np.dot(A, B).shape` is
# $(p, k)$ **if** $m = n$.
#
# **Predict** $c_{11}$ and $c_{33}$ before you step. **Step** through the 18 products. **Explain** why the
# result is $(3, 3)$ although both matrices have a side of 2.

# %%
dot_product_lab()

# %% [markdown]
# $c_{11} = 1 \cdot 2 + 2 \cdot (-1) = 0$ and $c_{33} = 3 \cdot 0 + 0.5 \cdot 4 = 2$. The side of 2 is the one
# that is summed over, and it is gone afterwards.
#
# **A misprint.** The slide ends the formula with $\sum_{s=1}^{n} a_{sn} b_{sj}$. Read it as it stands: $i$ does
# not occur, so all rows of $C$ would be the same, $(5, -1, -4)$ here. The right index is $a_{is}$. The lab shows
# both.
#
# **Predict:** which of these exist, and with which shape: $(10, 3)(3, 1)$, $(10, 3)(1, 3)$, $(3, 1)(1, 3)$?
# Type two such matrices into the fields *A* and *B* below, one row after the other with `;` between them. And does
# this one exist?

# %%
dot_product_lab(b="2 -1; 1 3; 0 4")

# %% [markdown]
# No: a row of 2 meets a column of 3. $(10, 3)(3, 1)$ is $(10, 1)$: the table times the weights. $(10, 3)(1, 3)$ does
# not exist: a row of 3 meets a
# column of 1. $(3, 1)(1, 3)$ is $(3, 3)$. The sentence in the last step is NumPy's own error message; you will
# meet it.
#
# ## More than two classes: softmax
#
# With a column of weights for each class, $w$ is $(3, C)$ and a row gets $C$ scores. Softmax makes shares of
# them:
#
# $$\sigma(z)_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}$$
#
# $z_i$ is the score of class $i$, $K$ the number of classes, $\sigma(z)_i$ the share of class $i$. No share is
# negative, and together they are 1. (The picture divides the scores by a number $T$ first, the temperature. Here
# $T = 1$, which changes nothing; what it is good for comes below.)
#
# **Predict:** the scores are 3.2 for cat, 5.1 for car, $-1.7$ for frog. Who gets the most, and is it above one
# half? **Step.** **Explain** why it does not matter that the largest score is subtracted first.

# %%
softmax_lab()

# %% [markdown]
# The car gets 0.869, the cat 0.13, the frog less than a thousandth. Subtracting $m$ from all scores multiplies
# numerator and denominator by the same $e^{-m}$: only differences of scores count.
#
# Then why do it? **Predict** what happens at scores near 1000. **Step**, then tick *subtract the largest first*.
# **Explain** what a float can hold.

# %%
softmax_lab("1000 999 990", shift=False)

# %% [markdown]
# $e^{1000}$ is larger than $1.8 \cdot 10^{308}$, the largest float: it becomes $\infty$, and $\infty / \infty$ is
# not a number. With the shift the largest exponent is 0, and nothing can overflow: the shares are 0.731, 0.269
# and $3.32 \cdot 10^{-5}$.
#
# Divided by a **temperature** $T$ first, the scores give a choice between "winner takes all" and "all alike":
#
# $$\sigma(z)_i = \frac{e^{z_i / T}}{\sum_{k=1}^{K} e^{z_k / T}}$$
#
# A large $T$ makes all differences of scores small, a small $T$ makes them large. **Predict** the three shares at
# $T = 100$. **Step**, then move the slider from cold to hot.

# %%
softmax_lab(temperature=100)

# %% [markdown]
# At $T = 100$ they are 0.337, 0.343 and 0.32, nearly a third each. At $T = 0.2$ the car has all but $7.5 \cdot
# 10^{-5}$.
#
# The slide's two lines are for one row of scores. For a batch, mind what is summed:

# %%
pred = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])  # (B, K), a row for each image

exp_scores = np.exp(pred)
over_all = exp_scores / exp_scores.sum()  # as on the slide
over_rows = exp_scores / exp_scores.sum(axis=1, keepdims=True)
print("each row's sum, as on the slide:", over_all.sum(axis=1).round(3))
print("each row's sum, row by row:     ", over_rows.sum(axis=1).round(3))

# %% [markdown]
# `exp_scores.sum()` without an axis adds up the whole batch, and the rows share one whole between them. Every
# image needs a whole of its own: `axis=1`, and `keepdims=True` so that the sums stay a column that divides each
# row.
#
# ## Your turn: sigmoid and softmax
#
# Write `forward` of the sigmoid; `backward` is there already ([lesson 7](07_activations.ipynb) says why). Then
# softmax for a batch of scores $(B, K)$; it must survive scores near 1000.


# %%
class MySigmoid:
    def forward(self, x):
        # BEGIN SOLUTION
        e = np.exp(-np.abs(x))  # never above 1, so nothing overflows
        self.y = np.where(x >= 0, 1, e) / (1 + e)
        return self.y
        # END SOLUTION

    def backward(self, grad):
        return grad * self.y * (1 - self.y)  # needs self.y from forward

    def step(self, learning_rate):
        pass  # nothing to learn


check("sigmoid", MySigmoid)


# %%
def my_softmax(scores):
    # BEGIN SOLUTION
    e = np.exp(scores - scores.max(axis=1, keepdims=True))  # (B, K)
    return e / e.sum(axis=1, keepdims=True)
    # END SOLUTION


check("softmax", my_softmax)

# %% [markdown]
# Both in the pictures: `mine` of the logistic lab is a function of the data, the weights and $b$. Rings of your
# own stand on ours when they agree.


# %%
def my_model(x, w, b):
    return MySigmoid().forward(np.dot(x, w) + b)


logistic_lab(mine=my_model, step=17)

# %%
softmax_lab("1000 999 990", mine=my_softmax, step=12)

# %% [markdown]
# `check("softmax", my_softmax).hint(1)` helps when you are stuck. Ours stand in `lessonlib/nn/activations.py` and
# `lessonlib/nn/losses.py`.
#
# ## Three questions
#
# **1.** 500 rows of 20 features are sorted into 4 classes. Which shapes have $x$, $w$, $b$ and the scores, and
# how many numbers does the model learn?
#
# <details><summary>Answer</summary>
#
# $x$ (500, 20), $w$ (20, 4), $b$ (4,), the scores (500, 4). It learns $20 \cdot 4 + 4 = 84$ numbers, however many
# rows there are.
#
# </details>
#
# **2.** Softmax over the two scores $(z, 0)$: what is the first share?
#
# <details><summary>Answer</summary>
#
# $e^z / (e^z + 1) = 1 / (1 + e^{-z})$: the sigmoid of $z$. Logistic regression with two classes is softmax with
# the second score held at 0.
#
# </details>
#
# **3.** A row has $z = 3$ and you want its probability to be exactly 0.5, by changing only $b$. By how much?
#
# <details><summary>Answer</summary>
#
# By $-3$: the probability is 0.5 at $z = 0$. All other rows move by $-3$ too.
#
# </details>
#
# ---
# Back: [Start here](00_start_here.ipynb). On: [2 Losses](02_losses.ipynb).
