# %% [markdown]
# # 19 Analogies
#
# *Lecture 2: "Embeddings: intuition", "GloVe Visualizations", "Word2vec: word analogies".*
# How to step: [Start here](00_start_here.ipynb). Before: [18 word2vec](18_word2vec.ipynb).
#
# $$\text{king} - \text{man} + \text{woman} = \text{queen}$$
#
# On the slide it stands with an equals sign. No word lies exactly there; what is asked is which word is
# **nearest**:
#
# $$\cos(x - y + y', \text{target}) \to \max_{\text{target}} \qquad
# \cos(u, v) = \frac{u \cdot v}{|u| \, |v|}$$
#
# $x$, $y$, $y'$ are the vectors of *king*, *man* and *woman*, each brought to length 1; the target runs over the
# words of the vocabulary. The vectors here are GloVe's ("global vectors", Pennington and others, 2014: counted like
# those of lesson 17, then trained so that dot products give the logarithms of the counts): 20 223 words, 100 numbers
# each, from six billion words of text. They ship with the workbook.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.embeddings import analogy, analogy_accuracy, keyed_vectors, load_glove
from lessonlib.labs import analogy_lab
from lessonlib.labs.vectors.word_cloud import word_cloud

glove = load_glove()

# %% [markdown]
# ## A parallelogram
#
# The way from *man* to *king* is taken again, from *woman*. The plane is chosen for these three words: it holds
# them and the fourth corner exactly, and every length between these four is true. Other words lie off the
# plane; the caption says how far.
#
# **Predict:** which word is nearest to the fourth corner, of all that there are? **Step** to the end.
# **Explain** the first row of the ranking.

# %%
analogy_lab("king", "man", "woman")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The circle is the fourth corner. Nearest to it is *king*, with a cosine of 0.84, then *queen*, 0.77. *King*
# does not count, because it is one of the words in the question. *Queen* lies 0.59 off the plane, more than half
# the length of a vector: in 100 dimensions, "near" is a matter of angle.
#
# </details>
#
# The cosine of *queen* by hand:

# %%
king, man, woman, queen = (glove.get_vector(word, norm=True) for word in ("king", "man", "woman", "queen"))
fourth = king - man + woman
print(f"{fourth @ queen / np.linalg.norm(fourth):.3f}")

# %% [markdown]
# ## Four relations
#
# The same sum finds other relations. **Predict** each answer before you run the cell, and how sure the cosine
# will be.

# %%
for a, b, c in [
    ("king", "man", "woman"),
    ("walking", "walk", "swim"),
    ("paris", "france", "italy"),
    ("zuckerberg", "facebook", "amazon"),
]:
    (first, cosine), (second, _), *_ = analogy(glove, a, b, c)
    print(f"{a} - {b} + {c}: {first} ({cosine:.2f}), then {second}")

# %% [markdown]
# Male and female, verb tense, country and capital, company and CEO. Look at one of them, and choose others from
# *Preset*; every word can be changed.

# %%
analogy_lab("paris", "france", "italy", expected="rome")

# %% [markdown]
# ## Trap 1: the inputs are left out
#
# **Predict** the four answers when $a$, $b$ and $c$ may be answers, too.

# %%
for a, b, c in [
    ("king", "man", "woman"),
    ("walking", "walk", "swim"),
    ("paris", "france", "italy"),
    ("zuckerberg", "facebook", "amazon"),
]:
    word, cosine = analogy(glove, a, b, c, topn=1, exclude_inputs=False)[0]
    print(f"{a} - {b} + {c}: {word} ({cosine:.2f})")

# %% [markdown]
# Two of four are no longer found: *king* stays *king*, and *swim* stays *swim*. The differences *woman* − *man* and
# *walking* − *walk* are short, so the sum does not get far from *king* and from *swim*. Whoever reports analogies
# leaves the inputs out; much of the effect comes from there.

# %%
analogy_lab("king", "man", "woman", exclude_inputs=False, step=5)

# %% [markdown]
# ## Trap 2: a word has one vector
#
# Company and CEO works for Zuckerberg and Bezos. **Predict** what *gates − microsoft + apple* gives. **Step** to
# the end and **explain** it by the other meanings of all three words.

# %%
analogy_lab("gates", "microsoft", "apple", expected="jobs")

# %% [markdown]
# <details><summary>Answer</summary>
#
# A *gate* is part of a garden, an *apple* grows there, and *jobs* are what a labour market has. A vector is
# learned from all places where its letters stand, so one vector must serve for all meanings, and the most
# frequent meaning wins. Here *jobs* comes as number 2367. A miss like this one belongs in a report as much as
# *queen* does.
#
# </details>
#
# ## Trap 3: a word that is not there
#
# Vectors know the words they were trained on, spelled as they were trained. These hold neither capital letters
# nor the word *a*.

# %%
for word in ("King", "a", "womann"):
    try:
        analogy(glove, word, "man", "woman")
    except ValueError as error:
        print(error)

# %% [markdown]
# ## How often is it right?
#
# Mikolov and others wrote 19 544 such questions, in 14 sections. **Predict:** which sections
# are easy for vectors that know only which words stand together: capitals, plurals, opposites, currencies?

# %%
sections = analogy_accuracy(glove)
for section in sorted(sections, key=lambda section: -section.accuracy):
    print(f"{section.name:28} {section.accuracy:6.1%} of {section.asked}")
