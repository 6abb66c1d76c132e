# %% [markdown]
# # 12 Optimizers
#
# *Lecture 2: "Optimizers", "Nesterov momentum", "Comparing optimizers".*
# How to step: [Start here](00_start_here.ipynb).
# Before: [11 Vanishing and exploding gradients](11_vanishing_and_exploding_gradients.ipynb).
#
# Gradient descent takes every step straight down the gradient:
#
# $$x_{t+1} = x_t - \alpha \nabla f(x_t)$$
#
# $x_t$ is the vector of weights after $t$ steps, $f$ the loss, $\nabla f(x_t)$ its gradient there, $\alpha$ the
# learning rate. The methods of this lecture keep a memory of past gradients and step differently. Each picture
# shows the paths on the loss surface, the loss by step, and the numbers inside one method; *Look inside*
# chooses which.

# %%
import matplotlib.pyplot as plt
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_digits
from lessonlib.labs import optimizers_lab
from lessonlib.nn import SGD, Adagrad, Adam, Linear, Momentum, Nesterov, NeuralNetwork, NLLLoss, ReLU, RMSProp, train
from lessonlib.nn.schedules import constant, cosine_decay, step_decay, warm_up

# %% [markdown]
# ## One learning rate for two directions
#
# The surface is a ravine, $f(x, y) = \frac{1}{2}(x^2 + 25 y^2)$. Its curvature is 1 along $x$ and 25 along $y$.
# A step multiplies
#
# $$x \leftarrow (1 - \alpha) \, x \qquad y \leftarrow (1 - 25 \alpha) \, y$$
#
# so $y$ shrinks only while $|1 - 25\alpha| < 1$: the learning rate must stay below **2 / largest curvature** $=
# 2/25 = 0.08$.
#
# **Predict** the path for $\alpha = 0.078$: what does $y$ do, and what $x$? **Step** ten times. **Explain** the
# zigzag by the factor of $y$. Then move the learning rate above 0.08, or choose the preset *SGD above 0.08*.

# %%
optimizers_lab(methods=["SGD"], inside="SGD", learning_rate=0.078)

# %% [markdown]
# The factor of $y$ is $1 - 25 \cdot 0.078 = -0.95$: it changes sign at each step and shrinks by 5 %. Along $x$
# it is $0.922$. With $\alpha = 0.085$ the factor of $y$ is $-1.125$, and at step 28 the path has left the
# picture by ten times its size: *diverged*. With $\alpha = 0.01$ nothing zigzags, but after 100 steps $x$ has
# come only from $-4.5$ to $-1.65$. The steep direction limits the rate, the flat one pays for it.
#
# ## Momentum
#
# $$v_{t+1} = \rho v_t + \nabla f(x_t) \qquad x_{t+1} = x_t - \alpha v_{t+1}$$
#
# $v$ is the velocity, 0 at the start; $\rho$ the part of it that is kept, 0.9 here. Where gradients agree the
# velocity adds them up: a constant gradient $g$ leads to $v = g / (1 - \rho)$, ten times $g$. Where they change
# sign they cancel.
#
# **Predict:** both methods start with the same learning rate, 0.01. Which is ahead at step 10, and does either
# pass $x = 0$? **Step**, and read in the table how the velocity grows. **Explain** why the ball does not stop
# at the minimum.

# %%
optimizers_lab(methods=["SGD", "Momentum"], inside="Momentum", learning_rate=0.01, steps=150)

# %% [markdown]
# At step 10 SGD is at $x = -4.07$, Momentum at $-2.79$. At step 24 Momentum passes the minimum, because its
# velocity is not 0 there, and turns back at $x = 0.69$ in step 35. After 150 steps its loss is $3.2 \cdot
# 10^{-6}$; that of SGD is $0.50$. With *rho* = 0.99 it rolls too freely: after 150 steps the loss is still 4.3.
#
# ## Nesterov momentum
#
# Momentum takes the gradient where it stands, then moves by the velocity in any case. Nesterov looks ahead: it
# takes the gradient where the velocity is about to carry it. On the slide:
#
# $$v_{t+1} = \rho v_t - \alpha \nabla f(x_t + \rho v_t) \qquad x_{t+1} = x_t + v_{t+1}$$
#
# Here $v$ already holds $-\alpha$, and the gradient is asked for at another place than $x_t$. torch, and the
# picture, follow the place looked ahead to instead, and need the gradient only there:
#
# $$v_{t+1} = \rho v_t + \nabla f(x_t) \qquad x_{t+1} = x_t - \alpha \, (\nabla f(x_t) + \rho v_{t+1})$$
#
# Both are the same path, seen from two places. With $z$, $u$ for the slide's $x$, $v$: the place of the second
# form is $z + \rho u$.

