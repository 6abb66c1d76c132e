"""Make the language model of definitions that ships: ``python -m bench.make_definition_model`` reads them for minutes.

Writes lessonlib/data/files/definition_model.safetensors and its line in SHA256SUMS. The definitions that a classifier
is judged on, load_definitions' held-out ones, are left out of what it reads: the perplexity is measured on them.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence

from lessonlib.data import load_definitions, load_glosses
from lessonlib.data.shipped import FILES, checksums
from lessonlib.embeddings import load_glove
from lessonlib.language import KneserNeyLM, perplexity
from lessonlib.language.definition_model import BEGIN, END, SHIPPED, SPECIAL, DefinitionModel, save_definition_model

STEPS, BATCH, LEARNING_RATE, DRAWN = 3000, 80, 6e-3, 700
WRITTEN, OFTEN, LONGEST, HEADWORDS = 6000, 50, 40, 9
PADDING = -100


def corpus() -> tuple[list[list[str]], list[list[str]]]:
    """Return the glosses to read, and those whose definition is held out, whatever words they define."""
    held_out = {" ".join(words) for words in load_definitions().words_held_out}
    read, judged = [], []
    for gloss in load_glosses():
        hidden = any(" ".join(gloss[start:]) in held_out for start in range(min(HEADWORDS, len(gloss))))
        (judged if hidden else read).append(gloss[:LONGEST])
    return read, judged


def vocabulary(sentences: list[list[str]]) -> tuple[list[str], int]:
    """Return the words, those without a vector of GloVe's first, and how many these are."""
    counts, glove = Counter(word for words in sentences for word in words), load_glove()
    ranked = [word for word, _ in counts.most_common()]
    own = [*SPECIAL, *(word for word in ranked if counts[word] >= OFTEN and word not in glove)]
    return [*own, *(word for word in ranked if word in glove)], len(own)


def batches(model: DefinitionModel, sentences: list[list[str]], rng: np.random.Generator):
    """Yield inputs and targets (B, T) without end, sentences of like length together; an unknown word is no target."""
    lines = [model.encode([BEGIN, *words, END]) for words in sentences]
    while True:
        order = sorted(rng.permutation(len(lines)), key=lambda i: len(lines[i]))  # stable: ties stay shuffled
        groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        for place in rng.permutation(len(groups)):
            rows = [lines[i] for i in groups[place]]
            inputs = pad_sequence([row[:-1] for row in rows], batch_first=True)
            targets = pad_sequence([row[1:] for row in rows], batch_first=True, padding_value=PADDING)
            yield inputs, targets.where(targets < model.written, 0)


def sampled_loss(model: DefinitionModel, states, targets, rng: np.random.Generator) -> torch.Tensor:
    """Return the cross-entropy against the batch's own targets and some others, which stand for all the rest.

    exp of the others' scores is weighed by how many words each of them stands for: a third of the time of all words.
    """
    own = torch.unique(targets[targets >= 0])
    rest = np.setdiff1d(np.arange(model.written), own.numpy(), assume_unique=True)
    drawn = torch.from_numpy(rng.choice(rest, DRAWN, replace=False))
    words = torch.cat([own, drawn])
    weight = torch.cat([torch.zeros(len(own)), torch.full((DRAWN,), math.log(len(rest) / DRAWN))])
    logits = model.projection(states) @ model.vectors()[words].T + model.bias[words] + weight
    places = torch.searchsorted(own, targets.clamp_min(0)).where(targets >= 0, PADDING)
    return cross_entropy(logits.flatten(0, 1), places.flatten(), ignore_index=PADDING)


@torch.no_grad()
def model_perplexity(model: DefinitionModel, sentences: list[list[str]]) -> float:
    """Return exp of the mean of -ln p over all words and ends; a word that it does not write counts as unknown."""
    total = count = 0
    for words in sentences:
        line = model.encode([BEGIN, *words, END])
        targets = line[1:].where(line[1:] < model.written, 0)
        logits, _ = model(line[None, :-1])
        total += cross_entropy(logits[0], targets, reduction="sum").item()
        count += len(targets)
    return math.exp(total / count)


def counted(model: DefinitionModel, read, judged) -> tuple[float, float]:
    """Return the perplexity of trigrams (Kneser-Ney) and of single words' shares, with the same words unknown."""

    def written(sentences):
        return [[w if model.place.get(w, model.written) < model.written else SPECIAL[0] for w in s] for s in sentences]

    read, judged = written(read), written(judged)
    shares = Counter(word for words in read for word in (*words, END))
    total = sum(shares.values())
    costs = [-math.log((shares[word] or 1) / total) for words in judged for word in (*words, END)]
    return perplexity(KneserNeyLM(read, 3), judged), math.exp(np.mean(costs))


def main() -> None:
    """Train, measure, save."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    read, judged = corpus()
    words, own = vocabulary(read)
    model = DefinitionModel(words, own, WRITTEN)
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=STEPS, pct_start=0.1)
    rng = np.random.default_rng(0)
    source, start = batches(model, read, rng), time.perf_counter()
    for step in range(STEPS):
        inputs, targets = next(source)
        loss = sampled_loss(model, model.read(inputs), targets, rng)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            print(f"step {step + 1}: {loss.item():.3f} nats, {time.perf_counter() - start:.0f} s", flush=True)
    seconds = time.perf_counter() - start
    figures = (model_perplexity(model, judged), *counted(model, read, judged))
    facts = dict(zip(("perplexity", "trigrams", "unigrams"), (f"{figure:.1f}" for figure in figures), strict=True))
    path = FILES / SHIPPED
    save_definition_model(model, path, **facts, seconds=f"{seconds:.0f}", steps=str(STEPS))
    sums = checksums() | {SHIPPED: hashlib.sha256(path.read_bytes()).hexdigest()}
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (FILES / "SHA256SUMS").write_text(lines, encoding="ascii")
    print(f"{path.stat().st_size:,} bytes after {seconds:.0f} s; perplexity on {len(judged)} held-out glosses: {facts}")


if __name__ == "__main__":
    main()
