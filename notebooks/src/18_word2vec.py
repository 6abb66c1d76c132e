# %% [markdown]
# # 18 word2vec
#
# *Lecture 2: "Embeddings: word2vec", "Subsampling frequent words", "Embeddings: negative sampling",
# "Word2vec: two models".* How to step: [Start here](00_start_here.ipynb).
# Before: [17 Co-occurrence and PPMI](17_cooccurrence_and_ppmi.ipynb).
#
# Counting who stands beside whom gives a vector of thousands of numbers for each word. word2vec gets short
# vectors by another way: it **predicts** neighbours, and the weights that it needs for that are the vectors.

# %%
import numpy as np
import torch
from torch.nn.functional import logsigmoid

from lessonlib.checks import check
from lessonlib.data import load_glosses
from lessonlib.embeddings import CBOW, SkipGram, cbow_pairs, keep_probability, skipgram_pairs, train_word2vec
from lessonlib.labs import sampling_lab, word2vec_lab, word2vec_pairs_lab, word2vec_training_lab

# %% [markdown]
# ## Samples: a window slides
#
# Skip-gram predicts each word around a centre, CBOW (continuous bag of words) the centre from all words around:
#
# $$\text{skip-gram: } p(w_{i-h}, \dots, w_{i+h} \mid w_i) \qquad
# \text{CBOW: } p(w_i \mid w_{i-h}, \dots, w_{i+h})$$
#
# $w_i$ is the word in place $i$ of the text, $h$ the words to each side (`window`).
#
# **Predict:** how many samples do nine words give with $h = 2$? **Step** through the first centres, *the*, *quick* and
# *brown*. **Explain** why a word at the end of the sentence gives fewer pairs.

# %%
word2vec_pairs_lab()

# %% [markdown]
# The window is lit in the sentence, and the table fills with a row for each centre. Now the same windows for
# CBOW: how many samples?

# %%
word2vec_pairs_lab(model="CBOW")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Nine words give 30 samples for skip-gram, 9 for CBOW. A window over an end of the sentence is cut off: *the* has two
# neighbours, *quick* three, *brown* four. CBOW is faster; skip-gram looks at each pair by itself and serves rare words
# better. Neither cares at which of its places a neighbour stands: a window is a bag.
#
# </details>
#
# ## The model: two tables and a softmax
#
# $$p(c \mid w) = \frac{e^{v_w \cdot u_c}}{\sum_{k=1}^{V} e^{v_w \cdot u_k}} \qquad L = -\log p(c \mid w)$$
#
# $p(c \mid w)$ is the probability that word $c$ stands beside word $w$, and $L$ the loss of one pair; $v_w$ is row
# $w$ of the input vectors (these are kept), $u_c$ row $c$ of the output vectors, $V$ the number of words. To look up
# a row is to multiply the table by the word's one-hot vector: all other rows are multiplied by 0. The dot product is
# large where the two rows point the same way, and the softmax makes of the $V$ dot products probabilities. Two
# tables, because a word has two parts to play: a word that is asked, and a neighbour that is predicted; hardly any
# word stands beside itself. CBOW puts the mean of its context words' rows in the place of $v_w$.
#
# **Predict:** the first loss of both on 8 words, when all output vectors are 0. Which of the two can come near 0?
# (The rows of `contexts` are filled up to four places with −1, which is no word.)

# %%
tokens = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
words = list(dict.fromkeys(tokens))
pairs = torch.tensor([(words.index(a), words.index(b)) for a, b in skipgram_pairs(tokens, window=2)])
bags = [([words.index(word) for word in bag], words.index(centre)) for bag, centre in cbow_pairs(tokens, window=2)]
contexts = torch.tensor([bag + [-1] * (4 - len(bag)) for bag, _ in bags])  # -1 marks an empty place
centres = torch.tensor([centre for _, centre in bags])


def losses_of(model, **batch):
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(301):
        loss = model.loss(**batch)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


skip_gram = losses_of(SkipGram(len(words), embedding_dim=4, rng=0), centre=pairs[:, 0], context=pairs[:, 1])
cbow = losses_of(CBOW(len(words), embedding_dim=4, rng=0), contexts=contexts, centre=centres)
for epoch in range(0, 301, 100):
    print(f"epoch {epoch:3}: skip-gram {skip_gram[epoch]:.3f}, CBOW {cbow[epoch]:.3f}")
