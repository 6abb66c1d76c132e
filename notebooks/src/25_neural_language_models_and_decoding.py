# %% [markdown]
# # 25 Neural language models and decoding
#
# *Lecture 1: "Syllabus" (language models). Lecture 2: "RNNs generating...".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [24 N-gram language models](24_ngram_language_models.ipynb).
#
# An n-gram model forgets what stands further back, and a pair that it never met tells it nothing about a similar pair.
# A neural model gives each token a vector, reads them one by one with a recurrent network, and has scores $z$ for all
# $V$ tokens at each place: $p = \text{softmax}(z)$. Two things remain: the loss from which it learns, and how a text is
# written with it.

# %%
import math

import numpy as np
import torch

from lessonlib import language
from lessonlib.checks import check
from lessonlib.labs import beam_lab, decoding_lab, next_token_loss_lab
from lessonlib.text.language_model import CharacterModel, load_language_model

# %% [markdown]
# ## What is predicted, what is counted
#
# Input and target are the same row, shifted by one place. **Predict:** two sentences of four and two words are padded
# to one length; over how many targets does the loss average? **Step**: shift, $-\ln p$ of each target, the padding,
# the mean. **Explain** why `</s>` is a target and `<s>` is none.

# %%
next_token_loss_lab()

# %% [markdown]
# Each preset makes a classical mistake, and says which number it falsifies. **Predict** for each: is the reported loss
# too small or too large?

# %%
next_token_loss_lab(mistake="not shifted")

# %% [markdown]
# A loss near 0 after a few steps is not a good model, but a target that stands in the input.
#
# ## Your turn: shift
#
# `shift(batch, bos, eos, pad)` takes ids (B, T), padded at the end, and returns `(inputs, targets)`, both (B, T + 1).


# %%
def shift(batch, bos, eos, pad):
    # BEGIN SOLUTION
    batch = np.asarray(batch)
    edge = np.full((len(batch), 1), pad)
    inputs = np.hstack([np.full_like(edge, bos), batch])
    targets = np.hstack([batch, edge])
    targets[np.arange(len(batch)), (batch != pad).sum(axis=1)] = eos  # behind the last token
    return inputs, targets
    # END SOLUTION


check("shift", shift)

# %% [markdown]
# ## Your turn: the loss
#
# `language_model_loss(logits, targets, pad)` takes logits (B, T, V) and targets (B, T); the mean of $-\ln p$ over the
# targets that are not padding.


# %%
def language_model_loss(logits, targets, pad):
    # BEGIN SOLUTION
    z = logits - logits.max(axis=2, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=2, keepdims=True))  # (B, T, V)
    surprise = -np.take_along_axis(log_p, np.where(targets == pad, 0, targets)[..., None], axis=2)[..., 0]
    return surprise[targets != pad].mean()
    # END SOLUTION


check("language_model_loss", language_model_loss)

# %% [markdown]
# ## The first loss, and the last
#
# **Predict** the loss of a network that has learned nothing yet: it has 65 characters to choose from. The model that
# ships has read six novels, in the same 65.

# %%
model, facts = load_language_model()
torch.manual_seed(0)
fresh = CharacterModel(model.characters)
text = model.encode("The evening was quiet, and she had nothing to do but to think of what he had said.")[None]
with torch.no_grad():
    for name, one in (("nothing learned yet", fresh), ("the model that ships", model)):
        loss = language.language_model_loss(one(text[:, :-1])[0], text[:, 1:], pad=-100).item()
        print(f"{name:22} loss {loss:.2f}, perplexity {math.exp(loss):5.1f}")
print(f"ln {len(model.characters)} = {math.log(len(model.characters)):.2f}")

