# %% [markdown]
# # 29 Transfer learning
#
# *Lecture 1: "Homeworks" (homework 3: transfer learning), "Projects" (transfer learning).*
# How to step: [Start here](00_start_here.ipynb). Before: [28 Transformer](28_transformer.ipynb).
#
# Labels are expensive, text is not. So a network first learns from text alone to say which word is missing, and then
# takes what it knows to a task with few labels. Two ways to ask for missing words: the *next* one (a language model),
# or some *hidden* ones (BERT):
#
# $$\text{loss} = -\frac{1}{|M|} \sum_{t \in M} \ln p(w_t \mid \text{what is seen})$$
#
# $M$ are the places that are asked about, $w_t$ the word that stood there. All other places cost nothing.

# %%
import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from lessonlib.checks import check
from lessonlib.data import load_definitions
from lessonlib.data.few_labels import few_rows
from lessonlib.labs import masked_words_lab, transfer_lab
from lessonlib.language import load_definition_model
from lessonlib.sequences import macro_f1

# %% [markdown]
# ## Words to guess
#
# Of the words of a text 15 in 100 are asked about. Of these 80 in 100 are hidden behind `[MASK]`, 10 are replaced by
# another word, 10 stay as they are.
#
# **Predict** from the draws: in place of which word does the model see another one? **Step.** **Explain** why some of
# the words that are asked about are not hidden.

# %%
masked_words_lab()

# %% [markdown]
# In real text there is no `[MASK]`. If only masks were asked about, the model would learn to say something useful at
# masks alone. So it must doubt every word that it sees: this one may be replaced, and may be asked about.
#
# Each masking of a sentence chooses other words: BERT is not asked the same question twice. If your own function hides
# 74 in 100 of the chosen words, is it wrong? The preset *Twenty times only* shows how far few draws go astray.
#
# ## Your turn: masking
#
# `mask_tokens(batch, rng, mask_index, vocab_size, special)` returns `(inputs, targets)`: int64 tensors in the shape of
# `batch`; a target is the word that stood there, and -100 where nothing is asked. `rng` is a NumPy generator; ids of
# `special` are never chosen, and no word is replaced by one of them.


# %%
def mask_tokens(batch, rng, mask_index, vocab_size, special):
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
# The lab counts what yours does on 3000 copies of the sentence:

# %%
masked_words_lab(mine=mask_tokens)

# %% [markdown]
# ## A model that has read
#
# A language model ships with this workbook: GloVe's vectors, a GRU of 192 states, trained on the definitions of WordNet
# to say the next word. What it predicts after a few words:

# %%
model, facts = load_definition_model()
print("perplexity:", facts["perplexity"], " trigrams:", facts["trigrams"], " single words:", facts["unigrams"])
for text in ("a large animal that lives in the", "a person who", "the act of"):
    with torch.no_grad():
        logits, _ = model(model.encode(["<s>", *text.split()])[None])
    p, place = logits[0, -1, 1:].softmax(dim=0).topk(4)  # place 0 is the unknown word
    print(f"{text} ...", ", ".join(f"{model.words[i + 1]} {q:.2f}" for i, q in zip(place, p, strict=True)))

# %% [markdown]
# The perplexity is measured on definitions that it has not read, and it is hardly below that of counted trigrams. Its
# sentences are not what we want from it. We want its **states**: to say the next word it had to notice what is being
# defined.
#
# ## Your turn: freezing
#
# To *freeze* a part of a network: no step of training changes its weights, and nothing in it behaves as in training.
# `freeze(module)` does so and returns the module. **Predict:** what does `module.requires_grad = False` do?


# %%
def freeze(module):
    # BEGIN SOLUTION
    for parameter in module.parameters():
        parameter.requires_grad = False
    return module.eval()
    # END SOLUTION


check("freeze", freeze)

# %%
layer = nn.Linear(2, 2)
layer.requires_grad = False
print([parameter.requires_grad for parameter in layer.parameters()])

# %% [markdown]
# It makes a new attribute of the module, and freezes nothing. No error tells you.
#
# ## Few labels
#
# Twelve kinds of thing, and 5 to 200 labelled definitions of each. Four ways learn from the same ones: TF-IDF; the mean
# of GloVe's vectors; the mean and the largest of the frozen model's states; the same model *tuned*, its GRU learning
# as well. All were fixed beforehand, nothing was adjusted to these numbers.
#
# **Predict:** how many labels of each kind does TF-IDF need for what the frozen model does with 20? **Step.**
# **Explain** with the columns 5 to 200 of the table where tuning begins to pay.

# %%
transfer_lab()

# %% [markdown]
# Twenty labels of each kind with the frozen model are worth 140 with TF-IDF. With few labels the frozen model and the
# tuned one are equals; with 200 the tuned one is ahead, .78 and .77. The preset *The same network from scratch* shows
# what reading was worth: its GRU begins at random, and at 5 labels it is .05 behind.
#
# Two things must be said. The text of the labelled definitions was among what the model has read, without labels; the
# held-out ones, on which all are judged, were not. And GloVe's vectors have been trained on six billion words: they,
# too, are transfer.
#
# Do it yourself, 20 labels of each kind: the states are computed once, and logistic regression learns on them.

# %%
data = load_definitions()
rows = few_rows(data.y_train, 20, draw=0)
few, y = [data.words_train[i] for i in rows], data.y_train[rows]
frozen = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000)).fit(model.states(few), y)
counted = make_pipeline(TfidfVectorizer(), LogisticRegression(C=5, max_iter=500))
counted.fit([" ".join(words) for words in few], y)
guesses = {
    "one kind for all": np.zeros(len(data.y_held_out), dtype=int),
    "TF-IDF": counted.predict([" ".join(words) for words in data.words_held_out]),
    "frozen model": frozen.predict(model.states(data.words_held_out)),
}
for name, guess in guesses.items():
    print(f"{name:17} macro-F1 {macro_f1(data.y_held_out, guess, len(data.classes)):.3f}")

# %% [markdown]
# The lab takes a classifier of yours: `classify(words_train, y_train, words_held_out)` returns a kind for each held-out
# definition, in three seconds for 5 and 20 labels. Try to beat the vectors without a language model.
#
# ## Three questions
#
# **1.** A model is trained to fill masks with `cross_entropy(logits, batch)`, every place a target. Is this right?
#
# <details><summary>Answer</summary>
#
# No. At 85 in 100 places the word that is asked for stands in plain sight: the loss is small soon, and the model has
# learned to copy. Only the chosen places have a target, all others -100.
#
# </details>
#
# **2.** The frozen part holds a dropout and a batch normalization. `requires_grad_(False)` was called, then `train()`
# on the whole network. What moves?
#
# <details><summary>Answer</summary>
#
# No weight. But the dropout drops states at random, and the batch normalization goes on moving its running means: what
# the frozen part gives for the same sentence is another thing each time. Call `eval()` on it after `train()`.
#
# </details>
#
# **3.** Tuning all weights with the learning rate that suits a new layer gave less than freezing. Why?
#
# <details><summary>Answer</summary>
#
# The new layer's first gradients are noise, and large steps along them destroy what was read. Give the old weights a
# smaller rate (here a tenth), or let the new layer learn alone first.
#
# </details>
#
# ---
# Back: [28 Transformer](28_transformer.ipynb).
# On: [30 Ranking and dialogue](30_ranking_and_dialogue.ipynb).
