"""What makes word2vec affordable: frequent words are left out at random, and few negatives stand for all words."""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, real


def keep_probability(frequency, threshold: float = 1e-3):
    """Return the probability that an occurrence of a word stays in the text when frequent words are thinned out.

    P(w) = (sqrt(z / t) + 1) t / z, cut to [0, 1]: as printed it exceeds 1 for z < 2.618 t, where every word is kept.

    Args:
        frequency: z, the fraction of the whole text that the word makes up, from 0 to 1; a number or an array.
        threshold: t, above 0; the slide writes 0.001.

    Returns:
        float for a number, else an array of the same shape.

    Raises:
        ValueError: for a frequency outside 0 .. 1, such as a count; a threshold that is not above 0.
        TypeError: for what holds no numbers.

    >>> keep_probability(0.0026), round(keep_probability(0.01), 4)
    (1.0, 0.4162)
    >>> keep_probability([0.0, 0.1, 1.0])
    array([1.    , 0.11  , 0.03262278])

    Source: Lecture 2, "Subsampling frequent words"; the code of Mikolov et al. (2013).
    """
    z, t = float_array(frequency, "frequency"), real(threshold, "threshold", above=0)
    if not ((z >= 0) & (z <= 1)).all():  # false for NaN
        worst = z[~((z >= 0) & (z <= 1))].ravel()[0]
        raise ValueError(
            f"frequency: wanted fractions of the text, from 0 to 1, got {worst:g}; divide counts by their sum."
        )
    with np.errstate(divide="ignore", over="ignore"):  # z = 0 gives infinity, which the clip takes to 1
        ratio = np.divide(z.dtype.type(t), z)
        kept = np.clip(np.sqrt(ratio) + ratio, 0, 1)  # (sqrt(z / t) + 1) t / z without a product of 0 and infinity
    return float(kept) if z.ndim == 0 else kept


def negative_sampling_distribution(counts, power: float = 0.75) -> np.ndarray:
    """Return the probability with which each word is drawn as a negative sample.

    P(w_i) = f(w_i)^p / sum over j of f(w_j)^p. With p = 1 words are drawn as often as they occur, with p = 0 all
    equally often; 3/4 lies between. A word that never occurs is never drawn.

    Args:
        counts: f, shape (V,): how often each word occurs, at least 0, one of them above 0. Frequencies do as well.
        power: p, at least 0.

    Returns:
        Shape (V,), sum 1.

    Raises:
        ValueError: for counts that are negative, not finite, all 0, none at all, or not in one row.
        TypeError: for what holds no numbers.

    >>> negative_sampling_distribution([16, 1, 1]).round(2).tolist()
    [0.8, 0.1, 0.1]

    Source: Lecture 2, "Embeddings: negative sampling".
    """
    f, power = float_array(counts, "counts"), real(power, "power", at_least=0)
    if f.ndim != 1:
        raise ValueError(f"counts: wanted one row of counts, shape (V,), got {f.shape}; give each word one number.")
    if not (np.isfinite(f) & (f >= 0)).all() or not f.any():
        came = "no word" if not f.size else "only zeros" if not f.any() else f"{f[~(np.isfinite(f) & (f >= 0))][0]:g}"
        raise ValueError(f"counts: wanted finite counts of at least 0, not all 0, got {came}; count the words again.")
    weight = np.where(f > 0, (f / f.max()) ** power, 0)  # (V,)
    return weight / weight.sum()
