# %% [markdown]
# # Start here
#
# Each notebook takes one idea of the two lectures and lets you step through it. A section asks you to
# **predict**, then to **step**, then to **explain** what you saw in one sentence of your own. The pictures run
# short NumPy code, the same that you write in the homework; where you pass your own class in, they run yours.
#
# Click into the cell below and press <kbd>Shift</kbd>+<kbd>Enter</kbd>. (*Run → Run All Cells* fills the whole
# page at once.)

# %%
from lessonlib.labs import activations_lab, optimizers_lab

activations_lab("Sigmoid")

# %% [markdown]
# ## Step through it
#
# **Predict:** at which $x$ is the sigmoid steepest, and how steep is it there? Draw its slope into the middle panel,
# with the mouse or the arrow keys, and press *Answer*. **Step** until you know.
# **Explain** what the grey bands on both sides mean. The answer is at the end of this page.
#
# Click into the picture once; then the keys work too.
#
# | you want | in the picture | key |
# |---|---|---|
# | the next step, the one before | ▸ ◂ | <kbd>→</kbd> <kbd>←</kbd> |
# | the last step, the first | the outer buttons | <kbd>End</kbd> <kbd>Home</kbd> |
# | to play and to pause | the middle button | <kbd>Space</kbd> |
# | any step | the slider below the picture | |
# | faster or slower | the list beside it: 1 to 60 steps a second | |
# | to answer its question, or to pass it over | *Answer*, *Skip* | <kbd>s</kbd> skips |
# | what a word or number speaks of, and how a cell came about | point at it, or tap it | <kbd>t</kbd>, then arrows |
# | the whole screen, in large type | the last button | <kbd>Esc</kbd> leaves |
#
# Here you can also drag the point along the curve. Stepping happens in your browser, so it goes on while Python
# is busy or gone. The controls below the buttons are different: they make Python compute again. The step you
# are at stays.

# %% [markdown]
# ## Drag, zoom, choose a preset
#
# **Predict:** the ring marks where all four methods start. Which of them will run farthest past the minimum?
# **Step** or play.
#
# - Click or drag in the left plot: the start moves there and all paths are computed again. With the keyboard:
#   <kbd>Tab</kbd> to the ring, arrow keys to move it, <kbd>Shift</kbd> and an arrow key to move it finely.
# - `+`, `−` and `1:1` above the plot zoom; so does <kbd>Ctrl</kbd> (on a Mac <kbd>⌘</kbd>) with the wheel.
#   <kbd>Shift</kbd> and drag moves the enlarged picture.
# - *Preset* sets everything for one effect and says what to look for.

# %%
optimizers_lab()

# %% [markdown]
# ## Put your own class in
#
# Every lab takes your code by a keyword; here it is `mine=`. An activation is a class with `forward(x)` and
# `backward(grad)`, where `grad` is the gradient that arrives from behind. Run both cells. The picture draws
# `MyTanh` beside `Tanh`, and where the two differ it says where first, with both numbers.

# %%
import numpy as np


class MyTanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y)  # something is missing here


# %%
activations_lab("Tanh", mine=MyTanh, predict=False)

# %% [markdown]
# The sentence above the picture names the first difference: at $x = -6$ the slope of `MyTanh` is 2, where $2.46
# \cdot 10^{-5}$ was wanted. `check` tries the class on more inputs and says what the mistake probably is:

# %%
from lessonlib.checks import check

check("tanh", MyTanh)

# %% [markdown]
# Write `self.y**2` in place of `self.y`, and run the three cells again. Then misspell `self.y` in `backward` on
# purpose: the lab says *MyTanh raised AttributeError*, our `Tanh` stays drawn, and nothing is lost. The same
# holds for a class that returns the wrong shape or NaN, or that never returns: it is stopped after 3 seconds.

# %% [markdown]
# ## Keep what you see
#
# `code()` gives the line of Python that makes a lab again as it is now, with your class and the step you are at.
# `set(...)` does what the controls do.

# %%
curves = activations_lab("ELU", compare=["ReLU"])
curves.set(alpha=2.0)
print(curves.code())

# %% [markdown]
# `save_html(...)` writes one file that steps and plays without Python and without a network. The file lies in
# `notebooks/html`; download it from the file list on the left (right-click → *Download*) and open it in any
# browser.

