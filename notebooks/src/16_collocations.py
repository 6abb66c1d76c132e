# %% [markdown]
# # 16 Collocations
#
# *Lecture 2: "Feature extraction" (meaningful n-grams), "Collocations: context is all you need".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [15 Bag of words and TF-IDF](15_bag_of_words_and_tfidf.ipynb).
#
# "United states" is more than "united" and "states". Pairs of words that belong together are **collocations**, and
# worth a column of their own. But a text of 1.8 million words has over 400 000 different pairs of neighbours.
# **Which of them are meaningful?**

# %%
from collections import Counter

import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_sotu
from lessonlib.labs import collocations_lab
from lessonlib.text import collocations, sentences, tokenize

# %% [markdown]
# ## Six rankings of one text
#
# Let $u, v$ be two words, $n_{uv}$ how often $v$ follows $u$, $n_u$ and $n_v$ how often each is seen, $n$ the number
# of words. If the two had nothing to do with each other, they would meet about $n_u n_v / n$ times.
#
# $$\text{PMI} = \log_2 \frac{n_{uv} \, n}{n_u n_v} \qquad
# t = \frac{n_{uv} - n_u n_v / n}{\sqrt{n_{uv}}}$$
#
# PMI (*pointwise mutual information*) asks how **many times** as often as by chance they meet, $t$ how **sure** it is
# that they meet more often. With $o$ the four counts of the pair's 2 × 2 table and $e$ those to be expected by chance,
#
# $$\chi^2 = \sum \frac{(o - e)^2}{e} \qquad \text{likelihood ratio} = 2 \sum o \ln \frac{o}{e}$$
#
# The text is all addresses on the State of the Union, sentence by sentence: no pair reaches over a full stop. Pairs
# seen fewer than 20 times are left out.
#
# **Predict:** which ranking has the rarest pairs on top? And which begins with "of the"? **Step:** the first step shows
# the rankings; each takes up a pair, lights it in every ranking, and works out its scores. **Explain** why "united
# states" is among the first ten in five of the six.

# %%
collocations_lab()

# %% [markdown]
# The small points are a sample of all pairs; the filter drops those to the left of the dotted line. "of the" is the
# commonest pair, but both words are everywhere: by chance alone it would be seen thousands of times, too. PMI
# gives it little. The first pairs by PMI are names, whose words hardly ever stand alone.
#
# <details><summary>Why "united states" is high up in five of the six</summary>
#
# It is seen often, which frequency, $t$ and the likelihood ratio reward, and its words are bound firmly, which $\chi^2$
# rewards, too. Only by PMI it comes far down, at rank 369: "states" and "united" each stand in other company as well,
# and the rarer names have nothing else. "of the" is the first by frequency, and by $t$.
#
# </details>

# %%
apart = [tokenize(sentence) for address in load_sotu() for sentence in sentences(address)]
tokens = [token for sentence in apart for token in sentence]
for (first, second), score in collocations(apart, "pmi", min_count=20)[:12]:
    print(f"{score:5.2f}  {first} {second}")

# %% [markdown]
# ## Low frequencies: the filter
#
# The slide says: delete the pairs that occur once or twice. **Predict** what PMI puts first without the filter, then
# look. **Explain** it with the formula: what is $n_{uv} n / (n_u n_v)$ for two words that are both seen once?

# %%
collocations_lab(min_count=1)

# %% [markdown]
# <details><summary>What came out</summary>
#
# It is $n$, so the PMI is $\log_2 n$, the largest there can be. *Agua prieta* is a town, *Annie Oakley* a person and
# *amusingly falsified* an accident: seen once, they all score the same.
#
# </details>
#
# An accident cannot be told from a name that is seen once:

# %%
once = [score for _, score in collocations(apart, "pmi", min_count=1)]
print(f"log2 n = {np.log2(len(tokens)):.3f}; pairs with this PMI: {np.isclose(once, np.log2(len(tokens))).sum()}")

# %% [markdown]
# ## High frequencies: stop words
#
# The slide says: delete articles, prepositions and auxiliary verbs as well. **Predict:** without pairs that hold a
# stop word, does the ranking by PMI change? Does that by $t$? **Step** once or twice. **Explain.**

# %%
collocations_lab(stop_words=False)

# %% [markdown]
# <details><summary>What changes</summary>
#
# PMI hardly: a pair with "of" or "the" meets so often by chance that none of them was among the first. By $t$ "of the"
# and its like are gone, for $t$ follows the frequency.
#
# </details>
#
# Now look up a pair of your own, or paste a text of your own into *Text* (lower the filter then).

# %%
collocations_lab(pair="white house", step=1, predict=False)

# %% [markdown]
# ## Your turn: PMI
#
# `my_pmi` gives how many times as often as by chance a pair meets. Make PMI of it. Both logarithms pass the check:
# `np.log2` counts in bits, as here, `np.log` in nats.


# %%
def my_pmi(n_uv, n_u, n_v, n):
    return n_uv * n / (n_u * n_v)  # something is missing


check("pmi", my_pmi)

# %% [markdown]
# When it passes, this cell ranks the pairs of the addresses that are seen 20 times by yours, beside ours:

# %%
seen, n = Counter(tokens), len(tokens)
shares = collocations(apart, "frequency", min_count=20)
if check("pmi", my_pmi).passed:
    mine = sorted(((my_pmi(share * n, seen[u], seen[v], n), f"{u} {v}") for (u, v), share in shares), reverse=True)
    for (value, pair), (ours, score) in zip(mine[:5], collocations(apart, "pmi", min_count=20), strict=False):
        print(f"{pair:20} {value:6.2f}     ours: {' '.join(ours):20} {score:6.2f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# `return np.log2(n_uv * n / (n_u * n_v))`
#
# </details>
#
# `nltk.collocations.BigramCollocationFinder` counts and scores the same; ours gives its numbers and is quicker.
#
# ## Three questions
#
# **1.** $n = 1000$, $n_u = 10$, $n_v = 20$, $n_{uv} = 2$. What is the PMI, and what $t$?
#
# <details><summary>Answer</summary>
#
# By chance they would meet $10 \cdot 20 / 1000 = 0.2$ times; they meet 10 times as often: PMI $= \log_2 10 = 3.32$.
# $t = (2 - 0.2) / \sqrt 2 = 1.27$: strongly bound, if true, but two meetings prove little.
#
# </details>
#
# **2.** A pair has a negative PMI. What does that say? Can its likelihood ratio be large?
#
# <details><summary>Answer</summary>
#
# It meets less often than by chance: "the the", say. The likelihood ratio measures how far the table is from chance in
# either direction, so yes: without a filter, "the the" is among its first three.
#
# </details>
#
# **3.** The lecture's hotel reviews rank "front desk" first by frequency, "universal studios" by PMI. Why?
#
# <details><summary>Answer</summary>
#
# Every review may speak of the front desk, and of the desk or the front in other ways, too. "universal" and "studios"
# are rare and hardly ever apart.
#
# </details>
#
# ---
# Back: [15 Bag of words and TF-IDF](15_bag_of_words_and_tfidf.ipynb).
# On: [17 Co-occurrence and PPMI](17_cooccurrence_and_ppmi.ipynb).
