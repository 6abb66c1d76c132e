# %% [markdown]
# # Homework 3a: language models and translation
#
# *Lecture 1: "Homeworks" (language modelling, attention), "Syllabus" (language models, sequence to sequence). Step by
# step: [24 N-gram language models](24_ngram_language_models.ipynb),
# [25 Neural language models and decoding](25_neural_language_models_and_decoding.ipynb),
# [26 Translation](26_translation.ipynb).*
#
# You count what follows what and judge the counts, cut words into pieces, shift and mask what a network learns from,
# choose what it says next, score what was said, and write the attention with which a decoder looks back. Then all of it
# trains a translator. Where a cell says `raise NotImplementedError`, your code goes; the cell checks it and says what
# is wrong and why. Ask for `.hint(1)`, then `.hint(2)`, if that is not enough. Nothing here stops the notebook: an
# exercise that is not written yet is reported as "not attempted".

# %%
import itertools
import math
from collections import Counter

import numpy as np
import torch
from torch import nn

from lessonlib.checks import check, check_all, stale
from lessonlib.labs import alignment_lab, beam_lab, bleu_lab, edit_distance_lab, next_token_loss_lab, seq2seq_lab
from lessonlib.language import LaplaceLM as OurLaplace
from lessonlib.language import Seq2Seq, number_words

torch.set_num_threads(1)

# %% [markdown]
# ## 1. Count what follows what
#
# `count_ngrams(sentences, n)` returns `{context: Counter}`: for each context, a tuple of n − 1 tokens, how often each
# token follows. A sentence is padded with n − 1 times `"<s>"` in front and one `"</s>"` behind, which is counted like a
# token.
#
# **Predict:** with n = 2, how often does anything follow `("<s>",)`, in 50 sentences?
#
# <details><summary>Answer</summary>
#
# 50 times: each sentence begins once.
#
# </details>


# %%
def count_ngrams(sentences, n):
    """Return {context: Counter of the tokens that follow}."""
    # BEGIN SOLUTION
    table = {}
    for sentence in sentences:
        padded = ["<s>"] * (n - 1) + [*sentence] + ["</s>"]
        for i in range(n - 1, len(padded)):
            table.setdefault(tuple(padded[i - n + 1 : i]), Counter())[padded[i]] += 1
    return table
    # END SOLUTION


check("count_ngrams", count_ngrams)

# %% [markdown]
# `LaplaceLM(sentences, n, delta)` gives with `probability(token, context)`
#
# $$P(w \mid \text{context}) = \frac{c(\text{context}, w) + \delta}{C + \delta V}$$
#
# $C$ is the sum of $c$ over all tokens, $V$ the number of different tokens, `"</s>"` with them and `"<s>"` not. Keep
# `n` as an attribute; perplexity will ask for it.


# %%
class LaplaceLM:
    """An n-gram model in which nothing is impossible."""

    def __init__(self, sentences, n, delta=1.0):
        # BEGIN SOLUTION
        self.n, self.delta = n, delta
        self.counts = count_ngrams(sentences, n)
        self.size = len({word for sentence in sentences for word in sentence}) + 1
        # END SOLUTION

    def probability(self, token, context=()):
        # BEGIN SOLUTION
        row = self.counts.get(tuple(context), Counter())
        return (row[token] + self.delta) / (sum(row.values()) + self.delta * self.size)
        # END SOLUTION


check("laplace_lm", LaplaceLM)

# %% [markdown]
# `perplexity(lm, sentences)` is $\exp\left(-\frac1N \sum \ln P\right)$ over all $N$ tokens of all sentences, each
# `"</s>"` counted, no `"<s>"`. A token of probability 0 makes it infinite.


# %%
def perplexity(lm, sentences):
    """Return exp of the mean surprise by token."""
    # BEGIN SOLUTION
    surprise = tokens = 0
    for sentence in sentences:
        padded = ["<s>"] * (lm.n - 1) + [*sentence] + ["</s>"]
        for i in range(lm.n - 1, len(padded)):
            p = lm.probability(padded[i], tuple(padded[i - lm.n + 1 : i]))
            surprise += -math.log(p) if p > 0 else math.inf
            tokens += 1
    return math.exp(surprise / tokens) if surprise < math.inf else math.inf
    # END SOLUTION


check("perplexity", perplexity)

