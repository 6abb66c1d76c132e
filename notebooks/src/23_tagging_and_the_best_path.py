# %% [markdown]
# # 23 Tagging and the best path
#
# *Lecture 1: "Syllabus" (sequence tagging).*
# How to step: [Start here](00_start_here.ipynb). Before: [22 Reading a sentence](22_reading_a_sentence.ipynb).
#
# Not one label for a sentence, but one for each word: where do the names begin, where do they end?
#
# | we'll | hold | a | white | house | conference |
# |---|---|---|---|---|---|
# | O | O | O | B | I | O |
#
# **B** begins a name, **I** goes on with it, **O** is outside. A **span** is a whole name: its first word, the place
# behind its last, and its kind.

# %%
import itertools
from collections import Counter, defaultdict

import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_names
from lessonlib.labs import tagging_lab, viterbi_lab
from lessonlib.sequences import span_f1

# %% [markdown]
# ## Right tags, wrong names
#
# **Predict:** nine of eleven tags are right; what is the $F_1$ of the spans? **Step**: tags, then spans, then scores.
# **Explain** what one more right tag would change, with the table of the last step.

# %%
tagging_lab()

# %% [markdown]
# A span is right only when both ends and the kind are. Half of "white house" is no name, and counts twice: it was
# predicted and is wrong, and the right one was missed. Change a tag in *Predicted*, and try the presets: *Half of each
# name* has most tags right and no name.
#
# ## Your turn: spans
#
# `spans(tags)` returns `[(start, end, kind), ...]`, `end` exclusive. An I that has nothing of its kind before it begins
# a span, as in the CoNLL tasks.


# %%
def spans(tags):
    # BEGIN SOLUTION
    found, start, kind = [], None, None
    for place, tag in enumerate([*tags, "O"]):  # one O more closes what is still open
        if tag.startswith("I-") and tag[2:] == kind:
            continue
        if kind is not None:
            found.append((start, place, kind))
        start, kind = (place, tag[2:]) if tag != "O" else (None, None)
    return found
    # END SOLUTION


check("spans", spans)

# %% [markdown]
# ## Names without capitals
#
# The speeches on the State of the Union, without their capital letters: find the names again. Whole speeches are held
# out. The simplest tagger gives each word the tag that it had most often.
#
# **Predict** its accuracy, and the accuracy of one who says O to every word.

# %%
data = load_names()
TAGS = ("B-NAME", "I-NAME", "O")
seen, steps = defaultdict(lambda: np.zeros(3)), np.zeros((3, 3))
begun, ended = np.zeros(3), np.zeros(3)
for words, tags in zip(data.words_train, data.tags_train, strict=True):
    places = [TAGS.index(tag) for tag in tags]
    for word, place in zip(words, places, strict=True):
        seen[word][place] += 1
    for (a, b), n in Counter(itertools.pairwise(places)).items():
        steps[a, b] += n
    begun[places[0]] += 1
    ended[places[-1]] += 1
usual = steps.sum(axis=1) + ended
usual = usual / usual.sum()  # how often B, I, O are anyway


def alone(words):
    """ln p(tag | word) for each word, (T, 3); a word that was never seen is tagged as words usually are."""
    counts = np.array([seen.get(word, np.zeros(3)) for word in words])
    return np.log((counts + usual) / (counts.sum(axis=1, keepdims=True) + 1))


def judge(name, tagger):
    """Print the accuracy of the tags and the F1 of the spans on the held-out speeches."""
    guesses = [[TAGS[k] for k in tagger(words)] for words in data.words_held_out]
    pairs = [
        pair for gold, guess in zip(data.tags_held_out, guesses, strict=True) for pair in zip(gold, guess, strict=True)
    ]
    accuracy = sum(gold == guess for gold, guess in pairs) / len(pairs)
    print(f"{name:20} accuracy {accuracy:.3f}, F1 of the names {span_f1(data.tags_held_out, guesses)[2]:.3f}")


judge("nothing but O", lambda words: [2] * len(words))
judge("each word alone", lambda words: alone(words).argmax(axis=1))

