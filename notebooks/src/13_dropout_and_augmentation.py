# %% [markdown]
# # 13 Dropout and augmentation
#
# *Lecture 2: "Regularization: Dropout", "Regularization: data augmentation", and the tips on regularization.*
# How to step: [Start here](00_start_here.ipynb). Before: [12 Optimizers](12_optimizers.ipynb).
#
# A network with enough weights learns its training images by heart. [Lesson 5](05_regularization.ipynb) made large
# weights expensive. The two methods of this lesson leave the loss alone and disturb the training instead: dropout
# disturbs the numbers inside the network, augmentation the images that it sees.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_digits
from lessonlib.data.augment import rotate
from lessonlib.labs import augmentation_lab, dropout_lab
from lessonlib.nn import Adam, Dropout, Linear, NeuralNetwork, NLLLoss, ReLU, softmax, train

# %% [markdown]
# ## Some neurons are dropped
#
# $$y_i = x_i \cdot \frac{m_i}{1 - p} \qquad m_i = 0 \text{ with probability } p, \text{ else } 1$$
#
# $x_i$ is what neuron $i$ gives, $y_i$ what the next layer gets, $p$ the probability to be dropped. The **mask** $m$
# is drawn anew at every forward, and only in training. At test time $y_i = x_i$.
#
# **Predict:** with $p = 0.5$, what becomes of a 3 that is kept? **Step** through some masks, then play. **Explain**
# by the two lines on the right what the division is for.

# %%
dropout_lab()

# %% [markdown]
# <details><summary>After stepping</summary>
#
# A 3 that is kept becomes $3 / 0.5 = 6$, and in about half of the masks it is 0. Over 60 masks the mean of neuron 1
# comes to 3.0, what test time gives; without the division it would be 1.5. It is 3 in no single mask, and the means of
# other neurons are up to 23 % off. Choose *Nearly all dropped*: a kept number counts ten times, and after 60 masks the
# mean is still far off.
#
# </details>
#
# No neuron can rely on a certain neighbour, because the neighbour may be missing. Each has to be of use with any.
#
# ## "Actually, on test case output should be normalized"
#
# So says the slide, and the paper does it so: training only drops, $y_i = x_i m_i$, and at test time every output is
# multiplied by $1 - p$. Then the next layer gets, on average, the same in training and test. Today's libraries, ours
# too, divide by $1 - p$ **in training** instead, and leave test time alone.
#
# **Predict:** for $p = 0.25$ and $x = 2$, what does the next layer get at test time, and on average in training, by
# either rule?

# %%
p, x = 0.25, np.full(100_000, 2.0)
kept = np.random.default_rng(0).random(x.shape) >= p
print(f"slide: training {np.mean(x * kept):.2f} on average, test {2.0 * (1 - p):.2f}")
print(f"ours:  training {np.mean(x * kept / (1 - p)):.2f} on average, test {2.0:.2f}")

# %% [markdown]
# The slide's rule gives 1.5 both times, ours 2. Either is consistent in itself; to forget the factor, or to apply
# both, is the mistake. Ours has the advantage that a trained network is used without knowing its $p$.
#
# ## Over-fitting
#
# 30 points with noise, a network with 32 neurons in a layer. Both networks start with the same weights.
#
# **Predict:** which held-out loss climbs after epoch 20? Which loss *while training* (dotted) is lower? **Step** or
# play. **Explain** the boundary on the left.

# %%
dropout_lab("training")

# %% [markdown]
# <details><summary>After stepping</summary>
#
# Without dropout the held-out loss is lowest, 0.254, at epoch 22, and then climbs to 0.573, while the training loss
# falls to 0.011: the boundary winds around single points. With dropout the training loss stays at 0.25, for it is
# measured with neurons missing, and the held-out loss ends at 0.243. Held-out accuracy: 86 % and 89.5 %. With seeds 5
# to 9 the held-out loss ends lower with dropout each time; the accuracy is not always the higher one. Choose *Too much
# dropout*: at $p = 0.85$ it is 84.5 %, worse than without.
#
# </details>
#
# ## Your turn: Dropout
#
# `forward(x)` draws a mask and keeps it; `backward(grad)` multiplies by the same mask, since $\partial y_i /
# \partial x_i = m_i / (1 - p)$. When `self.training` is False, `forward` gives back `x`.