# %% [markdown]
# ## 2. Pieces of words
#
# `train_bpe(word_counts, merges)` returns a list of pairs: each time the most frequent pair of neighbouring pieces,
# within words, each word as often as it occurs; of equally frequent pairs the one met first. The pair is then joined in
# all words, from left to right.


# %%
def joined(pieces, pair):
    """Return the pieces with every occurrence of the pair made one."""
    # BEGIN SOLUTION
    done, i = [], 0
    while i < len(pieces):
        step = 2 if tuple(pieces[i : i + 2]) == tuple(pair) else 1
        done.append("".join(pieces[i : i + step]))
        i += step
    return done
    # END SOLUTION


def train_bpe(word_counts, merges):
    """Return the pairs, the first joined first."""
    # BEGIN SOLUTION
    words, learned = {word: list(word) for word in word_counts}, []
    for _ in range(merges):
        table = Counter()
        for word, pieces in words.items():
            for pair in itertools.pairwise(pieces):
                table[pair] += word_counts[word]
        if not table:
            break
        learned.append(max(table, key=table.get))  # of equal ones the first met
        words = {word: joined(pieces, learned[-1]) for word, pieces in words.items()}
    return learned
    # END SOLUTION


check("train_bpe", train_bpe)

# %% [markdown]
# `encode_bpe(word, merges)` returns the pieces of a word: the merges in the order in which they were learned.


# %%
def encode_bpe(word, merges):
    """Return the pieces."""
    # BEGIN SOLUTION
    pieces, merges = list(word), [tuple(pair) for pair in merges]
    while True:
        there = [pair for pair in itertools.pairwise(pieces) if pair in merges]
        if not there:
            return pieces
        pieces = joined(pieces, min(there, key=merges.index))
    # END SOLUTION


check("encode_bpe", encode_bpe)

# %% [markdown]
# ## 3. What a network learns from
#
# `shift(batch, bos, eos, pad)` takes ids (B, T) and returns inputs and targets, both (B, T + 1): at every place the
# target is the token that comes next. A row $x_1 \dots x_n$ gives the inputs bos $x_1 \dots x_n$ and the targets
# $x_1 \dots x_n$ eos, each padded.
#
# **Predict:** what loss would a network reach if inputs and targets were the same? Bug 1 shows what comes of it.


# %%
def shift(batch, bos, eos, pad):
    """Return (inputs, targets)."""
    # BEGIN SOLUTION
    batch = torch.as_tensor(batch)
    edge = torch.full((len(batch), 1), pad)
    inputs, targets = torch.cat([torch.full_like(edge, bos), batch], 1), torch.cat([batch, edge], 1)
    targets[torch.arange(len(batch)), (batch != pad).sum(dim=1)] = eos
    return inputs, targets
    # END SOLUTION


check("shift", shift)

# %% [markdown]
# `language_model_loss(logits, targets, pad)`: the mean of $-\ln p(\text{target})$ over the targets that are not `pad`,
# in nats; logits (B, T, V), targets (B, T). Tensors come; gradients have to flow.


# %%
def language_model_loss(logits, targets, pad):
    """Return the loss, one number."""
    # BEGIN SOLUTION
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=pad)
    # END SOLUTION


check("language_model_loss", language_model_loss)

# %% [markdown]
# ## 4. What is said next
#
# `temperature_softmax(logits, temperature)`: the softmax of logits / T over the last axis. `top_k(p, k)` and
# `top_p(p, mass)` cut a distribution (V,) to its k largest shares, or to the smallest set of largest shares whose sum
# reaches the mass, the one that crosses the line with them; what stays is divided by its sum, at its own place.
#
# **Predict** what `top_p([.5, .41, .09], .9)` keeps.
#
# <details><summary>Answer</summary>
#
# The first two: .5 + .41 = .91 reaches .9. Divided by .91 they are .549 and .451.
#
# </details>


# %%
def temperature_softmax(logits, temperature):
    """Return p."""
    # BEGIN SOLUTION
    logits = np.asarray(logits, dtype=float)
    powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)
    # END SOLUTION


check("temperature_softmax", temperature_softmax)


# %%
def top_k(p, k):
    """Return p with all but its k largest shares set to 0."""
    # BEGIN SOLUTION
    p = np.asarray(p, dtype=float)
    kept = np.zeros_like(p)
    best = np.argsort(-p, kind="stable")[:k]
    kept[best] = p[best]
    return kept / kept.sum()
    # END SOLUTION


check("top_k", top_k)


