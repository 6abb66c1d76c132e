# %% [markdown]
# # 28 Transformer
#
# *Lecture 1: "Homeworks" (homework 3), "Syllabus" (transformer).*
# How to step: [Start here](00_start_here.ipynb). Before: [27 Attention](27_attention.ipynb).
#
# A **block** lets the words look at each other, then lets each think for itself; both halves *add* to what was there:
#
# $$x \leftarrow x + \text{attention}(\text{norm}_1(x)) \qquad x \leftarrow x + W_2\, \text{relu}(W_1
# \text{norm}_2(x))$$
#
# $x$ holds a row for each word: the **residual stream**. The embedding begins it, blocks add to it, and at its end a
# matrix turns each row into scores of the word that comes next. A block has about $12 d^2$ weights.

# %%
import math

import torch

from lessonlib.attention import LayerNorm, MultiHeadAttention
from lessonlib.attention import scaled_dot_product_attention as attention
from lessonlib.attention.mistaken import load_attention_mistakes
from lessonlib.attention.number_transformer import WORDS, numbers_to_learn, share_exact, train_number_transformer
from lessonlib.checks import check
from lessonlib.labs import layer_norm_lab, transformer_lab

# %% [markdown]
# ## Layer normalization
#
# $$y = w \odot \frac{x - \text{mean}}{\sqrt{\text{variance} + \epsilon}} + b$$
#
# Mean and variance are those of one row; $w$ and $b$ are learned and begin as ones and zeros.
#
# **Predict:** what does $(1, 0, 0, 0)$ begin with after the norm? **Step.** **Explain**, with the preset *Over the
# batch*, what batch norm would make of a row whose neighbours change.

# %%
layer_norm_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# $0.75 / \sqrt{0.1875} = 1.732$. Anyone who divides the variance by $d - 1$ gets 1.5: `x.std()` does that, and
# `x.var(correction=0)` does not.
#
# </details>
#
# ## Your turn: the norm


# %%
class MyLayerNorm(torch.nn.Module):
    def __init__(self, d, eps=1e-5):
        super().__init__()
        self.weight, self.bias, self.eps = torch.nn.Parameter(torch.ones(d)), torch.nn.Parameter(torch.zeros(d)), eps

    def forward(self, x):
        # BEGIN SOLUTION
        centred = x - x.mean(dim=-1, keepdim=True)
        variance = (centred**2).mean(dim=-1, keepdim=True)
        return self.weight * centred / (variance + self.eps).sqrt() + self.bias
        # END SOLUTION


check("layer_norm", MyLayerNorm)

# %% [markdown]
# ## Your turn: several heads, and a block
#
# `forward(x, mask=None)` takes (B, T, d_model) and returns the same shape. Split each projection into heads, let
# `attention(q, k, v, mask)` work on (B, heads, T, d_head), put the heads side by side again, project.


# %%
class MyMultiHead(torch.nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (torch.nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        # BEGIN SOLUTION
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, T, d_head)
            for layer in (self.query, self.key, self.value)
        )
        mask = mask[:, None] if mask is not None and mask.ndim == 3 else mask
        out, _ = attention(q, k, v, mask)
        return self.output(out.transpose(1, 2).flatten(2))
        # END SOLUTION


check("multi_head_attention", MyMultiHead)


# %%
class MyBlock(torch.nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm_1, self.norm_2 = LayerNorm(d_model), LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, heads)
        self.linear_1, self.linear_2 = torch.nn.Linear(d_model, 4 * d_model), torch.nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        # BEGIN SOLUTION
        x = x + self.attention(self.norm_1(x), mask=mask)[0]
        return x + self.linear_2(self.linear_1(self.norm_2(x)).relu())
        # END SOLUTION


check("transformer_block", MyBlock)

# %% [markdown]
# ## A transformer that counts
#
# "four thousand and twenty one =" goes on with "vier tausend ein und zwanzig". The answer is exact, the text never
# ends, and two blocks of 48 numbers learn it in seconds. A guess among all its words costs $\ln V$.

# %%
model, losses = train_number_transformer(epochs=2)
_, unseen = numbers_to_learn()
print(f"a guess costs {math.log(len(WORDS)):.2f} nats; the loss of two epochs: {losses[0]:.2f}, {losses[1]:.2f}")
print(f"written exactly: {share_exact(model, unseen[:200]):.2f} of 200 numbers that it has not seen")