# %%
class MyDropout:
    def __init__(self, p):
        self.p, self.training = p, True
        self.rng = np.random.default_rng()

    def forward(self, x):
        # BEGIN SOLUTION
        if not self.training:
            self.mask = np.ones_like(x)
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask
        # END SOLUTION

    def backward(self, grad):
        # BEGIN SOLUTION
        return grad * self.mask
        # END SOLUTION

    def step(self, learning_rate):
        pass


check("dropout", MyDropout)

# %%
dropout_lab(mine=MyDropout, predict=False)

# %% [markdown]
# If a number is scaled wrongly or something is dropped at test time, a sentence above the picture says where first.
# With `dropout_lab("training", mine=MyDropout)` your layer trains the second network. Ours stands in
# `lessonlib/nn/layers.py`.
#
# ## Data augmentation
#
# Shift, turn, enlarge, mirror an image, or add noise: it is a new image, and mostly its label is still right. That
# costs no new data. Here one network saw 1348 digits as they are; the other saw the same digits, in every epoch each
# turned by an angle of its own, up to $\pm 45°$. Both are asked about digits that neither has seen.
#
# **Predict:** how far can you turn a 6 until the first network misreads it? And the second? **Step**, and watch the
# table. **Explain** the price that the second one pays at $0°$.

# %%
augmentation_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# At 20° the first network reads 77.5 % of the held-out digits, at 45° a quarter; the second still 84.2 %. Beyond the
# angles it was shown it falls too: it has learned *these* turns, not what a turn is. And for digits that stand upright
# it is a little worse, 94.4 % against 98.4 %: the same 48 neurons have more to tell apart.
#
# </details>
#
# **Predict:** at 90° the first network is right in 11.8 %, guessing in 10 %. What does it say? Ask it:

# %%
digits = load_digits(range(10))
network = NeuralNetwork([Linear(64, 48, rng=0), ReLU(), Linear(48, 10, rng=1)])
train(network, NLLLoss(), digits.x_train, digits.y_train, optimizer=Adam(3e-3), epochs=20, rng=0, progress=False)

lying = rotate(digits.x_held_out.reshape(-1, 8, 8), 90)
said = network.forward(lying.reshape(-1, 64)).argmax(axis=1)
print("said of the digits lying down:", np.bincount(said, minlength=10))

ends = digits.x_train.reshape(-1, 8, 8)[:, [0, 7]].sum(axis=(1, 2))  # ink in the top and the bottom row
print("ink there, by digit:", [round(float(ends[digits.y_train == d].mean()), 1) for d in range(10)])

# %% [markdown]
# <details><summary>What came out</summary>
#
# It calls every one of them a 4. A digit lying down has hardly any ink in the top and the bottom row, and among
# upright digits the 4 has least. A network is not unsure about what it never saw; it may be wrong and certain.
#
# </details>
#
# ## When a flip changes the label
#
# **Predict:** which mirrored clothes does a network misread that never saw one? **Step** through twenty images; the
# bars show each class.

# %%
augmentation_lab("flip", "ankle boot")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Boots and sneakers: in these photographs they point to the left, and mirrored not a single one is recognised. With
# half of the images mirrored in training it is 95 % of the boots here, with five seeds 54 to 95 %; and images as they
# are lose nothing by it (80 %, without 78 %). A mirrored boot is a boot.
#
# </details>
#
# **Predict:** and digits? Which of the ten are still themselves in a mirror?

# %%
augmentation_lab("flip", "digit 2")