# %%
alpha, rho = 0.01, 0.9


def gradient(point):
    return np.array([1.0, 25.0]) * point


optimizer, x = Nesterov(alpha, rho), np.array([-4.5, 1.5])
z, u, farthest = x.copy(), np.zeros(2), 0.0
for _ in range(150):
    optimizer.step([x], [gradient(x)])
    u = rho * u - alpha * gradient(z + rho * u)
    z = z + u
    farthest = max(farthest, np.abs(x - (z + rho * u)).max())
print(f"after 150 steps the two forms have differed by at most {farthest:.0e}")

# %% [markdown]
# **Predict:** which of the two runs less far past the minimum? **Step** to 35. **Explain** it by the place of
# the gradient.

# %%
optimizers_lab(methods=["Momentum", "Nesterov"], inside="Nesterov", learning_rate=0.01, steps=150)

# %% [markdown]
# Momentum turns at $x = 0.69$, Nesterov at $0.54$: looking ahead it sees the other slope sooner and brakes.
#
# ## Adagrad: different dimensions are different
#
# $$\text{cache}_{t+1} = \text{cache}_t + (\nabla f(x_t))^2 \qquad
# x_{t+1} = x_t - \alpha \frac{\nabla f(x_t)}{\sqrt{\text{cache}_{t+1}} + \varepsilon}$$
#
# The square, the root and the division go number by number: each weight has a cache and so a learning rate of
# its own. $\varepsilon$ is a tiny number that keeps the division finite. (The slide prints this without the
# root; more on that below.)
#
# **Predict:** the gradient at the start is $(-4.5, 37.5)$. How long is the first step along $x$, how long along
# $y$? **Step** once and read the table; then play. **Explain** why Adagrad gets slower and slower although the
# gradient is still large.

# %%
optimizers_lab(methods=["Adagrad", "RMSProp"], inside="Adagrad", learning_rate=0.05, steps=200)

# %% [markdown]
# In the first step the cache is the squared gradient itself, so the quotient is $\pm 1$: the step is 0.05 long
# in both directions. From then on the cache only grows. Step 200 is 0.0031 long along $x$, and Adagrad stands
# at $x = -3.24$.
#
# ## RMSProp
#
# $$\text{cache}_{t+1} = \beta \, \text{cache}_t + (1 - \beta) (\nabla f(x_t))^2 \qquad
# x_{t+1} = x_t - \alpha \frac{\nabla f(x_t)}{\sqrt{\text{cache}_{t+1}} + \varepsilon}$$
#
# $\beta$ is the part of the cache that is kept, 0.99 here: the sum of Adagrad becomes a running mean, which forgets.
#
# **Predict:** the cache starts at 0, so after one step it is $0.01 \, g^2$ for a gradient $g$. How long is the
# first step? **Step**, then play to the end. **Explain** why RMSProp goes on where Adagrad stalls.

# %%
optimizers_lab(methods=["Adagrad", "RMSProp"], inside="RMSProp", learning_rate=0.05, steps=200)

# %% [markdown]
# $\alpha \, g / \sqrt{0.01 \, g^2} = 10 \, \alpha$, so 0.5 along $x$ and along $y$. Old gradients fade from the
# cache, so in the end it shrinks with them. In 200 steps RMSProp is at the minimum, less than $10^{-8}$ above
# it; Adagrad is 7.6 above it.
#
# ## Adadelta
#
# The slide only names it. Past steps take the place of the learning rate:
#
# $$d_t = \frac{\sqrt{u_t + \varepsilon}}{\sqrt{\text{cache}_{t+1} + \varepsilon}} \nabla f(x_t) \qquad
# x_{t+1} = x_t - \alpha \, d_t \qquad
# u_{t+1} = \rho u_t + (1 - \rho) \, d_t^2$$
#
# The cache is that of RMSProp with $\rho$ in place of $\beta$; $u$ is the running mean of squared steps, 0 at
# the start; $\alpha = 1$. The two roots cancel the units of the gradient, so that the step is measured in units
# of $x$.
#
# **Predict:** $\varepsilon = 10^{-6}$ and $\rho = 0.9$. How long is the first step? **Step**, then compare step 200.
# **Explain** what makes the steps longer.

# %%
optimizers_lab(methods=["Adadelta"], inside="Adadelta", steps=1000)

