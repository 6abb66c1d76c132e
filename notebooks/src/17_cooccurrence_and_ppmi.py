# %% [markdown]
# # 17 Co-occurrence and PPMI
#
# *Lecture 2: "One-hot", "Distributional semantics", "Word representations via matrix factorization", "Collocations:
# context is all you need".* How to step: [Start here](00_start_here.ipynb).
# Before: [16 Collocations](16_collocations.ipynb).
#
# > "You shall know a word by the company it keeps." (Firth, 1957)
#
# **Can a table of counts find out that a cat is more like a dog than like milk?**

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_glosses
from lessonlib.labs import cooccurrence_lab, one_hot_lab
from lessonlib.text import cooccurrence, ppmi, svd_vectors

# %% [markdown]
# ## A place in a list says nothing
#
# A one-hot vector has a 1 in the place of its word and 0 elsewhere: as long as the vocabulary, and nearly empty.
# **Predict:** how far apart are two different one-hot vectors, and what is their cosine? **Step. Explain** what the
# counts of neighbours add. (Neighbours are the words within three places; stop words such as *is* are left out.)

# %%
one_hot_lab()

# %% [markdown]
# <details><summary>Answer</summary>
#
# Any two are $\sqrt{2} = 1.41$ apart, and their cosine is 0: such vectors say of Rome and Paris only that they are
# two words. Counts of neighbours tell words apart by their company: Rome and Paris stand beside *large* and *city*,
# Italy and France beside *country*.
#
# </details>
#
# ## Counts, PMI, PPMI, vectors
#
# A window of fixed size slides over each sentence. With $n_{uv}$ = how often word $v$ stands in the window around
# $u$, $n_u = \sum_v n_{uv}$, $n_v = \sum_u n_{uv}$, and $n$ the sum of all; $p(u, v) = n_{uv} / n$ and $p(u) = n_u /
# n$ are shares of that sum (log is the natural logarithm here; lesson 16 had base 2, which only changes the unit),
#
# $$\text{PMI}(u, v) = \log \frac{p(u, v)}{p(u) \, p(v)} = \log \frac{n_{uv} \, n}{n_u n_v} \qquad
# \text{PPMI} = \max(0, \text{PMI})$$
#
# The singular value decomposition (SVD) writes the table $M$ of PPMI as a sum of patterns, and keeps the $d$ strongest:
# $M \approx U_d S_d V_d^T$. Row $u$ of $W = U_d \sqrt{S_d}$ says how much of each pattern word $u$ has: its vector.
#
# **Predict:** cat and dog never stand in one sentence here. Which word will *cat* be most like by its row of counts,
# and which by PPMI? **Step:** the window fills the left table, the formula the right one; then each word becomes an
# arrow and looks for its neighbours. **Explain** why the two tables disagree.

# %%
cooccurrence_lab()

# %% [markdown]
# <details><summary>Answer</summary>
#
# By its row of counts *cat* is most like *milk*: both stand beside *the*, as nearly every noun does. PPMI divides by
# how often chance alone would bring two words together, so *the* counts little, and *sleeps* much: *cat* is most like
# *dog*. *Milk* and *water* find each other in the same way, by *good*. In four dimensions the pairs come out still
# closer. So yes: a table of counts can find out what a cat is like, once its counts are weighed.
#
# </details>
#
# The table is symmetric, and no token is its own neighbour; yet "the" meets "the", at another place. In code:

# %%
counts, words = cooccurrence([["the", "cat", "drinks", "the", "milk"]], window=3)
print(words)
print(counts.toarray())
print(ppmi(counts).toarray().round(2))

# %% [markdown]
# ## The same on 1.76 million words
#
# The definitions of WordNet, five words to each side; the 3000 most frequent words have rows. It takes a few seconds.
# **Predict** the word that "dog" meets most often, and the one that has the highest PPMI with it. **Step** from left to
# right through the five lists. **Explain** why the likeness of raw counts is of no use.

# %%
cooccurrence_lab(corpus="glosses", window=5)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Most often it meets *a*, as nearly every noun of these definitions does; the highest PPMI it has with *hunting*. By
# raw counts all nouns are alike, because *a*, *of* and *the* rule their rows. In 50 dimensions the neighbours are
# those of a dictionary: *breed*, *haired*.
#
# </details>
#
# The same in four lines, for all words that occur:

# %%
counts, words = cooccurrence(load_glosses(), window=5)
stored, cells = counts.nnz, counts.shape[0] ** 2
print(f"{len(words)} words; {stored} of {cells} cells hold a count: {stored / cells:.3%}")

# %% [markdown]
# A full table would not fit into memory; the sparse one does. `ppmi` keeps it sparse: pairs that never met are 0, not
# $-\infty$, and need no place.
#
# ## Your turn: PPMI
#
# Write it for an array of counts, shape (V, V). Mind the pairs that never met, and words that meet nobody.


# %%
def my_ppmi(counts):
    # BEGIN SOLUTION
    n = counts.sum()
    n_u = counts.sum(axis=1, keepdims=True)
    n_v = counts.sum(axis=0, keepdims=True)
    ratio = np.ones(counts.shape)
    np.divide(counts * n, n_u * n_v, out=ratio, where=counts > 0)
    return np.maximum(np.log(ratio), 0)
    # END SOLUTION


check("ppmi", my_ppmi)

# %% [markdown]
# If you have time left, count: `my_cooccurrence(sentences, window, vocabulary)` returns the table with rows and
# columns as `vocabulary` lists them; `check("cooccurrence", my_cooccurrence)`.
#
# ## How many dimensions?
#
# With all dimensions, $W$ says what PPMI says; with few, words must share directions. **Predict** how many dimensions
# the table of these nine words has, then run:

# %%
animals = "the cat drinks the milk. the dog drinks the water. the cat eats the fish. the dog eats the meat."
table, _ = cooccurrence([sentence.split() for sentence in animals.split(".") if sentence], window=3)
for dim in (2, 4, 9, 10):
    try:
        print(dim, svd_vectors(ppmi(table), dim).shape)
    except ValueError as error:
        print(dim, error)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Seven: some rows are mixtures of the others. The message names the rank; a further dimension has nothing to say.
#
# </details>
#
# ## Three questions
#
# **1.** $n_{uv} = 4$, $n_u = 8$, $n_v = 10$, $n = 40$. PMI and PPMI? And for $n_{uv} = 1$?
#
# <details><summary>Answer</summary>
#
# $\log(4 \cdot 40 / 80) = \log 2 = 0.693$, for both. With $n_{uv} = 1$: $\log 0.5 = -0.693$, so PPMI is 0.
#
# </details>
#
# **2.** Why is a negative PMI thrown away?
#
# <details><summary>Answer</summary>
#
# To see that two words meet *less* often than by chance takes a very large text: most pairs never meet because they are
# rare, not because they avoid each other. For them PMI is $-\infty$; 0 says "nothing known".
#
# </details>
#
# **3.** A wide window or a narrow one: which finds words of one topic, which words that can take each other's place?
#
# <details><summary>Answer</summary>
#
# Within ten words stands what the text is about: there *dog* is like *ears*, *river* like *flows*. The words right
# beside it show what part the word plays in its sentence: with a window of 1, *dog* is like *horse* and *cat*,
# *river* like *island* and *port*. Try both on the glosses above.
#
# </details>
#
# ---
# Back: [16 Collocations](16_collocations.ipynb). On: [18 word2vec](18_word2vec.ipynb).