# %% [markdown]
# <details><summary>What came out</summary>
#
# The 0 and the 8. The network trained with mirrored digits reads 96 % of them "right", but right means here: as the
# label says, and a mirrored 2 is no 2. It has learned something that nobody wants to know, and it would read a
# mirrored 2 on a real page as a 2.
#
# </details>
#
# Nor is a turn always harmless:

# %%
augmentation_lab(reach=1.0, step=36, predict=False)

# %% [markdown]
# Turned by half a turn the 6 **is** a 9, and its label still says 6. With all angles in training, the same image is
# sometimes called 6 and sometimes 9: even for the upright 6 it says 6 with probability 0.48 only. Ask of every
# augmentation: would you still give the image this label?
#
# Write one of your own, from an image of $8 \times 8$ numbers from 0 to 1 to another. This one wipes out a corner:


# %%
def erase_corner(image):
    image[:4, :4] = 0
    return image


augmentation_lab(mine=erase_corner, predict=False)

# %% [markdown]
# ## The slide's tips on regularization
#
# *Add some weight constraints.* The penalties of [lesson 5](05_regularization.ipynb), where L1 and L2 kept ten weights
# from learning 30 patients by heart; and the small filter of [lesson 9](09_convolution.ipynb) that has to serve at
# every place.
#
# *Add some random noise during train and marginalize it during test.* Dropout is that noise. To marginalize means to
# average over it: over all masks, each with its probability. Test time without a mask is a cheap stand-in for this
# average. How good? We train with dropout, then ask 200 times with a mask, and once without:

# %%
noisy = NeuralNetwork([Linear(64, 48, rng=0), ReLU(), Dropout(0.5, rng=0), Linear(48, 10, rng=1)])
train(noisy, NLLLoss(), digits.x_train, digits.y_train, optimizer=Adam(3e-3), epochs=20, rng=0, progress=False)


def right(p):
    return f"{np.mean(p.argmax(axis=1) == digits.y_held_out):.3f}"


noisy.training = True
asked = np.array([softmax(noisy.forward(digits.x_held_out)) for _ in range(200)])  # (masks, images, classes)
noisy.training = False
once = softmax(noisy.forward(digits.x_held_out))
print(f"right with one mask {right(asked[0])}, mean over 200 {right(asked.mean(axis=0))}, no mask {right(once)}")
print(f"mean over masks and no mask differ by {np.abs(asked.mean(axis=0) - once).mean():.3f} on average")

# %% [markdown]
# One mask is right in 91.3 %, the mean over 200 in 97.8 %. No mask at all: 97.8 % too, at a two-hundredth of the work.
#
# *Add some prior information in appropriate form.* What you know before you see data: "a boot that points to the right
# is a boot" is such knowledge, and mirrored images are its form. The form is appropriate when it is true of your data;
# for digits it was not. A convolution is another form of it: an edge is an edge at every place.
#
# ## Three questions
#
# **1.** A layer gives $(4, 2)$, and $p = 0.2$. What does the next layer get if the first number is dropped? At test
# time? And at test time by the slide's rule?
#
# <details><summary>Answer</summary>
#
# $(0, 2 / 0.8) = (0, 2.5)$. At test time $(4, 2)$. By the slide's rule, which divides nothing in training,
# $0.8 \cdot (4, 2) = (3.2, 1.6)$.
#
# </details>
#
# **2.** While training the loss is 0.25, on held-out data 0.24. Is there a mistake?
#
# <details><summary>Answer</summary>
#
# Not with dropout: the training loss is measured with neurons missing, the held-out loss with all of them. The same
# happens with augmentation, when the changed training images are harder than the held-out ones.
#
# </details>
#
# **3.** You tell photographs of left shoes from right shoes, and mirror half of the images in training. What happens?
#
# <details><summary>Answer</summary>
#
# A mirrored left shoe is a right shoe. With the labels kept, both classes hold the same images, and the network can
# only guess. Mirror the label along with the image, and you have twice as many examples.
#
# </details>
#
# ---
# Back: [12 Optimizers](12_optimizers.ipynb). On: [14 Text preprocessing](14_text_preprocessing.ipynb).
