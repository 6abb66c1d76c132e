# %% [markdown]
# # 6 Neural networks
#
# *Lecture 1: "Neural Networks: Forward", "Backward", "It's a graph!", "Chain Rule".*
# How to step: [Start here](00_start_here.ipynb). Before: [5 Regularization](05_regularization.ipynb).

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import backprop_lab, forward_lab, graphs_lab, linear_collapse_lab
from lessonlib.nn import BCELoss, Linear, NeuralNetwork, ReLU, Sigmoid, Tanh, check_gradients, numerical_gradient

# %% [markdown]
# ## Forward
#
# $$F_n(\dots F_3(F_2(F_1(x, w_1), w_2), w_3) \dots, w_n) \qquad F(x, w) = \text{non-linearity}(x \, w + b)$$
#
# $x$ is a batch, one row an example; $w_k$ are the weights of function $k$ and $b$ its bias; the non-linearity
# works number by number. The output of one function is the input of the next, so the columns of $x$ must be as
# many as the rows of $w$.
#
# **Predict:** $x$ is (2, 2) and the weights are (2, 3), (3, 3) and (3, 1). Which shape has each output? The lab
# asks for the last one. **Step** through all numbers. **Explain** where a 0 comes from, and what the next function
# still knows of the number that stood there.

# %%
forward_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# (2, 2) becomes (2, 3), (2, 3), and (2, 1): the first axis, the rows of the batch, stays. In step 2 $x w + b =
# -0.2$ and ReLU makes 0 of it; the next function does not see how far below 0 it was.
#
# </details>
#
# ## Backward
#
# Take a formula apart into **gates**, each with one operation: a sum, a product, an exponential. A weight $w$ acts
# on the loss $L$ only through $y$, the output of the gate that it goes into:
#
# $$\frac{dL}{dw} = \frac{dL}{dy} \, \frac{dy}{dw} \qquad w = w - \text{learning rate} \cdot \frac{dL}{dw}$$
#
# $dL/dy$ comes back from the gates behind: how much $L$ moves when $y$ moves a little. $dy/dw$ is the gate's own
# slope, from numbers that the way forward has left there. Below, one neuron: $f = \sigma(w_0 x_0 + w_1 x_1 + b)$.
#
# **Predict:** $w_0 = 2$, $x_0 = 1$, $w_1 = -1$, $x_1 = 0.5$. Which input moves $f$ most? Answer in the lab, then
# **step** forward to $f$, and back. **Explain** what a $+$ gate does to a gradient, and what a $\times$ gate does.

# %%
backprop_lab("sigmoid neuron")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# $x_0$, with 0.393. A $+$ passes the gradient on as it is, to both inputs (steps 14 to 17). A $\times$
# multiplies it by the **other** input: $w_0$ gets $0.197 \cdot x_0$, $x_0$ gets $0.197 \cdot w_0$. Each step is
# compared with the central difference $(f(w + h) - f(w - h)) / 2h$, which knows no rule at all.
#
# </details>
#
# The four gates from $z$ to $f$ make up the sigmoid. Their slopes multiply to $0.197 = f(1 - f)$, so one gate
# can do their work: choose *sigmoid as one gate*. More on such curves in [7 Activations](07_activations.ipynb).
#
# **Predict:** $f = (x y + x)^2$ at $x = 2$, $y = -3$: here $x$ is used twice. What becomes of the two gradients
# that come back to it?

# %%
backprop_lab("x used twice")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# They add: $24 + (-8) = 16$. That is why a gradient of something used more than once must be **summed**, be it
# a number, a shared weight, or a bias that all rows of a batch share.
#
# </details>
#
# ## Why non-linear
#
# $$W_1 W_2 X = W_3 X$$
#
# So the slide, where each column of $X$ is an example. Here each row of $x$ is one, and the same reads $x W_1 W_2 =
# x W_3$. Two layers without a non-linearity between them are one layer. **Predict:** the data are XOR, the two layers
# have 4 units between them. Which shape has the boundary? **Step:** to 13 the two matrices are multiplied, at
# 14 one layer takes the place of two, from 15 on ReLU comes back bit by bit. **Explain** why no $W_3$ can do
# what is seen at the end.

