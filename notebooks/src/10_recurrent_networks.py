# %% [markdown]
# # 10 Recurrent networks
#
# *Lecture 2: "RNNs generating...", "Vanilla RNN", "LSTM", "GRU".*
# How to step: [Start here](00_start_here.ipynb). Before: [9 Convolution](09_convolution.ipynb).
#
# A text, a melody, a share price: a sequence has no fixed length. A recurrent cell reads it one step at a time and
# takes along a **hidden state** $h$, a few numbers that are all it knows of the past:
#
# $$h_t = \text{cell}(x_t, h_{t-1})$$
#
# $x_t$ is what step $t$ reads, $h_{t-1}$ the state before, with $h_0 = 0$. The weights are the same at every step,
# as those of a filter are the same at every place.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import rnn_cells_lab, text_generation_lab
from lessonlib.nn import GRUCell, LSTMCell, RNNCell
from lessonlib.nn.sequences import bidirectional, stacked

# %% [markdown]
# ## The vanilla cell
#
# $$h' = \tanh(W_x x + W_h h + b)$$
#
# $W_x$ and $W_h$ are matrices, $b$ a bias; $h'$ is the new state. Below, a sequence begins with a 1, and then come
# zeros: whatever $h$ holds later is memory. The weights are drawn at random, not learned, and $b$ is 0.
#
# **Predict:** how long is $h$ after 12 steps, compared with its longest? **Step.** **Explain** it: what happens to
# $h$ at a step where $x = 0$?

# %%
rnn_cells_lab("RNN", x="1 0 0 0 0 0 0 0 0 0 0 0")

# %% [markdown]
# <details><summary>What came out</summary>
#
# At each step $h$ is multiplied by the same $W_h$, and what is left of it shrinks: to 0.13 % after 12 steps. Other
# weights let it live longer or never die (move *seed of weights*), but in any case the product decides, and not
# the cell. Nothing in it can say: *keep this*.
#
# </details>
#
# ## The LSTM
#
# The long short-term memory has a second state, the memory $c$, and three **gates**, numbers between 0 and 1:
#
# $$i, f, o = \sigma(W_x x + W_h h + b) \qquad g = \tanh(W_x x + W_h h + b)$$
# $$c' = f \odot c + i \odot g \qquad h' = o \odot \tanh(c')$$
#
# Each of $i$ (input gate), $f$ (forget gate), $o$ (output gate) and $g$ (candidate) has weights and a bias of its
# own; $\sigma$ is the sigmoid, and $\odot$ multiplies entry by entry. The forget gate says how much of $c$ stays, the
# input gate how much of the candidate is written, the output gate how much of $c$ is shown in $h$. The diagram lights
# the present gate and what flows into it; ′ marks what this step makes.
#
# **Predict:** with all biases 0 and $x = 0$, near which number do the gates lie, and what does that do to $c$? **Step**
# through the gates. **Explain** what a bias of 4 changes: the preset *Forget bias 4*.

# %%
rnn_cells_lab("LSTM")

# %% [markdown]
# <details><summary>What came out</summary>
#
# $\sigma(0) = 0.5$: with small $h$ the forget gate halves $c$ at each step, and 11 % of the longest $h$ is left
# after 8. With a bias of 4 the gate stands at about $\sigma(4) = 0.98$: the memory stays, and the last $h$ is the
# longest. A bias is learned; so the network can learn what to keep, and with $W_x$ and $W_h$ also when.
#
# </details>
#
# ## The GRU
#
# The gated recurrent unit needs only two gates and no $c$:
#
# $$r, z = \sigma(W_x x + W_h h + b) \qquad n = \tanh(W_x x + b + r \odot (W_h h + b'))$$
# $$h' = (1 - z) \odot n + z \odot h$$
#
# The reset gate $r$ says how much of $h$ the candidate $n$ may see, the update gate $z$ how much of $h$ is kept.
# One number does what $f$ and $i$ do in the LSTM: what is not kept is replaced. (Some texts exchange $z$ and
# $1 - z$. And in the paper of 2014 $r$ multiplies $h$ before the product with $W_h$; torch and we multiply the
# product.)
#
# **Predict:** what is $h'$ for $z = 1$, and for $z = 0$? **Step.** **Explain**, with the preset *Keep what you have*,
# which gate the bias of 4 holds.

# %%
rnn_cells_lab("GRU")

# %% [markdown]
# <details><summary>What came out</summary>
#
# For $z = 1$ nothing happens, $h' = h$; for $z = 0$ the candidate replaces all. With a bias of 4 on $z$, 90 % of the
# longest $h$ is left after 8 steps, against 3.4 % without.
#
# </details>
#
# ## Which one?
#
# Every gate and every candidate has a matrix for $x$, one for $h$, and in torch two biases: $H (\text{in} + H + 2)$
# numbers, where $H$ is the size of $h$. **Predict** the three counts for 100 numbers in and $H = 256$.

# %%
for cell in (RNNCell(100, 256), GRUCell(100, 256), LSTMCell(100, 256)):
    print(f"{cell!r:18} {len(cell.GATES)} products, {sum(w.size for w in cell.parameters())} numbers to learn")

# %% [markdown]
# The GRU has three quarters of the LSTM's numbers, and three products where the LSTM has four: the slide calls it
# *quicker to compute*. How much quicker depends on how well a library has been tuned for either, so measure on your own
# machine before you switch.
#
# And how well do they learn? *There is no conclusive evidence that one consistently performs better than the other*;
# the LSTM is a good default, above all for long dependencies or much data. **Rule of thumb: start with LSTM, but
# switch to GRU if you want something more efficient.**
#
# ## Both directions, and layers
#
# Where the whole sequence is known, a second cell may read it backwards: at each step the outputs of both stand
# side by side, and everything before and after has been seen. And the outputs of one layer can be the inputs of the
# next. **Predict** the shapes: 7 steps of 2 sequences with 5 numbers each.