right, asked = sum(s.right for s in sections), sum(s.asked for s in sections)
print(f"{'all':28} {right / asked:6.1%} of {asked}")

# %% [markdown]
# Capitals stand near their countries in the news: 94 % for the well-known ones. Opposites stand in the same
# sentences as each other, and so do currencies with many countries: there the vectors know that words belong
# together, but not how. In a lab, the button *Ask all 19 544 questions* draws the same numbers as bars, for any
# space.
#
# ## Trap 4: a smaller vocabulary looks better
#
# Leave out the rarer half of the words. The vectors stay what they are. **Predict:** does the share of right
# answers go up or down?

# %%
for size in (20_223, 10_000, 5_000, 3_000):
    smaller = keyed_vectors(glove.index_to_key[:size], glove.vectors[:size])
    sections = analogy_accuracy(smaller, progress=False)
    right, asked = sum(s.right for s in sections), sum(s.asked for s in sections)
    print(f"{size:6} words: {right / asked:.1%} of {asked} questions that can be asked")

# %% [markdown]
# Fewer words are fewer wrong answers to choose from, and the questions that are left are about frequent words.
# Two scores can be compared only on the same vocabulary and the same questions.
#
# ## Counted instead of trained
#
# PPMI of the counts in WordNet's definitions, factorised by SVD, gives vectors too (choose the space *PPMI-SVD*
# in any lab above; the first time it is computed, which takes some seconds). **Predict:** is *queen* among its
# first eight?

# %%
analogy_lab(space="PPMI-SVD")

# %% [markdown]
# <details><summary>Answer</summary>
#
# *Queen* comes fourth: *king* in these definitions is above all a king with a number. The corpus has 1.8 million
# words where GloVe had six billion.
#
# </details>
#
# Vectors of your own go in the same way: `analogy_lab(vectors=mine)`.
#
# ## A cloud of words
#
# Three thousand words on a plane: the two directions in which they differ most. Drag a box to zoom, double-click
# to see all, point at a word, or search one. Colour and symbol are clusters found in all 100 dimensions, named
# by the words in their middle.

# %%
word_cloud("king")

# %% [markdown]
# The plane has 10 % of the variance, so neighbours in the picture need not be neighbours: *kingdom*, the fifth
# nearest, lies far from *king*, with hundreds of other words between. The sentence beside the search ranks them in
# all dimensions.
#
# ## Your turn: an analogy
#
# Write `my_analogy(vectors, a, b, c, topn=10, exclude_inputs=True)`: the `topn` words nearest to a − b + c, as
# (word, cosine), best first. `vectors.vectors` is the matrix, a row for each word; `vectors.key_to_index[word]` is
# the row of a word, `vectors.index_to_key[row]` the word of a row. For a word that is not there, raise a ValueError
# that names it. A row of zeros has no direction: it is no answer.


# %%
def my_analogy(vectors, a, b, c, topn=10, exclude_inputs=True):
    # BEGIN SOLUTION
    for word in (a, b, c):
        if word not in vectors.key_to_index:
            raise ValueError(f"unknown word {word!r}")
    rows = [vectors.key_to_index[word] for word in (a, b, c)]
    length = np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    unit = vectors.vectors / np.where(length > 0, length, 1)
    x, y, other = unit[rows]
    target = x - y + other
    cosines = unit @ target / np.linalg.norm(target)
    cosines[length[:, 0] == 0] = -np.inf
    if exclude_inputs:
        cosines[rows] = -np.inf
    best = [row for row in np.argsort(-cosines)[:topn] if cosines[row] > -np.inf]
    return [(vectors.index_to_key[row], float(cosines[row])) for row in best]
    # END SOLUTION


check("analogy", my_analogy)

# %% [markdown]
# ## What word vectors are
#
# Five ways of the lecture, from simple to trained: one-hot vectors (lesson 17) know nothing; counts of neighbours,
# PPMI with SVD (17), CBOW and skip-gram (18) and GloVe know a word by its company. Does that make likeness of vectors
# likeness of meaning? Partly: opposites keep the same company too, and a vector mixes all meanings of its letters.
#
# ## Three questions
#
# **1.** Why is the answer not simply the word whose vector has the smallest distance to $x - y + y'$?
#
# <details><summary>Answer</summary>
#
# For vectors of length 1 it would be the same word: $|t - v|^2 = |t|^2 + 1 - 2\, t \cdot v$, which is smallest
# where the cosine is largest. Without bringing them to length 1, a long vector is far away even when it points
# the right way, and length follows frequency more than meaning.
#
# </details>
#
# **2.** Somebody reports that king − man + woman gives queen "out of the whole space". What do you ask?
#
# <details><summary>Answer</summary>
#
# Whether the inputs were left out (with them, the answer is king), how many words there were to choose from,
# and how often it works on questions that were not picked because they work.
#
# </details>
#
# **3.** $b$ and $c$ are the same word. What does the analogy answer?
#
# <details><summary>Answer</summary>
#
# $x - y + y = x$: the nearest neighbours of $a$. With *king* three times it is *prince*, then *queen*.
#
# </details>
#
# ---
# Back: [18 word2vec](18_word2vec.ipynb). On: [20 Text classification](20_text_classification.ipynb).
