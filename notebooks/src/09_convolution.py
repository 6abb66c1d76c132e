# %% [markdown]
# # 9 Convolution
#
# *Lecture 2: "Convolutional layer".*
# How to step: [Start here](00_start_here.ipynb). Before: [8 Training](08_training.ipynb).
#
# A `Linear` layer gives every pixel a weight of its own and does not know which pixels are neighbours. A
# convolution looks at a small window, always with the same few weights, and does so at every place of the image:
#
# $$y_{ij} = b + \sum_{u=1}^{k} \sum_{v=1}^{k} w_{uv} \, x_{(i-1)s + u,\; (j-1)s + v}$$
#
# $x$ is the image, $w$ the filter of $k \times k$ numbers, $b$ its bias, $s$ the **stride**, by which the window
# moves; $y$ is the **map**, one number for each place of the window. $i$ and $j$ count the map's rows and columns,
# $u$ and $v$ those of the filter.

# %%
import numpy as np

from lessonlib.checks import check
from lessonlib.data import load_digits
from lessonlib.labs import convolution_lab
from lessonlib.nn import (
    Adam,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    NeuralNetwork,
    NLLLoss,
    ReLU,
    check_gradients,
    evaluate,
    train,
)

# %% [markdown]
# ## One place after the other
#
# The image is a 3 of $8 \times 8$ pixels, with 0 to 16 units of ink. The filter subtracts the left column of the
# window from the right one.
#
# **Predict:** is the first sum, at the top left, positive or negative? Where will the sums be negative? **Step**
# through the places; the frame shows the window, the matrices its nine products. **Explain** the orange cells of
# the map.

# %%
convolution_lab()

# %% [markdown]
# <details><summary>What came out</summary>
#
# The first sum is $7 + 13 + 1 - 0 - 0 - 0 = 21$: ink begins on the right side of the window. The sums are negative
# where ink ends on the right. The largest, 33, stands in row 3, column 3. A filter is a question put to every place,
# and the map is the answer: *is there a left edge here?*
#
# </details>
#
# Choose the presets *Horizontal edges*, *Blur*, *Sharpen* and *One pixel*, or type a filter: rows apart by a
# semicolon. **Predict** each map from the numbers of its filter. The entries of the blur sum to 1, so it keeps the
# amount of ink; those of the edges sum to 0, so they answer nothing where nothing changes.
#
# ## How large is the map?
#
# $$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# $n$ is the size of the image, $p$ the **padding**, the width of a border of zeros laid around it. The brackets
# round down: a window that would stick out is left out.
#
# **Predict** the size for $n = 8$, $k = 3$, $p = 1$ with $s = 1$, and with $s = 2$. **Step** below, then move both
# sliders. **Explain** which padding keeps the size at stride 1.

# %%
convolution_lab(padding=1, stride=2)

# %% [markdown]
# <details><summary>What came out</summary>
#
# With $p = 1$ and $s = 1$ it is $8 + 2 - 3 + 1 = 8$: for $k = 3$ one pixel of padding keeps the size, in general
# $p = (k - 1) / 2$. With $s = 2$ it is $\lfloor 7 / 2 \rfloor + 1 = 4$.
#
# </details>
#
# The same filter works on an image of any size. A boot of $28 \times 28$ pixels meets eight times its pixel minus
# the eight neighbours; each step fills a row of the map:

# %%
convolution_lab("ankle boot", "all edges")

# %% [markdown]
# ## Six filters, three colours
#
# A colour image has three numbers a pixel, so a filter has three slices, and its sum runs over all of them. Each
# filter gives one map. The slide: *if we had 6 5x5 filters, we'll get 6 separate activation maps*, stacked to *a
# "new image" of size 28x28x6*.
#
# **Predict:** how many numbers has one filter, how many have the six with their biases? **Step:** each step fills
# a row of a map, and the next map is laid over it. **Explain** why map 5, red against green, is strongly blue in
# the middle of the flower: look at it at step 140, before map 6 covers it.

# %%
convolution_lab("photograph")

# %% [markdown]
# <details><summary>What came out</summary>
#
# In the middle of the flower red is 198 on average and green 72, so their difference is large there.
#
# </details>
#
# One filter has $5 \cdot 5 \cdot 3 = 75$ numbers and a bias, so the six have $6 \cdot 76 = 456$. A linear layer from
# $32 \times 32 \times 3$ to $28 \times 28 \times 6$ numbers would need this many:

# %%
conv = Conv2d(in_channels=3, out_channels=6, kernel_size=5, rng=0)
maps = conv.forward(np.zeros((1, 3, 32, 32)))

print("map", maps.shape, " numbers to learn:", sum(w.size for w in conv.parameters()))
print("a linear layer in its place:", (32 * 32 * 3 + 1) * 28 * 28 * 6)

# %% [markdown]
# In the lab we typed the filters. A network learns them: every place of the map that used a weight adds to the
# weight's gradient,
#
# $$\frac{\partial L}{\partial w_{uv}} =
# \sum_{i, j} \frac{\partial L}{\partial y_{ij}} \, x_{(i-1)s + u,\; (j-1)s + v}$$
#
# and a pixel collects from every window that saw it. In code it is one sum over places, in
# `lessonlib/nn/convolution.py`. The gradient check knows whether it is right:

# %%
rng = np.random.default_rng(0)
small = NeuralNetwork([Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(32, 3, rng=1)])
print(check_gradients(small, NLLLoss(), rng.normal(size=(2, 1, 6, 6)), np.array([0, 2])))

