# %% [markdown]
# # Homework 3b: a transformer, transfer and ranking
#
# *Lecture 1: "Homeworks" (attention, transfer learning), "Syllabus" (transformer, ranking models, dialogue systems).
# Step by step: [27 Attention](27_attention.ipynb), [28 Transformer](28_transformer.ipynb),
# [29 Transfer learning](29_transfer_learning.ipynb),
# [30 Ranking and dialogue](30_ranking_and_dialogue.ipynb).*
#
# You write attention, its mask, its heads, positions, layer norm and a block; train a transformer with them in some
# seconds; let it write with a cache; hide words, freeze a network, and rank answers. Where a cell says
# `raise NotImplementedError`, your code goes; the cell checks it and says what is wrong and why. Ask for `.hint(1)`,
# then `.hint(2)`, if that is not enough. Nothing here stops the notebook: an exercise that is not written yet is
# reported as "not attempted".

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn.functional import cosine_similarity, cross_entropy

from lessonlib.attention.number_transformer import (
    EQUALS,
    WORDS,
    encode,
    numbers_to_learn,
    share_exact,
    train_number_transformer,
)
from lessonlib.checks import check, check_all, stale
from lessonlib.labs import masked_words_lab, ranking_lab
from lessonlib.language import number_words

# %% [markdown]
# ## 1. Attention
#
# $$\text{weights} = \text{softmax}\!\left(\frac{Q K^\top}{\sqrt d}\right) \qquad \text{out} = \text{weights} \cdot V$$
#
# `q` (..., T, d), `k` (..., S, d), `v` (..., S, d_v); `mask` holds booleans that broadcast to (..., T, S), True where a
# query may look at a key, or is None. Return `(out, weights)`. A query that may look at nothing gets zeros, never NaN.
#
# **Predict:** over which axis do the weights sum to 1?
#
# <details><summary>Answer</summary>
#
# Over the last, the keys: each query shares out 1 among them.
#
# </details>


# %%
def scaled_dot_product_attention(q, k, v, mask=None):
    """Return out (..., T, d_v) and weights (..., T, S)."""
    # BEGIN SOLUTION
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (..., T, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)  # a row of -infinity alone has become NaN
    return weights @ v, weights
    # END SOLUTION


check("scaled_dot_product_attention", scaled_dot_product_attention)

# %% [markdown]
# `causal_mask(n)` is (n, n), True where row $i$ may look at column $j$: at itself and at what came before.


# %%
def causal_mask(n):
    """Return booleans (n, n)."""
    # BEGIN SOLUTION
    return torch.ones(n, n, dtype=torch.bool).tril()
    # END SOLUTION


check("causal_mask", causal_mask)

# %% [markdown]
# ## 2. Several heads
#
# Four linear layers, (d_model -> d_model). Each head has its own d_model / heads columns of queries, keys and values;
# what the heads take stands side by side again before the last layer. Use your attention. A d_model that the heads do
# not divide is refused with a ValueError.
#
# **Predict** the shape of the weights for 2 sentences of 5 words and 4 heads.
#
# <details><summary>Answer</summary>
#
# (2, 4, 5, 5): for each sentence and each head a row for each word that looks, a column for each that is looked at.
#
# </details>


# %%
class MultiHeadAttention(nn.Module):
    """forward(x, mask=None): (B, T, d_model) -> (B, T, d_model)."""

    def __init__(self, d_model, heads):
        # BEGIN SOLUTION
        super().__init__()
        if d_model % heads:
            raise ValueError(f"wanted a d_model that the heads divide, got {d_model} and {heads}")
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(d_model, d_model) for _ in range(4))
        # END SOLUTION

    def forward(self, x, mask=None):
        # BEGIN SOLUTION
        b, t, d = x.shape
        q, k, v = (
            layer(x).view(b, t, self.heads, -1).transpose(1, 2)  # (B, heads, T, d_head)
            for layer in (self.query, self.key, self.value)
        )
        out, _ = scaled_dot_product_attention(q, k, v, mask)
        return self.output(out.transpose(1, 2).reshape(b, t, d))
        # END SOLUTION


check("multi_head_attention", MultiHeadAttention)

# %% [markdown]
# ## 3. Positions and layer norm
#
# Attention itself does not know where a word stands. Rows to be added, (n, d), d even:
#
# $$\text{row}_{p, 2i} = \sin\!\left(p / 10000^{2i/d}\right) \qquad
# \text{row}_{p, 2i+1} = \cos\!\left(p / 10000^{2i/d}\right)$$


# %%
def positional_encoding(n, d):
    """Return the rows (n, d)."""
    # BEGIN SOLUTION
    angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)  # (n, d / 2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
    # END SOLUTION


