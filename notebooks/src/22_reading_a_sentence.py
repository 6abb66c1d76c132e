# %% [markdown]
# # 22 Reading a sentence
#
# *Lecture 2: "GRU". Lecture 1: "Homeworks" (homework 2: a GRU of your own).*
# How to step: [Start here](00_start_here.ipynb).
# Before: [21 Sentences of unequal length](21_sentences_of_unequal_length.ipynb).
#
# A mean does not know which word came first. A recurrent network reads one word after the other and takes along a state
# ([lesson 10](10_recurrent_networks.ipynb) steps through its gates):
#
# $$h_t = \text{GRU}(x_t, h_{t-1}) \qquad p = \text{softmax}(W h_n + b)$$
#
# $x_t$ is the vector of word $t$, $h_t$ the state after it, $n$ the number of *real* words, $W$ and $b$ a layer that
# turns the last state into one logit for each class, and $p$ the probabilities of the classes.

# %%
import matplotlib.pyplot as plt
import torch

from lessonlib.checks import check
from lessonlib.data import load_padding_run
from lessonlib.labs import sentence_reader_lab
from lessonlib.sequences import BidirectionalGRU, reverse_padded

# %% [markdown]
# ## Word by word
#
# A small reader, 16 numbers in its state, that has learned from the definitions of lesson 21. The bars are what it
# would say if the definition ended here.
#
# **Predict:** what does it say at the end? **Step.** **Explain** at which word it changes its mind, and what the update
# gate $z$ did there: $z$ near 1 keeps the state, near 0 replaces it.

# %%
sentence_reader_lab()

# %% [markdown]
# Type a definition of your own. The preset *Not understood* is a plant-eating animal: the reader has learned which
# words go with which kind. What words do to one another it has hardly learned, from ten thousand sentences.
#
# ## What the padding does to a state
#
# In a batch the row goes on behind the last word. A vector of zeros is not nothing: the biases still turn the gates,
# and the state moves.
#
# **Predict:** eight zeros behind the last word; what is left of the answer? **Step** into the padding. **Explain** why
# the green reader stands still.

# %%
sentence_reader_lab("largest carnivorous land animals ever known", padding=8)

# %% [markdown]
# An animal became a location. The right reader stops at its last real word, and gives the same answer in every batch.
#
# ## A measured scandal
#
# Two GRUs of 64 numbers learn the twelve kinds, from the same first weights and the same batches, every sentence padded
# to 32 places. One gives the state after the last real word; the other takes `outputs[:, -1]`, the state after the
# padding. Five seeds each, judged on held-out definitions after each epoch.
#
# **Predict** the difference after one epoch, and after six.

# %%
run = load_padding_run()
epochs = range(1, run["epochs"] + 1)
_, axes = plt.subplots(figsize=(7, 3.8), layout="constrained")
looks = {"last real word": ("#009e73", "d"), "after the padding": ("#d55e00", "s")}
for name, (color, marker) in looks.items():
    for i, one in enumerate(run["runs"][name]):
        axes.plot(epochs, one["macro_f1"], color=color, marker=marker, label="" if i else name)
for (name, score), dash in zip(run["baselines"].items(), (":", "--"), strict=True):
    axes.axhline(score, color="0.4", linestyle=dash, label=f"{name}: {score:.3f}")
axes.set(xlabel="epoch", ylabel="macro-F1, held out", ylim=(0, 1), title="The state that is taken, five seeds")
axes.legend(loc="lower right")
plt.show()
for name in looks:
    scores = [one["macro_f1"] for one in run["runs"][name]]
    means = [sum(of_epoch) / len(scores) for of_epoch in zip(*scores, strict=True)]
    print(f"{name:18}", "  ".join(f"{mean:.3f}" for mean in means))

# %% [markdown]
# <details><summary>What is seen</summary>
#
# After one epoch .682 against .137; after six .811 against .777. Whoever looks at the last number only sees a model
# that is a little worse than TF-IDF's .801, shrugs, and hands it in. The network has learned to carry its answer
# through twenty zeros, and has paid for it in every epoch.
#
# The final number hides the mistake. **A check finds it at once**: give a sentence alone, and with more padding; the
# two answers must be equal.
#
# </details>
#
# ## Your turn: a GRU over a padded batch
#
# `forward(x, lengths, h0)` takes `x` (B, T, in) and `lengths` (B,), and returns `outputs` (B, T, H), the state after
# each word and zeros at the padding, and `last` (B, H), the state after each sentence's last real word. The weights are
# torch's: `weight_ih` (3 H, in), `weight_hh` (3 H, H), `bias_ih` and `bias_hh` (3 H,), rows for $r$, $z$, $n$.