# %% [markdown]
# <details><summary>What is seen</summary>
#
# .948 for finding nothing, .980 for each word alone. By accuracy the two are three points apart; by the $F_1$ of the
# names 0 and .741. Most words are outside of names, and being right there is cheap.
#
# </details>
#
# ## Words with neighbours: a table of scores
#
# "near" and "east" are seldom names; "the near east" is one. A tag should fit its word *and* the tag before it. So a
# path of tags $y$ gets a score that adds up:
#
# $$\text{score}(y) = s_{y_1} + \sum_t e_t(y_t) + \sum_{t > 1} a_{y_{t-1} y_t} + f_{y_T}$$
#
# $e_t(k)$ is the score of tag $k$ at word $t$ (the emission), $a_{jk}$ that of going from tag $j$ to tag $k$, $s$ and
# $f$ those of beginning and ending. All are logarithms or logits, so they add; $-\infty$ forbids. Five words of three
# tags have 243 paths; twenty words have 3.5 billion.
#
# **Viterbi** needs a table of words × tags: in each cell, $v_t(k)$ for word $t$ and tag $k$, the best score of all
# ways that end there.
#
# $$v_t(k) = e_t(k) + \max_j \left( v_{t-1}(j) + a_{jk} \right)$$
#
# The book's example: on hot days more ice creams are eaten than on cold ones, and only the diary of ice creams is
# left. **Predict** the second cell of *hot*. **Step**: each cell with its sums, the winner's arrow, then the way back.

# %%
viterbi_lab()

# %% [markdown]
# On the second day .0384 for hot and .064 for cold: one ice cream speaks for a cold day. Multiplying probabilities
# would do the same for three days; for three thousand the product is 0 in every float, and its logarithm is not.
#
# Now names. **Predict** the best path, when each word for itself says O O I.

# %%
viterbi_lab("the near east", steps="rules only")

# %% [markdown]
# An I behind an O is forbidden by $-\infty$, nothing else was changed, and the path is one that can be. With the steps
# as they were counted in the speeches, the neighbours speak too:

# %%
viterbi_lab("save social security first")

# %% [markdown]
# ## Your turn: Viterbi
#
# `viterbi(emissions, transitions, start, end)` takes (T, K), (K, K), (K,) and (K,), and returns `(path, score)`.


# %%
def viterbi(emissions, transitions, start, end):
    # BEGIN SOLUTION
    best, back = start + emissions[0], []
    for scores in emissions[1:]:
        paths = best[:, None] + transitions  # (K before, K now)
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + scores
    path = [int((best + end).argmax())]
    for arrows in reversed(back):
        path.append(int(arrows[path[-1]]))
    return path[::-1], float((best + end).max())
    # END SOLUTION


check("viterbi", viterbi)

# %% [markdown]
# Your function on the held-out speeches, 9744 sentences. A step scores $\ln p(\text{next} \mid \text{tag}) -
# \ln p(\text{next})$, counted.

# %%
with np.errstate(divide="ignore"):  # what never happened scores minus infinity
    after = steps.sum(axis=1) + ended
    transitions = np.log(steps / after[:, None] / usual)
    start, end = np.log(begun / begun.sum() / usual), np.log(ended / after)
try:
    judge("best path", lambda words: viterbi(alone(words), transitions, start, end)[0])
except NotImplementedError:
    print("The best path waits for viterbi")

# %% [markdown]
# <details><summary>What came with ours</summary>
#
# An accuracy of .984 and an $F_1$ of .813, from .980 and .741. A table of three by three tags, no network, and more
# than a quarter of what was missing is there.
#
# </details>
#
# ## All paths at once
#
# The same table with log sum exp in place of max adds up all paths: $\log Z = \ln \sum_y e^{\text{score}(y)}$. Then
# $\text{score}(y) - \log Z$ is the log-probability of a path, and a tagger can be trained by raising that of the right
# one: a conditional random field. **Predict:** what is more probable after two days, all ways to *hot* together, or the
# best one?

# %%
viterbi_lab(rule="sum")

# %% [markdown]
# <details><summary>Answer</summary>
#
# All ways together: the best one is a part of the sum.
#
# </details>
#
# ## Three questions
#
# **1.** Why do the lines of `viterbi` add, where the book multiplies? Give a length at which multiplying .1 fails.
#
# <details><summary>Answer</summary>
#
# A float64 holds nothing below about $5 \cdot 10^{-324}$: a product of 324 factors of .1 is 0, and then all paths are
# equally good. The sum of their logarithms is $-746$, no problem at all.
#
# </details>
#
# **2.** Forbidden steps were given the score 0. Why is this wrong?
#
# <details><summary>Answer</summary>
#
# Scores are logarithms: 0 is a probability of 1, the best of all. Forbidden is $-\infty$.
#
# </details>
#
# **3.** A tagger predicts no span at all. What are precision and recall?
#
# <details><summary>Answer</summary>
#
# Recall is 0, precision is 0 / 0. Scorers write 0 and may warn; the $F_1$, $2 \cdot 0 / (0 + \text{gold})$, is 0
# without any question.
#
# </details>
#
# ---
# Back: [22 Reading a sentence](22_reading_a_sentence.ipynb).
# On: [Homework 2](homework_2_sentences.ipynb).