# %%
from pathlib import Path

Path("html").mkdir(exist_ok=True)
curves.save_html("html/elu.html")

# %% [markdown]
# ## Show it in a hall
#
# 1. `python3 workbook.py present 1` (or 2) opens the lecture as slides: <kbd>Page Down</kbd>, or a clicker, steps a
#    picture to its end and then goes on. <kbd>s</kbd> opens the window with your notes, the clock and what comes next.
# 2. In a notebook, the last button of a picture fills the screen with it; `python3 workbook.py doctor` says how large
#    its type is on this screen.
# 3. There <kbd>Page Down</kbd> and <kbd>Page Up</kbd> step, <kbd>1</kbd> to <kbd>9</kbd> call the presets,
#    <kbd>0</kbd> goes back to the start.
# 4. <kbd>b</kbd> blanks the screen, <kbd>p</kbd> gives a pen that nothing saves, <kbd>n</kbd> turns the page of a
#    picture that has several, <kbd>?</kbd> lists all keys.
# 5. <kbd>s</kbd> skips a question, <kbd>r</kbd> shows its answer once the hall has guessed.
# 6. *View → Presentation Mode* enlarges text, code, pictures and quiz; *Settings → Theme* changes light and dark.
# 7. `python3 workbook.py html` writes all lessons as pages that need neither Python nor a network: take `site` along.
# 8. `python3 workbook.py reset 03` puts lesson 3 back between two groups and keeps the changed one in `notebooks/kept`.
#
# Rehearse: the projector's resolution and `doctor`; each slide once with the clicker; light or dark, from the last
# row; the network cut; `site` on a stick; a lesson put back.

# %% [markdown]
# ## When something fails
#
# - **A sentence above the picture, the old picture below it.** It says what was wanted and what came. Change
#   that value and go on.
# - **No picture after opening a notebook, or a line of text such as `VBox(...)`.** Run the cell: pictures are
#   not stored in the notebook, and a notebook that JupyterLab does not trust shows none before you run it.
# - **A control does nothing, the picture still steps.** Python is busy or has ended: *Kernel → Restart Kernel
#   and Run All Cells…*
# - **`NameError: name 'MyTanh' is not defined`.** A cell above has not been run since the restart: *Run → Run
#   All Above Selected Cell*.
# - **`ModuleNotFoundError: No module named 'lessonlib'`.** The notebook runs in another Python. Start it with
#   `python3 workbook.py lab` in the project's folder, on Windows with `py workbook.py lab`. In VS Code choose the
#   Python in the project's `.venv` as the kernel. In Colab, or in Kaggle with *Internet* switched on, run
#   `%pip install git+https://github.com/lessonlib/workbook` in a first cell.
# - **Anything else.** *File → New → Terminal*, then `python3 workbook.py doctor` in the project's folder: a
#   table of what is there, what is wanted, and what to do.
#
# After the first start nothing here needs a network.

