# %% [markdown]
# # Homework 1a: an n-layer neural network in numpy
#
# *Lecture 1: "Neural Networks", "Chain Rule", "Homework". How to step: [Start here](00_start_here.ipynb);
# forward and backward: [6 Neural networks](06_neural_networks.ipynb); the curves:
# [7 Activations](07_activations.ipynb).*
#
# You write a two-layer network by hand, then the same network as classes, and train those classes to tell 3 from 7.
# Where a cell says `raise NotImplementedError`, your code goes. The cell under it checks it and says what is wrong
# and why; ask for `.hint(1)`, then `.hint(2)`, if that is not enough. Nothing here stops the notebook: an exercise
# that is not written yet is reported as "not attempted", and what waits for it says so.

# %%
import matplotlib.pyplot as plt
import numpy as np

import lessonlib.nn as nn
from lessonlib.checks import check, check_all, stale
from lessonlib.data import load_digits, xor

# %% [markdown]
# ## 1. By hand
#
# The network is $p = \sigma(\mathrm{ReLU}(x W_1 + b_1) \, W_2 + b_2)$ and its loss the mean of
# $-(y \ln p + (1 - y) \ln(1 - p))$ over the $B$ rows of a batch. Write the shapes down before any code:
#
# | name | what | shape |
# |---|---|---|
# | `x` | batch, one row a picture | (B, 64) |
# | `W1`, `b1` | first layer | (64, 100), (100,) |
# | `a` = x W1 + b1 | before the activation | (B, 100) |
# | `h` = max(0, a) | after it | (B, 100) |
# | `W2`, `b2` | second layer | (100, 1), (1,) |
# | `z` = h W2 + b2 | logit | (B, 1) |
# | `p` = sigmoid(z) | probability of class 1 | (B, 1) |
# | `y` | labels 0 and 1 | (B,) |
#
# Backward, each gradient has the shape of the thing it belongs to. For sigmoid and cross-entropy together the first
# one is short: $\partial L / \partial z = (p - y) / B$. From there on, for a layer $z = h W + b$ with the arriving
# gradient $g$: $dW = h^\top g$, $db = \sum_{\text{rows}} g$, $dh = g W^\top$.
#
# **Predict** before you run: what would go wrong if you subtracted `y` of shape (B,) from `p` of shape (B, 1)?


# %%
def by_hand(x, y, W1, b1, W2, b2):
    """Return the loss and the gradients of W1, b1, W2, b2."""
    # BEGIN SOLUTION
    a = x @ W1 + b1  # (B, hidden)
    h = np.maximum(0, a)  # (B, hidden)
    z = h @ W2 + b2  # (B, 1)
    p = 1 / (1 + np.exp(-z))  # (B, 1)
    target = y.reshape(-1, 1)  # (B, 1)
    loss = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    dz = (p - target) / len(x)  # (B, 1)
    dW2, db2 = h.T @ dz, dz.sum(axis=0)  # (hidden, 1), (1,)
    da = dz @ W2.T * (a > 0)  # (B, hidden)
    dW1, db1 = x.T @ da, da.sum(axis=0)  # (features, hidden), (hidden,)
    return loss, [dW1, db1, dW2, db2]
    # END SOLUTION


check("by_hand", by_hand)

# %% [markdown]
# The check computes the loss and the four gradients itself, and measures the gradients once more through your own loss:
# it nudges each number by $10^{-5}$ to both sides and sees how the loss moves. Such a slope is slow, but knows nothing
# of anyone's algebra.
#
# And the question above: (B, 1) minus (B,) broadcasts to (B, B), without an error.
#
# ## 2. The same as classes
#
# Every module has three methods: `forward(x)` returns the output and keeps what `backward` will need;
# `backward(grad)` takes $\partial L / \partial$output, keeps the gradients of its own parameters and returns
# $\partial L / \partial$input; `step(learning_rate)` moves its parameters. A module without parameters has a `step`
# that does nothing.
#
# ### Linear
#
# $y = x W + b$. `weight` (in_features, out_features) starts with small random numbers, `bias` (out_features,) with
# zeros; `_grad_weight` and `_grad_bias` have the same shapes. `backward` **replaces** them at every call, it does not
# add to them.


