# %% [markdown]
# # 24 N-gram language models
#
# *Lecture 1: "Syllabus" (language models).*
# How to step: [Start here](00_start_here.ipynb).
# Before: [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb).
#
# A language model gives a probability to every text, token by token:
#
# $$P(w_1 \dots w_T) = \prod_t P(w_t \mid w_1 \dots w_{t-1})$$
#
# An **n-gram** model looks back at $n - 1$ tokens only, and counts. `<s>` stands in front of each sentence and is never
# predicted; `</s>` ends it and is predicted like a word, or the model would not know where sentences stop.
#
# $$P(w \mid \text{context}) = \frac{c(\text{context}, w) + \delta}{C + \delta V}$$
#
# $c$ is how often $w$ follows the context, $C$ how often anything does, $V$ the size of the vocabulary, `</s>` with it;
# $\delta$ is added to every count.

# %%
import itertools
import re
from collections import Counter, defaultdict

import numpy as np

from lessonlib import language
from lessonlib.checks import check
from lessonlib.data import load_novels
from lessonlib.labs import bpe_lab, ngram_lab
from lessonlib.text import tokenize

# %% [markdown]
# ## Count, smooth, share out
#
# Pairs of words, counted in the beginning of *Emma*. **Predict:** which token of the sentence surprises the model most?
# **Step**: the followers of the first context are counted, smoothed and shared out, then each token gets its surprise,
# $-\log_2 P$. **Explain** how the two counts in the table make the surprise.

# %%
ngram_lab()

# %% [markdown]
# The mean surprise in bits, and 2 to the power of it: the **perplexity**. A model of perplexity 100 hesitates as if it
# had 100 equally likely tokens to choose from. Type a sentence of your own.
#
# With a longer context the counts get small. **Predict** what is known behind a context that the book does not hold.

# %%
ngram_lab(n=4)

# %% [markdown]
# All tokens are equally likely there: $(0 + \delta) / (0 + \delta V) = 1 / V$. And without smoothing?

# %%
ngram_lab("she was a very sorry man", delta=0)

# %% [markdown]
# ## Your turn: counts
#
# `count_ngrams(sentences, n)` returns `{context: Counter}`, the contexts tuples of $n - 1$ tokens.


# %%
def count_ngrams(sentences, n):
    # BEGIN SOLUTION
    counts = defaultdict(Counter)
    for sentence in sentences:
        padded = ["<s>"] * (n - 1) + list(sentence) + ["</s>"]
        for i in range(n - 1, len(padded)):
            counts[tuple(padded[i - n + 1 : i])][padded[i]] += 1
    return dict(counts)
    # END SOLUTION


check("count_ngrams", count_ngrams)

# %% [markdown]
# ## Your turn: a smoothed model
#
# `LaplaceLM(sentences, n, delta)` with `probability(token, context)`. Use your counts.


# %%
class LaplaceLM:
    def __init__(self, sentences, n, delta=1.0):
        # BEGIN SOLUTION
        self.n, self.delta = n, delta
        self.counts = count_ngrams(sentences, n)
        self.vocabulary = {token for sentence in sentences for token in sentence} | {"</s>"}
        # END SOLUTION

    def probability(self, token, context):
        # BEGIN SOLUTION
        row = self.counts.get(tuple(context), Counter())
        return (row[token] + self.delta) / (sum(row.values()) + self.delta * len(self.vocabulary))
        # END SOLUTION


check("laplace_lm", LaplaceLM)

# %% [markdown]
# Your model in the lab: `ngram_lab(mine=LaplaceLM)` says where it departs from ours.
#
# ## Your turn: perplexity
#
# `perplexity(lm, sentences)` is exp of the mean of $-\ln P$ over **all tokens** of all sentences, each `</s>` with
# them. `lm.n` tells how long the context is.


# %%
def perplexity(lm, sentences):
    # BEGIN SOLUTION
    surprise = []
    for sentence in sentences:
        padded = ["<s>"] * (lm.n - 1) + list(sentence) + ["</s>"]
        for i in range(lm.n - 1, len(padded)):
            surprise.append(-np.log(lm.probability(padded[i], padded[i - lm.n + 1 : i])))
    return float(np.exp(np.mean(surprise)))
    # END SOLUTION


check("perplexity", perplexity)

# %% [markdown]
# ## A novel, and what it does not know
#
# The first half of *Emma*; every twentieth sentence is held out, words met once are `<unk>`. **Predict** the order of
# the three n with $\delta = 1$, on sentences that the model has not counted.

# %%
sentences = [tokenize(sentence) for sentence in re.split(r"(?<=[.!?])\s+", load_novels()[:450_000])]
sentences = [sentence for sentence in sentences if sentence]
met = Counter(word for i, sentence in enumerate(sentences) for word in sentence if i % 20)
sentences = [[word if met[word] > 1 else "<unk>" for word in sentence] for sentence in sentences]
seen, held_out = [s for i, s in enumerate(sentences) if i % 20], sentences[::20]
print(f"{len(seen)} sentences are counted, {len(held_out)} held out; V = {len({w for s in seen for w in s}) + 1}")
for n in (1, 2, 3):
    row = [language.perplexity(language.LaplaceLM(seen, n, delta), held_out) for delta in (1.0, 0.01)]
    print(f"n = {n}: perplexity {row[0]:6.0f} with delta 1, {row[1]:6.0f} with delta 0.01")