# %% [markdown]
# $\sqrt{10^{-6}} / \sqrt{0.1} = 0.0032$ in both directions. Each step is built on the steps before it and they
# grow slowly: 0.0049 along $x$ at step 200. After 1000 steps it stands at $x = -0.11$. No rate had to be
# chosen; the price is a slow start.
#
# ## Adam
#
# The slide joins momentum and RMSProp and adds "actually, that's not quite Adam". Adam itself (Kingma and Ba,
# 2015) is
#
# $$m_{t} = \beta_1 m_{t-1} + (1 - \beta_1) \nabla f(x_{t-1}) \qquad
# v_{t} = \beta_2 v_{t-1} + (1 - \beta_2) (\nabla f(x_{t-1}))^2$$
#
# $$\hat m_t = \frac{m_t}{1 - \beta_1^t} \qquad \hat v_t = \frac{v_t}{1 - \beta_2^t} \qquad
# x_{t} = x_{t-1} - \alpha \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}$$
#
# $m$, the first moment, is a running mean of gradients; $v$, the second, of their squares; $\beta_1 = 0.9$,
# $\beta_2 = 0.999$. Both start at 0 and are too small at first; the hats correct that (**bias correction**).
#
# **Predict:** the length of the first step with the correction, and without it. **Step** once: the table shows
# both moments before and after the correction. **Explain** why the first step does not depend on the size of
# the gradient.

# %%
optimizers_lab(methods=["RMSProp", "Adam"], inside="Adam", learning_rate=0.05)

# %% [markdown]
# With the correction $\hat m_1 = g$ and $\hat v_1 = g^2$: the first step is $\alpha = 0.05$ long. Without it,
# it would be $0.1 / \sqrt{0.001} = 3.16$ times as long. RMSProp has no correction and starts with $10\,\alpha$;
# here this serves it well: after 100 steps it is $2.5 \cdot 10^{-4}$ above the minimum, Adam $0.30$.
#
# A step of Adam is about $\alpha$ long, whatever the loss is measured in. The slide's advice to start with $3
# \cdot 10^{-4}$ fits the weights of a network, which are small numbers. On this surface 100 steps with
# $3 \cdot 10^{-4}$ move each coordinate by 0.03: try it with the learning rate's slider.
#
# ## As on the slide, as in the paper
#
# The slides print Adagrad, RMSProp and "not quite Adam" **without the root**: $\nabla f / (\text{cache} +
# \varepsilon)$. The papers and torch divide by $\sqrt{\text{cache}} + \varepsilon$. The root is no detail. One
# step from a fresh start, $\alpha = 0.1$, for three sizes of the gradient:

# %%
for method in (Adagrad, RMSProp, Adam):
    for as_on_slide in (False, True):
        lengths = []
        for size in (0.01, 1.0, 100.0):
            weight = np.zeros(1)
            method(0.1, as_on_slide=as_on_slide).step([weight], [np.array([size])])
            lengths.append(f"{-weight[0]:10.3g}")
        print(f"{method.__name__:8} {'slide' if as_on_slide else 'paper'}", *lengths)

# %% [markdown]
# With the root, gradient and root cancel: the same step for all three. Without it the smaller the gradient, the
# **longer** the step, and where it should slow down it leaps.
#
# **Predict:** the gradient at the start is $(2.11, -5.42)$ and the cache 0. How long is RMSProp's first step
# along $x$ and along $y$, on the slide and in the paper? **Step** once and look; the labels beside the loss say
# which is which. **Explain** why the direction with the smaller gradient gets the longer step.

# %%
optimizers_lab("beale", ["RMSProp", "Adam"], inside="RMSProp", formula="both", learning_rate=0.05)

# %% [markdown]
# On the slide $0.05 \, g / (0.01 \, g^2) = 5 / g$: 2.37 along $x$ and 0.92 along $y$, out of the picture at
# once. In the paper it is 0.5 along both; Adam, with its correction, goes 0.05. After 100 steps the slide's
# forms are 8.8 (RMSProp) and 2.0 (Adam) above the minimum, the paper's 0.24 and 0.0046. When a formula on a
# slide surprises you, look into the paper.
#
# ## Comparing optimizers
#
# The slide compares these four. **Predict** on the saddle: the start lies almost exactly on the ridge, so the
# gradient along $y$ is 0.001 at first. Who leaves the ridge first? **Step** or play. **Explain** it by what
# each method divides by.

# %%
optimizers_lab("saddle", ["SGD", "Momentum", "RMSProp", "Adam"], inside="RMSProp")

