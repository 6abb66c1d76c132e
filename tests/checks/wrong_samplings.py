"""Wrong keep probabilities and wrong distributions of negatives, each with the diagnosis it should get."""

import math

import numpy as np

from tests.checks.specimens import wrong


@wrong("keep_probability", "not clipped", "wrong value")
def keep_unclipped(z, threshold=1e-3):
    return (np.sqrt(z / threshold) + 1) * threshold / z


@wrong("keep_probability", "root or brackets missing", "wrong value")
def keep_without_a_root(z, threshold=1e-3):
    return np.minimum(1, (z / threshold + 1) * threshold / z)


@wrong("keep_probability", "root missing", "wrong value")
def keep_without_root_and_clip(z, threshold=1e-3):
    return (z / threshold + 1) * threshold / z


@wrong("keep_probability", "threshold misplaced", "wrong value")
def keep_exchanged_under_the_root(z, threshold=1e-3):
    return np.minimum(1, (np.sqrt(threshold / z) + 1) * threshold / z)


@wrong("keep_probability", "threshold misplaced", "wrong value")
def keep_upside_down(z, threshold=1e-3):
    return np.minimum(1, (np.sqrt(z / threshold) + 1) * z / threshold)


@wrong("keep_probability", "brackets missing", "wrong value")
def keep_without_brackets(z, threshold=1e-3):
    return np.sqrt(z / threshold) + 1 * threshold / z


@wrong("keep_probability", "brackets missing", "wrong value")
def keep_with_all_under_the_root(z, threshold=1e-3):
    return np.minimum(1, np.sqrt(z / threshold + 1) * threshold / z)


@wrong("keep_probability", "+ 1 missing", "wrong value")
def keep_as_in_the_paper(z, threshold=1e-3):
    return np.clip(np.sqrt(threshold / z), 0, 1)


@wrong("keep_probability", "discard in place of keep", "wrong value")
def discard(z, threshold=1e-3):
    return 1 - np.minimum(1, (np.sqrt(z / threshold) + 1) * threshold / z)


@wrong("keep_probability", "discard in place of keep", "wrong value")
def discard_as_in_the_paper(z, threshold=1e-3):
    return np.maximum(0, 1 - np.sqrt(threshold / z))


@wrong("keep_probability", "clipped at the wrong end", "wrong value")
def keep_at_least_one(z, threshold=1e-3):
    return np.maximum(1, (np.sqrt(z / threshold) + 1) * threshold / z)


@wrong("keep_probability", "threshold ignored", "wrong value")
def keep_of_the_slide(z, threshold=1e-3):
    return np.minimum(1, (np.sqrt(z / 0.001) + 1) * 0.001 / z)


@wrong("keep_probability", "divided by the sum again", "wrong value")
def keep_of_counts(z, threshold=1e-3):
    z = z / np.sum(z)
    return np.minimum(1, (np.sqrt(z / threshold) + 1) * threshold / z)


@wrong("keep_probability", "min of an array", "raised")
def keep_with_min(z, threshold=1e-3):
    return min(1, (np.sqrt(z / threshold) + 1) * threshold / z)


@wrong("keep_probability", "math in place of numpy", "raised")
def keep_with_math(z, threshold=1e-3):
    return min(1, (math.sqrt(z / threshold) + 1) * threshold / z)


@wrong("keep_probability", "counts written into", "fragile")
def keep_in_place(z, threshold=1e-3):
    z = np.asarray(z)
    ratio = threshold / z
    if z.ndim:
        z[...] = np.minimum(1, np.sqrt(ratio) + ratio)
        return z
    return np.minimum(1, np.sqrt(ratio) + ratio)


@wrong("negative_sampling_distribution", "exponent missing", "wrong value")
def drawn_as_they_occur(counts, power=0.75):
    return counts / counts.sum()


@wrong("negative_sampling_distribution", "not normalised", "wrong value")
def drawn_without_a_sum(counts, power=0.75):
    return counts**power


@wrong("negative_sampling_distribution", "normalised before the exponent", "wrong value")
def drawn_normalised_first(counts, power=0.75):
    frequency = counts / np.sum(counts)
    return frequency**power


@wrong("negative_sampling_distribution", "exponent on one side only", "wrong value")
def drawn_over_the_plain_sum(counts, power=0.75):
    return counts**power / counts.sum()


@wrong("negative_sampling_distribution", "normalised before the exponent", "wrong value")
def drawn_over_the_power_of_the_sum(counts, power=0.75):
    return counts.astype(float) ** power / counts.sum() ** power


@wrong("negative_sampling_distribution", "multiplied by the exponent", "wrong value")
def drawn_multiplied(counts, power=0.75):
    return counts * power


@wrong("negative_sampling_distribution", "power ignored", "wrong value")
def drawn_of_the_slide(counts, power=0.75):
    return counts**0.75 / (counts**0.75).sum()


@wrong("negative_sampling_distribution", "exponent upside down", "wrong value")
def drawn_with_four_thirds(counts, power=0.75):
    weight = counts ** (1 / power)
    return weight / weight.sum()


@wrong("negative_sampling_distribution", "softmax of the counts", "wrong value")
def drawn_by_softmax(counts, power=0.75):
    e = np.exp(counts - counts.max())
    return e / e.sum()


@wrong("negative_sampling_distribution", "all words alike", "wrong value")
def drawn_alike(counts, power=0.75):
    return [1 / len(counts)] * len(counts)


@wrong("negative_sampling_distribution", "counts written into", "fragile")
def drawn_in_place(counts, power=0.75):
    if counts.dtype.kind != "f":
        counts = counts.astype(float)
    counts **= power
    counts /= counts.sum()
    return counts


@wrong("keep_probability", "power without brackets", "wrong value")
def keep_by_a_power_without_brackets(z, threshold=1e-3):
    return np.minimum(1, ((z / threshold) ** 1 / 2 + 1) * threshold / z)


@wrong("negative_sampling_distribution", "power without brackets", "wrong value")
def draw_by_a_power_without_brackets(counts, power=0.75):
    weight = np.asarray(counts, dtype=float) ** 3 / 4
    return weight / weight.sum()