# %%
class Linear:
    """y = x W + b."""

    def __init__(self, in_features, out_features):
        # BEGIN SOLUTION
        scale = np.sqrt(2 / in_features)  # He: keeps the size of the numbers through a ReLU network
        self.weight = np.random.default_rng(in_features + out_features).normal(0, scale, (in_features, out_features))
        self.bias = np.zeros(out_features)
        # END SOLUTION

    def forward(self, x):
        # BEGIN SOLUTION
        self.x = x  # (B, in)
        return x @ self.weight + self.bias  # (B, out)
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        self._grad_weight = self.x.T @ grad  # (in, out)
        self._grad_bias = grad.sum(axis=0)  # (out,)
        return grad @ self.weight.T  # (B, in)
        # END SOLUTION

    def step(self, learning_rate):
        # BEGIN SOLUTION
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias
        # END SOLUTION


check("linear", Linear)

# %% [markdown]
# ### ReLU and Sigmoid
#
# ReLU: $y = \max(0, x)$. The gradient passes where $x > 0$, **with its sign**. Sigmoid: $y = 1 / (1 + e^{-x})$, whose
# slope is $y (1 - y)$; $x = -1000$ must not overflow.


# %%
class ReLU:
    """y = max(0, x)."""

    def forward(self, x):
        # BEGIN SOLUTION
        self.mask = x > 0
        return np.maximum(0, x)
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        return grad * self.mask
        # END SOLUTION

    def step(self, learning_rate):
        pass


check("relu", ReLU)


# %%
class Sigmoid:
    """y = 1 / (1 + exp(-x))."""

    def forward(self, x):
        # BEGIN SOLUTION
        e = np.exp(-np.abs(x))  # the exponent is never positive: nothing overflows
        self.y = np.where(x >= 0, 1, e) / (1 + e)
        return self.y
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        return grad * self.y * (1 - self.y)
        # END SOLUTION

    def step(self, learning_rate):
        pass


check("sigmoid", Sigmoid)

# %% [markdown]
# ### BCELoss
#
# `forward(x, y)` takes probabilities `x` (B, 1) and labels `y` (B,) and returns one number, the mean. `backward()`
# returns $\partial L / \partial x$ (B, 1), **already divided by B**. At $x = 0$ and $x = 1$ the logarithm is
# infinite: keep the loss finite there.


# %%
class BCELoss:
    """Mean of -(y ln x + (1 - y) ln(1 - x))."""

    def forward(self, x, y):
        # BEGIN SOLUTION
        self.x = np.clip(x, 1e-12, 1 - 1e-12)  # (B, 1)
        self.y = np.reshape(y, (-1, 1))  # (B, 1)
        return float(-np.mean(self.y * np.log(self.x) + (1 - self.y) * np.log(1 - self.x)))
        # END SOLUTION

    def backward(self):
        # BEGIN SOLUTION
        return (self.x - self.y) / (self.x * (1 - self.x)) / len(self.x)  # (B, 1)
        # END SOLUTION


check("bce_loss", BCELoss)

# %% [markdown]
# ### NeuralNetwork
#
# `NeuralNetwork(modules)` chains them: forward in order, backward in the reverse order, a step for each.


# %%
class NeuralNetwork:
    """F_n(... F_2(F_1(x))) for modules F_1 ... F_n."""

    def __init__(self, modules):
        # BEGIN SOLUTION
        self.modules = list(modules)
        # END SOLUTION

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


check("neural_network", NeuralNetwork)

# %% [markdown]
# All at once, with the points. A class that you change after it passed must be checked again: the table says so.

# %%
ASKED = ["by_hand", "linear", "relu", "sigmoid", "bce_loss", "neural_network"]
sheet = check_all(globals(), ASKED)
sheet

# %% [markdown]
# ## 3. Train your own classes
#
# 64-100-100-1 on the digits 3 (class 0) and 7 (class 1), 8 x 8 pixels each.
#
# **Predict** two numbers before you run: the loss of a network that always answers $p = 0.5$, and the accuracy of one
# that always answers the larger class. Both stand in the picture as dotted lines; a network that does not get below
# the first and above the second has learned nothing.

# %%
digits = load_digits((3, 7))
LINES = {"train": ("#009e73", "-"), "held out": ("#cc79a7", "--")}  # told apart by colour and by dash


def picture(history, y, title):
    """Draw loss and accuracy by epoch beside what needs no learning: ln 2, and the larger class."""
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    epochs = np.arange(1, len(history.losses) + 1)
    for name, losses, scores in (
        ("train", history.losses, history.metrics),
        ("held out", history.validation_losses, history.validation_metrics),
    ):
        colour, dash = LINES[name]
        left.plot(epochs, losses, dash, color=colour, label=name)
        right.plot(epochs, scores, dash, color=colour, label=name)
    share = max(np.mean(y), 1 - np.mean(y))
    left.axhline(np.log(2), color="0.4", linestyle=":", label="always p = 0.5: ln 2 = 0.693")
    right.axhline(share, color="0.4", linestyle=":", label=f"always the larger class: {share:.3f}")
    ticks = range(0, len(epochs) + 1, 5)
    left.set(xlabel="epoch", ylabel="loss", yscale="log", xticks=ticks, title=f"{title}: loss")
    right.set(xlabel="epoch", ylabel="accuracy", ylim=(0.4, 1.02), xticks=ticks, title=f"{title}: accuracy")
    left.legend()
    right.legend()
    plt.show()