# %%
def top_p(p, mass):
    """Return p cut to the smallest set that reaches the mass."""
    # BEGIN SOLUTION
    p = np.asarray(p, dtype=float)
    order = np.argsort(-p, kind="stable")
    before = np.concatenate([[0], np.cumsum(p[order])[:-1]])
    stays = order[(before < mass - 1e-9) | (mass == 1) | (np.arange(len(p)) == 0)]
    kept = np.zeros_like(p)
    kept[stays] = p[stays]
    return kept / kept.sum()
    # END SOLUTION


check("top_p", top_p)

# %% [markdown]
# `beam_search(log_p, start, end, width, length, alpha)`: `log_p(tokens)` gives $\ln p$ of each token that may follow.
# Every step prolongs each live hypothesis by every token and keeps the `width` best of *all* by their sums. One that
# took `end` is finished and grows no more. The search goes on until nothing is live, or no live one can still beat the
# `width` finished ones, or `length` tokens are there. Returned is a list of (tokens, score), `start` first in the
# tokens, the best first, at most `width`; the score is the sum divided by (number of tokens after start)$^\alpha$.


# %%
def beam_search(log_p, start, end, width, length, alpha=0.0):
    """Return the best sequences that a beam finds, with their scores."""
    # BEGIN SOLUTION
    live, finished = [((start,), 0.0)], []
    for n in range(1, length + 1):
        grown = [
            ((*tokens, token), total + float(more))
            for tokens, total in live
            for token, more in enumerate(log_p(tokens))
            if more > -math.inf
        ]
        grown = sorted(grown, key=lambda one: -one[1])[:width]
        finished += [(tokens, total / n**alpha) for tokens, total in grown if tokens[-1] == end]
        finished = sorted(finished, key=lambda one: -one[1])[:width]
        live = [one for one in grown if one[0][-1] != end]
        if not live or (len(finished) == width and live[0][1] / length**alpha <= finished[-1][1]):
            return finished
    cut = [(tokens, total / length**alpha) for tokens, total in live]
    return sorted([*finished, *cut], key=lambda one: -one[1])[:width]
    # END SOLUTION


check("beam_search", beam_search)

# %% [markdown]
# ## 5. Which word is which, and how good is it?
#
# `em_step(pairs, t)` is one round of IBM model 1; `t[e][f]` is $t(f \mid e)$.


# %%
def em_step(pairs, t):
    """Return the next table."""
    # BEGIN SOLUTION
    counts = {}
    for e_words, f_words in pairs:
        for f in f_words:
            total = sum(t[e][f] for e in e_words)
            for e in e_words:
                row = counts.setdefault(e, {})
                row[f] = row.get(f, 0.0) + t[e][f] / total
    return {e: {f: c / sum(row.values()) for f, c in row.items()} for e, row in counts.items()}
    # END SOLUTION


check("em_step", em_step)

# %% [markdown]
# Give it to the lab: `alignment_lab(mine=em_step)` runs yours beside ours, every number compared.

# %%
alignment_lab(mine=em_step)

# %% [markdown]
# `bleu(candidates, references)`, lists of lists of words: clipped n-grams of 1 to 4 words summed over the corpus, the
# fourth root of the product, times $\min(1, e^{1 - r/c})$.


# %%
def bleu(candidates, references):
    """Return BLEU of the corpus."""

    # BEGIN SOLUTION
    def grams(words, n):
        return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))

    c, r = sum(map(len, candidates)), sum(map(len, references))
    logs = 0.0
    for n in (1, 2, 3, 4):
        pairs = [(grams(a, n), grams(b, n)) for a, b in zip(candidates, references, strict=True)]
        matched = sum((ours & theirs).total() for ours, theirs in pairs)
        if not matched:
            return 0.0
        logs += math.log(matched / sum(ours.total() for ours, _ in pairs)) / 4
    return math.exp(min(0.0, 1 - r / c) + logs)
    # END SOLUTION


check("bleu", bleu)

# %%
bleu_lab("the cat sat on a mat", mine=bleu)

# %% [markdown]
# `edit_distance(a, b)`: the fewest insertions, deletions and substitutions. `word_error_rate(reference, hypothesis)`:
# these, by word of the reference.


# %%
def edit_distance(a, b):
    """Return the number of edits."""
    # BEGIN SOLUTION
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row = row, [i]
        for j, right in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
    return row[-1]
    # END SOLUTION


