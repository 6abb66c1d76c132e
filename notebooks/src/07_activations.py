# %% [markdown]
# # 7 Activations
#
# *Lecture 1: "Sigmoid", "Tanh", "ReLU", "Leaky ReLU", "ELU", "Important things".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [6 Neural networks](06_neural_networks.ipynb).
#
# An activation is a curve that a layer applies to each of its numbers: $y = f(x)$. Going back, the gradient
# that arrives is multiplied by the slope of the curve at that number:
#
# $$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} \cdot f'(x)$$
#
# $L$ is the loss, $\partial L / \partial y$ the gradient that arrives (`grad` in the code), $f'(x)$ the slope.
# So look at each curve with one question in mind: **of a gradient of 1, how much passes back?**

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_digits
from lessonlib.labs import activations_lab
from lessonlib.nn import ELU, BCELoss, LeakyReLU, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh
from lessonlib.nn.training import train

# %% [markdown]
# ## Sigmoid
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}} \qquad \sigma'(x) = \sigma(x) \, (1 - \sigma(x))$$
#
# $x$ is any number; $\sigma(x)$ lies between 0 and 1. The derivative needs only the output, so `forward` keeps
# $y$ and `backward` computes `grad * y * (1 - y)`.
#
# **Predict:** draw the slope of the sigmoid in the middle panel. Where is it largest, and how large is it at $x = 4$?
# **Step** from $x = -6$ to the right, or drag the point. **Explain** the grey bands.

# %%
activations_lab("Sigmoid")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# The slope is largest at $x = 0$, where $\sigma(1 - \sigma) = 0.5 \cdot 0.5 = 0.25$. At $x = 4$ it is 0.0177.
# In the grey bands, beyond about 2.9 on both sides, less than 0.05 of the gradient passes: the sigmoid is
# **saturated**.
#
# </details>
#
# Ten sigmoids in a row multiply ten such slopes. At best that is

# %%
0.25**10

# %% [markdown]
# less than a millionth, before any weight has had its say.
#
# ## Tanh
#
# $$\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} \qquad \tanh'(x) = 1 - \tanh^2(x)$$
#
# It is the sigmoid stretched to the range from $-1$ to 1: $\tanh(x) = 2\,\sigma(2x) - 1$.
#
# **Predict:** which of the two is saturated over the wider range? **Step** and read both rows of the table.
# **Explain** why tanh can have the larger slope at 0 and still saturate earlier.

# %%
activations_lab("Tanh", compare=["Sigmoid"])

# %% [markdown]
# <details><summary>After stepping</summary>
#
# At $x = 0$ tanh passes the whole gradient, four times as much as the sigmoid. But it is done with its range
# twice as fast: it is saturated beyond about 2.2, in 64 % of this picture against 53 % for the sigmoid. Its
# outputs lie around 0; those of the sigmoid are all positive.
#
# </details>
#
# ## ReLU
#
# $$f(x) = \max(0, x) \qquad f'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}$$
#
# On the slide it is one line, `np.maximum(0, x)`. At exactly 0 there is no slope; 0 is taken here, as in torch,
# and 1 is as good.
#
# **Predict:** the product of ten slopes where all ten inputs are positive. **Step** across 0. **Explain** what
# a unit learns from a row for which its $x$ is negative.

# %%
activations_lab("ReLU", compare=["Sigmoid"])

# %% [markdown]
# <details><summary>After stepping</summary>
#
# On the right all of the gradient passes, however many layers: $1^{10} = 1$. On the left nothing passes, and
# the weights in front of it learn nothing from that row.
#
# </details>
#
# A unit whose $x$ is negative for **every** row learns
# nothing at all: it is **dead**. One way to get there is a learning rate that is too large. Here a network
# reads digits (3 against 7) through 100 ReLUs; we count those that are 0 for all of its 272 training images.

# %%
digits = load_digits()


def dead_units(learning_rate, epochs=10):
    first = Linear(64, 100, rng=0)
    network = NeuralNetwork([first, ReLU(), Linear(100, 1, rng=1), Sigmoid()])
    x, y = digits.x_train, digits.y_train
    train(network, BCELoss(), x, y, learning_rate=learning_rate, epochs=epochs, rng=0, progress=False)
    return int((first.forward(x) <= 0).all(axis=0).sum())


for learning_rate in (1e-6, 0.1, 1, 5):
    print(f"learning rate {learning_rate:g}: {dead_units(learning_rate)} of 100 units are dead")

# %% [markdown]
# Eight are dead from the start: their random weights are such that no image lifts them above 0. With a learning
# rate of 1 there are 32, with 5 there are 62, and none of them comes back while these images are all it sees.
#
# ## Leaky ReLU
#
# $$f(x) = \begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases} \qquad
# f'(x) = \begin{cases} 1 & x > 0 \\ a & x \le 0 \end{cases}$$
#
# $a$ is a small slope, `slope` in the code: 0.01 in our layer, 0.1 in the picture so that one can see it.
#
# **Predict:** what is left of a gradient after two leaky ReLUs whose inputs are negative? **Step**, then set
# *slope of LeakyReLU* to the end of its slider, $a = 1$. **Explain** what network remains then.

# %%
activations_lab("LeakyReLU", compare=["ReLU"])

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Nowhere is the slope 0, so no unit is dead for good. With $a = 0.1$, two negative inputs leave $0.1^2 = 0.01$
# of the gradient. With $a = 1$ the curve is the line $y = x$: no non-linearity is left, and layers without one
# collapse into a single layer.
#
# </details>
#
# ## ELU
#
# $$f(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases} \qquad
# f'(x) = \begin{cases} 1 & x > 0 \\ f(x) + \alpha & x \le 0 \end{cases}$$
#
# $\alpha$ is how far down it bends: towards $-\alpha$.
#
# **Predict:** the slope just left of 0 for $\alpha = 1$, and for $\alpha = 2$. **Step** there, then move *alpha
# of ELU*. **Explain** why one of the two has no kink.

