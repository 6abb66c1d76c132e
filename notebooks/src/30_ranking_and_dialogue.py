# %% [markdown]
# # 30 Ranking and dialogue
#
# *Lecture 1: "Syllabus" (ranking models, dialogue systems), "Projects" (a chit-chat chatbot, by ranking).*
# How to step: [Start here](00_start_here.ipynb). Before: [29 Transfer learning](29_transfer_learning.ipynb).
#
# A search engine, a chat that picks its replies, a dictionary read backwards: all have many answers, and put them in
# order for a question. A question and an answer become vectors, and their **score** is the cosine. It should be larger
# for the right answer $p$ than for a wrong one $n$, by a **margin** $m$:
#
# $$\text{loss} = \max(0,\; m - \cos(q, p) + \cos(q, n))$$

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn.functional import cosine_similarity, cross_entropy, normalize

from lessonlib import language
from lessonlib.checks import check
from lessonlib.data import load_definitions
from lessonlib.embeddings import load_glove
from lessonlib.labs import ranking_lab
from lessonlib.text import STOP_WORDS

# %% [markdown]
# ## Ten answers
#
# Ten definitions and ten words. Each text is the mean of its words' vectors, and nothing has been trained for this.
#
# **Predict:** which word will be nearest to "one of the digits of the foot"? **Step**: scores, ranks, and what pushes
# when training asks for the margin. **Explain** why a right answer that stands first may be pushed all the same.

# %%
ranking_lab()

# %% [markdown]
# *digits* and *of* know nothing of toes. The mean reciprocal rank is .587, the right answer is among the best three for
# seven questions in ten. Nine of the ten hardest wrong answers push; now the preset *Negatives drawn*: three of ten
# triplets keep the margin and teach nothing.
#
# ## Your turn: two losses
#
# `triplet_loss(anchor, positive, negative, margin)`: the mean of the loss above over the rows, (B, D) each.


# %%
def triplet_loss(anchor, positive, negative, margin):
    # BEGIN SOLUTION
    near, far = cosine_similarity(anchor, positive), cosine_similarity(anchor, negative)  # (B,)
    return (margin - near + far).relu().mean()
    # END SOLUTION


check("triplet_loss", triplet_loss)

# %% [markdown]
# `in_batch_loss(queries, answers)`: row $i$'s right answer is answer $i$, and the others of the batch are its wrong
# ones. The scores are the dot products; the loss is the cross-entropy. **Predict** what a batch of 64 costs at a guess.


# %%
def in_batch_loss(queries, answers):
    # BEGIN SOLUTION
    scores = queries @ answers.T  # (B, B)
    return cross_entropy(scores, torch.arange(len(scores)))
    # END SOLUTION


check("in_batch_loss", in_batch_loss)

# %%
print(f"A guess among 64 answers costs ln 64 = {np.log(64):.2f} nats.")
ranking_lab(negatives="all nine", mine=triplet_loss)

# %% [markdown]
# ## Your turn: two measures
#
# `scores` (N, M) has a row for each question, and the right answer of row $i$ is column $i$. The rank counts the
# answers that are at least as good, itself among them: a tie counts against it. `recall_at_k(scores, k)` is the share
# of ranks up to k, `mean_reciprocal_rank(scores)` the mean of 1 / rank.


# %%
def recall_at_k(scores, k):
    # BEGIN SOLUTION
    scores = np.asarray(scores)
    ranks = (scores >= scores.diagonal()[:, None]).sum(axis=1)
    return float((ranks <= k).mean())
    # END SOLUTION


check("recall_at_k", recall_at_k)


# %%
def mean_reciprocal_rank(scores):
    # BEGIN SOLUTION
    scores = np.asarray(scores)
    return float((1 / (scores >= scores.diagonal()[:, None]).sum(axis=1)).mean())
    # END SOLUTION


check("mean_reciprocal_rank", mean_reciprocal_rank)