# %% [markdown]
# ## A ConvNet reads digits
#
# The slide: *ConvNet is a sequence of Convolutional Layers, interspersed with activation functions*. Between them,
# **max pooling** keeps the largest of every $2 \times 2$ numbers: where exactly the edge was is forgotten a little.
#
# **Predict:** a ConvNet and a network of linear layers, both with about 2700 numbers, learn the ten digits. Which
# one is better on held-out images? And on the same images, shifted by one pixel, as none was in training?

# %%
digits = load_digits(range(10))
x, x_held_out = digits.x_train.reshape(-1, 1, 8, 8), digits.x_held_out.reshape(-1, 1, 8, 8)
shifted = np.roll(x_held_out, 1, axis=3)  # one pixel to the right

networks = {
    "convolutions": [
        Conv2d(1, 16, 3, padding=1, rng=0),
        ReLU(),
        MaxPool2d(2),  # 16 maps of 8 x 8, pooled to 4 x 4
        Conv2d(16, 16, 3, rng=1),
        ReLU(),
        MaxPool2d(2),  # 16 maps of 2 x 2, pooled to one number each
        Flatten(),
        Linear(16, 10, rng=2),
    ],
    "linear layers": [Flatten(), Linear(64, 36, rng=0), ReLU(), Linear(36, 10, rng=2)],
}
for name, modules in networks.items():
    network = NeuralNetwork(modules)
    train(network, NLLLoss(), x, digits.y_train, optimizer=Adam(5e-3), epochs=15, rng=0, progress=False)
    right = [evaluate(network, NLLLoss(), images, digits.y_held_out)[1] for images in (x_held_out, shifted)]
    count = sum(w.size for w in network.parameters())
    print(f"{name:13} {count} numbers: {right[0]:.3f} right, shifted by a pixel {right[1]:.3f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# On images like those of the training they are nearly alike: with five seeds .95 to .99 for the ConvNet, .97 to .98 for
# the linear layers. Shifted by a single pixel, the ConvNet still reads 53 to 67 % and the linear layers 44 to 48 %: to
# them every shift is a new image. A ConvNet is no cure for shifts, though: its last layers know places, too. Showing
# shifted images in training helps both.
#
# </details>
#
# What do such filters become? A smaller network, four filters of $3 \times 3$ and one linear layer, learns the ten
# digits; you see the filters, their maps of one 3 behind the ReLU, and what it says.
#
# **Predict:** four maps of $6 \times 6$, pooled by $2 \times 2$: how many numbers are left in all? **Step** through
# eight epochs, then through the nine windows of the pooling. **Explain** from its map what one of the filters looks
# for.

# %%
convolution_lab(filter="learned")

# %% [markdown]
# <details><summary>What came out</summary>
#
# 36 of 144 numbers: half along each side is a quarter in all. The filters begin as noise, and 10.5 % of the held-out
# digits are right; after eight epochs 86.9 % are. Nobody told them to look for edges: that is what helps to tell digits
# apart.
#
# </details>
#
# ## Your turn: the forward pass
#
# Write `forward` for `x` of shape (B, C, H, W) and `weight` of shape (K, C, k, k). Four loops are fine. `check` tries
# several channels and filters, a bias that is not 0, stride and padding. The lab then writes its filter into your
# `weight` and runs your code beside ours. Try it with `stride=1` as well, and on the photograph.


# %%
class MyConv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.weight = np.zeros((out_channels, in_channels, kernel_size, kernel_size))
        self.bias = np.zeros(out_channels)
        self.stride, self.padding = stride, padding

    def forward(self, x):
        raise NotImplementedError


check("conv2d", MyConv2d)

# %%
convolution_lab(mine=MyConv2d, stride=2, padding=1, predict=False)

# %% [markdown]
# <details><summary>One way to write it</summary>
#
# ```python
# def forward(self, x):
#     p, s, k = self.padding, self.stride, self.weight.shape[2]
#     x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
#     high, wide = (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1
#     y = np.zeros((len(x), len(self.weight), high, wide))
#     for m, w in enumerate(self.weight):
#         for i in range(high):
#             for j in range(wide):
#                 window = x[:, :, i * s : i * s + k, j * s : j * s + k]
#                 y[:, m, i, j] = (window * w).sum(axis=(1, 2, 3)) + self.bias[m]
#     return y
# ```
#
# </details>
#
# In mathematics a convolution turns the filter round first: $w_{uv}$ meets the pixel $k + 1 - u, k + 1 - v$. Deep
# learning leaves that out, since the filter is learned anyway. If you turned it, `check` says so.
#
# ## Three questions
#
# **1.** An image of $28 \times 28$ meets 8 filters of $5 \times 5$ with stride 2 and padding 2. What is the shape of
# the result?
#
# <details><summary>Answer</summary>
#
# $\lfloor (28 + 4 - 5) / 2 \rfloor + 1 = 13 + 1 = 14$: the result is $14 \times 14 \times 8$.
#
# </details>
#
# **2.** Behind these 8 maps stands `Conv2d(8, 16, 3)`. How many numbers does it learn?
#
# <details><summary>Answer</summary>
#
# $16 \cdot (8 \cdot 3 \cdot 3 + 1) = 1168$. The size of the image plays no part.
#
# </details>
#
# **3.** All entries of a filter sum to 0, its bias is 0. What does it answer on a piece of the image where all pixels
# are equal, and what at the border of a padded image?
#
# <details><summary>Answer</summary>
#
# 0 inside: every pixel is multiplied by the same number, the sum of the weights is 0. At the border the zeros of the
# padding meet the image, which looks like an edge: the answer is not 0 unless the image is black there.
#
# </details>
#
# ---
# Back: [8 Training](08_training.ipynb). On: [10 Recurrent networks](10_recurrent_networks.ipynb).