# %% [markdown]
# The loss falls below 0.01 at step 14 with RMSProp, 33 with Momentum, 44 with Adam, 79 with SGD. RMSProp and
# Adam divide by the size of past gradients, so a tiny gradient does not mean a tiny step. With other learning
# rates the order can change; try it, and try the other surfaces and the presets *At the cliff* and *Noisy
# gradient*.
#
# ## On a real training
#
# A surface of two weights can be seen; a network has thousands. Here each method trains the same network,
# $64 \to 32 \to 32 \to 10$ with ReLU, on the ten digits, from the same first weights, in the same order of
# mini-batches. Guessing among ten classes costs $\ln 10 = 2.30$.
#
# **Predict:** which method is ahead after one epoch, and does it stay ahead for thirty? **Run**, and compare the
# columns. **Explain** the last row by the length of Adam's step.

# %%
digits = load_digits(classes=range(10), rng=0)


def train_on_digits(optimizer, rate_at=None, seed=0, epochs=30):
    """Train one network; ``rate_at(epoch)`` sets the learning rate before each epoch."""
    rng = np.random.default_rng(seed)
    layers = [Linear(64, 32, rng=rng), ReLU(), Linear(32, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng)]

    def set_rate(history):
        if rate_at is not None:
            optimizer.lr = rate_at(len(history.losses))

    if rate_at is not None:
        optimizer.lr = rate_at(0)
    return train(
        NeuralNetwork(layers),
        NLLLoss(),
        digits.x_train,
        digits.y_train,
        optimizer=optimizer,
        epochs=epochs,
        validation=(digits.x_held_out, digits.y_held_out),
        rng=rng,
        progress=False,
        on_epoch=set_rate,
    )


print(f"{'':22}{'loss after 1':>14}{'after 5':>10}{'after 30':>10}{'held out, right':>17}")
for optimizer in (SGD(0.3), Momentum(0.05), RMSProp(0.003), Adam(0.01), Adam(3e-4)):
    told = f"{type(optimizer).__name__}, lr {optimizer.lr:g}"
    history = train_on_digits(optimizer)
    losses = [f"{history.losses[epoch - 1]:.4f}" for epoch in (1, 5, 30)]
    print(f"{told:22}{losses[0]:>14}{losses[1]:>10}{losses[2]:>10}{history.validation_metrics[-1]:>17.1%}")

# %% [markdown]
# In each of five seeds RMSProp is ahead after one epoch, and Adam with 0.01 after five. After thirty Momentum and Adam
# with 0.01 have the lowest losses, and at least 98 % right, with all five; SGD and RMSProp with most, and now and then
# one of them is thrown back at the end. With a learning rate that suits it each method arrives, and the choice matters
# less than on the surfaces above. Adam with $3 \cdot 10^{-4}$ has moved each weight by so little a step that thirty
# epochs are not enough, 94 to 96 % right: the slide's advice is a start for large networks and long trainings, not a
# law.
#
# ## Learning-rate decay
#
# *Remember the learning rate decay*, says the slide. On mini-batches the gradient is noisy, and a constant rate
# keeps the weights trembling about the minimum. Three ways to let it fall, with $\alpha$ the first rate, $t$ the
# epoch from 0, $T$ the number of epochs:
#
# $$\text{step: } \alpha \, \gamma^{\lfloor t / s \rfloor} \qquad
# \text{cosine: } \frac{\alpha}{2} \left(1 + \cos \frac{\pi t}{T}\right) \qquad
# \text{warm-up: rate}(t) \cdot \frac{t + 1}{w} \text{ for } t < w$$
#
# $s$ is the number of epochs between two drops and $\gamma$ the factor of each; $w$ the number of epochs in which
# the rate climbs, because the first gradients of fresh weights are the largest.
#
# **Predict:** Momentum with the rate 0.1 is a little too fast for these digits. Which curve of the loss is the most
# restless, and which ends lowest? **Run. Explain** what the curves do where the rate falls.

# %%
EPOCHS, RATE = 30, 0.1
SCHEDULES = {
    "constant": (constant(RATE), "#d55e00", "--"),
    "step": (step_decay(RATE, every=10, factor=0.2), "#0072b2", ":"),
    "cosine": (cosine_decay(RATE, EPOCHS), "#009e73", "-."),
    "warm-up, then cosine": (warm_up(cosine_decay(RATE, EPOCHS), 4), "#cc79a7", "-"),
}
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for name, (rate_at, colour, dash) in SCHEDULES.items():
    runs = [train_on_digits(Momentum(RATE), rate_at, seed) for seed in range(4)]
    left.plot(range(EPOCHS), [rate_at(epoch) for epoch in range(EPOCHS)], dash, color=colour, label=name)
    right.plot(range(1, EPOCHS + 1), runs[0].losses, dash, color=colour)
    ends = " ".join(f"{run.losses[-1]:8.4f}" for run in runs)
    print(f"{name:21} loss at the end with four seeds: {ends}")