check("edit_distance", edit_distance)


# %%
def word_error_rate(reference, hypothesis):
    """Return the errors by word of the reference."""
    # BEGIN SOLUTION
    return edit_distance(reference, hypothesis) / len(reference)
    # END SOLUTION


check("word_error_rate", word_error_rate)

# %%
edit_distance_lab(mine=edit_distance)

# %% [markdown]
# ## 6. Looking back
#
# `attend(query, keys, values, mask)`: (B, D), (B, T, D), (B, T, E), and (B, T), True at words. It returns
#
# $$a_t = \text{softmax}_t(q \cdot k_t) \qquad c = \sum_t a_t v_t$$
#
# as (context (B, E), weights (B, T)). Padding gets the weight 0; a row of padding alone gets zeros everywhere.


# %%
def attend(query, keys, values, mask):
    """Return (context, weights)."""
    # BEGIN SOLUTION
    query, keys, values = (torch.as_tensor(x) for x in (query, keys, values))
    there = torch.as_tensor(mask)
    scores = (keys @ query[:, :, None])[:, :, 0]  # (B, T, D) (B, D, 1) -> (B, T)
    weights = torch.softmax(scores.masked_fill(~there, -1e30), dim=1) * there
    return (weights[:, None] @ values)[:, 0], weights
    # END SOLUTION


check("attend", attend)

# %% [markdown]
# ## 7. A translator of your own parts
#
# English number words to German, 2000 numbers to learn from and 500 others to be judged on. The encoder and the
# decoder's GRU are `Seq2Seq`'s; the shift, the loss and the attention are yours. One decoder step: the word before and
# the state before give the next state $h_i$; it attends, with your `attend`; both together score the words:
#
# $$h_i = \text{GRU}(y_{i-1}, h_{i-1}) \qquad c_i = \text{attend}(h_i, s, s) \qquad
# \text{logits}_i = W \tanh(V \, [h_i; c_i])$$
#
# `parts` is a `Seq2Seq`: `parts.target` looks up words of the target (B,), `parts.decoder` is torch's GRU, batch first;
# `parts.join` is $V$ and `parts.scores` is $W$. `memory` has `states` $s$ (B, T, H) and `mask` (B, T).


# %%
def decoder_step(parts, word, h, memory):
    """A Seq2Seq, the word before (B,), h (1, B, H), what was read -> logits (B, V), the next h (1, B, H)."""
    # BEGIN SOLUTION
    state, h = parts.decoder(parts.target(word)[:, None], h)  # (B, 1, H)
    context, _ = attend(state[:, 0], memory.states, memory.states, memory.mask)
    return parts.scores(torch.tanh(parts.join(torch.cat([state[:, 0], context], dim=1)))), h
    # END SOLUTION


check("decoder_step", decoder_step)


# %%
def numbered(sentences, first):
    """Ids (N, T) from ``first`` on, padded with 0, and the words."""
    words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
    number_of = {word: i for i, word in enumerate(words, first)}
    ids = torch.zeros(len(sentences), max(map(len, sentences)), dtype=torch.long)
    for row, sentence in zip(ids, sentences, strict=True):
        row[: len(sentence)] = torch.tensor([number_of[word] for word in sentence])
    return ids, words


PAD, BEGIN, END = 0, 1, 2
numbers = np.random.default_rng(0).permutation(np.arange(1, 10_000))[:2500].tolist()
source, english = numbered([number_words(n, "en") for n in numbers], first=1)
target, german = numbered([number_words(n, "de") for n in numbers], first=3)
parts = Seq2Seq(len(english) + 1, len(german) + 3, hidden=48, seed=0)


def learn(epochs=3, many=2000, shifted=None, batch=32):
    """Train on the first ``many`` numbers with teacher forcing; print the loss of each epoch."""
    optimizer = torch.optim.Adam(parts.parameters(), 5e-3)
    inputs, targets = (shifted or shift)(target[:many], BEGIN, END, PAD)
    for epoch in range(epochs):
        losses = []
        for rows in torch.from_numpy(np.random.default_rng(epoch).permutation(many)).split(batch):
            memory = parts.encode(source[rows])
            h, logits = memory.h, []
            for place in range(inputs.shape[1]):
                scores, h = decoder_step(parts, inputs[rows, place], h, memory)
                logits.append(scores)
            loss = language_model_loss(torch.stack(logits, dim=1), targets[rows], PAD)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, ln V is {math.log(len(german) + 3):.3f}")


