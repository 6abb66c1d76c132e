# %% [markdown]
# # 0 What deep learning is
#
# *Lecture 1: "Course Goals", "Framework", "Deep Learning"; lecture 2: "Course syllabus", "Technical stuff".*
# How to step through a lesson: [Start here](00_start_here.ipynb).
#
# The first slides of both lectures, before any formula: what the course wants, what is different about deep
# learning, which tools there are, and how fast models of language grew.

# %%
import numpy as np
import torch

from lessonlib import nn
from lessonlib.labs import timeline_lab

# %% [markdown]
# ## What the course wants
#
# At the end you can
#
# 1. write a neural network, its gradients and its training with nothing but NumPy,
# 2. say what each part is for, and see in a picture when one goes wrong,
# 3. build the same in PyTorch, for words, sentences and decisions,
# 4. read a paper's formula and turn it into code that is checked.
#
# ## Classic machine learning, and deep learning
#
# Both fit a function to examples. They differ in who makes the **features**, the numbers that describe an
# example to the model.
#
# | what | classic machine learning | deep learning |
# |---|---|---|
# | features | a person invents them: counts of words, edges in an image | layers learn them from raw pixels or tokens |
# | model | one simple function of the features: a line, a tree | many simple functions, one after the other |
# | data | hundreds of examples can be enough | mostly more, or a model trained on other data first |
# | what one tunes | the features | the layers, the loss, the training |
#
# The workbook has both: counts and TF-IDF in lessons [15](15_bag_of_words_and_tfidf.ipynb) and
# [20](20_text_classification.ipynb), layers from lesson [6](06_neural_networks.ipynb) on.
#
# ## Frameworks: from simple to hard
#
# A **framework** brings the layers, and computes their gradients by itself. The simpler it is to write, the
# less of it you see.
#
# | framework | you write | it does |
# |---|---|---|
# | Keras | a list of layers, then `fit` | the training loop too |
# | PyTorch | the layers and the training loop | the gradients |
# | TensorFlow | the same, or first a graph of operations | the gradients, and running on many machines |
# | NumPy | everything, the gradients too | sums and products of arrays |
#
# The homework begins at the hard end, where nothing is hidden. Here is one small model twice: a layer, a ReLU,
# a layer. First as you write it in homework 1a:

# %%
ours = nn.NeuralNetwork([nn.Linear(3, 4, rng=0), nn.ReLU(), nn.Linear(4, 1, rng=1)])
x = np.random.default_rng(2).normal(size=(5, 3))
ours.forward(x).ravel()

# %% [markdown]
# **Predict:** PyTorch's layers keep their weights as (outputs, inputs), ours as (inputs, outputs). With the
# same weights, how far apart are the answers?

# %%
theirs = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1)).double()
with torch.no_grad():
    for mine, layer in ((ours.modules[0], theirs[0]), (ours.modules[2], theirs[2])):
        layer.weight.copy_(torch.tensor(mine.weight.T))
        layer.bias.copy_(torch.tensor(mine.bias))
    difference = np.abs(theirs(torch.tensor(x)).numpy() - ours.forward(x)).max()
print(f"largest difference: {difference:.0e}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# By rounding only: both compute the same sums. What PyTorch adds is that `loss.backward()` needs no code of
# yours.
#
# </details>
#
# ## From 2003 to 2018
#
# The lecture's picture has two ends: the *neural probabilistic language model* of 2003, which guesses the next
# word from a few before it, and *BERT* of the last quarter of 2018, which guesses hidden words from all the
# others.
#
# **Predict:** how many layers has the deepest of them? **Step** through the years. **Explain** where the
# depth comes all at once.

# %%
timeline_lab()

# %% [markdown]
# <details><summary>Answer</summary>
#
# From 2003 to 2016 the deepest has 8 layers; in 2018 one has 12 and one 24. The reason is in lessons
# [11](11_vanishing_and_exploding_gradients.ipynb) and later: a gradient that goes through a long chain fades,
# and shortcuts and attention give it a short way.
#
# </details>
#
# ## The second lecture's course
#
# *Deep learning in applications* has two blocks, "all flavored with deep learning":
#
# | natural language processing | reinforcement learning |
# |---|---|
# | language models | simple approaches to optimising without gradients |
# | text generation | Q-learning and SARSA |
# | neural machine translation | DQN |
# | | REINFORCE and actor-critic (A2C) |
#
# Python 3.6 or newer was asked for then; this workbook wants 3.11 or newer.
#
# Its materials stand on these courses, and thank the people who made them public: Stanford's CS224n (natural
# language processing) and CS234 (reinforcement learning); the Yandex School of Data Analysis' Practical RL and
# NLP course; Berkeley's CS188 (introduction to AI) and CS294-112 (deep reinforcement learning).
#
# ## Where to look on
#
# - Results and code by task, as the lecture names it: `paperswithcode.com/area/natural-language-processing`.
# - On exploding gradients: Pascanu, Mikolov and Bengio (2013), `proceedings.mlr.press/v28/pascanu13.pdf`.
#
# ## Three questions
#
# 1. A program counts exclamation marks and capital letters and learns from these two numbers which mails are
#    spam. Classic or deep?
# 2. What does a framework compute for you that NumPy does not?
# 3. BERT large has how many times the layers of the Transformer of 2017?
#
# <details><summary>Answers</summary>
#
# 1. Classic: a person invented the features.
# 2. The gradients.
# 3. Four times: 24 and 6.
#
# </details>
#
# On: [1 Logistic regression](01_logistic_regression.ipynb).