# %%
class MyGRU(torch.nn.Module):
    def __init__(self, in_features, hidden_features):
        super().__init__()
        bound, n = hidden_features**-0.5, 3 * hidden_features
        for name, shape in (("ih", (n, in_features)), ("hh", (n, hidden_features))):
            setattr(self, f"weight_{name}", torch.nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))
            setattr(self, f"bias_{name}", torch.nn.Parameter(torch.empty(n).uniform_(-bound, bound)))

    def forward(self, x, lengths, h0=None):
        # BEGIN SOLUTION
        h = x.new_zeros(len(x), self.weight_hh.shape[1]) if h0 is None else h0
        outputs = []
        for t in range(x.shape[1]):
            x_r, x_z, x_n = (x[:, t] @ self.weight_ih.T + self.bias_ih).chunk(3, dim=1)
            h_r, h_z, h_n = (h @ self.weight_hh.T + self.bias_hh).chunk(3, dim=1)
            r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
            n = torch.tanh(x_n + r * h_n)
            reads = (t < lengths)[:, None]  # (B, 1)
            h = torch.where(reads, (1 - z) * n + z * h, h)
            outputs.append(torch.where(reads, h, 0))
        return torch.stack(outputs, dim=1), h
        # END SOLUTION


check("gru", MyGRU)

# %%
sentence_reader_lab("largest carnivorous land animals ever known", padding=8, mine=MyGRU)

# %% [markdown]
# Ours stands in `lessonlib/sequences/gated.py`: it orders the sentences, the longest first, so that at each step only
# those are computed that still read.
#
# ## From both ends
#
# Where the whole sentence is known, a second GRU may read it from its last word. The first `n` steps of each row are
# turned round, and the padding stays where it is:

# %%
batch, lengths = torch.tensor([[4, 7, 2, 0], [5, 0, 0, 0]]), torch.tensor([3, 1])
print(reverse_padded(batch, lengths).tolist(), "| the whole row turned round:", batch.flip(1).tolist())

# %% [markdown]
# The backward reader gets the row of eight zeros and then the sentence from its end. **Predict:** is its state still 0
# when it comes to the first word? **Step.** **Explain** what the padding has done before.

# %%
sentence_reader_lab("the middle part of july", way="backward", padding=8)

# %%
reader = BidirectionalGRU(2, 3, rng=0)
outputs, last = reader(torch.randn(2, 4, 2), lengths)
print(outputs.shape, last.shape)
print("behind's summary stands at the first word:", bool((last[0, 3:] == outputs[0, 0, 3:]).all()))

# %% [markdown]
# <details><summary>Answer</summary>
#
# No: the eight zeros have turned the gates eight times, and the state has moved. The reader that leaves the padding out
# begins the first word with 0.
#
# </details>
#
# The small reader of this lesson has on held-out definitions a macro-F1 of .802 forward, .810 backward and .823 with
# both.
#
# ## Three questions
#
# **1.** A published homework's bidirectional class reads the reversed rows with a second GRU, and returns
# `torch.cat([forward_outputs, backward_outputs], dim=2)`. Is this right?
#
# <details><summary>Answer</summary>
#
# No. The backward outputs are in the order of reading: at place 0 stands what it knows after the *last* word. They have
# to be turned round again before they are laid beside the forward ones, or each word gets its neighbour from the other
# end.
#
# </details>
#
# **2.** `outputs[:, -1]` of a bidirectional GRU, no padding at all. What has the backward half seen there?
#
# <details><summary>Answer</summary>
#
# One word, the last. Its summary stands at place 0; take `last`.
#
# </details>
#
# **3.** With B = T = 3 a batch of vectors (B, T, D) was read as (T, B, D). Why did nothing fail, and what would have
# noticed?
#
# <details><summary>Answer</summary>
#
# All shapes fit. It read the first words of all sentences as one sentence. A sentence read alone and in the batch must
# give the same state: that check fails, and so does any batch with B different from T.
#
# </details>
#
# ---
# Back: [21 Sentences of unequal length](21_sentences_of_unequal_length.ipynb).
# On: [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb).
