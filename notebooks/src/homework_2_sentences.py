# %% [markdown]
# # Homework 2: sentences
#
# *Lecture 1: "Homeworks" (classification, GRU implementation), "Syllabus" (sequence tagging). Step by step:
# [21 Sentences of unequal length](21_sentences_of_unequal_length.ipynb),
# [22 Reading a sentence](22_reading_a_sentence.ipynb),
# [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb).*
#
# You pad a batch, average over real words only, write a GRU that stops at the last word, and train both on 9566
# definitions of WordNet; then you judge them, find names, and walk a table of scores to the best path. Where a cell
# says `raise NotImplementedError`, your code goes; the cell checks it and says what is wrong and why. Ask for
# `.hint(1)`, then `.hint(2)`, if that is not enough. Nothing here stops the notebook: an exercise that is not written
# yet is reported as "not attempted".

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lessonlib.checks import check, check_all, stale
from lessonlib.data import load_definitions, load_padding_run
from lessonlib.embeddings import load_glove
from lessonlib.labs import padding_lab, sentence_reader_lab, tagging_lab, viterbi_lab
from lessonlib.sequences import reverse_padded

# %% [markdown]
# ## 1. A batch
#
# `pad(sequences, pad_index)` takes lists of word numbers and returns int64 (B, T), T the longest length.
#
# **Predict** the shape for lists of 3, 0 and 5 numbers.


# %%
def pad(sequences, pad_index=0):
    """Return the batch, int64 (B, T)."""
    # BEGIN SOLUTION
    longest = max(len(row) for row in sequences)
    return torch.tensor([[*row, *[pad_index] * (longest - len(row))] for row in sequences], dtype=torch.long)
    # END SOLUTION


check("pad", pad)

# %% [markdown]
# <details><summary>Answer</summary>
#
# (3, 5): the longest list has five numbers, and the empty one becomes a row of padding alone.
#
# </details>
#
# `masked_mean(x, lengths)` takes vectors (B, T, D) and lengths (B,), and returns (B, D):
#
# $$m_b = \frac{1}{\max(n_b, 1)} \sum_{t < n_b} x_{bt}$$
#
# with $n_b$ the length of sentence $b$ and $m_b$ its mean. **Predict:** what must not change when the batch gets
# three more columns of padding?


# %%
def masked_mean(x, lengths):
    """Return the mean over the real words, (B, D)."""
    # BEGIN SOLUTION
    there = torch.arange(x.shape[1]) < lengths[:, None]  # (B, T)
    sums = torch.where(there[:, :, None], x, 0).sum(dim=1)  # (B, D)
    return sums / lengths.clamp(min=1)[:, None].to(x.dtype)
    # END SOLUTION


check("masked_mean", masked_mean)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Nothing of the result: neither its shape (B, D) nor one of its numbers.
#
# </details>
#
# ## 2. A classifier that averages
#
# $$\text{logits} = W_2 \, \text{relu}(W_1 m + b_1) + b_2$$
#
# $m$ (B, D) is the mean of the words' vectors, $W_1$ (H, D), $W_2$ (K, H). `embeddings` (V, D) are the first vectors;
# they are copied, and learned on. Use your `masked_mean`. No softmax at the end: the loss has one.


# %%
class DeepAverageNetwork(nn.Module):
    """Logits (B, K) of word numbers (B, T) and lengths (B,)."""

    def __init__(self, embeddings, hidden, classes):
        # BEGIN SOLUTION
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(embeddings.clone(), freeze=False)
        self.first, self.second = nn.Linear(embeddings.shape[1], hidden), nn.Linear(hidden, classes)
        # END SOLUTION

    def forward(self, indices, lengths):
        # BEGIN SOLUTION
        mean = masked_mean(self.embedding(indices), lengths)  # (B, D)
        return self.second(torch.relu(self.first(mean)))
        # END SOLUTION


check("deep_average_network", DeepAverageNetwork)

# %% [markdown]
# ## 3. A GRU
#
# First one step, in numpy: `x` (B, in) and `h` (B, H) give the next `h`.
#
# $$r, z = \sigma(W_{ih} x + b_{ih} + W_{hh} h + b_{hh}) \qquad
# n = \tanh(W_{ih} x + b_{ih} + r \odot (W_{hh} h + b_{hh})) \qquad h' = (1 - z) \odot n + z \odot h$$
#
# with $\sigma$ the sigmoid and $\odot$ entry by entry; each gate has its own rows of the weights: `weight_ih` (3 H,
# in), `weight_hh` (3 H, H), `bias_ih`, `bias_hh` (3 H,), in the order $r$, $z$, $n$.