check("positional_encoding", positional_encoding)

# %% [markdown]
# `LayerNorm(d)` normalizes the last axis, each row by itself, then stretches and shifts it. $\epsilon = 10^{-5}$; the
# variance is divided by d.
#
# $$y = w \odot \frac{x - \text{mean}}{\sqrt{\text{variance} + \epsilon}} + b$$


# %%
class LayerNorm(nn.Module):
    """forward(x): (..., d) -> (..., d), with weight and bias (d,)."""

    def __init__(self, d):
        # BEGIN SOLUTION
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))
        # END SOLUTION

    def forward(self, x):
        # BEGIN SOLUTION
        mean, variance = x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True, unbiased=False)
        return self.weight * (x - mean) / torch.sqrt(variance + 1e-5) + self.bias
        # END SOLUTION


check("layer_norm", LayerNorm)

# %% [markdown]
# ## 4. A block
#
# Norm first: $x = x + \text{attention}(\text{norm}_1(x))$, then $x = x + W_2 \, \text{relu}(W_1 \, \text{norm}_2(x) +
# b_1) + b_2$, four times as wide in the middle.


# %%
class TransformerBlock(nn.Module):
    """forward(x, mask=None): (B, T, d_model) -> (B, T, d_model)."""

    def __init__(self, d_model, heads):
        # BEGIN SOLUTION
        super().__init__()
        self.norm_1, self.norm_2 = LayerNorm(d_model), LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, heads)
        self.linear_1, self.linear_2 = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)
        # END SOLUTION

    def forward(self, x, mask=None):
        # BEGIN SOLUTION
        x = x + self.attention(self.norm_1(x), mask)
        return x + self.linear_2(self.linear_1(self.norm_2(x)).relu())
        # END SOLUTION


check("transformer_block", TransformerBlock)

# %% [markdown]
# ## 5. Train it
#
# "twenty one =" goes on with "ein und zwanzig": 4000 numbers to learn from, two blocks of four heads, **your attention
# and your positions** inside. A guess among the words costs the grey line.
#
# **Predict:** how many of 100 numbers that it has never read will it write without a mistake?

# %%
try:
    trained, losses = train_number_transformer(
        epochs=3, attention=scaled_dot_product_attention, positions=positional_encoding
    )
    _, held_out = numbers_to_learn()
    exact = share_exact(trained, held_out[:100], cache=False)
    _, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
    axes.plot(range(1, len(losses) + 1), losses, marker="o", color="#0072b2")
    axes.axhline(math.log(len(WORDS)), color="0.5", linestyle=":", label="a guess")
    axes.set(xlabel="epoch", ylabel="loss / nats", xticks=range(1, len(losses) + 1), title=f"exact: {exact:.2f}")
    axes.legend()
    plt.show()
except NotImplementedError:
    print("The training waits for scaled_dot_product_attention and positional_encoding")

# %% [markdown]
# The loss alone proves little: with the mask forgotten it falls just as far, and the model can write nothing. Judge by
# what it writes.
#
# ## 6. Write with a cache
#
# `generate(model, prefix, end, length, cache=True)` takes ids (T,) and returns them with at most `length` words more:
# each time the word with the largest logit, until `end` has been written. `model(ids)` takes (1, T) and gives logits
# (1, T, V). With a cache every word goes in once: `caches = model.caches()`, then `model(ids, caches)` with the new
# words alone.


# %%
def generate(model, prefix, end, length, cache=True):
    """Return the prefix and what is written behind it, (T + n,)."""
    # BEGIN SOLUTION
    ids = torch.as_tensor(prefix)[None]  # (1, T)
    caches, new = model.caches() if cache else None, ids
    with torch.no_grad():
        for _ in range(length):
            logits = model(new, caches) if cache else model(ids)
            word = logits[:, -1].argmax(dim=-1)[:, None]  # (1, 1)
            ids, new = torch.cat([ids, word], dim=1), word
            if word.item() == end:
                break
    return ids[0]
    # END SOLUTION


check("generate", generate)

# %%
try:
    for n in (21, 4017, 9999):
        prefix = encode([*number_words(n, "en"), EQUALS])
        print(n, " ".join(WORDS[i] for i in generate(trained, prefix, encode(["<end>"])[0], 12)))
except (NotImplementedError, NameError):
    print("Writing waits for the training and for generate")

# %% [markdown]
# ## 7. Words to guess, and a frozen network
#
# `mask_tokens(batch, rng, mask_index, vocab_size, special) -> (inputs, targets)`: 15 in 100 words that are not special
# have their word as target, all others -100; of the chosen 80 in 100 become the mask, 10 another word, 10 stay.