# %% [markdown]
# The lab opens one that was trained for ten epochs. After each layer the stream is scored as if it were the last: what
# would the model say *now*?
#
# **Predict:** after which layer does it know the first German word? **Step.** **Explain** whom head 2.1, the
# first of layer 2, looks at when it has to say *zwanzig*, though *twenty* came before *one*.

# %%
transformer_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# At "=" the first layer still says *ein*; the second says *vier*. Of the later words all but *und* are known one layer
# earlier, because the German so far tells where in the number we are. At *und*, in row 10, head 2.1 looks at word 4,
# *twenty*, and passes over *one*, which has been said.
#
# </details>
#
# Now the presets. With head 1.4 off, 594 becomes *fünf hundert vier hundert vier hundert vier und neunzig*: nothing
# tells the model any more that the hundreds are done. With head 2.3 off nothing changes. And the cache: keys and
# values of earlier words never change under a causal mask, so each word has to be read only once.
#
# ## Your turn: writing with a cache
#
# `generate(model, prefix, end, length, cache=True)` appends the best word again and again, `length` words or up to
# `end`. `model(ids)` and `model(ids, caches)` take (1, T) and give logits (1, T, V); `model.caches()` makes empty ones.
# With a cache `ids` are only what is new.


# %%
def generate(model, prefix, end, length, cache=True):
    # BEGIN SOLUTION
    text = torch.as_tensor(prefix)[None]  # (1, T)
    caches, new = (model.caches() if cache else None), text
    for _ in range(length):
        word = model(new, caches)[:, -1:].argmax(dim=-1)  # (1, 1)
        text = torch.cat([text, word], dim=1)
        new = word if cache else text
        if word.item() == end:
            break
    return text[0]
    # END SOLUTION


check("generate", generate)

# %% [markdown]
# ## What the loss hides
#
# The same transformer, trained with one mistake in its attention at a time: six epochs, three seeds
# (`bench/attention_mistakes.py`). The loss is that of the last epoch, in nats; *exact* is the share of 400 unseen
# numbers that are written without a mistake.
#
# **Predict** before you run the cell: which of eight mistakes would you find by looking at the loss?

# %%
record = load_attention_mistakes()
print(f"{'attention':28} {'loss, three seeds':>24} {'exact, three seeds':>24}")
for name in record["losses"]:
    loss, exact = (" ".join(f"{v:7.4f}" for v in record[what][name]) for what in ("losses", "exact"))
    print(f"{name:28} {loss:>24} {exact:>24}")

# %% [markdown]
# <details><summary>What is seen</summary>
#
# Hardly one. Four mistakes let the model look at the answer in training: without a causal mask it writes .08 of the
# numbers exactly, with a mask after the softmax .02, with a mask by multiplying .56, with a softmax over the queries
# .00, and the right one 1.00. Their losses are as low as the right one's. When it writes, there is no answer to look
# at.
#
# The others, a wrong scale and no positions, write .98 or more all the same: **nothing but a comparison of numbers
# finds them**, and `check` is one. (Without positions the causal mask alone tells a word how many stand before it.)
#
# So: generate, and compare. A loss says how well a model does what it was trained for, and not what that was.
#
# </details>
#
# ## Three questions
#
# **1.** Is this right? `x = self.norm_1(x); x = x + self.attention(x)`, meant as norm first.
#
# <details><summary>Answer</summary>
#
# No. What is added to is the normalized $x$: the stream itself is lost at each block. It has to be
# `x = x + self.attention(self.norm_1(x))`.
#
# </details>
#
# **2.** $d = 48$ and two layers. How many weights have the blocks, without biases and norms?
#
# <details><summary>Answer</summary>
#
# $2 \cdot 12 \cdot 48^2 = 55\,296$, however many heads there are.
#
# </details>
#
# **3.** A model with a cache gives other words than without. Name two likely mistakes.
#
# <details><summary>Answer</summary>
#
# The place of a new word begins at 0 again, instead of going on; or the cache keeps the new keys in place of the old
# ones. A mask made for the new words alone hides all that came before.
#
# </details>
#
# ---
# Back: [27 Attention](27_attention.ipynb). On: [29 Transfer learning](29_transfer_learning.ipynb).
