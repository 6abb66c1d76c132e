"""Wrong padding and wrong means, each with the diagnosis it should get."""

import numpy as np
import torch

from tests.checks.specimens import wrong


def filled(rows, fill, steps=None):
    steps = max(map(len, rows)) if steps is None else steps
    return torch.tensor([(list(row) + [fill] * steps)[:steps] for row in rows])


@wrong("pad", "padded on the left", "wrong value")
def pad_left(sequences, pad_index):
    longest = max(map(len, sequences))
    return torch.tensor([[pad_index] * (longest - len(s)) + s for s in sequences])


@wrong("pad", "cut to the shortest", "wrong shape")
def pad_by_zip(sequences, pad_index):
    return torch.tensor(list(zip(*zip(*sequences, strict=False), strict=True)))


@wrong("pad", "cut to the first", "wrong shape")
def pad_to_the_first(sequences, pad_index):
    return filled(sequences, pad_index, len(sequences[0]))


@wrong("pad", "one place too many", "wrong shape")
def pad_once_more(sequences, pad_index):
    return filled(sequences, pad_index, max(map(len, sequences)) + 1)


@wrong("pad", "last word lost", "wrong value")
def pad_without_the_end(sequences, pad_index):
    batch = torch.full((len(sequences), max(map(len, sequences))), pad_index)
    for i, row in enumerate(sequences):
        batch[i, : len(row) - 1] = torch.tensor(row)[:-1]
    return batch


@wrong("pad", "pad index ignored", "wrong value")
def pad_with_zeros(sequences, pad_index):
    return filled(sequences, 0)


@wrong("pad", "last word repeated", "wrong value")
def pad_with_the_last_word(sequences, pad_index):
    longest = max(map(len, sequences))
    return torch.tensor([s + s[-1:] * (longest - len(s)) for s in sequences])


@wrong("pad", "first sentence repeated to the end", "wrong value")
def pad_by_going_round(sequences, pad_index):
    return torch.stack([torch.from_numpy(np.resize(s, max(map(len, sequences)))) for s in sequences])


@wrong("pad", "sorted by length", "wrong value")
def pad_sorted(sequences, pad_index):
    return filled(sorted(sequences, key=len, reverse=True), pad_index)


@wrong("pad", "steps before sentences", "wrong shape")
def pad_by_torch_as_it_comes(sequences, pad_index):
    return torch.nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sequences], padding_value=pad_index)


@wrong("pad", "all in one row", "wrong shape")
def pad_flat(sequences, pad_index):
    return torch.tensor([word for s in sequences for word in s])


@wrong("pad", "all words moved by one", "wrong value")
def pad_and_make_room(sequences, pad_index):
    return filled([[word + 1 for word in s] for s in sequences], pad_index)


@wrong("pad", "left ragged", "wrong shape")
def pad_nothing(sequences, pad_index):
    return [list(s) for s in sequences]


@wrong("pad", "fractions in place of whole numbers", "wrong value")
def pad_into_zeros(sequences, pad_index):
    batch = torch.zeros(len(sequences), max(map(len, sequences))) + pad_index
    for i, row in enumerate(sequences):
        batch[i, : len(row)] = torch.tensor(row)
    return batch


@wrong("pad", "in-place edit of the sentences", "fragile")
def pad_their_own(sequences, pad_index):
    longest = max(map(len, sequences))
    for row in sequences:
        row += [pad_index] * (longest - len(row))
    return torch.tensor(sequences)


def mask_of(x, lengths):
    return (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]


@wrong("masked_mean", "mean over the padding", "wrong value")
def mean_of_all(x, lengths):
    return x.mean(dim=1)


@wrong("masked_mean", "padding in the sum", "wrong value")
def mean_without_mask(x, lengths):
    return x.sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "divided by the longest length", "wrong value")
def mean_of_the_masked(x, lengths):
    return (x * mask_of(x, lengths)).mean(dim=1)


@wrong("masked_mean", "divided by the batch size", "wrong value")
def mean_by_the_batch(x, lengths):
    return (x * mask_of(x, lengths)).sum(dim=1) / len(x)


@wrong("masked_mean", "not divided", "wrong value")
def mean_undivided(x, lengths):
    return (x * mask_of(x, lengths)).sum(dim=1)


@wrong("masked_mean", "0 / 0 for an empty sentence", "fragile")
def mean_of_nothing(x, lengths):
    return (x * mask_of(x, lengths)).sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "last word lost", "wrong value")
def mean_without_the_last(x, lengths):
    return (x * mask_of(x, lengths - 1)).sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "one place of padding too many", "wrong value")
def mean_up_to_and_with(x, lengths):
    mask = torch.arange(x.shape[1]) <= lengths[:, None]
    return (x * mask[:, :, None]).sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "mask inverted", "wrong value")
def mean_of_the_padding(x, lengths):
    return x.masked_fill(mask_of(x, lengths), 0).sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "counted from the right", "wrong value")
def mean_from_the_right(x, lengths):
    return torch.stack([row[-n:].sum(dim=0) / n for row, n in zip(x, lengths.tolist(), strict=True)])


@wrong("masked_mean", "mask along the wrong axis", "raised")
def mean_with_the_mask_turned(x, lengths):
    return (x * mask_of(x, lengths).transpose(0, 1)).sum(dim=1) / lengths[:, None]


@wrong("masked_mean", "mean over all sentences", "wrong shape")
def mean_of_the_batch(x, lengths):
    return x[mask_of(x, lengths)[:, :, 0]].mean(dim=0)


@wrong("masked_mean", "mean over the components", "wrong shape")
def mean_over_components(x, lengths):
    return x.mean(dim=-1)


@wrong("masked_mean", "maximum in place of the mean", "wrong value")
def mean_that_is_a_maximum(x, lengths):
    return x.masked_fill(~mask_of(x, lengths), -torch.inf).amax(dim=1)


@wrong("masked_mean", "axis kept", "wrong shape")
def mean_with_its_axis(x, lengths):
    return (x * mask_of(x, lengths)).sum(dim=1, keepdim=True) / lengths.clamp(min=1)[:, None, None]


@wrong("masked_mean", "in-place edit of x", "fragile")
def mean_in_place(x, lengths):
    x *= mask_of(x, lengths)
    return x.sum(dim=1) / lengths.clamp(min=1)[:, None]


@wrong("masked_mean", "in-place edit of the lengths", "fragile")
def mean_that_clamps(x, lengths):
    total = (x * mask_of(x, lengths)).sum(dim=1)
    lengths.add_(1)
    return total / (lengths - 1).clamp(min=1)[:, None]


@wrong("masked_mean", "cut off from autograd", "wrong value")
def mean_without_a_way_back(x, lengths):
    mask = mask_of(x, lengths)
    return ((x * mask).sum(dim=1) / lengths.clamp(min=1)[:, None]).detach()


@wrong("masked_mean", "cut off from autograd", "wrong value")
def mean_of_the_data_alone(x, lengths):
    return torch.tensor(
        [row[:n].mean(0).tolist() if n else [0.0] * x.shape[2] for row, n in zip(x, lengths, strict=True)]
    ).to(x)