# %%
activations_lab("ELU", compare=["ReLU", "LeakyReLU"])

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Left of 0 the slope is $\alpha e^x$, which comes to $\alpha$ at 0. With $\alpha = 1$ it meets the slope on the
# right, 1, so the curve has no kink. At $x = -0.1$ it is 0.905. Far to the left ELU does saturate: from $x =
# -3$ on less than 0.05 passes, 26 % of the picture.
#
# </details>
#
# ## Why no sigmoid inside
#
# The slide says: *don't use sigmoid as inner activation in MLP*. Send a gradient back through ten layers of 100
# units and read its mean size in front of each. **Predict** the last column for the sigmoid before you run the
# cell.

# %%
rng = np.random.default_rng(0)
rows, arriving = rng.normal(size=(64, 100)), rng.normal(size=(64, 100))

print("mean |gradient| behind layer 10, and in front of layer 10, 7, 4, 1")
for activation in (Sigmoid, Tanh, ReLU, LeakyReLU, ELU):
    pairs = [(Linear(100, 100, rng=i), activation()) for i in range(10)]
    x, grad, sizes = rows, arriving, [np.abs(arriving).mean()]
    for linear, curve in pairs:
        x = curve.forward(linear.forward(x))
    for linear, curve in reversed(pairs):
        grad = linear.backward(curve.backward(grad))
        sizes.append(np.abs(grad).mean())
    print(f"{activation.__name__:10}", "  ".join(f"{sizes[i]:.1e}" for i in (0, 1, 4, 7, 10)))

# %% [markdown]
# Behind ten sigmoids the first layer is told almost nothing; the other four curves bring the gradient back at
# about the size it had, ELU at twice that. What that means for learning is shown by a network of seven inner layers on
# the same digits.
# A network that knows nothing has the loss $\ln 2 = 0.693$ and is right for about half of the images.

# %%
for activation in (Sigmoid, Tanh, ReLU, LeakyReLU, ELU):
    modules = [Linear(64, 30, rng=0), activation()]
    for i in range(1, 7):
        modules += [Linear(30, 30, rng=i), activation()]
    network = NeuralNetwork([*modules, Linear(30, 1, rng=7), Sigmoid()])
    history = train(
        network, BCELoss(), digits.x_train, digits.y_train, learning_rate=0.1, epochs=20, rng=0, progress=False
    )
    print(f"{activation.__name__:10} loss {history.losses[-1]:.4f}, accuracy {history.metrics[-1]:.3f}")

# %% [markdown]
# With sigmoids inside, 20 epochs at this learning rate teach it nothing. The sigmoid keeps two places: behind
# the last layer, where its output is read as a probability, and as a gate inside an LSTM or a GRU (lecture 2),
# where a number between 0 and 1 says how much to let through.
#
# ## Your turn: leaky ReLU
#
# Write `forward` and `backward`. `backward` gets `grad`, the gradient that arrives, and returns what passes
# back; `grad` may be negative. Then run the cell: the check under the class names a mistake,
# and the picture below shows where your curve leaves ours.


# %%
class MyLeakyReLU:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        # BEGIN SOLUTION
        self.x = x
        return np.where(x > 0, x, self.slope * x)
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        return np.where(self.x > 0, grad, self.slope * grad)
        # END SOLUTION

    def step(self, learning_rate):
        pass  # nothing to learn


check("leaky_relu", MyLeakyReLU)

# %%
activations_lab("LeakyReLU", slope=0.1, mine=MyLeakyReLU(0.1), step=40, predict=False)

# %% [markdown]
# Stuck? `check("leaky_relu", MyLeakyReLU).hint(1)` says where to look. Ours stands in
# `lessonlib/nn/activations.py`. If you have time left, write ELU too: `check("elu", MyELU)`, then
# `activations_lab("ELU", mine=MyELU)`.
#
# ## Three questions
#
# **1.** A sigmoid unit gives $y = 0.9$, and a gradient of $-2$ arrives. What passes back?
#
# <details><summary>Answer</summary>
#
# $-2 \cdot 0.9 \cdot (1 - 0.9) = -0.18$. The derivative needs only $y$.
#
# </details>
#
# **2.** `backward` of a ReLU was written as `np.maximum(0, grad)`. For which rows is it wrong?
#
# <details><summary>Answer</summary>
#
# Where $x > 0$ and `grad` is negative (it returns 0 instead of `grad`), and where $x \le 0$ and `grad` is
# positive (it returns `grad` instead of 0). The slope depends on the sign of $x$, never on the sign of the
# gradient.
#
# </details>
#
# **3.** In a network of ReLUs, one unit has given 0 for every training image for three epochs. Can it recover
# by further training on these images? And if it were a leaky ReLU?
#
# <details><summary>Answer</summary>
#
# Its own weights cannot change: their gradient is 0 for every row. If it stands in the first layer, its $x$
# stays as it is, for good. Deeper in, the layers in front of it may still change its inputs and wake it. A
# leaky ReLU lets the part $a$ of the gradient through, so its weights go on learning, slowly.
#
# </details>
#
# ---
# Back: [6 Neural networks](06_neural_networks.ipynb). On: [8 Training](08_training.ipynb).