# %%
class GRUCell:
    """One step of a GRU, numpy."""

    def __init__(self, in_features, hidden_features):
        rng, bound = np.random.default_rng(0), hidden_features**-0.5
        self.weight_ih = rng.uniform(-bound, bound, (3 * hidden_features, in_features))
        self.weight_hh = rng.uniform(-bound, bound, (3 * hidden_features, hidden_features))
        self.bias_ih, self.bias_hh = np.zeros(3 * hidden_features), np.zeros(3 * hidden_features)

    def forward(self, x, h):
        # BEGIN SOLUTION
        def sigmoid(a):
            return 1 / (1 + np.exp(-np.clip(a, -500, 500)))

        x_r, x_z, x_n = np.split(x @ self.weight_ih.T + self.bias_ih, 3, axis=1)
        h_r, h_z, h_n = np.split(h @ self.weight_hh.T + self.bias_hh, 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * h_n)
        return (1 - z) * n + z * h
        # END SOLUTION


check("gru_cell", GRUCell)

# %% [markdown]
# Now over a padded batch, in torch. `outputs` (B, T, H) is the state after each word, zeros at the padding; `last`
# (B, H) the state after each sentence's last real word. `h0` (B, H) is zeros when None. A loop over T is fine.
#
# **Predict:** what does `outputs[:, -1]` hold for a short sentence, if nothing is masked?


# %%
class GRU(nn.Module):
    """A GRU over a padded batch: forward(x, lengths, h0) -> (outputs, last)."""

    def __init__(self, in_features, hidden_features):
        super().__init__()
        bound, rows = hidden_features**-0.5, 3 * hidden_features
        for kind, columns in (("ih", in_features), ("hh", hidden_features)):
            setattr(self, f"weight_{kind}", nn.Parameter(torch.empty(rows, columns).uniform_(-bound, bound)))
            setattr(self, f"bias_{kind}", nn.Parameter(torch.empty(rows).uniform_(-bound, bound)))

    def forward(self, x, lengths, h0=None):
        # BEGIN SOLUTION
        h = x.new_zeros(len(x), self.weight_hh.shape[1]) if h0 is None else h0
        from_x, outputs = x @ self.weight_ih.T + self.bias_ih, []  # (B, T, 3 H)
        for t in range(x.shape[1]):
            x_r, x_z, x_n = from_x[:, t].chunk(3, dim=1)
            h_r, h_z, h_n = (h @ self.weight_hh.T + self.bias_hh).chunk(3, dim=1)
            r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
            n = torch.tanh(x_n + r * h_n)
            reads = (t < lengths)[:, None]  # (B, 1)
            h = torch.where(reads, (1 - z) * n + z * h, h)
            outputs.append(torch.where(reads, h, 0))
        return torch.stack(outputs, dim=1), h
        # END SOLUTION


check("gru", GRU)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The state after the padding: the biases move it at each place, though no word comes any more.
#
# </details>
#
# And from both ends: two of your GRUs, `outputs` (B, T, 2 H), at each word the forward state beside the backward one;
# `last` (B, 2 H), forward after the last word, backward after the first. `lessonlib.sequences.reverse_padded(x,
# lengths)` turns round the first `n` places of each row and leaves the padding where it is.


# %%
class BidirectionalGRU(nn.Module):
    """Two GRUs, one from either end."""

    def __init__(self, in_features, hidden_features):
        # BEGIN SOLUTION
        super().__init__()
        self.ahead, self.behind = GRU(in_features, hidden_features), GRU(in_features, hidden_features)
        # END SOLUTION

    def forward(self, x, lengths, h0=None):
        # BEGIN SOLUTION
        first, second = (None, None) if h0 is None else h0.chunk(2, dim=1)
        ahead, last = self.ahead(x, lengths, first)
        behind, top = self.behind(reverse_padded(x, lengths), lengths, second)
        outputs = torch.cat([ahead, reverse_padded(behind, lengths)], dim=2)
        return outputs, torch.cat([last, top], dim=1)
        # END SOLUTION


