# %% [markdown]
# # 14 Text preprocessing
#
# *Lecture 2: "Text Preprocessing", "Stemming: Porter vs Lancaster", "Overstemming", "Understemming",
# "BTW, what is WordNet?", "What's left?".* How to step: [Start here](00_start_here.ipynb).
# Before: [13 Dropout and augmentation](13_dropout_and_augmentation.ipynb).
#
# A model that counts words takes every string of letters for a word of its own: "Dog", "dog," and "dogs" are
# three. Preprocessing decides which strings are to count as the same. Each decision throws something away, so
# ask at each step: **what could still be told apart before, and cannot now?**

# %%
from collections import Counter

from lessonlib.checks import check
from lessonlib.data import load_reviews
from lessonlib.labs import preprocessing_lab, stemming_lab, wordnet_lab
from lessonlib.text import STOP_WORDS, lemmatize, normalize, stem, tokenize

# %% [markdown]
# ## Tokens
#
# A token is a piece that will be counted as one. The simplest way is to cut at blanks; `tokenize` keeps runs of
# letters and digits instead, so that the full stop is no part of the last word.

# %%
sentence = "The car isn't on the road."
sentence.split(), tokenize(sentence)

# %% [markdown]
# ## What's left? One switch after the other
#
# The slide lists capitals, punctuation, contractions, numbers, stop words and tags. Each is a switch here.
#
# The question above the picture is yours to answer first. **Predict** also which switch makes the number grow.
# **Step:** the three words under the text show how the picture marks what is about to be rewritten, what will go, and
# what has just been rewritten; the bars count the different pieces. **Explain** the bar that is higher than the one
# before it.

# %%
preprocessing_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# Writing out "don't" makes the text longer: "do" and "not" stand where one piece stood. Only then does "not" get
# a column of its own in the counts.
#
# </details>
#
# Which switch is right depends on the task. In a list of stop words "not" is often among them; ours keeps it,
# because it turns a review round:

# %%
"not" in STOP_WORDS, normalize("The film was not good.")

# %% [markdown]
# Try your own text in the box above: a page with tags, another script, nothing but stop words.
#
# How much is saved on real text? Here are 2 000 review sentences, their different words counted after each step.

# %%
reviews = load_reviews().texts[:2000]
off = dict.fromkeys(["tags", "lower", "contractions", "numbers", "punctuation", "stop_words"], False)
chosen = dict(off)
print(f"cut at blanks     {len({piece for text in reviews for piece in text.split()}):6} different words")
for switch in off:
    chosen[switch] = True
    words = Counter(word for text in reviews for word in normalize(text, **chosen).split())
    print(f"then {switch:12} {len(words):6} different words, {sum(words.values()):6} in all")

# %% [markdown]
# Two steps do most of it, in different ways: without punctuation far fewer words are different; without stop words
# far fewer are left **in all**, though hardly any different ones are lost.
#
# The tools of the slide: `nltk` for tokens, stop words and stems, `re` of Python for patterns such as dates,
# BeautifulSoup for web pages, Pymorphy2 for Russian.
#
# ## Stemming
#
# A stemmer cuts endings off by rule. Porter's first rules, tried in this order, the first that fits:
#
# | ending | becomes | example |
# |---|---|---|
# | SSES | SS | dresses → dress |
# | IES | I | ponies → poni |
# | SS | SS | caress → caress |
# | S | nothing | dogs → dog |
#
# Later rules look at what stands before the ending, too: its *measure* $m$ counts how often vowels are followed
# by consonants, and "ATE goes if $m > 1$" spares short words.
#
# There are three stemmers in common use. **Porter** (1979) is the oldest, simple, and the usual starting point.
# **Snowball**, also called Porter 2, mends its rules, cuts a little more, and is the most used today. **Lancaster**
# (1990) has rules of its own and cuts most.
#
# **Predict** the stems of *ponies* and *university*. **Step** through the rules; the stems of the other methods
# follow. **Explain** why the rule for SS is there, though it changes nothing.

# %%
stemming_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# Without the third rule, "caress" would go on to the fourth and lose an s. A stem need not be a word: "poni" is
# fine, as long as "pony" becomes "poni" too.
#
# </details>
#
# **Over-stemming:** *university, universal, universities, universe* all become "univers": a search for one finds
# the others. **Under-stemming:** *data* and *datum* stay two: a search for one misses the other. (The slide's "dat"
# and "datu" are another stemmer's; Lancaster makes "dat" of both.)

