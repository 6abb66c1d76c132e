# %% [markdown]
# # 20 Text classification
#
# *Lecture 2: "Example: sentiment analysis", "Text classification in general".*
# How to step: [Start here](00_start_here.ipynb). Before: [19 Analogies](19_analogies.ipynb).
#
# A text goes in, a label comes out: spam or not, true news or fake, which topic. There are four kinds of label: **two
# classes**, as here; one of **several classes**, such as topics, with a softmax in place of the sigmoid; **several
# labels at once**, such as hashtags, with a sigmoid for each; and a **number**, such as a price, with squared error as
# the loss. Three parts in a row:
#
# $$\text{text} \;\to\; \text{features } x \;\to\; \text{model } p = \sigma(x w + b) \;\to\; \text{label}$$
#
# $x$ (1, terms) are the numbers of the text's words, $w$ (terms, 1) one weight for each word, $b$ the bias, $\sigma$
# the sigmoid: this is the logistic regression of [lesson 1](01_logistic_regression.ipynb), with words for columns.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_reviews
from lessonlib.labs import text_classification_lab
from lessonlib.nn import Adam, BCELoss, Linear, NeuralNetwork, Sigmoid
from lessonlib.nn.training import train
from lessonlib.text import BagOfWords, TfidfVectorizer

# %% [markdown]
# ## The data, and the answer of one who does not read
#
# Sentences of film reviews, each rated by about 20 people from -4 to 4. We keep those that are clear, beyond ±1, and
# call them positive (1) or negative (0).

# %%
reviews = load_reviews()
clear = np.abs(reviews.ratings) >= 1
texts = [text for text, kept in zip(reviews.texts, clear, strict=True) if kept]
label = (reviews.ratings[clear] > 0).astype(int)
print(len(texts), "reviews,", f"{label.mean():.3f} of them positive")
for i in (0, 3, 7000):
    print(label[i], texts[i][:100])

# %% [markdown]
# Whoever always says "positive" is right for half of them. That is the **majority baseline**: a model that does no
# better has learnt nothing, whatever its loss.
#
# ## The weights of the words
#
# **Predict:** three words with a large positive weight, three with a negative one. **Step** through the epochs: the
# lines are the share that is classified correctly, against the majority's dashed line; the tables hold the heaviest
# words and what was said of negative and positive test reviews. Then the sentence is scored: each word adds $x_i w_i$.
# **Explain** which word would have to go for the answer to change.

# %%
text_classification_lab()

# %% [markdown]
# Eight of ten test reviews are classified correctly. "too" is the heaviest word downwards, "too long", "too much":
# nobody told the model, and a list of stop words would have thrown it away. Even "and" has a weight: praise strings
# adjectives together.
#
# <details><summary>Which word would have to go</summary>
#
# "powerful": it adds most, and it is the only word without which the sum falls below 0. (The word "a" is not scored at
# all: this vectorizer, like scikit-learn's, leaves out words of one letter.)
#
# </details>
#
# Type a sentence of your own. Then this one:

# %%
text_classification_lab("It is not a good film.", step=10)

# %% [markdown]
# <details><summary>What came out</summary>
#
# "not" pulls down by 0.82, "good" and "film" pull up by 2.17, and the answer is "positive".
#
# </details>
#
# The model adds; it cannot see that "not" and "good" belong together. That is the price of a bag: **the order of the
# words is lost.**
#
# ## Pairs of words
#
# "not good" could have a weight of its own. Terms of one and two words, those that stand in at least ten training
# reviews:

# %%
rng = np.random.default_rng(0)
order = rng.permutation(len(texts))
cut = int(0.8 * len(texts))
train_rows, test_rows = order[:cut], order[cut:]


def learn(vectorizer, fewest=10, epochs=6):
    counts = vectorizer.fit_transform([texts[i] for i in train_rows])
    kept = np.flatnonzero(np.diff(counts.tocsc().indptr) >= fewest)
    x = counts[:, kept].toarray().astype(np.float32)
    x_test = vectorizer.transform([texts[i] for i in test_rows])[:, kept].toarray().astype(np.float32)
    linear = Linear(len(kept), 1, rng=0)
    linear.weight[:] = 0
    network = NeuralNetwork([linear, Sigmoid()])
    train(
        network,
        BCELoss(),
        x,
        label[train_rows],
        optimizer=Adam(0.02),
        epochs=epochs,
        batch_size=256,
        rng=0,
        progress=False,
    )
    right = float(((network.forward(x_test).ravel() > 0.5) == label[test_rows]).mean())
    weight = dict(zip(vectorizer.get_feature_names_out()[kept], linear.weight.ravel(), strict=True))
    return right, weight


for name, vectorizer in [
    ("words, 1 if they occur", BagOfWords(binary=True)),
    ("words, TF-IDF", TfidfVectorizer.like_sklearn()),
    ("words and pairs", BagOfWords(binary=True, ngrams=(1, 2))),
]:
    right, weight = learn(vectorizer)
    print(f"{name:24} {len(weight):5} terms, {right:.3f} of the test reviews right")

# %%
pairs = {term: w for term, w in weight.items() if " " in term}
print("down:", *sorted(pairs, key=pairs.get)[:8], sep="  ")
print("up:  ", *sorted(pairs, key=pairs.get)[-8:], sep="  ")

# %% [markdown]
# Some of the heaviest pairs make sense ("not very", "the worst", "a terrific"), others are accidents of these
# sentences ("to an", "up with"). With five seeds pairs gained between none and two reviews in a hundred: most are too
# rare to be learnt from seven thousand sentences. [Lesson 10](10_recurrent_networks.ipynb) has models that read in
# order.
#
# ## Your turn: score a sentence
#
# `score(words, weight, bias)` shall be the probability that a sentence is positive: each word of the list counts once,
# a word without a weight adds nothing. So far it looks at the bias only. Change it until `check` is content.


# %%
def score(words, weight, bias):
    return 1 / (1 + np.exp(-bias))


check("score", score)

# %% [markdown]
# <details><summary>One way to write it</summary>
#
# `total = bias + sum(weight.get(word, 0.0) for word in set(words))`, then `1 / (1 + np.exp(-total))`.
#
# </details>
#
# ## Three questions
#
# **1.** On a mailbox with 2 % spam, a filter is right for 98 % of the mails. Is it good?
#
# <details><summary>Answer</summary>
#
# "Never spam" is right for 98 %, too: that is the majority baseline. Look at the confusion table: how many of the
# spam mails were found?
#
# </details>
#
# **2.** Your sentence holds only words that the model never saw. What does it answer, and what should it say?
#
# <details><summary>Answer</summary>
#
# $\sigma(b)$, whatever the words are. It should say that it knows none of them: the number looks like an opinion.
#
# </details>
#
# **3.** The vectorizer was fitted on all reviews, then they were split into training and test. What is wrong?
#
# <details><summary>Answer</summary>
#
# The vocabulary and the document frequencies already hold the test reviews: it is no longer a test on unseen text. Fit
# on the training reviews only, then `transform` both.
#
# </details>
#
# ---
# Back: [19 Analogies](19_analogies.ipynb).
# On: [21 Sentences of unequal length](21_sentences_of_unequal_length.ipynb); the first homework is
# [Homework 1a](homework_1a_neural_network.ipynb).