print(f"ln {len(words)} = {np.log(len(words)):.3f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Both start at $\ln 8$, the cost of a guess among 8 words. Skip-gram cannot reach 0: *fox* has four neighbours, and
# no model can know which of them is asked for. CBOW can: no two of the nine bags are the same, so each may be
# learned by heart. On a real text the same bag has many centres, and CBOW does not come near 0 either.
#
# </details>
#
# ## Words that move
#
# Now all of it at once, on phrases such as *cat sleeps*, *dog runs* or *tea cup*. A one-hot picks a row of $v$; its
# dot products with all rows of $u$ go through the softmax; the error moves the row and the output rows. In the middle
# the input vectors, of five components, are seen in the plane in which they spread most at the end. The buttons *+20*
# and *+100* go on by so many pairs.
#
# **Predict:** no animal ever stands beside another one. Of which kind will the word nearest to *cat* be? **Step**
# through the first pairs, then in large steps. **Explain** what brings *cat* and *dog* together. Then choose the
# preset *Kings and queens*.

# %%
word2vec_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# An animal: *cat* and *dog* are asked for the same neighbours, so their rows are pulled towards the same output rows.
# The cost cannot reach 0: after *cat* come *sleeps*, *eats* and *runs*, and no model knows which; 1.04 is the least.
# Among kings and queens, *king* − *man* + *woman* is nearest to *queen*: as *rules* and *she* are added up.
#
# </details>
#
# The trouble is the sum below the fraction. The slide counts: 10 000 words with vectors of 300 are
# $300 \cdot 10\,000 = 3\,000\,000$ weights in each table. One pair reads all 3 million output weights, and its
# gradient moves all of them. The slide has three ways out. The first: make one word of what is one thing, such as
# *new_york* (lesson 16 finds these pairs), which shortens the text and gives the phrase a vector of its own. The other
# two are tricks for everybody.
#
# ## Trick 1: leave out frequent words
#
# $$P(w) = \left( \sqrt{\frac{z(w)}{0.001}} + 1 \right) \cdot \frac{0.001}{z(w)}$$
#
# $P(w)$ is the probability of **keeping** an occurrence of $w$, $z(w)$ the fraction of the text that $w$ makes
# up. The formula exceeds 1 for $z < 0.0026$; there every word is kept.
#
# **Predict:** how many words of the sentence will go, and which? **Step** to its end. **Explain** why the window
# reaches further in a text that has been thinned out.

# %%
sampling_lab()

# %% [markdown]
# A word that makes up 5 % of the text is kept in

# %%
print(f"{100 * keep_probability(0.05):.0f} % of the cases")

# %% [markdown]
# Little is lost: hundreds of pairs (the, fox) say nothing about foxes. What is left stands closer together.
#
# ## Trick 2: negative sampling
#
# Instead of asking *which of 10 000 words stands beside w?* we ask $1 + K$ times *is this pair from the text?*:
# once for the pair itself, and for $K$ words drawn at random, the **negatives**.
#
# $$L = -\frac{1}{1 + K} \left[ \log \sigma(v_w \cdot u_c) + \sum_{k=1}^{K} \log \sigma(-v_w \cdot u_{n_k}) \right]
# \qquad P(n) = \frac{f(n)^{3/4}}{\sum_{j} f(j)^{3/4}}$$
#
# $\sigma$ is the sigmoid, $n_k$ a drawn word, $f(n)$ how often $n$ occurs. (The paper has the sum; divided by
# $1 + K$, a guess costs $\ln 2 = 0.693$ for any $K$.) Without negatives the model could always answer yes: all
# vectors would point one way, and the loss would come near 0. The gradient of a decision's own cost is as short as
# it gets: $\sigma - 1$ for the pair of the text, $\sigma - 0$ for a negative, times the other vector.
#
# **Predict:** the ten most frequent words make up more than a quarter of the text. What share of the negatives do they
# get? **Step** through some draws, then choose the presets with the exponents 1 and 0. **Explain** what either would
# teach the vectors of rare words.

# %%
sampling_lab("draw")

# %% [markdown]
# <details><summary>Answer</summary>
#
# 7.5 %: the power 3/4 takes more from large counts than from small ones. With the exponent 1 it is 26 %, as in the
# text, and the vector of a rare word would hardly ever be asked about as a negative. With 0 it is 0.037 %: nearly all
# draws go to words that are seldom met, whose vectors would be pushed away from everything again and again.
#
# </details>
#
# Now the training itself, pair by pair; the lab takes the sum, as the paper does. **Predict:** how many of the 16 rows
# does the first pair with two negatives move? **Step** to its end, then play. **Explain** why the loss stays near 0.693
# for some fifty pairs before it falls.

# %%
word2vec_training_lab()

# %% [markdown]
# <details><summary>Answer</summary>
#
# Three: the output vectors of the words it is asked about. Its input vector stays, as all those output vectors are
# still 0; later one row of the input vectors moves with them, four in all. On the slide's network a pair with 5
# negatives moves $7 \cdot 300 = 2100$ of 6 million weights.
#
# At the start the output vectors are 0, so input vectors get no gradient; and the input vectors are small, so the
# output vectors hardly move. Only when both have grown does the loss fall.
#
# </details>
#
# Among eight words a drawn one would often be a true neighbour, and undo what its own pair has learned; so the lab
# draws only words that never stand beside the centre. Among thousands of words nobody needs to look.
#
# ## A real corpus
#
# 117 791 definitions of WordNet, 1.76 million words: `train_word2vec` reads them five times. A tenth of the
# slide's threshold suits them better, as the definitions are short: more of *of*, *a* and *or* goes, so the
# window of 5 reaches further. You may stop it (the square button above): you get the vectors so far.

# %%
vectors = train_word2vec(load_glosses(), dim=50, window=5, negative=5, epochs=5, threshold=1e-4)

# %% [markdown]
# The bar shows the loss, beside which $\ln 2 = 0.693$ is a guess. **Predict** neighbours of *dog* and of
# *seven*, then look. Try words of your own.

# %%
for word in ("dog", "seven", "piano"):
    print(f"{word}: " + ", ".join(near for near, _ in vectors.most_similar(word, topn=6)))

# %% [markdown]
# And the sum that made word2vec famous, over all words but the three that were asked with:

# %%
for answer, cosine in vectors.most_similar(positive=["king", "woman"], negative=["man"], topn=5):
    print(f"{answer:12} {cosine:.2f}")

# %% [markdown]
# *queen* is among the first, though it depends on the seed in which place. How fast do neighbours settle? A
# run of 15 epochs was recorded; **step** through it. What is lit is new since the epoch before. $\rho$, Spearman's rank
# correlation, says how well the order of 353 pairs of words by cosine agrees with the order that people gave them: 1 is
# the same order, 0 is none.

# %%
word2vec_training_lab(view="epoch by epoch")

# %% [markdown]
# ## Your turn: the loss of negative sampling
#
# `centre` and `context` are tensors of vectors (B, D), `negatives` (B, K, D): $K$ drawn words for each of $B$
# pairs. Return the mean of all $B (1 + K)$ decisions, a tensor of one number.


# %%
def negative_sampling_loss(centre, context, negatives):
    # BEGIN SOLUTION
    positive = (centre * context).sum(dim=1)
    negative = (negatives @ centre[:, :, None]).squeeze(2)
    return -torch.cat([logsigmoid(positive)[:, None], logsigmoid(-negative)], dim=1).mean()
    # END SOLUTION


check("negative_sampling_loss", negative_sampling_loss)

# %%
word2vec_training_lab(mine=negative_sampling_loss, step=400)

# %% [markdown]
# Your loss trains vectors of its own: its curve and ours should coincide. And here the words themselves move by your
# loss; take a minus out of it and see where they go:

# %%
word2vec_lab(output="negatives", learning_rate=0.3, mine=negative_sampling_loss, predict=False)

# %% [markdown]
# Stuck?
# `check("negative_sampling_loss", negative_sampling_loss).hint(1)` says where to look.
#
# ## Three questions
#
# **1.** A model with negative sampling, 5 negatives, shows a loss of 0.70 after an epoch. What do you say?
#
# <details><summary>Answer</summary>
#
# $\ln 2 = 0.693$ is what a coin costs, so it has learned nothing yet, or there is a mistake in the loss: a
# sign, or dot products averaged over the batch before the sigmoid.
#
# </details>
#
# **2.** CBOW's windows at the end of a sentence are shorter. Somebody fills them up with id 0 and tells torch
# that 0 is padding (`padding_idx=0`). What happens to word 0?
#
# <details><summary>Answer</summary>
#
# Its row gets no gradient and stays as it is: a real word, often the most frequent, is never learned. Our
# `CBOW` marks an empty place by $-1$, which is no word.
#
# </details>
#
# **3.** Why are negatives drawn with the power 3/4, and not as often as words occur?
#
# <details><summary>Answer</summary>
#
# With power 1 most negatives would be *the*, *of* and *a*, from which little is learned; with power 0 all
# words come equally often, and the very rare ones too often. 3/4 lies between and did best in the paper's
# trials.
#
# </details>
#
# ---
# Back: [17 Co-occurrence and PPMI](17_cooccurrence_and_ppmi.ipynb). On: [19 Analogies](19_analogies.ipynb).