@torch.no_grad()
def written(rows, length=12):
    """What the decoder writes when it is given its own words: lists of ids, without the end."""
    memory = parts.encode(source[rows])
    h, word, columns = memory.h, torch.full((len(memory.states),), BEGIN), []
    for _ in range(length):
        logits, h = decoder_step(parts, word, h, memory)
        word = logits.argmax(dim=1)
        columns.append(word)
    lines = torch.stack(columns, dim=1).tolist()
    return [line[: line.index(END)] if END in line else line for line in lines]


UNSEEN = slice(2000, 2500)
gold = [[i for i in row if i] for row in target[UNSEEN].tolist()]
try:
    learn()
    answers = written(UNSEEN)
    print("right to the last word:", np.mean([a == b for a, b in zip(answers, gold, strict=True)]))
    print("word error rate:", np.mean([word_error_rate(b, a) for a, b in zip(answers, gold, strict=True)]).round(4))
    print("BLEU:", round(bleu([[str(i) for i in a] for a in answers], [[str(i) for i in b] for b in gold]), 3))
except NotImplementedError:
    print("The translator waits for shift, language_model_loss, attend, decoder_step, word_error_rate and bleu")
except (AttributeError, RuntimeError, TypeError, ValueError) as error:  # such as a loss that is written for arrays
    print("The translator stopped:", error)

# %% [markdown]
# What is seen: after three epochs on 2000 numbers, with five seeds, between .93 and .996 of the unseen ones were right
# to the last word, with a BLEU between .974 and .998.
#
# All at once, with the points. A function that you change after it passed must be checked again: the table says so.

# %%
sheet = check_all(globals())
print(*stale(globals()), sep="\n")
sheet

# %% [markdown]
# ## 8. Find the bug
#
# Five pieces of code, each of a kind that has really been handed in. Each runs without an error. For each: look at what
# it gives first, say from that alone what goes wrong, then repair it.
#
# ### Bug 1


# %%
def shift_1(batch, bos, eos, pad):
    batch = torch.as_tensor(batch)
    edge = torch.full((len(batch), 1), pad)
    inputs = torch.cat([torch.full_like(edge, bos), batch], dim=1)
    return inputs, inputs.clone()


try:
    parts = Seq2Seq(len(english) + 1, len(german) + 3, hidden=48, seed=2)
    learn(epochs=2, shifted=shift_1)
    answers = written(UNSEEN)
    print("right to the last word:", np.mean([a == b for a, b in zip(answers, gold, strict=True)]))
except NotImplementedError:
    print("What shift_1 does to the translator waits for language_model_loss, attend and decoder_step")
except (AttributeError, RuntimeError, TypeError, ValueError) as error:
    print("The translator stopped:", error)

# %%
next_token_loss_lab(shifter=shift_1)

# %%
check("shift", shift_1)


# %%
def repaired_shift_1(batch, bos, eos, pad):
    # BEGIN SOLUTION
    return shift(batch, bos, eos, pad)
    # END SOLUTION


check("shift", repaired_shift_1)

# %% [markdown]
# ### Bug 2
#
# A judge of translators: the share of words that are right, here of one that was trained for a moment only. Which words
# does this judge put before each word? The last line counts by `written` what is right; your judge should say the same.


# %%
@torch.no_grad()
def judge_2(rows):
    gold, memory = target[rows], parts.encode(source[rows])
    word, h, right = torch.full((len(gold),), BEGIN), memory.h, []
    for place in range(gold.shape[1]):
        logits, h = decoder_step(parts, word, h, memory)
        right.append(logits.argmax(dim=1) == gold[:, place])
        word = gold[:, place]
    return float(torch.stack(right, dim=1)[gold != PAD].float().mean())


@torch.no_grad()
def repaired_judge_2(rows):
    # BEGIN SOLUTION
    gold, memory = target[rows], parts.encode(source[rows])
    word, h, right = torch.full((len(gold),), BEGIN), memory.h, []
    for place in range(gold.shape[1]):
        logits, h = decoder_step(parts, word, h, memory)
        word = logits.argmax(dim=1)
        right.append(word == gold[:, place])
    return float(torch.stack(right, dim=1)[gold != PAD].float().mean())
    # END SOLUTION