# %% [markdown]
# ## Replies to questions
#
# A chat that ranks makes no sentence of its own. It has a list of replies that people wrote, and gives the one that is
# nearest to what you say. Ten questions and ten replies, nothing trained, a wrong reply *drawn* for each question.
#
# **Predict** the mean reciprocal rank. **Step.** **Explain** why all bars are so long.

# %%
ranking_lab("replies", negatives="drawn")

# %% [markdown]
# Two of ten come first, and the mean reciprocal rank is .498: words such as *what*, *does* and *is* stand in most
# questions, and make all scores high. Now without stop words, and with the mean of all vectors taken away. **Predict**
# the mean reciprocal rank, and how many of the *hardest* wrong replies push.

# %%
ranking_lab("replies", encoder="no stop words, centred", negatives="hardest", mine=triplet_loss)

# %% [markdown]
# <details><summary>What came out</summary>
#
# All ten right replies come first. Six of ten push all the same: none of the six is .2 ahead of its best rival. Of
# replies that are drawn, two push at the most, whichever of the seeds 0 to 9 draws them. A drawn one is an easy one;
# that is why training looks for the hard ones.
#
# </details>
#
# ## From a definition to its word
#
# 1502 definitions with the word that each defines, and 323 others held out, with words that training never asks for. A
# linear layer, at first the identity, turns the mean of a definition; the words' vectors stay GloVe's.

# %%
data, glove = load_definitions(), load_glove()
middle = glove.vectors.mean(axis=0, dtype=np.float32)


def mean(words):
    """The mean of the vectors, that of all words taken away."""
    known = [glove[word] - middle for word in words if word in glove]
    return np.mean(known or [np.zeros(100)], axis=0, dtype=np.float32)


def pairs(sentences, headwords, without=()):
    """Each word once with its definition, the definitions' means (N, 100) and the words' vectors (N, 100)."""
    kept = {head.lower(): words for words, head in zip(sentences, headwords, strict=True)}
    kept = {head: words for head, words in kept.items() if head in glove and head not in {*words, *without}}
    queries, answers = ([mean(one) for one in part] for part in (kept.values(), ([head] for head in kept)))
    return kept, torch.tensor(np.array(queries)), torch.tensor(np.array(answers))


learned, queries, answers = pairs(data.words_train, data.headwords_train)
held_out, held_queries, held_answers = pairs(data.words_held_out, data.headwords_held_out, without=learned)
print(len(learned), "to learn from,", len(held_out), "held out")


def judge(tower):
    """The mean reciprocal rank and the recall at 10 among all held-out words."""
    with torch.no_grad():
        scores = (normalize(tower(held_queries)) @ normalize(held_answers).T).numpy()
    return language.mean_reciprocal_rank(scores), language.recall_at_k(scores, 10)


# %% [markdown]
# Three ways to choose wrong answers: *drawn* from the batch, the *hardest* of the batch, or *all* of it by the
# cross-entropy, the cosines times ten. **Predict** their order.


