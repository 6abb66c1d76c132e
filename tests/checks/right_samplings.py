"""Keep probabilities and distributions of negatives that are right in another style."""

import numpy as np
import torch

from tests.checks.specimens import right


@right("keep_probability")
def keep_multiplied_out(frequency, threshold=1e-3):
    ratio = threshold / np.asarray(frequency)
    return np.clip(ratio + ratio**0.5, 0, 1)


@right("keep_probability")
def keep_in_torch(frequency, threshold=1e-3):
    z = torch.as_tensor(frequency, dtype=torch.float64)
    return torch.clamp((torch.sqrt(z / threshold) + 1) * (threshold / z), max=1.0)


@right("keep_probability")
def keep_where(frequency, threshold=0.001):
    z = np.maximum(frequency, 1e-300)
    return np.where(z < 2.6 * threshold, 1.0, np.minimum(1.0, (np.sqrt(z / threshold) + 1) * (threshold / z)))


@right("negative_sampling_distribution")
def drawn_in_torch(counts, power=0.75):
    weight = torch.tensor(counts, dtype=torch.float32) ** power
    return weight / weight.sum()


@right("negative_sampling_distribution")
def drawn_one_by_one(counts, power=0.75):
    weights = [float(count) ** power for count in counts]
    return [weight / sum(weights) for weight in weights]


@right("negative_sampling_distribution")
def drawn_of_frequencies(counts, power=0.75):
    weight = (counts / counts.sum()) ** power
    return weight / weight.sum()