# %%
for word in ("university", "universal", "universe", "data", "datum", "organs", "organization"):
    print(f"{word:14}", *(f"{stem(word, method):12}" for method in ("porter", "snowball", "lancaster")))

# %% [markdown]
# Lancaster cuts most: even *organ* becomes "org".
#
# ## Lemmas
#
# A lemma is the form that stands in a dictionary. Rules about endings propose a form; WordNet's list decides whether
# there is such a word. The list has the irregular forms, too, but the part of speech has to be given: for the best
# results a part-of-speech tagger comes first.

# %%
lemmatize("mice"), lemmatize("better"), lemmatize("better", "a"), lemmatize("meeting"), lemmatize("meeting", "v")

# %% [markdown]
# It does not join *data* and *datum* either: WordNet has an entry for each.
#
# ## BTW, what is WordNet?
#
# A dictionary of meanings. Words of one meaning form a **synset**, and each synset is a kind of another, its
# **hypernym**: a dog is a canine, a canine is a carnivore. WordNet 3.0 has 82 115 synsets of nouns; all but the
# topmost, *entity*, have a hypernym.
#
# **Predict:** what is the first thing that a dog and a cat both are? And a dog and a car? **Step** up from both
# sides: the lit box is the present synset, the table says what it means and how many synsets are kinds of it. After
# the meeting the way goes on to the top.
# **Explain** what the formula measures:
#
# $$\text{path similarity} = \frac{1}{1 + \text{steps up} + \text{steps down}}$$

# %%
wordnet_lab()

# %% [markdown]
# Dog and cat meet after two steps each: 1 / 5 = 0.2. Choose *car* for the second word, then the two banks.
#
# <details><summary>Where they meet</summary>
#
# Dog and car meet at *whole*, 12 steps apart: 1 / 13 = 0.077. The two banks share a spelling, and meet at the very top.
#
# </details>
#
#
# WordNet was written by hand. [Lesson 19](19_analogies.ipynb) gets similar words from running text alone.
#
# ## Your turn: how many words are left?
#
# `vocabulary(texts)` gives the different tokens of a list of strings. Change it: tokens that are stop words shall be
# left out, and the others shall be stemmed by Porter. `check` tries it on small texts and says what is wrong.


# %%
def vocabulary(texts):
    return {token for text in texts for token in tokenize(text)}


check("vocabulary", vocabulary)

# %%
if check("vocabulary", vocabulary).passed:
    print(f"{len(vocabulary(reviews))} different terms in {len(reviews)} reviews")

# %% [markdown]
# <details><summary>One way to write it</summary>
#
# `{stem(token) for text in texts for token in tokenize(text) if token not in STOP_WORDS}`: 5 637 terms are left of the
# reviews. The order matters: "very" goes before it could become "veri", which is no stop word.
#
# </details>
#
# ## Three questions
#
# **1.** A search engine stems the query and the pages with Porter. A user searches for *universe*. Which unwanted
# pages come up, and what is this mistake called?
#
# <details><summary>Answer</summary>
#
# Those on universities and on all that is universal: all four words become "univers". Over-stemming.
#
# </details>
#
# **2.** Porter leaves *sing* alone but makes *hop* of *hopping*, though both end in -ing. Why?
#
# <details><summary>Answer</summary>
#
# The rule asks for a vowel before the ending. "s" has none, "hopp" has one; then another rule makes one p of two.
#
# </details>
#
# **3.** You tell good reviews from bad ones. Which of the six switches could cost you accuracy?
#
# <details><summary>Answer</summary>
#
# Stop words, if the list holds "not" or "too"; punctuation, if "!!!" or ":(" tells something; numbers, if reviews end
# in "10/10"; capitals, if people shout. [Lesson 20](20_text_classification.ipynb) shows which words weigh most.
#
# </details>
#
# ---
# Back: [13 Dropout and augmentation](13_dropout_and_augmentation.ipynb).
# On: [15 Bag of words and TF-IDF](15_bag_of_words_and_tfidf.ipynb).
