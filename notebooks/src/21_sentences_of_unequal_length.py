# %% [markdown]
# # 21 Sentences of unequal length
#
# *Lecture 1: "Homeworks" (homework 2: classification). Lecture 2: "Text classification in general".*
# How to step: [Start here](00_start_here.ipynb). Before: [20 Text classification](20_text_classification.ipynb).
#
# A network computes on arrays, and an array has rows of one length. Sentences do not. So the short ones are filled up
# with a number that stands for nothing, the **padding**, and from then on everything has to know where it begins:
#
# $$m_b = \frac{1}{n_b} \sum_{t < n_b} x_{bt}$$
#
# $x_{bt}$ is the vector of word $t$ of sentence $b$, $n_b$ its number of words, $m_b$ the mean: one vector for a
# sentence, however long it is. The sum ends at $n_b$, not at the end of the row.

# %%
import matplotlib.pyplot as plt
import torch

from lessonlib.checks import check
from lessonlib.data import load_definitions, load_padding_run
from lessonlib.labs import confusion_lab, padding_lab

# %% [markdown]
# ## What is to be classified
#
# 11 957 definitions of WordNet, 3 to 32 words each. Which of twelve kinds of thing does each define? Every fifth
# definition is held out: nothing may look at it before it is judged.

# %%
data = load_definitions()
print(len(data.words_train), "to learn from,", len(data.words_held_out), "held out;", ", ".join(data.classes))
for i in range(3):
    print(f"{data.classes[data.y_train[i]]:10}", " ".join(data.words_train[i]))

# %% [markdown]
# ## From words to one vector a sentence
#
# Four definitions of 6, 5, 4 and 3 words. Each word becomes a number, the rows are filled up with 0, each number takes
# its row of a table of vectors (here 3 numbers a word, drawn at random), and each sentence gets its mean.
#
# **Predict:** draw how the mean over *all* places moves when the padding grows. **Step.** **Explain** which sentence
# has the right mean even so, and until when.

# %%
padding_lab()

# %% [markdown]
# The sum stays, the padding's vector being 0; what it is divided by grows, and the mean shrinks towards 0. The longest
# sentence is right as long as it *is* the longest: put it into a batch with a longer one, and its mean is another.
# **The answer for a sentence must not depend on its neighbours.** That is also the test: more padding must change
# nothing.
#
# Try the presets. If the padding has a vector of its own (an `nn.Embedding` without `padding_idx` draws one), it does
# not only thin the mean, it pulls it aside. And with the largest in place of the mean a padding of 0 wins over every
# negative number.
#
# ## Your turn: padding, and the mean over the real words
#
# `pad(sequences, pad_index)` returns int64 (B, T), T the longest length.


# %%
def pad(sequences, pad_index=0):
    # BEGIN SOLUTION
    longest = max(len(row) for row in sequences)
    return torch.tensor([[*row, *[pad_index] * (longest - len(row))] for row in sequences], dtype=torch.long)
    # END SOLUTION


check("pad", pad)

# %% [markdown]
# `masked_mean(x, lengths)` takes floats (B, T, D) and int64 (B,), and returns (B, D). An empty sentence has the mean 0.


# %%
def masked_mean(x, lengths):
    # BEGIN SOLUTION
    there = torch.arange(x.shape[1]) < lengths[:, None]  # (B, T)
    sums = torch.where(there[:, :, None], x, 0).sum(dim=1)  # (B, D)
    return sums / lengths.clamp(min=1)[:, None].to(x.dtype)
    # END SOLUTION


check("masked_mean", masked_mean)

# %% [markdown]
# `check("masked_mean", masked_mean).hint(1)` says where to look. The lab takes your function, too; what it draws must
# stay level:

# %%
padding_lab(extra=3, pad_row="drawn", mine=masked_mean)

# %% [markdown]
# ## A classifier that only averages
#
# The **deep averaging network**: the mean of the words' vectors, one hidden layer, one logit for each kind. Its vectors
# begin as GloVe's and go on learning. It was trained with five seeds; the lines are their macro-F1 on held-out
# definitions after each epoch, beside two answers that need no network.
#
# **Predict:** it cannot see the order of the words. Does it come near TF-IDF with logistic regression, which cannot see
# it either?

# %%
run = load_padding_run()
epochs = range(1, run["epochs"] + 1)
_, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
for one in run["runs"]["averaged vectors"]:
    axes.plot(epochs, one["macro_f1"], color="#009e73", marker="d")
for (name, score), dash in zip(run["baselines"].items(), (":", "--"), strict=True):
    axes.axhline(score, color="0.4", linestyle=dash, label=f"{name}: {score:.3f}")
axes.set(xlabel="epoch", ylabel="macro-F1, held out", ylim=(0, 1), title="Averaged vectors, five seeds")
axes.legend(loc="lower right")
plt.show()

# %% [markdown]
# <details><summary>What is seen</summary>
#
# After six epochs .795 on average, between .79 and .80, where TF-IDF has .801: a bag of words is a bag of words. Most
# of it is there after the first epoch, .685, because the vectors were not new to English. What order adds, the next
# lesson measures.
#
# </details>
#
# ## Where it goes wrong
#
# One number hides which kinds are taken for which. In the **confusion matrix** row $i$, column $j$ holds how many
# examples of class $i$ were taken for class $j$. From it come, for each class,
#
# $$\text{recall} = \frac{\text{hits}}{\text{gold}} \qquad
# \text{precision} = \frac{\text{hits}}{\text{predicted}} \qquad
# F_1 = \frac{2 \cdot \text{hits}}{\text{predicted} + \text{gold}}$$
#
# *gold* is the sum of its row, *predicted* that of its column. **Macro-F1** is the plain mean of all $F_1$.
#
# **Predict:** which confusion is the most frequent? (The guesses are those of naive Bayes, which counts words.)
# **Step**: rows, columns, means, then the definitions in the largest cells. **Explain** two of these mistakes.

# %%
confusion_lab()

# %% [markdown]
# Many animals are defined by the words of plants: *genus*, *family*, *widely distributed in warm regions*. With *Open:
# of* and *taken for* you choose a cell that is opened first; the same kind twice is what was guessed rightly. Now the
# preset *A rare class*: of every ten definitions of a time one is left. The accuracy hardly moves, and the macro-F1
# does: the false alarms stay as many, and the hits are a tenth. *95 of 100* shows the extreme: an accuracy of 0.95 and
# a macro-F1 of 0.487, for a guesser that never names the rare class.
#
# ## Three questions
#
# **1.** The word "the" has the number 0, and so has the padding. What goes wrong?
#
# <details><summary>Answer</summary>
#
# Where the mask is made from the numbers (`indices != 0`), every "the" is masked out; where it is not, the padding is
# read as many "the". Give no word the number of the padding, and take the mask from the lengths.
#
# </details>
#
# **2.** A published homework ends its network with a softmax and then uses `cross_entropy`. Is this right?
#
# <details><summary>Answer</summary>
#
# No: `cross_entropy` applies a softmax of its own. Probabilities lie between 0 and 1, so a second softmax can give the
# right one of 12 classes at most $e / (e + 11) = 0.198$, and the loss cannot fall below $1.62$.
#
# </details>
#
# **3.** A sentence is cut to 32 words by `words[-32:]`. What is lost, and what of a definition would you rather keep?
#
# <details><summary>Answer</summary>
#
# The beginning. "A large bird of ..." says at its beginning what it is; `words[:32]` keeps that.
#
# </details>
#
# ---
# Back: [20 Text classification](20_text_classification.ipynb).
# On: [22 Reading a sentence](22_reading_a_sentence.ipynb).