# %%
linear_collapse_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# At step 14 the boundary is the straight line $-3.57 x_1 + 1.09 x_2 + 4.28 = 0$, and 28.7 % of the points are
# right. That is worse than guessing, because these weights were learned with ReLU between them, for another
# boundary; the best of all straight lines gets 75 %. With ReLU back between the same two matrices the boundary bends
# around the corners: 100 %.
#
# </details>
#
# ## It's a graph!
#
# Nothing in the chain rule asks for a chain. Any graph without circles will do: gradients go back along all
# edges, and add where paths meet. Three graphs from the slides:
#
# **Recurrent.** The same weights $w$ and $u$ work at each of three times. **Predict:** what becomes of the gradients
# that come back to $w$, one from each time, and which of them is the smallest? **Step** back. **Explain** why.

# %%
graphs_lab("recurrent")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# They add: $-0.24$ from the last time, $-0.072$ through one more tanh, $-0.0462$ through two. Each time further
# back multiplies by another $u \, (1 - h^2)$; with $u = 0.1$ (a preset) the three parts are $-0.49$, $-0.0288$
# and $-0.00308$.
#
# </details>
#
# **Two inputs**, as in question answering: text and question are encoded apart and meet in a product.
# **Predict:** what happens to the gradient of the text's weight $w$ if $c$, the number that the question has become,
# is 0?

# %%
graphs_lab("two inputs")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# It is 0 too: $a$ gets $\partial L / \partial m \cdot c$ (step 12: $-0.424 \cdot 0.782$). An input that says
# nothing also silences the other.
#
# </details>
#
# **Two heads**, as in multi-task learning: one trunk $h$, two losses $A$ and $B$. **Predict** what $h$ hears if
# both heads want it larger.

# %%
graphs_lab("two heads")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# The sum: $-0.683$ from the one head and $-0.357$ from the other make $-1.04$. If one wanted it larger and the other
# smaller, their parts would cancel.
#
# </details>
#
# ## Chain rule with layers
#
# A layer $y = x W + b$ has matrices on its edges. The slide gives two lines:
#
# ```python
# dx = np.dot(prev_grad, w.T)
# dw = np.dot(x.T, prev_grad)
# ```
#
# $$dx = g \, W^\top \qquad dW = x^\top g \qquad db = \sum_{\text{rows}} g$$
#
# `prev_grad`, $g$ in the formula, is the gradient that arrives, of the shape of $y$; $dx$, $dW$, $db$ are the
# gradients of the loss by $x$, $W$, $b$. Each has the shape of the thing it belongs to, and only one order of
# the factors gives that shape.
#
# The first gradient on the way back is the loss's own. With $p = \text{softmax}(z)$ and $y$ the right class of a
# row, NLLLoss is
#
# $$L = -\frac{1}{B} \sum_{\text{rows}} \ln p_y, \qquad \ln p_y = z_y - \ln \sum_j e^{z_j}, \qquad
# \frac{\partial \ln p_y}{\partial z_k} = [k = y] - \frac{e^{z_k}}{\sum_j e^{z_j}} = [k = y] - p_k$$
#
# where $B$ is the number of rows and $[k = y]$ is 1 for the right class and 0 for the others, a one-hot row. So
# $\partial L / \partial z = (p - \text{onehot}(y)) / B$: what the model says minus what is true.
#
# **Predict:** $x$ is (2, 2), $W_1$ (2, 3), $W_2$ (3, 2). Write down the shapes of all gradients, and answer which
# product makes $\partial L / \partial W_1$, before you **step**. **Explain** why $db$ is a sum, and where the division
# by the number of rows happens.

