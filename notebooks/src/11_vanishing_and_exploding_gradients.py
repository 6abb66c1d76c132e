# %% [markdown]
# # 11 Vanishing and exploding gradients
#
# *Lecture 2: "Vanishing gradient", "Vanishing gradient in non-RNN", "Exploding gradient problem" and "solution".*
# How to step: [Start here](00_start_here.ipynb). Before: [10 Recurrent networks](10_recurrent_networks.ipynb).
#
# The chain rule multiplies. From the output back to layer $k$ the gradient is
#
# $$\frac{\partial L}{\partial h_k} = \frac{\partial L}{\partial h_n} \cdot
# \frac{\partial h_n}{\partial h_{n-1}} \cdots \frac{\partial h_{k+1}}{\partial h_k}$$
#
# $L$ is the loss, $h_k$ what layer $k$ gives, $n$ the number of layers, or of steps in time. Many factors below 1
# leave nothing; many above 1 make a number too large.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_digits
from lessonlib.labs import clipping_lab, vanishing_gradient_lab
from lessonlib.nn import Adam, Linear, NeuralNetwork, NLLLoss, ReLU, Residual, Sigmoid, Tanh, train

# %% [markdown]
# ## Back through layers
#
# Twenty layers of 32 units, each $h_{k+1} = f(h_k W + b)$, with He's weights. A gradient of norm 1 starts at the
# output; each step takes it back through one layer.
#
# **Predict:** the slope of the sigmoid is at most 0.25. Roughly what is left of the gradient after ten layers, and
# what with ReLU? **Step**, and read this layer's factor in the table. **Explain** why the points of the sigmoid lie
# on a straight line.

# %%
vanishing_gradient_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# On the logarithmic axis a straight line is a constant factor: 0.302 a layer with the sigmoid, so that $4 \cdot
# 10^{-11}$ is left after twenty. Tanh and ReLU keep about as much as came in: their slope reaches 1, and He's weights
# make up for what ReLU sets to 0.
#
# </details>
#
# How the weights begin matters as much. **Predict** what is left when they begin with `randn * 0.01`:

# %%
vanishing_gradient_lab(init="small")

# %% [markdown]
# Every activation loses it now. The lower layers of such a network get a gradient too small to learn from, although
# the loss is large.
#
# ## A shortcut
#
# $$y = x + F(x) \qquad \frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} +
# \frac{\partial L}{\partial y} \cdot \frac{\partial F}{\partial x}$$
#
# $x$ goes into a block of layers $F$ and is added to what comes out, which gives $y$: a **residual connection**. On
# the way back the first term passes the whole gradient on, whatever $F$ does to the second. There are other
# shortcuts: **dense connections** lay the outputs of all earlier layers side by side as the input of the next, and a
# **highway** connection has a gate, as an LSTM has, that says how much passes by.
#
# **Predict:** the same small weights, now with shortcuts. What is left after twenty layers? **Step. Explain** what
# the preset *Too much of it* shows, with larger weights.

# %%
vanishing_gradient_lab(init="small", residual=True)

# %% [markdown]
# <details><summary>What came out</summary>
#
# All of it is left: the factor of each layer is $1 + \text{little}$. With He's weights the second term is as large as
# the first, and with ReLU the gradient grows more than a thousandfold. A shortcut needs blocks that begin small.
#
# </details>
#
# Does it matter for learning? Each network has twenty inner layers and learns the ten digits for ten epochs. To
# guess is 10 % right, to name the commonest held-out digit each time 12 %.

# %%
digits = load_digits(classes=range(10), rng=0)


def deep_network(activation, shortcut, depth=20, units=32):
    rng = np.random.default_rng(0)
    blocks = [[Linear(units, units, rng=rng), activation()] for _ in range(depth)]
    inner = [Residual(block) for block in blocks] if shortcut else [module for block in blocks for module in block]
    return NeuralNetwork([Linear(64, units, rng=rng), activation(), *inner, Linear(units, 10, rng=rng)])


for activation in (Sigmoid, Tanh, ReLU):
    for shortcut in (False, True):
        history = train(
            deep_network(activation, shortcut),
            NLLLoss(),
            digits.x_train,
            digits.y_train,
            optimizer=Adam(0.003),
            epochs=10,
            validation=(digits.x_held_out, digits.y_held_out),
            rng=0,
            progress=False,
        )
        told = f"{activation.__name__:8}{'with' if shortcut else 'without'} shortcuts"
        print(f"{told:28}held out, right: {history.validation_metrics[-1]:.1%}")