# %%
def mask_tokens(batch, rng, mask_index, vocab_size, special):
    """Return inputs and targets in the shape of batch."""
    # BEGIN SOLUTION
    ids, never = batch.numpy(), [*special, mask_index]
    words = np.setdiff1d(np.arange(vocab_size), never)
    chosen = (rng.random(ids.shape) < 0.15) & ~np.isin(ids, never)
    lot, other = rng.random(ids.shape), rng.choice(words, ids.shape)
    hidden = np.where(lot < 0.8, mask_index, np.where(lot < 0.9, other, ids))
    return torch.from_numpy(np.where(chosen, hidden, ids)), torch.from_numpy(np.where(chosen, ids, -100))
    # END SOLUTION


check("mask_tokens", mask_tokens)

# %% [markdown]
# `freeze(module)` returns the module itself: no weight of it learns, and nothing in it behaves as in training.


# %%
def freeze(module):
    """Return the module, frozen."""
    # BEGIN SOLUTION
    return module.requires_grad_(False).eval()
    # END SOLUTION


check("freeze", freeze)

# %% [markdown]
# ## 8. Ranking
#
# `triplet_loss`: the mean over the rows of $\max(0, m - \cos(a, p) + \cos(a, n))$. `in_batch_loss`: the cross-entropy
# of finding answer $i$ for query $i$ among all answers of the batch, by dot products.


# %%
def triplet_loss(anchor, positive, negative, margin):
    """Return a scalar, of tensors (B, D)."""
    # BEGIN SOLUTION
    near, far = cosine_similarity(anchor, positive), cosine_similarity(anchor, negative)
    return (margin - near + far).relu().mean()
    # END SOLUTION


check("triplet_loss", triplet_loss)


# %%
def in_batch_loss(queries, answers):
    """Return a scalar, of tensors (B, D)."""
    # BEGIN SOLUTION
    return cross_entropy(queries @ answers.T, torch.arange(len(queries)))
    # END SOLUTION


check("in_batch_loss", in_batch_loss)

# %% [markdown]
# `scores` (N, M): the right answer of row $i$ is column $i$, and a tie counts against it.


# %%
def recall_at_k(scores, k):
    """Return the share of the right answers among the k best."""
    # BEGIN SOLUTION
    scores = np.asarray(scores)
    return float(((scores >= scores.diagonal()[:, None]).sum(axis=1) <= k).mean())
    # END SOLUTION


check("recall_at_k", recall_at_k)


# %%
def mean_reciprocal_rank(scores):
    """Return the mean of 1 / rank."""
    # BEGIN SOLUTION
    scores = np.asarray(scores)
    return float((1 / (scores >= scores.diagonal()[:, None]).sum(axis=1)).mean())
    # END SOLUTION


check("mean_reciprocal_rank", mean_reciprocal_rank)

# %%
ranking_lab(mine=triplet_loss, measure=mean_reciprocal_rank)

# %% [markdown]
# All at once, with the points. A function that you change after it passed must be checked again: the table says so.

# %%
sheet = check_all(globals())
print(*stale(globals()), sep="\n")
sheet

# %% [markdown]
# ## 9. Find the bug
#
# Six pieces of code, each of a kind that has really been handed in. Each runs without an error. For each: look at what
# it shows first, say from it alone what goes wrong, then repair it.
#
# ### Bug 1


# %%
def attention_1(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights


print(attention_1(torch.eye(3), torch.eye(3), torch.eye(3), torch.ones(3, 3, dtype=torch.bool).tril())[1].sum(dim=-1))

# %%
check("scaled_dot_product_attention", attention_1)


# %%
def repaired_attention_1(q, k, v, mask=None):
    # BEGIN SOLUTION
    return scaled_dot_product_attention(q, k, v, mask)
    # END SOLUTION


check("scaled_dot_product_attention", repaired_attention_1)

# %% [markdown]
# ### Bug 2


# %%
def mask_2(n):
    return torch.ones(n, n, dtype=torch.bool).tril(diagonal=-1)


print(mask_2(4).int())

# %%
check("causal_mask", mask_2)


# %%
def repaired_mask_2(n):
    # BEGIN SOLUTION
    return mask_2(n) | torch.eye(n, dtype=torch.bool)
    # END SOLUTION


check("causal_mask", repaired_mask_2)

# %% [markdown]
# ### Bug 3


# %%
class Norm3(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))

    def forward(self, x):
        mean, variance = x.mean(dim=0, keepdim=True), x.var(dim=0, keepdim=True, unbiased=False)
        return self.weight * (x - mean) / torch.sqrt(variance + 1e-5) + self.bias