kneser_ney = language.perplexity(language.KneserNeyLM(seen, 3), held_out)
print(f"n = 3: perplexity {kneser_ney:6.0f} with Kneser and Ney's smoothing")

# %% [markdown]
# <details><summary>What is seen</summary>
#
# With $\delta = 1$ the longer context makes it worse: 331, 544, 1791. Behind most contexts the ones that were added
# weigh more than what was counted. A small $\delta$ helps pairs, 210, but not runs of three, 812. Kneser and Ney fall
# back on shorter contexts where a long one is rare, and have 123.
#
# </details>
#
# **Is this right?** "Model A has perplexity 60 on a vocabulary of 2 000 words, model B 90 on one of 20 000: A is the
# better model."
#
# <details><summary>Answer</summary>
#
# Not so. A reads nearly every rare word as `<unk>`, and `<unk>` is easy to predict. Perplexities are compared on the
# same text with the same vocabulary only. The presets *Another world* and *At home* of the first lab show it.
#
# </details>
#
# **Is this right?** A course writes the n-gram model as $P(w_t \mid w_{t-n}, \dots, w_{t-1})$.
#
# <details><summary>Answer</summary>
#
# Off by one: from $t - n$ to $t - 1$ these are $n$ tokens, and with $w_t$ a run of $n + 1$. It begins at
# $w_{t-n+1}$.
#
# </details>
#
# ## Pieces of words
#
# Instead of `<unk>`: cut rare words into pieces that are frequent. **Byte pair encoding** begins with letters and joins
# the most frequent pair of neighbours everywhere, again and again. **Predict** into how many pieces a new word will be
# cut. **Step**: the table of pairs, the winner, all words rewritten; at the end the new word.

# %%
bpe_lab()

# %% [markdown]
# A word is encoded **by rank**: of the merges that fit, the one learned first. Not from the left, and not the longest
# piece. The preset *By rank, not from the left* shows a word where it matters. In *Three in a row*, **predict** how
# often a pair is counted, then look how often it can be joined.
#
# ## Your turn: learn the merges
#
# `train_bpe(word_counts, merges)` returns the pairs in the order in which they are joined. A pair counts as often as
# the words that hold it occur; of equally frequent pairs the one met first wins.


# %%
def train_bpe(word_counts, merges):
    # BEGIN SOLUTION
    words, learned = {word: list(word) for word in word_counts}, []
    while len(learned) < merges:
        table = Counter()
        for word, pieces in words.items():
            for pair in itertools.pairwise(pieces):
                table[pair] += word_counts[word]
        if not table:
            break
        best = max(table, key=table.__getitem__)  # of equal ones the first
        learned.append(best)
        words = {word: join(pieces, best) for word, pieces in words.items()}
    return learned
    # END SOLUTION


def join(pieces, pair):
    """The pieces with every such pair of neighbours as one, from left to right."""
    joined, i = [], 0
    while i < len(pieces):
        both = tuple(pieces[i : i + 2]) == tuple(pair)
        joined.append(pieces[i] + pieces[i + 1] if both else pieces[i])
        i += 2 if both else 1
    return joined


check("train_bpe", train_bpe)

# %% [markdown]
# ## Your turn: encode a word
#
# `encode_bpe(word, merges)` returns its pieces.


# %%
def encode_bpe(word, merges):
    # BEGIN SOLUTION
    pieces, rank = list(word), {tuple(pair): i for i, pair in reversed(list(enumerate(merges)))}
    while pairs := [pair for pair in itertools.pairwise(pieces) if pair in rank]:
        pieces = join(pieces, min(pairs, key=rank.__getitem__))
    return pieces
    # END SOLUTION


check("encode_bpe", encode_bpe)

# %% [markdown]
# 300 merges learned from the novel, and words that are rare or not in it:

# %%
merges = language.train_bpe(Counter(word for sentence in seen for word in sentence if word != "<unk>"), 300)
for word in ("unhappiness", "carriages", "friendliest", "computer"):
    print(word, "=", " + ".join(language.encode_bpe(word, merges)))

# %% [markdown]
# ## Three questions
#
# **1.** A model says `the` with $P = .25$ and then `cat` with $P = .01$. What is the perplexity of the two tokens?
#
# <details><summary>Answer</summary>
#
# $-\log_2$ of them: 2 and 6.64 bits, 4.32 in the mean, $2^{4.32} \approx 20$. Or $(.25 \cdot .01)^{-1/2} = 20$.
#
# </details>
#
# **2.** Someone takes the perplexity of each sentence, then the mean of these. What is wrong?
#
# <details><summary>Answer</summary>
#
# A sentence of two tokens weighs as much as one of fifty, and one sentence of a huge perplexity outweighs all others.
# The surprises of all tokens are averaged, then comes exp.
#
# </details>
#
# **3.** In `aaa`, how often is the pair a + a counted, and how often can it be joined?
#
# <details><summary>Answer</summary>
#
# Counted twice, at places 1 and 2; joined once, to `aa a`.
#
# </details>
#
# ---
# Back: [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb).
# On: [25 Neural language models and decoding](25_neural_language_models_and_decoding.ipynb).