check("bidirectional_gru", BidirectionalGRU)

# %% [markdown]
# ## 4. A score that sees rare classes
#
# `macro_f1(y, predicted, classes)` is the plain mean over the classes, a number of classes or their names, of
# $F_1 = 2 \cdot \text{hits} / (\text{predicted} + \text{gold})$, 0 for a class that nobody names.


# %%
def macro_f1(y, predicted, classes):
    """Return the mean of the F1 of the classes."""
    # BEGIN SOLUTION
    names = range(classes) if isinstance(classes, int) else classes
    y, predicted, scores = list(y), list(predicted), []
    for name in names:
        hits = sum(a == name and b == name for a, b in zip(y, predicted, strict=True))
        named = sum(a == name for a in y) + sum(b == name for b in predicted)
        scores.append(2 * hits / max(named, 1))
    return sum(scores) / len(scores)
    # END SOLUTION


check("macro_f1", macro_f1)

# %% [markdown]
# ## 5. Train
#
# Which of twelve kinds of thing does a definition define? Every fifth definition, two epochs, the first vectors
# GloVe's. The grey lines need no network: one kind for all, and TF-IDF with logistic regression on all definitions; the
# third is what averaged vectors reach after six epochs on all of them (lesson 21).

# %%
data, run = load_definitions(), load_padding_run()
glove = load_glove()
sentences = data.words_train[::5]
words = sorted({word for sentence in sentences for word in sentence})
number_of = {word: place for place, word in enumerate(words, 2)}  # 0 is the padding, 1 an unknown word
vectors = np.random.default_rng(0).normal(0, 0.3, (len(words) + 2, glove.vector_size)).astype(np.float32)
vectors[0] = 0
for word in words:
    if word in glove:
        vectors[number_of[word]] = glove[word]
vectors = torch.tensor(vectors)
numbered = [[number_of.get(word, 1) for word in s] for s in sentences]
held_out = [[number_of.get(word, 1) for word in s] for s in data.words_held_out]
y = torch.tensor(data.y_train[::5])


class Reader(nn.Module):
    """Vectors, a GRU, a layer on its last state."""

    def __init__(self, gru, hidden=48):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=0)
        self.gru, self.layer = gru(vectors.shape[1], hidden), nn.Linear(hidden, len(data.classes))

    def forward(self, indices, lengths):
        return self.layer(self.gru(self.embedding(indices), lengths)[1])


def batches(sentences, size, rng=None):
    """Yield (places, indices, lengths), sentences of like length together."""
    order = np.arange(len(sentences)) if rng is None else rng.permutation(len(sentences))
    order = sorted(order, key=lambda i: len(sentences[i]))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    for k in range(len(groups)) if rng is None else rng.permutation(len(groups)):
        some = [sentences[i] for i in groups[k]]
        yield torch.tensor(groups[k]), pad(some), torch.tensor([len(s) for s in some])


def learn(model, epochs=2):
    """Train on the definitions; return the macro-F1 on the held-out ones after each epoch."""
    optimizer, rng, scores = torch.optim.Adam(model.parameters(), 4e-3), np.random.default_rng(0), []
    for _ in range(epochs):
        for places, indices, lengths in batches(numbered, 32, rng):
            optimizer.zero_grad()
            cross_entropy(model(indices, lengths), y[places]).backward()
            optimizer.step()
        guess = np.empty(len(held_out), dtype=int)
        with torch.no_grad():
            for places, indices, lengths in batches(held_out, 256):
                guess[places] = model(indices, lengths).argmax(dim=1)
        scores.append(macro_f1(data.y_held_out.tolist(), guess.tolist(), len(data.classes)))
    return scores


# %%
try:
    torch.manual_seed(0)
    scores = {"averaged vectors": learn(DeepAverageNetwork(vectors, 64, len(data.classes)))}
    torch.manual_seed(0)
    scores["GRU"] = learn(Reader(GRU))
    _, axes = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
    averaged = np.mean([one["macro_f1"][-1] for one in run["runs"]["averaged vectors"]])
    lines = {**run["baselines"], "averaged vectors, 6 epochs": averaged}
    for (name, score), dash in zip(lines.items(), (":", "--", "-."), strict=True):
        axes.axhline(score, color="0.5", linestyle=dash, label=f"{name}: {score:.3f}")
    for (name, values), look in zip(scores.items(), ("#0072b2", "#009e73"), strict=True):
        axes.plot(range(1, len(values) + 1), values, color=look, marker="o", label=f"{name}: {values[-1]:.3f}")
    axes.set(
        xlabel="epoch", ylabel="macro-F1, held out", ylim=(0, 1), xticks=[1, 2], title="A fifth of the definitions"
    )
    axes.legend(loc="lower right", fontsize="small")
    plt.show()