x = torch.tensor([[1.0, 2.0, 6.0], [0.0, 5.0, 1.0]])
with torch.no_grad():
    print("row 1 in two batches:", Norm3(3)(x)[0].numpy(), Norm3(3)(x[:1])[0].numpy())

# %%
check("layer_norm", Norm3)


# %%
class RepairedNorm3(Norm3):
    def forward(self, x):
        # BEGIN SOLUTION
        mean, variance = x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True, unbiased=False)
        return self.weight * (x - mean) / torch.sqrt(variance + 1e-5) + self.bias
        # END SOLUTION


check("layer_norm", RepairedNorm3)

# %% [markdown]
# ### Bug 4


# %%
def generate_4(model, prefix, end, length, cache=True):
    ids = torch.as_tensor(prefix)[None]
    caches = model.caches() if cache else None
    with torch.no_grad():
        for _ in range(length):
            logits = model(ids, caches) if cache else model(ids)
            word = logits[:, -1].argmax(dim=-1)[:, None]
            ids = torch.cat([ids, word], dim=1)
            if word.item() == end:
                break
    return ids[0]


class Counting:
    """A model that says the word after the last one, and tells what it is fed."""

    def caches(self):
        return [[]]

    def __call__(self, ids, caches=None):
        print("reads", ids[0].tolist())
        return nn.functional.one_hot((ids + 1) % 10, 10).float()


generate_4(Counting(), [3, 4], end=9, length=3)

# %%
check("generate", generate_4)


# %%
def repaired_generate_4(model, prefix, end, length, cache=True):
    # BEGIN SOLUTION
    return generate(model, prefix, end, length, cache)
    # END SOLUTION


check("generate", repaired_generate_4)

# %% [markdown]
# ### Bug 5


# %%
def mask_tokens_5(batch, rng, mask_index, vocab_size, special):
    ids, never = batch.numpy(), [*special, mask_index]
    words = np.setdiff1d(np.arange(vocab_size), never)
    chosen = (rng.random(ids.shape) < 0.15) & ~np.isin(ids, never)
    inputs = np.where(chosen & (rng.random(ids.shape) < 0.8), mask_index, ids)
    inputs = np.where(chosen & (rng.random(ids.shape) < 0.1), rng.choice(words, ids.shape), inputs)
    return torch.from_numpy(inputs), torch.from_numpy(np.where(chosen, ids, -100))


masked_words_lab(mine=mask_tokens_5)

# %%
check("mask_tokens", mask_tokens_5)


# %%
def repaired_mask_tokens_5(batch, rng, mask_index, vocab_size, special):
    # BEGIN SOLUTION
    return mask_tokens(batch, rng, mask_index, vocab_size, special)
    # END SOLUTION


check("mask_tokens", repaired_mask_tokens_5)

# %% [markdown]
# ### Bug 6


# %%
def triplet_loss_6(anchor, positive, negative, margin):
    near, far = (anchor - positive).norm(dim=1), (anchor - negative).norm(dim=1)
    return (margin - near + far).relu().mean()


ranking_lab(mine=triplet_loss_6)

# %%
check("triplet_loss", triplet_loss_6)


# %%
def repaired_triplet_loss_6(anchor, positive, negative, margin):
    # BEGIN SOLUTION
    near, far = cosine_similarity(anchor, positive), cosine_similarity(anchor, negative)
    return (margin - near + far).relu().mean()
    # END SOLUTION


check("triplet_loss", repaired_triplet_loss_6)

# %% [markdown]
# ## Three questions
#
# 1. Two transformers end at the same training loss. One has forgotten the causal mask. Which experiment of a minute
#    tells?
# 2. Why does a cache change no logit, though later words look at earlier ones? What would change if earlier words
#    looked at later ones, too?
# 3. A published homework masks 15 in 100 of *all* places of a padded batch. Half of the batch is padding. What does the
#    model learn?
#
# <details><summary>Answers</summary>
#
# 1. Change the last word of a text: no logit before it may move. Or let both write: the one without a mask has never
#    had to.
# 2. Keys and values of a word depend on what stands before it alone, so no later word changes them. If earlier words
#    looked at later ones, each new word would change all of them, and nothing could be kept.
# 3. Half of what it is asked for is padding, and that is easy to say: the loss falls by half, and nothing is learned
#    from it.
#
# </details>
#
# ---
# Back: [30 Ranking and dialogue](30_ranking_and_dialogue.ipynb).
# On: [31 Optimising without gradients](31_optimising_without_gradients.ipynb).
