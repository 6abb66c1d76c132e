# %% [markdown]
# # 4 Stochastic gradient descent
#
# *Lecture 1: "Stochastic Gradient Descent", "Logistic Regression: Train".*
# How to step: [Start here](00_start_here.ipynb). Before: [3 Gradient descent](03_gradient_descent.ipynb).
#
# The loss is a mean over all rows, so its gradient is one too: a single step reads all the data. Must it?

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_breast_cancer
from lessonlib.labs import sgd_lab
from lessonlib.nn import SGD, BCELoss, Linear, NeuralNetwork, Sigmoid, numerical_gradient

# %% [markdown]
# ## The gradient of logistic regression
#
# $$p_i = S(x_i w) \qquad L = -\frac{1}{n} \sum_{i=1}^{n} \left( y_i \ln p_i + (1 - y_i) \ln(1 - p_i) \right) \qquad
# \frac{\partial L}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} (p_i - y_i) \, x_{ij}$$
#
# $x_i$ is row $i$ of $n$ and $x_{ij}$ its feature $j$; $y_i$ is its class, 0 or 1; $p_i$ the probability that the
# model gives to class 1; $w_j$ the weight of feature $j$; $S$ is the sigmoid of lesson 1. Each row pulls with its
# error $p_i - y_i$, as hard as its feature is large. The slope of the sigmoid, $p_i (1 - p_i)$, has cancelled against
# the derivative of the logarithm.
#
# The data: mean radius and mean texture of the cell nuclei in 569 breast tumours, 212 of them malignant. A formula is
# believed when the numerical derivative agrees:

# %%
data = load_breast_cancer()
x, y = data.x, data.y  # (569, 2), standardised; (569,)
w = np.array([-1.5, 3.0])


def probabilities(w):
    return 1 / (1 + np.exp(-x @ w))  # (569,)