def train_and_draw(network, loss, title, learning_rate=0.1, epochs=20):
    """Train for some epochs and draw what happened; say it when the loss is no longer a number."""
    history = nn.train(
        network,
        loss,
        digits.x_train,
        digits.y_train,
        learning_rate=learning_rate,
        epochs=epochs,
        rng=0,
        progress=False,
        validation=(digits.x_held_out, digits.y_held_out),
    )
    if history.reason:
        print(f"{title}: {history.reason}")
    picture(history, digits.y_held_out, title)
    print(f"{title}: held-out accuracy {history.validation_metrics[-1]:.3f}")


# %%
waiting = [name for name in ASKED[1:] if name not in sheet or not sheet[name].passed]
if waiting:
    print("The training waits for:", ", ".join(waiting))
else:
    print(*stale(globals()), sep="\n")
    mine = NeuralNetwork([Linear(64, 100), ReLU(), Linear(100, 100), ReLU(), Linear(100, 1), Sigmoid()])
    train_and_draw(mine, BCELoss(), "My network")

# %% [markdown]
# What is seen: both losses fall far below $\ln 2$, and the accuracy leaves the larger class behind in the first
# epoch. The held-out loss lies below the other, as it does with most first weights (with four of five that we tried).
# A little of that is timing: it is measured after an epoch, the other during it, while the network learns. The rest is
# that these held-out pictures are the easier ones.
#
# ## 4. Find the bug
#
# Five networks that were really handed in or recommended. Each runs without an error. For each: **predict** from the
# code what the picture will show, run it, and repair it. The cell with the repair checks it and names what it still
# sees; each repair is worth a point.
#
# ### Bug 1


# %%
class BuggyReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, grad):
        return np.abs(grad) * (self.x > 0)

    def step(self, learning_rate):
        pass


def ours(first=None, activation=nn.ReLU, last=(nn.Sigmoid,)):
    """The same network from lessonlib's parts, with one part replaced."""
    layers = [first or nn.Linear(64, 100, rng=0), activation(), nn.Linear(100, 100, rng=1), activation()]
    return nn.NeuralNetwork([*layers, nn.Linear(100, 1, rng=2), *(module() for module in last)])


train_and_draw(ours(activation=BuggyReLU), nn.BCELoss(), "Bug 1")


# %%
class RepairedReLU(BuggyReLU):
    def backward(self, grad):
        # BEGIN SOLUTION
        return grad * (self.x > 0)
        # END SOLUTION


check("relu", RepairedReLU)

# %% [markdown]
# ### Bug 2


# %%
class BuggyLinear:
    def __init__(self, in_features, out_features):
        scale = np.sqrt(2 / in_features)
        self.weight = np.random.default_rng(0).normal(0, scale, (in_features, out_features))
        self.bias = np.zeros(out_features)
        self._grad_weight, self._grad_bias = np.zeros_like(self.weight), np.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self._grad_weight += self.x.T @ grad
        self._grad_bias += grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias


train_and_draw(ours(first=BuggyLinear(64, 100)), nn.BCELoss(), "Bug 2")


# %%
class RepairedLinear(BuggyLinear):
    def backward(self, grad):
        # BEGIN SOLUTION
        self._grad_weight = self.x.T @ grad
        self._grad_bias = grad.sum(axis=0)
        return grad @ self.weight.T
        # END SOLUTION


check("linear", RepairedLinear)

# %% [markdown]
# ### Bug 3
#
# It was handed in with an accuracy of .505, and all its tests were green: they had run before the classes were
# written anew. Its loss cuts what it is given to (0, 1) without a word.


# %%
class QuietLoss(nn.BCELoss):
    def forward(self, x, y):
        return super().forward(np.clip(x, 1e-12, 1 - 1e-12), y)


def buggy_3():
    return ours(last=())


train_and_draw(buggy_3(), QuietLoss(), "Bug 3")


# %%
def repaired_3():
    """Return the network as it was meant."""
    # BEGIN SOLUTION
    return ours(last=(nn.Sigmoid,))
    # END SOLUTION


report = check("digit_network", repaired_3)
if report.passed:
    train_and_draw(repaired_3(), nn.BCELoss(), "Bug 3, repaired")