except NotImplementedError:
    print("The training waits for pad, masked_mean, DeepAverageNetwork, GRU and macro_f1")

# %% [markdown]
# What is seen: after two epochs on a fifth of the definitions both are far above one kind for all, and still below the
# other grey lines. With five seeds the averaged vectors ended between .66 and .67 and the GRU between .57 and .65:
# order costs data before it pays. The same GRU with its state taken behind 32 places of padding stood between .01 and
# .09: that is the mistake which more epochs hide (lesson 22).
#
# ## 6. Names
#
# `spans(tags)` returns `[(start, end, kind), ...]`, `end` exclusive: B-X begins a span, I-X goes on with it, and an I-X
# that has nothing of its kind before it begins one.


# %%
def spans(tags):
    """Return the spans of a sentence's tags."""
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
# `span_f1(gold, predicted)` takes two lists of sentences, each a list of tags, and returns `(precision, recall, f1)`,
# counted over all sentences together; 0 where there is nothing to divide.


# %%
def span_f1(gold, predicted):
    """Return (precision, recall, F1) of whole spans."""
    # BEGIN SOLUTION
    true = {(i, *span) for i, tags in enumerate(gold) for span in spans(tags)}
    guessed = {(i, *span) for i, tags in enumerate(predicted) for span in spans(tags)}
    right = len(true & guessed)
    precision, recall = right / max(len(guessed), 1), right / max(len(true), 1)
    return precision, recall, 2 * right / max(len(guessed) + len(true), 1)
    # END SOLUTION


check("span_f1", span_f1)

# %% [markdown]
# ## 7. The best path, and all of them
#
# $$\text{score}(y) = s_{y_1} + \sum_t e_t(y_t) + \sum_{t > 1} a_{y_{t-1} y_t} + f_{y_T}$$
#
# `emissions` $e$ (T, K), `transitions` $a$ (K, K) from the row's tag to the column's, `start` $s$ and `end` $f$ (K,).
# `viterbi` returns the path with the largest score and that score; `log_partition` the logarithm of the sum of
# $e^{\text{score}}$ over all paths.
#
# **Predict:** which of the two numbers is larger, and may they be equal?


# %%
def viterbi(emissions, transitions, start, end):
    """Return (path, score)."""
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


# %%
def log_partition(emissions, transitions, start, end):
    """Return log Z."""
    # BEGIN SOLUTION
    total = start + emissions[0]
    for scores in emissions[1:]:
        total = np.logaddexp.reduce(total[:, None] + transitions, axis=0) + scores
    return float(np.logaddexp.reduce(total + end))
    # END SOLUTION


check("log_partition", log_partition)

# %% [markdown]
# <details><summary>Answer</summary>
#
# $\log Z$: the sum holds the best path and all others. They are equal when no other path is allowed, or when there is
# only one.
#
# </details>
#
# All at once, with the points. A function that you change after it passed must be checked again: the table says so.

# %%
sheet = check_all(globals())
print(*stale(globals()), sep="\n")
sheet

# %% [markdown]
# ## 8. Find the bug
#
# Five pieces of code, each of a kind that has really been handed in. Each runs without an error. For each: look at the
# picture first, say from it alone what goes wrong, then repair it.
#
# ### Bug 1


# %%
def mean_1(x, lengths):
    there = (torch.arange(x.shape[1]) < lengths[:, None]).to(x.dtype)
    return (x * there[:, :, None]).mean(dim=1)


padding_lab(extra=2, mine=mean_1)

# %%
check("masked_mean", mean_1)


# %%
def repaired_mean_1(x, lengths):
    # BEGIN SOLUTION
    return masked_mean(x, lengths)
    # END SOLUTION


check("masked_mean", repaired_mean_1)

# %% [markdown]
# ### Bug 2


