# %% [markdown]
# # 3 Gradient descent
#
# *Lecture 1: "Gradient Descent: Random Search", "Numerical derivative", "Derivative", "Local minima".*
# How to step: [Start here](00_start_here.ipynb). Before: [2 Losses](02_losses.ipynb).
#
# The loss says how bad the weights are. Three ways to better ones, from the most naive to the one that is used;
# all three walk down the same loss, so that what they cost can be compared:
#
# $$L(w) = \tfrac{1}{8} w_1^4 - w_1^2 + \tfrac{1}{2} w_1 + \tfrac{7}{2} + \tfrac{1}{2} (w_2^2 + \dots + w_n^2)$$
#
# $L$ is the loss, and $w_1, \dots, w_n$ are the weights. Along $w_1$ there are two valleys with a hill between them;
# the other weights only add a bowl.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.labs import descent_lab, numerical_derivative_lab, random_search_lab
from lessonlib.labs.descent.loss_surface import loss_surface
from lessonlib.nn import BCELoss, Linear, NeuralNetwork, Sigmoid, check_gradients, numerical_gradient
from lessonlib.nn.valleys import two_valleys, two_valleys_gradient

# %% [markdown]
# ## Random search
#
# *Save weight if current loss better than best loss*, says the slide: try somewhere near, keep it if the loss is
# lower, else stay.
#
# **Predict:** of the first ten tries, how many are kept? And of the last hundred? **Step** ten times, then play.
# **Explain** why tries become useless although they cost as much as before.

# %%
random_search_lab()

# %% [markdown]
# Six of the first ten are kept, and 17 of the first 50. Of the 150 after those only two: near the bottom almost
# every direction leads up. (The other two lines on the right are the ways of the next two sections.)
#
# In two weights random search comes near a minimum after 43 evaluations of the loss, about as many as its rivals
# need. **Predict:** how many does it need in 10 weights, and how many in 100?

# %%
random_search_lab(weights=10, tries=600)

# %% [markdown]
# 816 in 10 weights, and in 100 more than 10 000. A network has millions of weights. The more
# directions there are, the fewer of them lead down; one must **know** the direction. (The preset *Stuck in the
# local minimum* shows another weakness; it is shared by what follows.)
#
# ## The numerical derivative
#
# Take one weight and hold all the others still. By how much does the loss change when this weight changes a little?
# Divided by the change of the weight, that is the **partial derivative** $\partial L / \partial w$ (the round
# $\partial$ says that there are other weights, and that they are held): the slope of the loss along this one weight.
# It can be measured:
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + \varepsilon) - L(w - \varepsilon)}{2 \varepsilon}$$
#
# $\varepsilon$ is a small number, $h$ in the code and in the picture; the quotient is the slope of the secant, the line
# through two points of the curve. As $h$ shrinks, the secant turns into the tangent, the thin dotted line.
#
# **Predict:** at which $h$ is the error least: is it the smallest one, $10^{-15}$? **Step** from $h = 1$ down, and
# watch the error on the right. **Explain** why it falls first and then rises.

# %%
numerical_derivative_lab()

# %% [markdown]
# No: the error is least at $h = 5.6 \cdot 10^{-6}$, about $10^{-11}$; at $10^{-15}$ it is 0.18, a tenth of the slope
# itself. Two things go wrong, one on each side:
#
# - **The curve bends.** $L'$ is the slope of the loss, $L''$ says how fast the slope changes, the **curvature**, and
#   $L'''$ how fast the curvature changes. With them, close to $w$,
#
#   $$L(w \pm h) = L \pm h L' + \tfrac{1}{2} h^2 L'' \pm \tfrac{1}{6} h^3 L''' + \dots$$
#
#   In the difference $L(w + h) - L(w - h)$ the terms with $L$ and $L''$ cancel. Divided by $2h$, $L'$ is left, and an
#   error of about $h^2 L''' / 6$: a tenth of the $h$, a hundredth of the error. The one-sided quotient
#   $(L(w + h) - L(w)) / h$ keeps the term with $L''$: its error is about $h L'' / 2$, and falls half as steeply.
# - **The digits run out.** A float64 has 16 digits. $L(w + h)$ and $L(w - h)$ agree in more and more of them, and
#   their difference is made of what is left: an error of about $10^{-16} L / h$.
#
# **Predict** where the best $h$ lies with 7 digits instead of 16 (preset *float32*). And what is the derivative
# where there is none? Next to a kink the secant reaches over it:

# %%
numerical_derivative_lab(function="kink", w=0.02, step=4)

