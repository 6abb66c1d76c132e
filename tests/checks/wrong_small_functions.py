"""Convolutions, scores, vocabularies and PMI, right in another style and wrong, each with its diagnosis."""

import re

import numpy as np
import torch

from lessonlib.text import STOP_WORDS, stem, tokenize
from tests.checks.specimens import right, wrong


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.weight = np.zeros((out_channels, in_channels, kernel_size, kernel_size))
        self.bias = np.zeros(out_channels)
        self.stride, self.padding = stride, padding

    def sums(self, x, weight):
        p, s, n = self.padding, self.stride, weight.shape[-1]
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        rows, columns = ((size - n) // s + 1 for size in x.shape[2:])
        y = np.zeros((len(x), len(weight), rows, columns))
        for i in range(rows):
            for j in range(columns):
                window = x[:, :, i * s : i * s + n, j * s : j * s + n]
                y[:, :, i, j] = np.tensordot(window, weight, axes=((1, 2, 3), (1, 2, 3)))
        return y

    def forward(self, x):
        return self.sums(x, self.weight) + self.bias[:, None, None]


right("conv2d")(Conv2d)


@right("conv2d")
class ConvolutionInTorch(Conv2d):
    def forward(self, x):
        given = map(torch.tensor, (x, self.weight, self.bias))
        return torch.nn.functional.conv2d(*given, stride=self.stride, padding=self.padding)


@wrong("conv2d", "missing bias", "wrong value")
class ConvolutionWithoutBias(Conv2d):
    def forward(self, x):
        return self.sums(x, self.weight)


@wrong("conv2d", "first channel only", "wrong value")
class ConvolutionOfOneChannel(Conv2d):
    def forward(self, x):
        return self.sums(x[:, :1], self.weight[:, :1]) + self.bias[:, None, None]


@wrong("conv2d", "filter turned around", "wrong value")
class ConvolutionOfMathematics(Conv2d):
    def forward(self, x):
        return self.sums(x, self.weight[:, :, ::-1, ::-1]) + self.bias[:, None, None]


@wrong("conv2d", "stride ignored", "wrong shape")
class ConvolutionWithoutStride(Conv2d):
    def forward(self, x):
        self.stride = 1
        return super().forward(x)


@wrong("conv2d", "padding ignored", "wrong shape")
class ConvolutionWithoutPadding(Conv2d):
    def forward(self, x):
        self.padding = 0
        return super().forward(x)


@right("score")
def score(words, weight, bias):
    z = bias
    for word in dict.fromkeys(words):
        if word in weight:
            z += weight[word]
    return 1 - 1 / (1 + np.exp(z))


@wrong("score", "missing bias", "wrong value")
def score_without_bias(words, weight, bias):
    return score(words, weight, 0)


@wrong("score", "every occurrence counted", "wrong value")
def score_of_each_occurrence(words, weight, bias):
    return 1 / (1 + np.exp(-bias - sum(weight.get(word, 0) for word in words)))


@wrong("score", "bias only", "wrong value")
def score_as_given(words, weight, bias):
    return 1 / (1 + np.exp(-bias))


@right("vocabulary")
def vocabulary(texts):
    tokens = re.findall(r"\w+", " ".join(texts).lower())
    return sorted({stem(token) for token in set(tokens) - set(STOP_WORDS)})


@right("vocabulary")
def vocabulary_by_loops(texts):
    found = set()
    for text in texts:
        for token in tokenize(text):
            if token not in STOP_WORDS:
                found.add(stem(token))
    return found


@wrong("vocabulary", "stemmed before the stop words", "wrong value")
def vocabulary_stemmed_first(texts):
    return {stem(t) for text in texts for t in tokenize(text)} - set(STOP_WORDS)


@wrong("vocabulary", "nothing left out, nothing stemmed", "wrong value")
def vocabulary_as_given(texts):
    return {token for text in texts for token in tokenize(text)}


@wrong("vocabulary", "stemmed by Lancaster", "wrong value")
def vocabulary_of_lancaster(texts):
    return {stem(t, "lancaster") for text in texts for t in tokenize(text) if t not in STOP_WORDS}


@wrong("vocabulary", "stemmed by Snowball", "wrong value")
def vocabulary_of_snowball(texts):
    return {stem(t, "snowball") for text in texts for t in tokenize(text) if t not in STOP_WORDS}


@wrong("vocabulary", "first text only", "wrong value")
def vocabulary_returned_in_the_loop(texts):
    for text in texts:
        return {stem(t) for t in tokenize(text) if t not in STOP_WORDS}


@wrong("vocabulary", "last text only", "wrong value")
def vocabulary_begun_in_the_loop(texts):
    for text in texts:
        found = {stem(t) for t in tokenize(text) if t not in STOP_WORDS}
    return found


@right("pmi")
def my_pmi(n_uv, n_u, n_v, n):
    return np.log2(n_uv / n) - np.log2(n_u / n) - np.log2(n_v / n)


@right("pmi")
def pmi_in_nats(n_uv, n_u, n_v, n):
    return np.log(n_uv * n / n_u / n_v)


@wrong("pmi", "logarithm missing", "wrong value")
def pmi_as_given(n_uv, n_u, n_v, n):
    return n_uv * n / (n_u * n_v)


@wrong("pmi", "another base of the logarithm", "wrong value")
def pmi_of_base_ten(n_uv, n_u, n_v, n):
    return np.log10(n_uv * n / (n_u * n_v))


@wrong("pmi", "PPMI in place of PMI", "wrong value")
def pmi_cut_at_zero(n_uv, n_u, n_v, n):
    return np.maximum(0, np.log(n_uv * n / (n_u * n_v)))


@right("ppmi")
def ppmi_in_bits(counts):
    with np.errstate(all="ignore"):
        bits = np.log2(counts * counts.sum() / np.outer(counts.sum(axis=1), counts.sum(axis=0)))
    return np.where(counts > 0, np.maximum(bits, 0), 0)