left.set(xlabel="epoch", ylabel="learning rate", title="The rate falls")
right.set(xlabel="epoch", ylabel="loss while training", yscale="log", title="The loss with it, seed 0")
figure.legend(loc="outside lower center", ncols=4)
plt.show()

# %% [markdown]
# Left the four rates by epoch, right the loss of the first seed. The constant rate is thrown back now and then: of the
# seeds 0 to 4 it ended above 0.1 with two (which ones depends on how a processor rounds), and below 0.003 with the
# others. The three that decay come to rest on every seed, below 0.01. Decay makes a training dependable; where the
# constant rate happens not to be thrown back, it ends as low or lower.
#
# The same on the ravine, with noise of size 4 in each gradient: the mean loss of the last 100 of 1000 steps.


# %%
def mean_loss_at_the_end(rate_at):
    rng, w, losses = np.random.default_rng(0), np.array([-4.5, 1.5]), []
    optimizer = SGD(rate_at(0))
    for t in range(1000):
        optimizer.lr = rate_at(t)
        optimizer.step([w], [gradient(w) + 4 * rng.standard_normal(2)])
        losses.append((w[0] ** 2 + 25 * w[1] ** 2) / 2)
    return np.mean(losses[-100:])


print(f"always 0.03              {mean_loss_at_the_end(constant(0.03)):.3f}")
print(f"always 0.003             {mean_loss_at_the_end(constant(0.003)):.3f}")
print(f"decay, 0.03 / (1 + t/50) {mean_loss_at_the_end(lambda t: 0.03 / (1 + t / 50)):.3f}")

# %% [markdown]
# The large rate trembles, the small one arrives late and trembles less; the decaying rate does both in turn.
#
# ## The slide's tips
#
# | tip | where you saw it |
# |---|---|
# | Adam is great to start, rate $3 \cdot 10^{-4}$ | its steps are as long as the rate; digits want a larger one |
# | momentum is great | it leaves SGD behind in the ravine, and does nearly as well as Adam on the digits |
# | remember the learning-rate decay | without it a restless method ends where it happens to stand |
#
# ## Your turn: Momentum
#
# Write `step`. `params` and `grads` are lists of arrays; change each array of `params` in place (`p -= ...`).
# The velocity must live from one step to the next, one array for each parameter, and must not be shared with
# another optimizer.


# %%
class MyMomentum:
    def __init__(self, lr, rho=0.9):
        self.lr, self.rho = lr, rho
        self.velocity = None

    def step(self, params, grads):
        # BEGIN SOLUTION
        if self.velocity is None:
            self.velocity = [np.zeros_like(p) for p in params]
        for p, grad, v in zip(params, grads, self.velocity, strict=True):
            v *= self.rho
            v += grad
            p -= self.lr * v
        # END SOLUTION


check("momentum", MyMomentum)

# %%
optimizers_lab(methods=["SGD", "Momentum"], inside="Momentum", learning_rate=0.01, steps=150, mine=MyMomentum)

# %% [markdown]
# The lab makes your optimizer as `MyMomentum(lr)` and marks the first step at which it leaves ours. Then write
# Adam: `check("adam", MyAdam)` and `mine=MyAdam`. Ours stand in `lessonlib/nn/optimizers.py` and
# `lessonlib/nn/adaptive.py`.
#
# ## Three questions
#
# **1.** SGD on $f(x) = 3x^2$: above which learning rate does it diverge?
#
# <details><summary>Answer</summary>
#
# The curvature is $f'' = 6$, so above $2/6 = 1/3$. A step multiplies $x$ by $1 - 6\alpha$.
#
# </details>
#
# **2.** You multiply the loss by 100. Which methods take other steps than before, with the same learning rate?
#
# <details><summary>Answer</summary>
#
# SGD, Momentum and Nesterov: their steps are 100 times as long. In Adagrad, RMSProp and Adam the factor cancels
# between the gradient and the root (up to $\varepsilon$). In the slide's forms without the root the steps
# become 100 times shorter.
#
# </details>
#
# **3.** Momentum with $\rho = 0.9$ replaces SGD in a training that ran well with $\alpha = 0.1$. Which learning
# rate do you try, and why?
#
# <details><summary>Answer</summary>
#
# About 0.01. Where gradients agree, the velocity grows to $1 / (1 - 0.9) = 10$ gradients, so the steps are
# about as long as those of SGD with 0.1.
#
# </details>
#
# ---
# Back: [11 Vanishing and exploding gradients](11_vanishing_and_exploding_gradients.ipynb).
# On: [13 Dropout and augmentation](13_dropout_and_augmentation.ipynb).