# %% [markdown]
# ## The lessons
#
# - [The course](course.ipynb): what is taught and handed in, how it is marked, a quiz
# - [0 What deep learning is](00_what_deep_learning_is.ipynb): goals, frameworks, models of language from 2003 to 2018
# - [1 Logistic regression](01_logistic_regression.ipynb): the table of the slides, the dot product, softmax
# - [2 Losses](02_losses.ipynb): cross-entropy, negative log-likelihood, binary cross-entropy and its clip
# - [3 Gradient descent](03_gradient_descent.ipynb): random search, numerical derivative, learning rate, local
#   minima
# - [4 Stochastic gradient descent](04_stochastic_gradient_descent.ipynb): batches, epochs, noise
# - [5 Regularization](05_regularization.ipynb): L1, L2, elastic net, the hinge loss
# - [6 Neural networks](06_neural_networks.ipynb): forward, backward, why non-linear, graphs, the chain rule
#   with layers
# - [7 Activations](07_activations.ipynb): sigmoid, tanh, ReLU, leaky ReLU, ELU
# - [8 Training](08_training.ipynb): epochs and baselines, normalising, how weights begin, early stopping
# - [9 Convolution](09_convolution.ipynb): filters, padding and stride, maps, a ConvNet on digits
# - [10 Recurrent networks](10_recurrent_networks.ipynb): vanilla cell, LSTM, GRU, text character by character
# - [11 Vanishing and exploding gradients](11_vanishing_and_exploding_gradients.ipynb): chains of small derivatives,
#   shortcuts, gates, clipping
# - [12 Optimizers](12_optimizers.ipynb): momentum, Nesterov, Adagrad, Adadelta, RMSProp, Adam
# - [13 Dropout and augmentation](13_dropout_and_augmentation.ipynb): masks, over-fitting, images turned and mirrored
# - [14 Text preprocessing](14_text_preprocessing.ipynb): tags, capitals, stop words, stems, lemmas, WordNet
# - [15 Bag of words and TF-IDF](15_bag_of_words_and_tfidf.ipynb): counts, n-grams, the lecture's table cell by cell
# - [16 Collocations](16_collocations.ipynb): six rankings of pairs, the count filter, 2 × 2 tables
# - [17 Co-occurrence and PPMI](17_cooccurrence_and_ppmi.ipynb): the window's counts, PPMI, SVD, neighbours
# - [18 word2vec](18_word2vec.ipynb): pairs, softmax, subsampling, negative sampling, a real corpus
# - [19 Analogies](19_analogies.ipynb): king − man + woman, four relations, four traps, a cloud of words
# - [20 Text classification](20_text_classification.ipynb): good reviews and bad ones, by the weights of their words
# - [21 Sentences of unequal length](21_sentences_of_unequal_length.ipynb): padding, masks, means, a confusion matrix
# - [22 Reading a sentence](22_reading_a_sentence.ipynb): a GRU word by word, from both ends, and past the last word
# - [23 Tagging and the best path](23_tagging_and_the_best_path.ipynb): names as tags and spans, Viterbi, all paths
# - [24 N-gram language models](24_ngram_language_models.ipynb): counts, smoothing, perplexity, pieces of words
# - [25 Neural language models and decoding](25_neural_language_models_and_decoding.ipynb): the loss, drawing, beams
# - [26 Translation](26_translation.ipynb): words aligned by counting, BLEU, attention, a translator trained here
# - [27 Attention](27_attention.ipynb): queries, keys, values, the mask, heads, positions
# - [28 Transformer](28_transformer.ipynb): layer norm, a block, a model seen layer by layer, what the loss hides
# - [29 Transfer learning](29_transfer_learning.ipynb): words hidden and guessed, a frozen model, few labels
# - [30 Ranking and dialogue](30_ranking_and_dialogue.ipynb): margins, hard negatives, a chat that looks words up
# - [31 Optimising without gradients](31_optimising_without_gradients.ipynb): many tries, their elite, the next ones
# - [32 Markov decision processes](32_markov_decision_processes.ipynb): backups slip by slip, the wave of values
# - [33 Learning from transitions](33_learning_from_transitions.ipynb): Q-learning, SARSA, and a maximum that lies
# - [34 Deep Q-networks](34_deep_q_networks.ipynb): a buffer, two networks, the loss of a batch, exact values beside it
# - [35 Policy gradients](35_policy_gradients.ipynb): returns, a corridor that needs chance, a pole that stands
# - [36 Actor and critic](36_actor_and_critic.ipynb): the critic's errors, lambda from 0 to 1, the loss of both
# - [Homework 1a](homework_1a_neural_network.ipynb): a network in NumPy, written, checked and trained
# - [Homework 1b](homework_1b_word2vec.ipynb): word2vec in PyTorch, from pairs to analogies
# - [Homework 2](homework_2_sentences.ipynb): sentences in PyTorch, from padding to the best path
# - [Homework 3a](homework_3a_language.ipynb): from n-grams to a translator of your own parts
# - [Homework 3b](homework_3b_transformer.ipynb): attention to a transformer that writes, masks, freezing, ranking
#
# <details><summary>Answer: where is the sigmoid steepest?</summary>
#
# At $x = 0$, where its slope is $0.25$. In the grey bands the slope is below $0.05$: of a gradient of 1 that
# arrives, less than a twentieth passes through.
#
# </details>
#
# <details><summary>Answer: which method runs farthest past the minimum?</summary>
#
# Momentum: from $x = -4.5$ its velocity carries it past the minimum at $x = 0$ and on to $x = 1.71$ at step 18,
# before it turns back. Adam goes 0.27 too far; SGD and RMSProp never pass $x = 0$.
#
# </details>
