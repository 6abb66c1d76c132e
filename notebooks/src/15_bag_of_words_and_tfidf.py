# %% [markdown]
# # 15 Bag of words and TF-IDF
#
# *Lecture 2: "Feature extraction", "How to improve BOW?", "TF-IDF example".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [14 Text preprocessing](14_text_preprocessing.ipynb).
#
# A model takes rows of numbers, a text is a row of words. The oldest way across is to count: one column for each
# term of the vocabulary, one row for each document.
#
# $$X_{d,t} = \text{number of times term } t \text{ occurs in document } d$$
#
# The table $X$ has the shape (documents, terms). Keep one question in mind: **which words should count more than
# others?**

# %%
import re

import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_sotu
from lessonlib.labs import bag_of_words_lab, tfidf_lab
from lessonlib.text import BagOfWords, TfidfVectorizer

# %% [markdown]
# ## Bag of words
#
# The first document is the slide's, "the dog is on the table"; with the others it gives the slide's vocabulary, *are
# cat dog is now on table the*.
#
# **Predict:** the row of A, and which two documents get the same row. **Step:** first the vocabulary grows, then
# the rows are counted. **Explain** what has been lost.

# %%
bag_of_words_lab()

# %% [markdown]
# "The dog is on the cat" and "the cat is on the dog" become one row: the bag has no order. The row of A ends with
# a 2, for "the" occurs twice. The slide prints 0 0 1 1 0 1 1 **1**: there a cell only says whether a word occurs.
# That is `binary=True`:

# %%
documents = [
    "The dog is on the table.",
    "The cat, the dog are now on the table.",
    "The dog is on the cat.",
    "The cat is on the dog.",
]
bag = BagOfWords(binary=True).fit(documents)
print(bag.get_feature_names_out().tolist())
print(bag.transform(["the dog is on the table"]).toarray()[0].tolist())

# %% [markdown]
# `fit` learns the vocabulary, `transform` counts. A word that `fit` never saw has no column, so it is left out:

# %%
print(bag.transform(["the zebra is on the table"]).toarray()[0].tolist(), "zebra" in bag.vocabulary_)

# %% [markdown]
# ## Pairs, triples, zeros
#
# A run of $n$ neighbouring words is an **n-gram**: pairs are 2-grams. `ngrams=(1, 2)` takes the words and the pairs.
# They keep a little of the order. **Predict:** do *the dog is on the cat* and *the cat is on
# the dog* still have the same row, and how many columns are there now? **Step** to the end. **Explain** the bars.

# %%
bag_of_words_lab(ngrams=(1, 2))

# %% [markdown]
# <details><summary>What came out</summary>
#
# "dog is" and "cat is" tell the two apart. In the bars, grey is all cells of the table, and in front are those not 0:
# with longer terms the table grows, and more of it is 0. The price: 19 columns in place of 8, and 41 % of the cells
# are 0 in place of 31 %. On real text nearly all of them are: here are the speeches on the State of the Union.
#
# </details>

# %%
speeches = load_sotu()

for ngrams in ((1, 1), (1, 2)):
    counts = BagOfWords(ngrams=ngrams).fit_transform(speeches)
    documents_, terms = counts.shape
    stored = counts.data.nbytes + counts.indices.nbytes + counts.indptr.nbytes
    print(
        f"n-grams {ngrams}: {documents_} speeches x {terms} terms, {1 - counts.nnz / (documents_ * terms):.1%} zeros;"
    )
    print(f"  as a full table {documents_ * terms * 8 / 1e6:.0f} MB, as a sparse matrix {stored / 1e6:.0f} MB")

# %% [markdown]
# A sparse matrix stores only what is not 0. That is why `transform` returns one (`scipy.sparse`, format CSR), and
# why the cells above call `.toarray()` on small ones only.
#
# ## TF-IDF, cell by cell
#
# "The" is the commonest word of nearly every speech, and does not tell one from another. And a long document counts
# more of everything: the rows of $X$ are not normalised. So each count becomes a share of its document, weighed by how
# rare the term is:
#
# $$\text{tf}(t, d) = \frac{f_{t,d}}{n_d} \qquad
# \text{idf}(t) = \log_{10} \frac{N}{\text{df}_t} \qquad
# w_{t,d} = \text{tf}(t, d) \cdot \text{idf}(t)$$
#
# $f_{t,d}$ is how often term $t$ occurs in document $d$, $n_d$ how many words $d$ has, $N$ how many documents there
# are, and $\text{df}_t$ (*document frequency*) in how many of them $t$ occurs, however often in each; $w_{t,d}$ is
# the weight of the term in the document. The logarithm keeps a word in one of a million documents from weighing a
# million times as much as a word in all: ten times rarer is one more. (The slide writes $\text{tf}(t, d) = f_{t,d}$,
# the count; its table divides by the 7 words, and so do we.)
#
# **Predict:** the weight of "car" in A, that of "the", and how many of the nine rows will be 0 for both documents.
# **Step** through the lecture's table: TF, then df, IDF, the product. **Explain** why so many of them are 0.

# %%
tfidf_lab()

# %% [markdown]
# "car" is one word of seven and stands in one of two documents: $\frac{1}{7} \log_{10} \frac{2}{1} \approx 0.143
# \cdot 0.301 \approx 0.0430$. A word in every document has $\log \frac{2}{2} = 0$: so five of the nine rows are 0. The
# slide lists "the" twice, with 1/7 each, a row for each occurrence; a vectorizer has one column for it, with 2/7. Both
# give 0:

# %%
tfidf = TfidfVectorizer()
a, b = tfidf.fit_transform(["The car is driven on the road.", "The truck is driven on the highway."]).toarray()
for term, weight in zip(tfidf.get_feature_names_out(), a, strict=True):
    print(f"{term:8} {weight:.4f}")

# %% [markdown]
# ## From the slide to scikit-learn
#
# The slide ends with `from sklearn.feature_extraction.text import TfidfVectorizer`. Its default is another formula.
# The last seven steps above walk from one to the other; choose *1. once*, *2. count* and so on under *Preset* and go
# back to the first step to see the whole table at each station.
#
# Why anyone changes the formula: **smoothing** adds one document that holds every term, so that df is never 0 and
# nothing is divided by it. The **1 added** to the idf keeps a term that stands in every document from vanishing. The
# **norm** makes long and short documents comparable: each row is divided by the root of its sum of squares, and has the
# length 1 as a vector.
#
# **Predict:** which word of A weighs most in scikit-learn? **Step** from the slide's station on; the formulas are those
# of the station, for the word that wins in the end. **Explain** which change lifts it.

# %%
tfidf_lab(step=55, predict=False)

# %% [markdown]
# | change | "the" in A | "car" in A |
# |---|---|---|
# | the slide | 0 | 0.043 |
# | each term once | 0 | 0.043 |
# | counts, not shares | 0 | 0.301 |
# | natural logarithm | 0 | 0.693 |
# | smoothed: (1 + N) / (1 + df) | 0 | 0.405 |
# | 1 added to the idf | **2** | 1.405 |
# | each row divided by the root of its sum of squares | **0.604** | 0.425 |
#
# The 1 does it: with it no idf is 0, and "the" is there twice. Then "the" has the **largest** weight. On a speech
# of 1968 the two formulas see different things:

# %%
like = TfidfVectorizer.like_sklearn()
speech = next(i for i, text in enumerate(speeches) if "Kappel" in text)
for name, vectorizer in (("as in the lecture", TfidfVectorizer()), ("as scikit-learn's default", like)):
    row = vectorizer.fit_transform(speeches)[speech].toarray()[0]
    best = row.argsort()[::-1][:6]
    print(f"{name:26}", ", ".join(vectorizer.get_feature_names_out()[best]))

# %% [markdown]
# A classifier can learn a small weight for "the" and live with either. A search for similar texts cannot learn:
# there, remove stop words first, or take the plain idf.
#
# Ask the picture for a term, or type documents of your own: one a line. **Predict** what becomes of all weights
# when there is only one document.

# %%
tfidf_lab("I saw the sea\nThe sea saw me", term="zebra", as_on_slide=False)

# %% [markdown]
# <details><summary>What came out</summary>
#
# "zebra" stands in no document: $N / 0$ has no value, so `fit` gives it no column. With one document $N =
# \text{df} = 1$ for every word, and the plain idf is 0 everywhere.
#
# </details>
#
# ## Your turn: TF-IDF
#
# Write `fit`, which learns the vocabulary and the idf, and `transform`, which returns the weights as an array
# (documents, terms), terms in alphabetical order. `words` is given. The check names a mistake; the picture draws
# your weights in place of ours and marks where they depart.


# %%
def words(text):
    return re.findall(r"\w+", text.lower())


class MyTfidf:
    def fit(self, documents):
        # BEGIN SOLUTION
        terms = sorted({word for text in documents for word in words(text)})
        self.vocabulary_ = {term: i for i, term in enumerate(terms)}
        df = np.array([sum(term in words(text) for text in documents) for term in terms])
        self.idf_ = np.log10(len(documents) / df)
        return self
        # END SOLUTION

    def transform(self, documents):
        # BEGIN SOLUTION
        weights = np.zeros((len(documents), len(self.vocabulary_)))
        for row, text in zip(weights, documents, strict=True):
            for word in words(text):
                if word in self.vocabulary_:
                    row[self.vocabulary_[word]] += 1 / len(words(text))
        return weights * self.idf_
        # END SOLUTION


check("tfidf", MyTfidf)

# %%
tfidf_lab(vectorizer=MyTfidf, step=49, predict=False)

# %% [markdown]
# Stuck? `check("tfidf", MyTfidf).hint(1)` says where to look. Ours stands in `lessonlib/text/tfidf.py`. If you have
# time left, write the counts alone: `check("bag_of_words", MyBagOfWords)`, then
# `bag_of_words_lab(vectorizer=MyBagOfWords)`.
#
# ## Three questions
#
# **1.** A corpus has 1000 documents; "model" occurs in 10 of them, 40 times in all. A document of 50 words has it
# twice. What is its weight there?
#
# <details><summary>Answer</summary>
#
# $\frac{2}{50} \log_{10} \frac{1000}{10} = 0.04 \cdot 2 = 0.08$. The 40 occurrences play no part: df counts
# documents.
#
# </details>
#
# **2.** Somebody calls `fit_transform` on the training texts, and `fit_transform` again on the test texts. What goes
# wrong?
#
# <details><summary>Answer</summary>
#
# The second call learns a new vocabulary: column 17 now means another word, and there may be more or fewer columns.
# A model trained on the first table cannot read the second. `transform` keeps the columns.
#
# </details>
#
# **3.** With the natural logarithm in place of $\log_{10}$, does the order of the terms in a document change?
#
# <details><summary>Answer</summary>
#
# No: every idf is multiplied by the same number, $\ln 10 = 2.303$. Once 1 is added to the idf, the base does matter.
#
# </details>
#
# ---
# Back: [14 Text preprocessing](14_text_preprocessing.ipynb). On: [16 Collocations](16_collocations.ipynb).