# %% [markdown]
# <details><summary>What is seen</summary>
#
# About $\ln V = \ln 65 = 4.17$ at the beginning: all characters are equally likely. Look at the first loss of every
# model: far above $\ln V$, the beginning is bad; far below, the answer leaks. On text of the novels that was kept back
# the model that ships has 1.27 nats a character, a perplexity of 3.56.
#
# </details>
#
# **Is this right?** "The perplexity of my model: exp of the mean of the last 500 losses of its training."
#
# <details><summary>Answer</summary>
#
# No: these are texts from which it learns, in training mode (dropout is on), while its weights still change, and each
# batch weighs the same, however few tokens it has. Take text that was held out, evaluation mode, the mean over all
# tokens.
#
# </details>
#
# **Is this right?** Long texts are cut after 100 tokens, then every target row becomes `text[1:] + [eos]`.
#
# <details><summary>Answer</summary>
#
# No: where a text was cut, it does not end. The model learns to stop in the middle of a sentence. Only texts that were
# not cut get an end.
#
# </details>
#
# ## Draw the next one
#
# A text is written token by token: draw one from $p$, append it, ask again. Before the draw, $p$ can be changed:
#
# - **temperature**: $p = \text{softmax}(z / T)$, sharper below 1, flatter above;
# - **top-k**: the $k$ likeliest stay;
# - **top-p**: the fewest that together reach a mass stay.
#
# What stays is divided by its sum. **Predict:** how many characters does top-p keep? **Step**: scale, sort, sum up,
# cut, divide, draw. **Explain** why the one that crosses the line has to stay.

# %%
decoding_lab()

# %% [markdown]
# A low temperature: **predict** the share of the likeliest character, then step.

# %%
decoding_lab(cut="none", temperature=0.5)

# %% [markdown]
# **Is this right?** A course's code says: "sample with probabilities proportional to $P^{T}$."
#
# <details><summary>Answer</summary>
#
# The exponent is $1 / T$: $e^{z / T} = (e^z)^{1 / T}$, so $p_T \propto p^{1/T}$. With $p^T$ a high temperature would
# make the model colder.
#
# </details>
#
# ## Your turn: temperature
#
# `temperature_softmax(logits, temperature)`, along the last axis. Logits of 1000 should do no harm.


# %%
def temperature_softmax(logits, temperature):
    # BEGIN SOLUTION
    logits = np.asarray(logits, dtype=float)
    powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)
    # END SOLUTION


check("temperature_softmax", temperature_softmax)

# %% [markdown]
# ## Your turn: top-k
#
# `top_k(p, k)` returns p with all but its k largest shares set to 0, divided by what is left. Of equal shares the
# earlier stay: never more than k.