# %%
backprop_lab("network")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# One bias serves all rows, so it is used twice here and its gradients add (step 7: $0.375 + (-0.139) = 0.236$). The
# division by $B = 2$ happens once, in the loss, at the first step back: $(0.75 - 0) / 2 = 0.375$. No layer divides
# again.
#
# </details>
#
# ## Checking a gradient
#
# The numerical derivative is too slow to train with, "but good for gradient checking":
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2 h}$$
#
# `check_gradients` compares it with `backward` for every number of a network and names the worst of each array.

# %%
rng = np.random.default_rng(0)
x, y = rng.normal(size=(8, 4)), np.array([0, 1, 1, 0, 1, 0, 0, 1])
network = NeuralNetwork([Linear(4, 5, rng=1), Tanh(), Linear(5, 1, rng=2), Sigmoid()])
print(check_gradients(network, BCELoss(), x, y))

# %% [markdown]
# **Predict:** is a smaller $h$ always better?

# %%
sigmoid, w = Sigmoid(), rng.normal(size=(4, 5))
sigmoid.forward(w)
exact = sigmoid.backward(np.ones_like(w))
for h in (1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11):
    measured = numerical_gradient(lambda w: sigmoid.forward(w).sum(), w, h=h)
    print(f"h = {h:.0e}: largest error {np.abs(measured - exact).max():.0e}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# No. With a large $h$ the curve bends between the two points: the error falls with $h^2$. A small $h$ subtracts two
# numbers that agree in almost all their digits, and what is left is rounding. Between them lies $10^{-5}$.
#
# </details>
#
# ## Your turn: backward of Linear
#
# `forward` stands. Write `backward`: keep `_grad_weight` (in, out) and `_grad_bias` (out,), and return the
# gradient of `x`.


# %%
class MyLinear:
    def __init__(self, in_features, out_features):
        rng = np.random.default_rng(in_features)
        self.weight = rng.normal(size=(in_features, out_features))
        self.bias = np.full(out_features, 0.1)

    def forward(self, x):
        self.x = x  # (B, in)
        return x @ self.weight + self.bias  # (B, out)

    def backward(self, grad):
        # BEGIN SOLUTION
        self._grad_weight = self.x.T @ grad  # (in, out)
        self._grad_bias = grad.sum(axis=0)  # (out,)
        return grad @ self.weight.T  # (B, in)
        # END SOLUTION

    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias


check("linear", MyLinear)

# %%
backprop_lab(modules=[MyLinear(2, 3), ReLU(), MyLinear(3, 2)])

# %% [markdown]
# The lab sends two rows through your layers and compares each gradient with central differences. Divide
# `_grad_weight` by `len(grad)` and run the cells again: it names the first entry that is off. All the classes
# of a network are the work of [homework 1a](homework_1a_neural_network.ipynb).
#
# ## Three questions
#
# **1.** A layer has the weight (100, 10) and gets a batch of 32 rows. Which shapes have `grad`, `dx`, `dw` and `db`?
#
# <details><summary>Answer</summary>
#
# `grad` (32, 10), as the output; `dx` = `grad @ w.T` (32, 100); `dw` = `x.T @ grad` (100, 10); `db` (10,), not
# (1, 10): in `bias = bias - rate * db` that would broadcast and turn the bias itself into (1, 10).
#
# </details>
#
# **2.** Every row of a batch is put in twice. What happens to the loss, a mean over rows, and to `dw`?
#
# <details><summary>Answer</summary>
#
# Nothing. There are twice as many rows in the sum $x^\top g$, and each $g$ is half as large, because the loss
# divides by $2B$.
#
# </details>
#
# **3.** Three layers with weights (4, 8), (8, 8) and (8, 2), biases 0, no activation. How many weights would
# one layer need to do the same?
#
# <details><summary>Answer</summary>
#
# $W_3$ is (4, 2): 8 weights in place of $32 + 64 + 16 = 112$.
#
# </details>
#
# ---
# Back: [5 Regularization](05_regularization.ipynb). On: [7 Activations](07_activations.ipynb).