# %%
class Reader2(GRU):
    def forward(self, x, lengths, h0=None):
        everywhere = torch.full_like(lengths, x.shape[1])
        outputs, _ = super().forward(x, everywhere, h0)
        return outputs, outputs[:, -1]


sentence_reader_lab("largest carnivorous land animals ever known", padding=8, mine=Reader2)

# %%
check("gru", Reader2)


# %%
class RepairedReader2(GRU):
    def forward(self, x, lengths, h0=None):
        # BEGIN SOLUTION
        outputs, _ = super().forward(x, lengths, h0)
        return outputs, outputs[torch.arange(len(x)), lengths - 1]
        # END SOLUTION


check("gru", RepairedReader2)

# %% [markdown]
# ### Bug 3


# %%
class BothEnds3(BidirectionalGRU):
    def forward(self, x, lengths, h0=None):
        first, second = (None, None) if h0 is None else h0.chunk(2, dim=1)
        ahead, last = self.ahead(x, lengths, first)
        behind, top = self.behind(x.flip(1), torch.full_like(lengths, x.shape[1]), second)
        return torch.cat([ahead, behind.flip(1)], dim=2), torch.cat([last, top], dim=1)


sentence_reader_lab("the middle part of july", way="backward", padding=8)

# %%
check("bidirectional_gru", BothEnds3)


# %%
class RepairedBothEnds3(BidirectionalGRU):
    def forward(self, x, lengths, h0=None):
        # BEGIN SOLUTION
        first, second = (None, None) if h0 is None else h0.chunk(2, dim=1)
        ahead, last = self.ahead(x, lengths, first)
        behind, top = self.behind(reverse_padded(x, lengths), lengths, second)
        return torch.cat([ahead, reverse_padded(behind, lengths)], dim=2), torch.cat([last, top], dim=1)
        # END SOLUTION


check("bidirectional_gru", RepairedBothEnds3)

# %% [markdown]
# ### Bug 4


# %%
def spans_4(tags):
    found, start, kind = [], None, None
    for place, tag in enumerate(tags):
        if tag.startswith("I-") and tag[2:] == kind:
            continue
        if kind is not None:
            found.append((start, place, kind))
        start, kind = (place, tag[2:]) if tag != "O" else (None, None)
    return found


tagging_lab(mine=spans_4)

# %%
check("spans", spans_4)


# %%
def repaired_spans_4(tags):
    # BEGIN SOLUTION
    return spans_4([*tags, "O"])
    # END SOLUTION


check("spans", repaired_spans_4)

# %% [markdown]
# ### Bug 5


# %%
def viterbi_5(emissions, transitions, start, end):
    best, back = start + emissions[0], []
    for scores in emissions[1:]:
        paths = best + transitions
        back.append(paths.argmax(axis=1))
        best = paths.max(axis=1) + scores
    path = [int((best + end).argmax())]
    for arrows in reversed(back):
        path.append(int(arrows[path[-1]]))
    return path[::-1], float((best + end).max())


viterbi_lab(mine=viterbi_5)

# %%
check("viterbi", viterbi_5)


# %%
def repaired_viterbi_5(emissions, transitions, start, end):
    # BEGIN SOLUTION
    return viterbi_5(emissions, transitions.T, start, end)
    # END SOLUTION


check("viterbi", repaired_viterbi_5)

# %% [markdown]
# ## Three questions
#
# 1. Two readers end with a macro-F1 of .81 and .78. Does one of them read the padding? Which experiment of a minute
#    tells?
# 2. Why must precision and recall of spans be counted over all sentences, and not averaged over sentences?
# 3. $\log Z$ of a sentence is 12.3 and its right path scores 12.3, too. What has the tagger learned?
#
# <details><summary>Answers</summary>
#
# 1. Give each a sentence alone, then the same sentence with ten places of padding. Two answers: it reads the padding.
# 2. A sentence without a name has no precision and no recall. Whatever stands for them, 0 or 1, moves the mean, and a
#    sentence with one name counts as much as one with five.
# 3. Nearly all of the probability lies on the right path: $p = e^{12.3 - 12.3} = 1$. The loss, $\log Z$ minus the score
#    of the right path, is never below 0.
#
# </details>
#
# ---
# Back: [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb).
# On: [24 N-gram language models](24_ngram_language_models.ipynb).