# %% [markdown]
# With sigmoids the plain network does not leave chance, and the shortcuts carry it to 89 to 96 % (five seeds). Tanh
# gains, too, with each of the five. ReLU loses: with He's weights its gradients grow from block to block, as the preset
# showed. Real residual networks normalise inside each block, or let its last layer begin at 0.
#
# ## Back through time
#
# A recurrent cell uses the same weights at each step, so the same factor comes again and again. The gradient of the
# last step goes back through fifty.
#
# **Predict:** how far back can the vanilla cell learn from, how far the LSTM? **Step. Explain** the difference by the
# LSTM's memory, $c' = f \odot c + i \odot g$: what is $\partial c' / \partial c$?

# %%
vanishing_gradient_lab("time", depth=50)

# %% [markdown]
# <details><summary>What came out</summary>
#
# $\partial c' / \partial c = f$, the forget gate (along this path): no weights and no slope of tanh. The preset *LSTM
# with an open gate* begins with $f$ near 1, and much of the gradient comes through fifty steps; with the gate half
# closed the LSTM forgets as well. The fresh GRU here is little better than the vanilla cell: it has to learn to keep
# its state first.
#
# </details>
#
# ## When the gradient explodes
#
# $$\theta^{new} = \theta^{old} - \alpha \nabla_\theta J(\theta)$$
#
# $\theta$ are the weights, $J$ the loss, $\alpha$ the learning rate. If the gradient is too large, so is the step: it
# leads to weights with a large loss, or to Inf and NaN, and the training begins again from weights saved earlier. The
# remedy keeps the direction and cuts the length:
#
# $$\hat g \leftarrow \frac{\partial J}{\partial \theta} \qquad
# \text{if } \lVert \hat g \rVert \ge \text{threshold:} \quad
# \hat g \leftarrow \frac{\text{threshold}}{\lVert \hat g \rVert} \, \hat g$$
#
# The picture has the loss of a recurrent cell with one hidden number, run for fifty steps, over its weight $w$ and its
# bias $b$ (Pascanu et al., 2013): two plains with a cliff between them.
#
# **Predict:** both walks begin at the ring and go down towards the cliff. What does each do when it gets there?
# **Step** to 25, one by one from 20 on. **Explain** why the one that is thrown off never comes back.

# %%
clipping_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# At step 25 the norm of the gradient is 6.48, a hundred times that of the start; unclipped, the walk leaps 6.48 far,
# onto a plain where the gradient vanishes: exploding and vanishing are neighbours. The clipped walk is cut 18 times,
# first at step 7: at step 35 its norm is 4.54, and still it goes only 0.2 in that direction. It ends at
# a loss of 0.002.
#
# </details>
#
# ## Your turn: clip by norm
#
# `grads` is a list of arrays; the norm is that of all their numbers together. Return new arrays, and leave the given
# ones as they are.


# %%
def my_clip_by_norm(grads, threshold):
    # BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    factor = threshold / norm if norm >= threshold else 1.0
    return [factor * grad for grad in grads]
    # END SOLUTION


check("clip_by_norm", my_clip_by_norm)

# %%
clipping_lab(mine=my_clip_by_norm, predict=False)

# %% [markdown]
# ## Three questions
#
# **1.** A network of 30 sigmoid layers has weights such that each layer multiplies by $w \cdot 0.25$ at best. How large
# must $w$ be so that the gradient holds, and what happens at twice that?
#
# <details><summary>Answer</summary>
#
# $w = 4$. At 8 each factor is 2, and $2^{30}$ is about $10^9$: only a narrow range lies between vanishing and
# exploding, and only where the sigmoid is steepest.
#
# </details>
#
# **2.** Would clipping each number of the gradient to $\pm$ threshold do as well?
#
# <details><summary>Answer</summary>
#
# It keeps the step short but turns it: $(10, 0.1)$ with threshold 0.1 becomes $(0.1, 0.1)$, 45 degrees off. Clipping by
# the norm gives $(0.1, 0.001)$. Pass such a function as `mine=` and look for where it departs.
#
# </details>
#
# **3.** Clipping saved the walk from the cliff. Why does it not help against a gradient that vanishes?
#
# <details><summary>Answer</summary>
#
# It only shortens. To lengthen a gradient that has lost its direction in rounding and noise would be a step in a random
# direction. Against vanishing, change the factors: activation, first weights, shortcuts, gates.
#
# </details>
#
# ---
# Back: [10 Recurrent networks](10_recurrent_networks.ipynb). On: [12 Optimizers](12_optimizers.ipynb).