# %%
steps = np.random.default_rng(0).normal(size=(7, 2, 5))

both, back = bidirectional(LSTMCell(5, 4, rng=0), LSTMCell(5, 4, rng=1), steps)
tower, _ = stacked([(GRUCell(5, 4, rng=0), GRUCell(5, 4, rng=1)), GRUCell(8, 3, rng=2)], steps)
print(both.shape, back(np.ones_like(both)).shape, tower.shape)

# %% [markdown]
# `back` is backpropagation through time: it takes the gradients of the outputs, walks the steps in reverse, and
# returns those of the inputs; in each cell the gradients of all steps have been added up, since they share their
# weights.
#
# ## Text, character by character
#
# A network that says which character comes next can write: draw one from its distribution, feed it back in, and
# repeat. The slides show what such networks made of Shakespeare, of algebraic geometry and of Linux: plays with
# speakers and verses, LaTeX that nearly compiles, C with its brackets closed. The form is learned, the sense is not.
# Ours is small: a GRU with $H = 192$ that has read six novels by Jane Austen once, in about a minute. Its weights ship
# with the workbook; `bench/make_language_model.py` makes them.
#
# $$p_k = \frac{e^{s_k / T}}{\sum_j e^{s_j / T}}$$
#
# $s_k$ is the score of character $k$, $T$ the **temperature**: below 1 the likeliest become likelier still, above 1
# all become more alike.
#
# **Predict** before each step which character comes. **Step**, and watch the curve on the right: between how many
# characters does the model waver at the beginning of a word, and how many in its middle? **Explain** it.

# %%
text_generation_lab("She was ", temperature=0.7)

# %% [markdown]
# <details><summary>What came out</summary>
#
# At the beginning of a word many letters are possible; inside, a few have settled which word it must be: on average
# over five texts of 80 characters the model wavers between 11 characters at a beginning, and from the third letter on
# between 2. The curve is $e^H$ with the entropy $H = -\sum_k p_k \ln p_k$ of its distribution: for $m$ equal
# probabilities it is exactly $m$. After *Mr. Darc* the $y$ has 99 % at this temperature, and after $q$ the $u$ as well.
# Try the presets *Cold*, *Hot* and *Out of its world*: a low temperature repeats itself, at a high one words fall
# apart, and what it has not read it cannot know.
#
# </details>
#
# How good is it? On a part of the novels that it has not read its loss, the mean of $-\ln p$ of the character that
# comes, is 1.27 (with the natural logarithm the unit is called a *nat*). $e^{1.27} = 3.6$: as if it had to guess among
# 3.6 equal characters each time. Guessing among its 65 would cost
# $\ln 65 = 4.17$. It has learned words and the rhythm of sentences. It has no idea what they say.
#
# ## Your turn: the GRU cell
#
# It is the cell of the second homework. The weights are those of torch: `weight_ih` (3 H, in), `weight_hh` (3 H, H),
# `bias_ih` and `bias_hh` (3 H,), the rows for $r$, $z$ and $n$ one under the other. `forward` takes `x` (B, in) and `h`
# (B, H) and returns the next `h`.


# %%
class MyGRUCell:
    def __init__(self, in_features, hidden_features):
        bound = hidden_features**-0.5
        rng = np.random.default_rng(0)
        self.weight_ih = rng.uniform(-bound, bound, (3 * hidden_features, in_features))
        self.weight_hh = rng.uniform(-bound, bound, (3 * hidden_features, hidden_features))
        self.bias_ih = np.zeros(3 * hidden_features)
        self.bias_hh = np.zeros(3 * hidden_features)

    def forward(self, x, h):
        # BEGIN SOLUTION
        def sigmoid(a):
            return 1 / (1 + np.exp(-np.clip(a, -500, 500)))

        x_r, x_z, x_n = np.split(x @ self.weight_ih.T + self.bias_ih, 3, axis=1)
        h_r, h_z, h_n = np.split(h @ self.weight_hh.T + self.bias_hh, 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * h_n)
        return (1 - z) * n + z * h
        # END SOLUTION


check("gru_cell", MyGRUCell)

# %%
rnn_cells_lab("GRU", mine=MyGRUCell, keep=2.0, predict=False)

# %% [markdown]
# Stuck? `check("gru_cell", MyGRUCell).hint(1)` says where to look. Ours stands in `lessonlib/nn/recurrent.py`. A class
# of torch, `torch.nn.Module`, is checked as well.
#
# ## Three questions
#
# **1.** A GRU has 10 numbers in and $H = 20$. How many numbers does it learn, and how many an LSTM of that size?
#
# <details><summary>Answer</summary>
#
# $3 \cdot 20 \cdot (10 + 20 + 2) = 1920$, and $4 \cdot 20 \cdot 32 = 2560$.
#
# </details>
#
# **2.** In an LSTM $f = 1$, $i = 0$ and $o = 0$ at every step. What is in $c$, and what is in $h$?
#
# <details><summary>Answer</summary>
#
# $c$ stays as it was at the beginning, and $h = 0$: the memory is kept, and not shown. A later step with $o = 1$ can
# still read it.
#
# </details>
#
# **3.** Text is generated at a temperature near 0, once with seed 0, once with seed 1. Do the two differ?
#
# <details><summary>Answer</summary>
#
# Hardly: all of the probability lies on the character with the largest score, so there is nothing to draw. For the
# same beginning the text is the same.
#
# </details>
#
# ---
# Back: [9 Convolution](09_convolution.ipynb).
# On: [11 Vanishing and exploding gradients](11_vanishing_and_exploding_gradients.ipynb).