# %% [markdown]
# In float32 the best $h$ is 0.0056, and the error there $2 \cdot 10^{-5}$. Beside the kink the slope is 1.01, but
# at $h = 0.1$ the secant says 0.21: until $h$ is below 0.02, the distance to the kink, it is wrong, however many
# digits there are. ReLU has such a kink.
#
# **But good for gradient checking**, says the slide: two evaluations for each weight are too expensive to train with,
# yet this derivative needs no formula, and so it can judge one.

# %%
rng = np.random.default_rng(0)
network = NeuralNetwork([Linear(3, 1, rng=0), Sigmoid()])
x, y = rng.normal(size=(8, 3)), np.array([0, 1, 1, 0, 1, 0, 0, 1])
print(check_gradients(network, BCELoss(), x, y))

# %% [markdown]
# ## The gradient
#
# Each weight has its partial derivative. All of them in a row are the **gradient**:
#
# $$\nabla L = \left( \frac{\partial L}{\partial w_1}, \dots, \frac{\partial L}{\partial w_n} \right)$$
#
# It has as many numbers as there are weights, so it is an arrow in the space of the weights. For our loss in two
# weights the formula is $\nabla L = (\frac{1}{2} w_1^3 - 2 w_1 + \frac{1}{2}, \; w_2)$; at the place $(0, 2.5)$ that is
# $(0.5, 2.5)$.
#
# Where does the arrow point? Take a short step $d = (d_1, \dots, d_n)$. Each weight adds its slope times its part of
# the step:
#
# $$L(w + d) - L(w) \approx \frac{\partial L}{\partial w_1} d_1 + \dots + \frac{\partial L}{\partial w_n} d_n
# = \nabla L \cdot d = |\nabla L| \, |d| \cos \varphi$$
#
# The sum is the dot product of lesson 1; $|\cdot|$ is the length of an arrow and $\varphi$ the angle between the step
# and the gradient. Of all steps of one length, the one along the gradient climbs most, for $\cos 0 = 1$. So the
# gradient points **uphill**, in the **steepest** direction, and its length says how steep it is there.
#
# **Predict:** steps of length 0.01 start at $(0, 2.5)$ at angles of 0, 45, 90, 135 and 180 degrees to the gradient.
# Which change the loss most, and which hardly at all?

# %%
w = np.array([0.0, 2.5])
gradient = two_valleys_gradient(w)
print("by formula:", gradient, "  by differences:", numerical_gradient(two_valleys, w).round(6))
uphill = gradient / np.linalg.norm(gradient)
beside = np.array([-uphill[1], uphill[0]])  # at a right angle to it
for degrees in (0, 45, 90, 135, 180):
    angle = np.radians(degrees)
    d = 0.01 * (np.cos(angle) * uphill + np.sin(angle) * beside)
    print(f"{degrees:3} degrees: the loss changes by {two_valleys(w + d) - two_valleys(w):+.4f}")

# %% [markdown]
# Along the gradient the loss rises by 0.0255, against the gradient it falls by as much; at a right angle it hardly
# changes. Against the gradient is the steepest way **down**.
#
# ## A step against the gradient
#
# A formula gives all the partial derivatives without a single difference. On the slide:
#
# ```
# w = w - learning_rate * dLdW
# b = b - learning_rate * dLdb
# ```
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
#
# $\eta$ is the learning rate; the minus is there because the gradient points uphill. The bias $b$ is a weight like the
# others, with a partial derivative of its own. The step is long where the slope is steep, and gets shorter by itself
# where it is flat.
#
# **Predict:** three walks begin at $w = 3$, with $\eta = 0.008$, 0.08 and 0.48. Where is each after 40 steps?
# **Step.** **Explain** why the largest of the three never settles.

# %%
descent_lab()

# %% [markdown]
# With 0.08 it has settled after 11 steps, at $w = 1.86$. With 0.008 it is still on its way, at 2.09. With 0.48 it
# jumps out of this valley into the other and to and fro there.
#
# How large is too large? At a minimum the slope is 0, and it grows by the curvature $L''$ for each unit of the way: at
# the distance $d$ from the minimum it is about $L'' d$. So a step turns $d$ into
# $d - \eta L'' d = (1 - \eta L'') \, d$.
# That is nearer only while $\eta <$ **2 / curvature**. Here $L'' = \frac{3}{2} w^2 - 2$, in the left minimum, at
# $w = -2.115$, it is 4.71, and $2 / 4.71 = 0.425$. **Predict** what 0.42 does and what 0.43 does, then move the slider.

# %%
descent_lab(start=-1.0, learning_rate=0.48, compare=(), steps=100)