def loss(w):
    p = probabilities(w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


by_formula = (probabilities(w) - y) @ x / len(y)  # (2,)
print("by formula:   ", by_formula)
print("by difference:", numerical_gradient(loss, w))

# %% [markdown]
# ## One row, some rows, all rows
#
# $$w \leftarrow w - \eta \, \frac{1}{|B|} \sum_{i \in B} (p_i - y_i) \, x_i$$
#
# $B$ is the **batch**, $|B|$ its number of rows, $\eta$ the learning rate. All rows: gradient descent. One row,
# drawn at random: stochastic gradient descent. Some rows: a mini-batch, and that is what nearly everyone uses. An
# **epoch** is once through all rows, in a new order each time.
#
# **Predict:** three walks of 150 updates, with one row, 16 rows and 569 rows in a batch. Which path is straight, and
# which ends lowest? How many rows has each read at the end? **Step**, and compare the two arrows: the
# gradient of all rows stands square on the dotted contour; that of the batch, in the colour of its path, does not.
# **Explain** why the path of 16 follows that of 569.

# %%
sgd_lab()

# %% [markdown]
# The left picture has the true loss over both weights, the middle one the boundary between the classes as it turns, the
# right one what each walk pays: its loss by the rows that it has read. After 150 updates:
#
# | batch | rows read | loss above the lowest |
# |---|---|---|
# | 1 | 150 | 0.10 |
# | 16 | 2372 | 0.00028 |
# | 569 | 85 350 | 0.00011 |
#
# Less than 0.05 above the lowest, the mini-batch is after 22 updates and 352 rows, the whole batch after 20 updates
# and 11 380 rows: two updates saved, at 32 times the price. A single row needs 46.
#
# ## Noise
#
# The gradient of a batch is an estimate of the true one. On average it is right; its error, measured in $\sigma$, the
# spread of the single rows' gradients, is about
#
# $$\frac{1}{\sqrt{|B|}}$$
#
# **Predict:** how many times more rows does it take to halve the noise? Choose the preset *Noise* in the lab above: on
# the right a small point is one update, the line is the formula. Then take 64 rows.

# %%
sgd_lab(batch_size=64, show=["mini-batch", "whole batch"], measure="noise by batch size", step=60)

# %% [markdown]
# Four times as many: 1 for a single row, 0.25 for 16, 0.125 for 64. Twice the work buys only a factor 1.4 less noise,
# and that is why batches stay small. (The line reaches 0 at 569, where nothing is left to chance: no row is drawn
# twice in an epoch.)
#
# ## Noise and learning rate
#
# Near the lowest loss the true gradient is almost 0, but that of one row is not: some rows pull to the left and some
# to the right. So a walk on batches does not settle; it trembles.
#
# **Predict:** the learning rate is five times as large. Who gains, who loses? **Step** to the end.

# %%
sgd_lab(learning_rate=5.0)

# %% [markdown]
# The whole batch gains: it ends at the lowest loss, up to $10^{-13}$. The mini-batch trembles, 0.0045 above it on
# average over the last 50 updates, where it was 0.0007 with $\eta = 1$; the single row 0.28, nine times as much as
# before. The tremble grows with the learning rate and shrinks with the batch. Hence the custom: a large rate first,
# a smaller one later ([lesson 12](12_optimizers.ipynb)).
#
# Move *Learning rate* to 0.1: now the walks of 16 and of 569 rows end at the same place, 0.09 above the lowest. For a
# walk that is slow anyway, the expensive batch buys nothing.
#
# ## A training, written out
#
# This is the loop in which all networks of this course are trained. **Predict** how many updates an epoch has with 569
# rows and batches of 16.

# %%
rng = np.random.default_rng(0)
model, bce, optimizer = NeuralNetwork([Linear(2, 1, rng=0), Sigmoid()]), BCELoss(), SGD(0.5)

updates = 0
for _ in range(20):
    order = rng.permutation(len(y))  # a new order for each epoch
    for start in range(0, len(y), 16):
        rows = order[start : start + 16]
        bce.forward(model.forward(x[rows]), y[rows])
        model.backward(bce.backward())
        optimizer.step(model.parameters(), model.gradients())
        updates += 1

p = model.forward(x)  # (569, 1)
print(f"{updates} updates, {updates // 20} an epoch")
print(f"loss {bce.forward(p, y):.4f}; a guess costs ln 2 = {np.log(2):.4f}")
print(f"right {np.mean((p[:, 0] > 0.5) == y):.3f}; always saying benign: {np.mean(y == 0):.3f}")

# %% [markdown]
# 36, the last one of only 9 rows. This model has a bias, the one in the pictures has none; with it the lowest loss is
# 0.2558, as scikit-learn finds without any chance in its steps, and without it 0.2562:

# %%
from sklearn.linear_model import LogisticRegression

best = LogisticRegression(C=np.inf).fit(x, y)
print(f"scikit-learn: loss {bce.forward(best.predict_proba(x)[:, 1:], y):.4f}, right {best.score(x, y):.3f}")

# %% [markdown]
# ## Your turn: the optimizer
#
# Write `step`. `params` and `grads` are lists of arrays of the same shapes; change each array of `params` in place
# (`p -= ...`), or the network does not notice.


# %%
class MySGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, params, grads):
        # BEGIN SOLUTION
        for p, grad in zip(params, grads, strict=True):
            p -= self.lr * grad
        # END SOLUTION


check("sgd", MySGD)

# %%
sgd_lab(show=["mini-batch"], mine=MySGD, step=40)

# %% [markdown]
# Yours gets the mini-batches. Let it climb, `p += ...`, and run both cells again. Ours stands in
# `lessonlib/nn/optimizers.py`; `descent_lab(mine=MySGD)` takes yours too.
#
# ## Three questions
#
# **1.** 10 000 rows, batches of 50, 3 epochs. How many updates? And how many with the whole batch?
#
# <details><summary>Answer</summary>
#
# $10\,000 / 50 = 200$ an epoch, 600 in all; with the whole batch 3.
#
# </details>
#
# **2.** A loss is the *sum* over the batch instead of the mean. You go from batches of 16 to batches of 64. What
# happens to the steps, and what do you do?
#
# <details><summary>Answer</summary>
#
# They become about four times as long. Divide the learning rate by four, or, better, the loss by the number of rows:
# then a rate fits every batch size.
#
# </details>
#
# **3.** The rows are sorted by class and nobody shuffles. What does a walk with batches of 16 do?
#
# <details><summary>Answer</summary>
#
# For many updates it sees only one class, and runs towards saying that class always; then the other way. The batch is
# an estimate of the whole only if it is drawn at random.
#
# </details>
#
# ---
# Back: [3 Gradient descent](03_gradient_descent.ipynb). On: [5 Regularization](05_regularization.ipynb).