# %%
def train(way, seed=0, epochs=10):
    """Learn the layer; return it and the mean reciprocal rank after each epoch."""
    torch.manual_seed(seed)
    rng, tower = np.random.default_rng(seed), nn.Linear(100, 100)
    nn.init.eye_(tower.weight), nn.init.zeros_(tower.bias)
    optimizer, curve = torch.optim.Adam(tower.parameters(), 1e-3), [judge(tower)[0]]
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(queries)), len(queries) // 64):
            asked, right, n = tower(queries[rows]), answers[rows], len(rows)
            if way == "all":
                loss = language.in_batch_loss(10 * normalize(asked), normalize(right))
            else:
                scores = (normalize(asked) @ normalize(right).T).detach().fill_diagonal_(-torch.inf)
                drawn = torch.tensor((np.arange(n) + rng.integers(1, n, n)) % n)  # never its own
                wrong = scores.argmax(dim=1) if way == "hardest" else drawn
                loss = language.triplet_loss(asked, right, right[wrong], margin=0.2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        curve.append(judge(tower)[0])
    return tower, curve


# %%
found = {way: train(way) for way in ("drawn", "hardest", "all")}
_, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
looks = {"drawn": ("#d55e00", "-"), "hardest": ("#0072b2", "--"), "all": ("#009e73", "-.")}
for way, (_, curve) in found.items():
    axes.plot(curve, color=looks[way][0], linestyle=looks[way][1], label=f"{way}: {curve[-1]:.3f}")
guess = sum(1 / rank for rank in range(1, len(held_out) + 1)) / len(held_out)
axes.axhline(guess, color="0.4", linestyle=":", label=f"a guess: {guess:.3f}")
axes.set(xlabel="epoch", ylabel="mean reciprocal rank", ylim=(0, 0.5), title="323 held-out words")
axes.legend(loc="lower right")
plt.show()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# Before training .08, and a guess gets .020. With five seeds, after ten epochs: drawn .32 to .34, hardest .35 to .36,
# all .35 to .36. Drawn ones soon keep the margin and teach nothing; the hardest and the whole batch go on teaching, and
# the whole batch needs no margin. With it the right word is among the best ten for six words in ten.
#
# </details>
#
# ## A chat that looks up
#
# What answers here is that layer: it ranks the 1825 words for what you type, and says the best with its definition.
# **It understands nothing, remembers nothing, and knows nothing but these words.** Where the best cosine is below .5 it
# says so.

# %%
texts = {**learned, **held_out}
names = list(texts)
vectors = normalize(torch.cat([answers, held_answers]))


def reply(question, tower):
    """The best word for a question, with its definition; or that there is none."""
    words = [word.strip("?.,!") for word in question.lower().split()]
    words = [word for word in words if word in glove and word not in STOP_WORDS and word != "called"]
    if not words:
        return "I know none of these words."
    with torch.no_grad():
        scores = normalize(tower(torch.tensor(mean(words))[None])) @ vectors.T
    best, place = scores[0].max(dim=0)
    if best < 0.5:
        return f"I have no word for that (best cosine {best:.2f})."
    return f"“{names[place]}”, by a cosine of {best:.2f}: {' '.join(texts[names[place]])}."


# %%
for question in (
    "What is a shop that sells bread?",
    "What do you call the brother of my mother?",
    "What is a large animal with a trunk?",
    "What is the capital of France?",
    "asdf qwerty?",
):
    print(f"- {question}\n  {reply(question, found['all'][0])}")

# %% [markdown]
# The shop is nearly right, the brother of a mother is a nephew, and the capital of France is Monaco: nothing here knows
# that one sentence is true and another is not, only which words stand near each other. And it does not know when it is
# wrong: find a question that it answers wrongly with a cosine above .7.
#
# ## Three questions
#
# **1.** In a batch for `in_batch_loss` the word "check" comes twice, with two definitions. What happens?
#
# <details><summary>Answer</summary>
#
# Each of the two is a wrong answer for the other, though it is as right as its own: a false negative. The loss pushes
# a vector away from itself. Keep each answer once in a batch.
#
# </details>
#
# **2.** The hardest negatives were found by `1 - scores` with `-inf` on the diagonal, and the loss is 0 from the first
# step. Is this right?
#
# <details><summary>Answer</summary>
#
# No: $1 - (-\infty) = +\infty$, and so the right answer was taken as its own farthest wrong one; a loss of 0 at the
# first step is too good. Put $-\infty$ into what is maximised, and look at which index comes out.
#
# </details>
#
# **3.** A model gives every answer the score 0. Which recall at 1 does a careless ranking report, and which ours?
#
# <details><summary>Answer</summary>
#
# `scores > right` counts no better answer, so every right answer has rank 1 and the recall is 1. Ours counts ties
# against the right answer: with 323 answers all ranks are 323.
#
# </details>
#
# ---
# Back: [29 Transfer learning](29_transfer_learning.ipynb).
# On: [31 Optimising without gradients](31_optimising_without_gradients.ipynb). To write:
# [Homework 3b](homework_3b_transformer.ipynb).
