"""A transformer small enough to see every number of it: "four thousand one =" goes on with "vier tausend eins".

The answer is exact, the text never ends, and training takes some seconds: each mistake in attention can be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from lessonlib.arguments import generator, list_of_words, told, whole
from lessonlib.attention.dot_product import scaled_dot_product_attention
from lessonlib.attention.generation import generate
from lessonlib.attention.positions import positional_encoding
from lessonlib.attention.transformer import Transformer
from lessonlib.data.shipped import shipped
from lessonlib.language import number_words

EQUALS, END = "=", "<end>"
LARGEST, LEARNED = 9999, 4000
SHIPPED = "number_transformer.safetensors"
SIZES = {"d_model": 48, "heads": 4, "layers": 2}
IGNORED = -100  # cross_entropy's own name for a place that does not count


def line_of(n: int) -> list[str]:
    """Return what is learned of ``n``: English, an equals sign, German, an end.

    >>> " ".join(line_of(21))
    'twenty one = ein und zwanzig <end>'
    """
    return [*number_words(n, "en"), EQUALS, *number_words(n, "de"), END]


WORDS = sorted({word for n in range(1, 1001) for word in line_of(n)})
PLACE = {word: i for i, word in enumerate(WORDS)}
LONGEST = len(line_of(7777))


def encode(words: Iterable[str]) -> list[int]:
    """Return the ids of the ``words`` of numbers up to 9999, of "=" and of "<end>"; ValueError for any other.

    >>> encode(["twenty", "one", "="]) == [PLACE["twenty"], PLACE["one"], PLACE["="]]
    True
    """
    words = list_of_words(words, "encode(words)")
    if unknown := [word for word in words if word not in PLACE]:
        raise ValueError(
            f"encode(words): wanted words of numbers up to 9999, got {told(unknown[0], 40)}. Leave it out."
        )
    return [PLACE[word] for word in words]


def numbers_to_learn(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return 4000 numbers of 1 .. 9999 to learn from, and the other 5999, both shuffled by ``seed``.

    >>> [len(part) for part in numbers_to_learn()]
    [4000, 5999]
    """
    numbers = generator(seed, "numbers_to_learn(seed)").permutation(np.arange(1, LARGEST + 1))
    return numbers[:LEARNED], numbers[LEARNED:]


def batch_of(numbers: Iterable[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs and targets (B, T): the word after each; what stands before "=" and behind the end does not count.

    >>> inputs, targets = batch_of([21])
    >>> [WORDS[i] for i in inputs[0]], [WORDS[i] for i in targets[0] if i >= 0]
    (['twenty', 'one', '=', 'ein', 'und', 'zwanzig'], ['ein', 'und', 'zwanzig', '<end>'])
    """
    lines = [encode(line_of(int(n))) for n in numbers]
    ids = torch.full((len(lines), max(map(len, lines))), PLACE[END])
    targets = torch.full_like(ids, IGNORED)
    for row, line in enumerate(lines):
        answer = line.index(PLACE[EQUALS]) + 1
        ids[row, : len(line)] = torch.tensor(line)
        targets[row, answer : len(line)] = torch.tensor(line[answer:])
    return ids[:, :-1], targets[:, 1:]


def train_number_transformer(
    epochs: int = 6,
    seed: int = 0,
    attention: Callable = scaled_dot_product_attention,
    positions: Callable = positional_encoding,
    learning_rate: float = 3e-3,
    batch_size: int = 64,
) -> tuple[Transformer, list[float]]:
    """Return a transformer that has read 4000 numbers ``epochs`` times, and its mean loss in each epoch, in nats.

    ``seed`` draws the numbers, the first weights and the order; ``attention`` and ``positions`` as
    :class:`~lessonlib.attention.Transformer` takes them, so that a function of one's own can be trained. Adam, its rate
    going down to 0 along a cosine.

    >>> model, losses = train_number_transformer(epochs=1)
    >>> losses[0] < 3.8  # ln of the number of words is what a guess costs
    True
    """
    epochs = whole(epochs, "train_number_transformer(epochs)")
    learn, _ = numbers_to_learn(seed)
    rng = np.random.default_rng(seed)
    model = Transformer(len(WORDS), **SIZES, max_length=LONGEST, rng=rng, attention=attention, positions=positions)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    steps = epochs * -(-len(learn) // batch_size)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(learn)), []
        for start in range(0, len(learn), batch_size):
            inputs, targets = batch_of(learn[order[start : start + batch_size]])
            loss = cross_entropy(model(inputs).flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total.append(loss.item())
        losses.append(float(np.mean(total)))
    return model.eval(), losses


def load_number_transformer(attention: Callable = scaled_dot_product_attention) -> Transformer:
    """Return the transformer that ships, trained for ten epochs with seed 0, ``attention`` its heads' function.

    >>> model, before = load_number_transformer(), encode(["twenty", "one", "="])
    >>> [WORDS[i] for i in generate(model, before, PLACE[END], length=5)[3:]]
    ['ein', 'und', 'zwanzig', '<end>']

    Raises:
        FileNotFoundError, ValueError: as :func:`lessonlib.data.shipped.checked`.
    """
    from safetensors.torch import load_file

    model = Transformer(len(WORDS), **SIZES, max_length=LONGEST, rng=0, attention=attention)
    weights = {name: weight.float() for name, weight in load_file(shipped(SHIPPED)).items()}
    model.load_state_dict({**weights, "positions": model.positions})
    return model.eval()


def share_exact(model: Transformer, numbers: Iterable[int], cache: bool = True) -> float:
    """Return the share of ``numbers`` whose German the model writes without a mistake, its end included.

    Without a ``cache`` every word is written by a full pass, as in training: an attention of one's own may give other
    numbers word by word.
    """
    lines = [encode(line_of(int(n))) for n in numbers]
    if not lines:
        raise ValueError("share_exact(numbers): wanted at least one number, got none. Pass some.")
    groups: dict[int, list[list[int]]] = {}
    for line in lines:
        groups.setdefault(line.index(PLACE[EQUALS]) + 1, []).append(line)
    right = 0
    for begins, group in groups.items():
        prefix = torch.tensor([line[:begins] for line in group])
        written = generate(model, prefix, PLACE[END], LONGEST + 1 - begins, cache).tolist()
        right += sum(row[: len(line)] == line for row, line in zip(written, group, strict=True))
    return right / len(lines)