try:
    parts = Seq2Seq(len(english) + 1, len(german) + 3, hidden=48, seed=1)
    learn(epochs=2, many=500)
    print(f"judged by judge_2: {judge_2(UNSEEN):.3f}, by the repaired one: {repaired_judge_2(UNSEEN):.3f}")
    right = sum(
        a == b for row, line in zip(written(UNSEEN), gold, strict=True) for a, b in zip(row, line, strict=False)
    )
    print(f"of all words {right / sum(map(len, gold)):.3f} are right in what it writes alone: a good judge says so")
except NotImplementedError:
    print("The judges wait for shift, language_model_loss, attend, decoder_step and repaired_judge_2")
except (AttributeError, RuntimeError, TypeError, ValueError) as error:
    print("The translator stopped:", error)

# %% [markdown]
# ### Bug 3


# %%
def attend_3(query, keys, values, mask):
    query, keys, values = (torch.as_tensor(x) for x in (query, keys, values))
    scores = (keys @ query[:, :, None])[:, :, 0] * torch.as_tensor(mask)
    weights = torch.softmax(scores, dim=1)
    return (weights[:, None] @ values)[:, 0], weights


seq2seq_lab(mine=attend_3)

# %%
check("attend", attend_3)


# %%
def repaired_attend_3(query, keys, values, mask):
    # BEGIN SOLUTION
    return attend(query, keys, values, mask)
    # END SOLUTION


check("attend", repaired_attend_3)

# %% [markdown]
# ### Bug 4


# %%
def beam_search_4(log_p, start, end, width, length, alpha=0.0):
    live = [((start,), 0.0)]
    for _ in range(length):
        grown = [
            ((*tokens, token), total + float(more))
            for tokens, total in live
            for token, more in enumerate(log_p(tokens))
            if more > -math.inf
        ]
        live = sorted(grown, key=lambda one: -one[1])[:width]
    return [(tokens, total / length**alpha) for tokens, total in live]


beam_lab(mine=beam_search_4)

# %%
check("beam_search", beam_search_4)


# %%
def repaired_beam_search_4(log_p, start, end, width, length, alpha=0.0):
    # BEGIN SOLUTION
    return beam_search(log_p, start, end, width, length, alpha)
    # END SOLUTION


check("beam_search", repaired_beam_search_4)

# %% [markdown]
# ### Bug 5


# %%
def perplexity_5(lm, sentences):
    values = []
    for sentence in sentences:
        padded = ["<s>"] * (lm.n - 1) + [*sentence] + ["</s>"]
        logs = [
            math.log(lm.probability(padded[i], tuple(padded[i - lm.n + 1 : i]))) for i in range(lm.n - 1, len(padded))
        ]
        values.append(math.exp(-sum(logs) / len(logs)))
    return sum(values) / len(values)


lm = OurLaplace([["the", "cat", "sat"], ["a", "dog", "sat", "on", "the", "cat"], ["on"]], n=2)
long, short = ["a", "dog", "sat", "on", "the", "cat"], ["dog"]
print("a long sentence, 7 tokens:", round(perplexity_5(lm, [long]), 2))
print("a short one, 2 tokens:", round(perplexity_5(lm, [short]), 2))
print("both, 9 tokens:", round(perplexity_5(lm, [long, short]), 2))

# %%
check("perplexity", perplexity_5)


# %%
def repaired_perplexity_5(lm, sentences):
    # BEGIN SOLUTION
    return perplexity(lm, sentences)
    # END SOLUTION


check("perplexity", repaired_perplexity_5)

# %% [markdown]
# ## Three questions
#
# 1. A language model starts with a loss of 3.5 nats a token, and its vocabulary has 34 words. Is this a good sign?
# 2. Two translators have BLEU .31 and .33 on the same 500 sentences. What would you do before you call one better?
# 3. Greedy decoding and a beam of width 5 find sequences with $\sum \ln p$ of −4.1 and −3.9. Which is the better
#    translation?
#
# <details><summary>Answers</summary>
#
# 1. Yes: $\ln 34 = 3.53$ is the loss of one who knows nothing. Much more would be a mistake in the first weights, much
#    less one in the targets.
# 2. Draw 500 of the 500 sentences with replacement, compute both scores on them, and do it a thousand times. How often
#    is the first ahead? (This is the bootstrap.)
# 3. The beam's is likelier to the model. Which is better a reader tells: the likeliest sequences are often too short.
#
# </details>
#
# ---
# Back: [26 Translation](26_translation.ipynb). On: [27 Attention](27_attention.ipynb).