# %%
def top_k(p, k):
    # BEGIN SOLUTION
    p = np.asarray(p)
    order = np.argsort(-p, axis=-1, kind="stable")
    kept = np.zeros_like(p)
    best = order[..., :k]
    np.put_along_axis(kept, best, np.take_along_axis(p, best, axis=-1), axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
    # END SOLUTION


check("top_k", top_k)

# %% [markdown]
# ## Your turn: top-p
#
# `top_p(p, mass)` keeps the fewest of the largest shares whose sum reaches the mass. With .5, .41, .09 and a mass of .9
# two stay. Floats: .7 + .2 is a little less than .9.


# %%
def top_p(p, mass):
    # BEGIN SOLUTION
    p = np.asarray(p)
    order = np.argsort(-p, axis=-1, kind="stable")
    shares = np.take_along_axis(p, order, axis=-1)
    before = np.cumsum(shares, axis=-1) - shares  # what is there without this one
    stays = (before < mass - 1e-12) | (mass >= 1)
    stays[..., 0] = True
    kept = np.zeros_like(p)
    np.put_along_axis(kept, order, np.where(stays, shares, 0), axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)
    # END SOLUTION


check("top_p", top_p)

# %% [markdown]
# Four ways to write with the model that ships. **Predict** which repeats itself, and which invents words.


# %%
def write(choose, prompt="She was ", length=120, seed=0):
    """The text that the model writes when ``choose`` makes a distribution (V,) of its logits (V,)."""
    rng, written = np.random.default_rng(seed), prompt
    with torch.no_grad():
        logits, h = model(model.encode(prompt)[None])
        for _ in range(length):
            p = choose(logits[0, -1].double().numpy())
            k = int(rng.choice(len(p), p=p))
            written += model.characters[k]
            logits, h = model(torch.tensor([[k]]), h)
    return " ".join(written.split())


softmax = language.temperature_softmax
for name, choose in {
    "greedy": lambda z: language.top_k(softmax(z, 1), 1),
    "as it is": lambda z: softmax(z, 1),
    "temperature 1.5": lambda z: softmax(z, 1.5),
    "top-p .8": lambda z: language.top_p(softmax(z, 1), 0.8),
}.items():
    print(f"{name}: {write(choose)}\n")

# %% [markdown]
# <details><summary>What is seen</summary>
#
# Greedy goes round in a circle: after the same characters the likeliest one is the same again. At a temperature of 1.5
# hardly a word is English. Drawn from $p$ as it is some words are invented, too, and fewer with top-p: what is unlikely
# cannot be drawn any more.
#
# </details>
#
# ## Search instead of drawing
#
# For a translation one wants the likeliest sentence, not any. Taking the likeliest token at each step is **greedy**,
# and may walk past it. A **beam** keeps the few best beginnings. **Predict** what a beam of 2 puts first; greedy search
# ends in "big dog". **Step**: each hypothesis is prolonged by each word, the best sums of $\ln p$ stay. **Explain** why
# the best sentence of all is lost.

# %%
beam_lab()

# %% [markdown]
# The best begins with the third-best word. With a width of 3 it is found: try it. Sums of logarithms only fall, so
# short sentences are favoured; $\text{score} = \sum \ln p / \text{length}^\alpha$ makes up for it.

# %%
beam_lab(alpha=1)

# %% [markdown]
# ## Your turn: beam search
#
# `beam_search(log_p, start, end, width, length, alpha=0.0)` returns `[(tokens, score), ...]`, the best first, at most
# `width`. `log_p(tokens)` gives ln p of each token behind these, (V,). What took `end` leaves the beam and grows no
# more; what has `length` tokens behind `start` counts as it is.


# %%
def beam_search(log_p, start, end, width, length, alpha=0.0):
    # BEGIN SOLUTION
    live, finished = [((start,), 0.0)], []
    for n in range(1, length + 1):
        grown = [((*tokens, k), total + float(x)) for tokens, total in live for k, x in enumerate(log_p(tokens))]
        best = sorted(grown, key=lambda one: -one[1])[:width]  # over all hypotheses at once
        finished += [(tokens, total / n**alpha) for tokens, total in best if tokens[-1] == end]
        live = [(tokens, total) for tokens, total in best if tokens[-1] != end]
    finished += [(tokens, total / length**alpha) for tokens, total in live]
    return sorted(finished, key=lambda one: -one[1])[:width]
    # END SOLUTION


check("beam_search", beam_search)

# %% [markdown]
# ## Three questions
#
# **1.** A model of 30 000 tokens begins to learn, and its first loss is 10.31. Is that a good sign?
#
# <details><summary>Answer</summary>
#
# Yes: $\ln 30\,000 = 10.31$, it guesses among all tokens alike, as a model that knows nothing should.
#
# </details>
#
# **2.** Tokens have .5, .35, .1 and .05. How many does top-p keep with mass .8, and what has the first then?
#
# <details><summary>Answer</summary>
#
# .5 + .35 = .85 reaches .8: two. The first has $.5 / .85 = .588$.
#
# </details>
#
# **3.** Why are finished hypotheses not prolonged any more, even if `log_p` would give numbers behind the end?
#
# <details><summary>Answer</summary>
#
# The sentence is over. What would stand behind `</s>` only lowers the sum, and a finished hypothesis that stays in the
# beam takes a place from one that is alive.
#
# </details>
#
# ---
# Back: [24 N-gram language models](24_ngram_language_models.ipynb). On: [26 Translation](26_translation.ipynb).
