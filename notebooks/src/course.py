# %% [markdown]
# # The course
#
# *Lecture 1: "Grading", "Homeworks", "Project", "Exam", "Syllabus", "Projects".*
# How to step through a lesson: [Start here](00_start_here.ipynb).
#
# What is taught, what you hand in, how it is marked; a calculator for your marks, and a quiz with fresh numbers
# whenever you want some.

# %%
from lessonlib.course import exam, grade, grade_calculator, quiz

# %% [markdown]
# ## Syllabus
#
# | first half | second half |
# |---|---|
# | deep learning | language models |
# | word embeddings | ranking models |
# | convolutional networks | sequence to sequence |
# | tricks in deep learning | attention |
# | engineering in deep learning | transformer |
# | recurrent networks | transfer learning |
# | sequence tagging | dialogue systems |
#
# This workbook goes with the first two lectures, *Introduction to deep learning* and *Deep learning in
# applications*. The homeworks are written in NumPy and in PyTorch.
#
# ## Grading
#
# $$\text{result} = 0.4 \cdot \text{mean}(\text{homeworks}) + 0.4 \cdot \text{project} + 0.2 \cdot \text{exam}$$
#
# Each mark goes from 0 to 10, and so does the result. With three homeworks, a point more in one of them moves
# the result by 0.13, in the project by 0.4, in the exam by 0.2.
#
# **Predict:** marks of 8, 9 and 7 in the homeworks, 9 in the project and 6 in the exam. What is the result?

# %%
grade(homeworks=[8, 9, 7], project=9, exam=6)

# %% [markdown]
# Type your own marks. A field left empty is a mark that is still open; the calculator then says between which
# two results you can still end.

# %%
grade_calculator()

# %% [markdown]
# ## Homeworks
#
# | homework | what you write |
# |---|---|
# | 1a | [an n-layer network in NumPy](homework_1a_neural_network.ipynb) |
# | 1b | [word2vec in PyTorch](homework_1b_word2vec.ipynb) |
# | 2 | [classification; a GRU of your own; tags and the best path](homework_2_sentences.ipynb) |
# | 3a | [language models; decoding; translation](homework_3a_language.ipynb) |
# | 3b | [attention, a transformer; transfer learning and ranking](homework_3b_transformer.ipynb) |
#
# ## Project
#
# It must contain deep learning. You work alone or with one other, three at the very most. The topic comes from
# the list below or is your own; it may also be a paper that you implement, or a competition that you enter. It
# counts as much as all homeworks together, so take your time to choose.
#
# | field | topics on the list |
# |---|---|
# | dialogue | a chit-chat chatbot, by ranking or generative; dialogue engines; slot filling |
# | translating, summarising | neural machine translation; summarisation |
# | tagging, classifying | named entities (NER) or other sequence tagging; sentiment; long texts |
# | questions and answers | question answering |
# | language models | language modelling; the Transformer and its extensions |
# | transfer | transfer learning from scratch; from metric learning (sentence embeddings) |
# | little data, small models | low-resource deep learning: few-shot learning; distillation |
# | several at once | multi-task learning; image captioning |
# | a paper | ULMFiT, GPT, BERT, XLNet, Unsupervised Data Augmentation |
# | open | a Kaggle competition; your own project |
#
# ## Exam
#
# A test of about 15 questions on what the lectures said. The quizzes below ask in the same spirit.
#
# ## Quiz on lecture 1
#
# Most questions are to be worked out: with pen and paper, a calculator, or a cell of this notebook, into which
# you can copy the numbers. Write the answer as `0.25`, `-3`, `2e-4` or `1/3`.
#
# - <kbd>Enter</kbd> checks the answer. When it was right, <kbd>Enter</kbd> once more goes on to the next question.
# - <kbd>Tab</kbd> leads to *Check*, *Show the answer*, and to the link to the lesson that explains it.
# - A wrong answer counts nothing against you: try again. Where the mistake is a known one, it is named.
# - Everything is compared in this notebook's own Python. Nothing is sent anywhere, and nothing is kept once you
#   close the notebook.

# %%
quiz(1)

# %% [markdown]
# A short one: 5 questions, drawn by another seed. The same seed gives the same questions with the same numbers, so
# you can share it; change it for fresh ones.

# %%
quiz(1, n=5, seed=2)

# %% [markdown]
# ## Quiz on lecture 2
#
# From convolutions to word vectors.

# %%
quiz(2)

# %% [markdown]
# ## Quiz on sequences
#
# What homework 2 needs: batches of texts of different lengths, recurrent readers, the scores of a classifier.

# %%
quiz(3)

# %% [markdown]
# ## Quizzes on language models, and on attention and transfer
#
# The two halves of homework 3.

# %%
quiz(4)

# %%
quiz(5)

# %% [markdown]
# ## Quiz on reinforcement learning

# %%
quiz(6)

# %% [markdown]
# ## An exam to practise on
#
# 15 questions over all of these, as many as the exam has. Take a seed, a clock, and no lesson beside you. A right
# answer is worth two thirds of a point: 12 right answers make a mark of 8.

# %%
exam(seed=1)
