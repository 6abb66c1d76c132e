# %% [markdown]
# # 27 Attention
#
# *Lecture 1: "Homeworks" (homework 3), "Syllabus" (attention).*
# How to step: [Start here](00_start_here.ipynb). Before: [26 Translation](26_translation.ipynb).
#
# A recurrent network hands one state from word to word. With **attention** a word looks at all the others at once, and
# takes from each as much as it likes:
#
# $$\text{weights} = \text{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) \qquad \text{out} = \text{weights} \cdot V$$
#
# $Q$ (queries, what each word asks for), $K$ (keys, what each is found by) and $V$ (values, what each hands on) are the
# words' vectors times three learned matrices, a row for each word; $d$ is the length of a query. A row of weights is a
# softmax: it sums to 1.

# %%
import math

import torch

from lessonlib.checks import check
from lessonlib.labs import positions_lab, self_attention_lab

# %% [markdown]
# ## One word, number by number
#
# Five words, four numbers each. The last one, *dog*, is followed: its query meets every key, the scores are divided by
# $\sqrt 4$, a **causal mask** hides what comes after a word, the softmax makes weights, and the weights mix the values.
#
# **Predict:** at the end word 4 gets another vector. How many of the five outputs move? **Step.** **Explain** the
# zeros.

# %%
self_attention_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# Two: word 4 itself, and word 5, which may look at it. That is what the mask is for: a model that shall say which word
# comes *next* must not see it. With the preset *No mask* all five move.
#
# This is also the test of every causal model: **change the future; whatever moves before it is wrong.** No loss shows
# that mistake, as the next lesson measures.
#
# </details>
#
# ## Why the root?
#
# Let the components of a query and a key be independent, with mean 0 and variance 1. Their dot product is a sum of $d$
# products of variance 1 each, so it has the variance $d$, and divided by $\sqrt d$ the variance 1 again. Without the
# root the scores of long vectors lie far apart, and the softmax gives all to one word: its gradient is nearly 0.
#
# **Predict** both numbers in each row before you run the cell.

# %%
torch.manual_seed(0)
for d in (4, 64, 1024):
    scores = (torch.randn(10_000, d) * torch.randn(10_000, d)).sum(dim=1)
    print(f"d = {d:4}: spread of the scores {scores.std():5.1f}, after division {(scores / math.sqrt(d)).std():.2f}")

# %% [markdown]
# The preset *No scaling* leaves the root out for our five words.
#
# ## Your turn: the mask, and attention
#
# `causal_mask(n)` returns booleans (n, n): True where the query (row) may look at the key (column).


# %%
def causal_mask(n):
    # BEGIN SOLUTION
    return torch.ones(n, n, dtype=torch.bool).tril()
    # END SOLUTION


check("causal_mask", causal_mask)

# %% [markdown]
# `scaled_dot_product_attention(q, k, v, mask)` takes tensors (..., T, d), (..., S, d) and (..., S, d_v) and returns
# `(out, weights)`. A hidden key gets $-\infty$ in place of its score; a row that may look at nothing gives zeros.


# %%
def scaled_dot_product_attention(q, k, v, mask=None):
    # BEGIN SOLUTION
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (..., T, S)
    if mask is None:
        weights = scores.softmax(dim=-1)
    else:
        weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
        weights = weights.masked_fill(~mask, 0)  # where all is hidden, 0 / 0 is no number
    return weights @ v, weights
    # END SOLUTION


check("scaled_dot_product_attention", scaled_dot_product_attention)

# %% [markdown]
# The lab takes your function and says where it departs from ours, and whether it looks ahead:

# %%
self_attention_lab(mine=scaled_dot_product_attention, predict=False)

# %% [markdown]
# ## Several heads
#
# One softmax can say one thing: *look there*. So the columns are shared out to several **heads**, each with a softmax
# of its own, and their outputs stand side by side again before a last matrix mixes them.
#
# **Predict:** two heads share four columns. By which number does each divide its scores? **Step**, and compare the two
# squares. **Explain** which of the two heads decides about a column of the output.

# %%
self_attention_lab(heads=2)

# %% [markdown]
# ## In which order?
#
# Nothing in the formula knows where a word stands. **Predict:** without mask and positions the sentence is read
# backwards. Does *the* get another output? **Step** to the end. **Explain**, then add the positions.

# %%
self_attention_lab(causal=False, positions=False, then="turn round")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The same numbers in another row: without positions a sentence is a bag of words. (With the causal mask it is not
# quite: the first word sees one word, the second two; the mask alone tells something of the order.)
#
# </details>
#
# So each place gets a row of its own, added to the word's vector: waves, from fast to slow.
#
# $$\text{row}[pos, 2i] = \sin\frac{pos}{10000^{2i/d}} \qquad \text{row}[pos, 2i + 1] = \cos\frac{pos}{10000^{2i/d}}$$
#
# **Predict:** draw the dot product of the row of place 12 with the row of every place. **Step.** **Explain** why the
# curve is the same to the left and to the right.

# %%
positions_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# $\sin a \sin b + \cos a \cos b = \cos(a - b)$: the dot product of two rows is a sum of cosines of the *distance*,
# largest at 0. One-hot rows know no nearness, and bare numbers let the last place win: see the presets.
#
# </details>
#
# ## Your turn: positions
#
# `positional_encoding(n, d)` returns (n, d), sines in even columns, cosines in odd ones; `d` is even.


# %%
def positional_encoding(n, d):
    # BEGIN SOLUTION
    angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)  # (n, d/2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)  # sin, cos, sin, cos, ...
    # END SOLUTION


check("positional_encoding", positional_encoding)

# %% [markdown]
# ## Is this right?
#
# Slide 90 of the course's deck on BERT masks the scores of four words. Its last row holds the scores .51, .43, .12, .03
# and prints the weights .25, .16, .33, .26. **Predict** which weight must be the largest, then work it out.

# %%
torch.tensor([0.51, 0.43, 0.12, 0.03]).softmax(dim=0)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The first: a larger score gets a larger weight. Right are .311, .287, .210 and .192; the slide gives the largest
# weight to the third score. Its other rows are wrong as well: work one out.
#
# </details>
#
# ## Three questions
#
# **1.** Somebody hides a key by multiplying its score by 0. What is wrong?
#
# <details><summary>Answer</summary>
#
# $e^0 = 1$: the hidden key still gets a weight, often a larger one than a seen key with a negative score. It has to get
# $-\infty$, since $e^{-\infty} = 0$.
#
# </details>
#
# **2.** A sentence has 10 words. How many entries of its causal mask are True?
#
# <details><summary>Answer</summary>
#
# $1 + 2 + \dots + 10 = 55$. Each word may look at itself, too.
#
# </details>
#
# **3.** In `torch.nn.MultiheadAttention` True in a mask means *may not be looked at*, in
# `torch.nn.functional.scaled_dot_product_attention` *may be looked at*. What happens to who mixes them up under a
# causal mask?
#
# <details><summary>Answer</summary>
#
# Each word then sees only what comes after it: the answer itself in training. And the last word sees nothing.
#
# </details>
#
# ---
# Back: [26 Translation](26_translation.ipynb).
# On: [28 Transformer](28_transformer.ipynb).