# %% [markdown]
# With 0.42 each step leaves $|1 - 0.42 \cdot 4.71| = 0.98$ of the distance: it settles, after 74 steps. With 0.43
# it jumps for ever between $-1.98$ and $-2.23$. The preset *Rate 0.9* begins at $w = 3$ with 0.9: there each step
# lands higher than the one before.
#
# ## Local minima
#
# The walk of 0.08 ended at a loss of 2.47. The lowest is 0.47, in the other valley, and no small step leads there:
# over the hill it would have to go **up**.
#
# **Predict:** which starts end in the right valley? Drag the ring to the left, over the top of the hill at
# 0.254. **Explain** the grey band.

# %%
descent_lab(start=0.26, compare=(), steps=80)

# %% [markdown]
# From 0.26 it goes right, from 0.25 left: where you end depends on where you start. The band marks all starts that
# end on the right. Raise $\eta$ to 0.4, and the band ends at 2.86: from further out the first step is so long that it
# jumps over the hill.
#
# ## Two weights, in space
#
# Drag the surface to turn it. Its height is the loss over the weights $w_1$ and $w_2$; the orange lines are two
# walks with $\eta = 0.08$.

# %%
# JupyterLab draws it with its own copy of plotly: no network, and only the numbers are stored in the notebook.
loss_surface().show("plotly_mimetype", config={"scrollZoom": False, "displaylogo": False})

# %% [markdown]
# *What is seen:* a trough along $w_1$ with two hollows, and between them, at $w_1 = 0.254$, a **saddle**: the lowest
# place along $w_2$, the highest along $w_1$; along $w_2$ the
# sides rise like a bowl's. The walk from $(0, 2.5)$ runs down to the left into the deeper hollow, loss 0.47; the
# walk from $(3, 2.5)$ down to the right into the shallower one, loss 2.47. Both go straight down the slope at each
# place, not straight towards the minimum.
#
# From above, the same two weights are contours, lines along which the loss is the same. The dashed one runs through the
# place where the walk stands; the arrow uphill is the gradient, the one downhill the step. **Predict** the angle
# between the first step and the contour it starts on, then **step**.

# %%
descent_lab(weights=2, start=(0.0, 2.5), compare=())

# %% [markdown]
# A right angle: along its contour the loss does not change, so the gradient has no part along it.
#
# ## What each way costs
#
# Loss evaluations until a walk from $w_1 = 0$ is within 0.01 of a minimum; a gradient by its formula counts as two
# evaluations, a way forward and a way back, whatever the number of weights:
#
# | in so many weights | 1 | 2 | 10 | 100 |
# |---|---|---|---|---|
# | random search | 16 | 43 | 816 | more than 10 000 |
# | numerical gradient | 34 | 92 | 660 | 9000 |
# | gradient descent | 34 | 46 | 66 | 90 |
#
# In one weight random search is the cheapest. In a hundred the formula is a hundred times cheaper than the numerical
# gradient, and the gap grows with every weight.
#
# ## Your turn: the numerical gradient
#
# Write it for an array `x` of any shape. `f(x)` returns one number. Change one entry at a time, up and down by `h`;
# `x` itself must be the same afterwards.


# %%
def my_gradient(f, x, h=1e-5):
    # BEGIN SOLUTION
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)  # copies
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad
    # END SOLUTION


check("numerical_gradient", my_gradient)

# %%
numerical_derivative_lab(mine=my_gradient, step=20)

# %% [markdown]
# Make it one-sided, `(f(up) - f(x)) / h`, and run both cells again: the lab names the first $h$ at which yours leaves
# ours, and its line falls half as steeply. Ours stands in `lessonlib/nn/derivative.py`.
#
# ## Three questions
#
# **1.** $L = (w - 3)^2$, $w = 5$, $\eta = 0.1$. Where is $w$ after one step, and for which $\eta$ is it at the
# minimum at once?
#
# <details><summary>Answer</summary>
#
# The slope is $2 (5 - 3) = 4$, so $w = 5 - 0.1 \cdot 4 = 4.6$. The curvature is $L'' = 2$; with $\eta = 1 / L'' = 0.5$
# the step is $0.5 \cdot 4 = 2$ and ends at 3 at once.
#
# </details>
#
# **2.** A network of a million weights; one evaluation of its loss takes a hundredth of a second. How long does one
# numerical gradient take?
#
# <details><summary>Answer</summary>
#
# Two million evaluations, 20 000 s: five and a half hours for a single step. Backward does it in about the time of
# two evaluations ([lesson 6](06_neural_networks.ipynb)).
#
# </details>
#
# **3.** The gradient is 0. Are you at a minimum?
#
# <details><summary>Answer</summary>
#
# Perhaps. On the top of the hill, $w = 0.254$, it is 0 too, and at a saddle. But gradient descent does not stay there:
# the smallest push leads away.
#
# </details>
#
# ---
# Back: [2 Losses](02_losses.ipynb). On: [4 Stochastic gradient descent](04_stochastic_gradient_descent.ipynb).