report

# %% [markdown]
# ### Bug 4
#
# The tip was `np.random.rand(...) * 0.01`. Seven of eleven followed it.


# %%
def buggy_4():
    """Return a network whose layers begin as the tip says."""
    sizes = ((64, 100), (100, 100), (100, 1))
    one, two, three = (nn.Linear(*size, rng=i, init="rand") for i, size in enumerate(sizes))
    return nn.NeuralNetwork([one, nn.ReLU(), two, nn.ReLU(), three, nn.Sigmoid()])


train_and_draw(buggy_4(), nn.BCELoss(), "Bug 4")


# %%
def repaired_4():
    """Return a network with a better start."""
    # BEGIN SOLUTION
    return ours()  # He: normal, both signs, standard deviation sqrt(2 / in_features)
    # END SOLUTION


report = check("digit_network", repaired_4)
if report.passed:
    train_and_draw(repaired_4(), nn.BCELoss(), "Bug 4, repaired")
report

# %% [markdown]
# ### Bug 5
#
# A loss, on the corners of XOR with batches of 4 and a step of 0.5: right until the network is very sure of one row.


# %%
class BuggyLoss:
    def forward(self, x, y):
        self.x, self.y = x, np.reshape(y, (-1, 1))
        return float(-np.mean(self.y * np.log(self.x) + (1 - self.y) * np.log(1 - self.x)))

    def backward(self):
        return (self.x - self.y) / (self.x * (1 - self.x)) / len(self.x)


def on_xor(loss):
    """Train on XOR and tell how it ended."""
    x, y = xor(256, noise=0.4, rng=0)
    layers = [nn.Linear(2, 100, rng=0), nn.ReLU(), nn.Linear(100, 100, rng=1), nn.ReLU(), nn.Linear(100, 1, rng=2)]
    network = nn.NeuralNetwork([*layers, nn.Sigmoid()])
    history = nn.train(network, loss, x, y, learning_rate=0.5, batch_size=4, epochs=60, rng=0, progress=False)
    print(history.reason or f"the loss after {len(history.losses)} epochs is {history.losses[-1]:.2g}")


on_xor(BuggyLoss())


# %%
class RepairedLoss(BuggyLoss):
    def forward(self, x, y):
        # BEGIN SOLUTION
        return super().forward(np.clip(x, 1e-12, 1 - 1e-12), y)
        # END SOLUTION


report = check("bce_loss", RepairedLoss)
if report.passed:
    on_xor(RepairedLoss())
report

# %% [markdown]
# <details><summary>What the pictures show</summary>
#
# **1.** The loss begins to fall and comes back to $\ln 2$, where it stays: gradients without their sign push every
# weight the same way, until nothing depends on the picture any more.
#
# **2.** It learns, and may be thrown back all at once: the first layer's step adds up the gradients of all batches so
# far. With other first weights the picture looks fine, and only the check sees it.
#
# **3.** The loss is far above $\ln 2$ from the start: question 3 below.
#
# **4.** For five epochs nothing happens, since all units of a layer begin alike; after twenty the loss is .30 to .33
# (five seeds), where weights of both signs have come to .01.
#
# **5.** The training stops at a loss that is no number, the logarithm of 0.
#
# </details>
#
# All points of this homework: the six exercises and the five repairs.

# %%
EXERCISES = {"by_hand": "by_hand", "Linear": "linear", "ReLU": "relu", "Sigmoid": "sigmoid", "BCELoss": "bce_loss"}
REPAIRS = {"RepairedReLU": "relu", "RepairedLinear": "linear", "RepairedLoss": "bce_loss"}
REPAIRS |= {"repaired_3": "digit_network", "repaired_4": "digit_network"}
check_all(globals(), {**EXERCISES, "NeuralNetwork": "neural_network", **REPAIRS})

# %% [markdown]
# ## Three questions
#
# 1. Why did a bias of zeros in the tests let a `forward` without `+ b` pass?
# 2. The batch is shown twice, each row two times. What happens to the loss, and to `_grad_weight`?
# 3. Bug 3 ran without an error and its loss was a number. Which lines of the picture would have told you at once?
#
# <details><summary>Answers</summary>
#
# 1. With $b = 0$, $xW$ and $xW + b$ are the same numbers. A test needs a bias that is not zero.
# 2. Nothing, to both: the loss is a mean over rows, and `backward()` of the loss is divided by twice as many rows.
# 3. The dotted ones: its loss stays near 14, far above $\ln 2$, and its held-out accuracy is that of always answering
#    one class. With other first weights the loss stays at a guess, or is NaN; it is never better.
#
# </details>
