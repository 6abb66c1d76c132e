"""Text generation: the language model that ships writes one character at a step, drawn from its distribution."""

from __future__ import annotations

from functools import cache
from typing import Any

import ipywidgets
import numpy as np

from lessonlib.arguments import real, whole
from lessonlib.labs.sequences.text_generation_picture import SHOWN, draw_text_generation, visible
from lessonlib.nn import softmax
from lessonlib.stage import Controls, Trace, lab_of, number

PROMPT = "She was "
LONGEST, SHORTEST, MOST = 60, 12, 200  # characters of a prompt, and written
COLDEST, HOTTEST = 0.1, 3.0

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "Cold": (
        "Temperature 0.2: the scores are multiplied by 5 before the softmax. Does it repeat itself?",
        {"temperature": 0.2},
    ),
    "As learned": (
        "Temperature 1: each character is drawn as often as the model expects it. How much does it waver?",
        {"temperature": 1.0},
    ),
    "Hot": ("Temperature 2: the scores are halved. What becomes of the words?", {"temperature": 2.0}),
    "A name begins": ("It begins inside a name: how sure is it of the next character?", {"prompt": "Mr. Darc"}),
    "After q": ("What can follow a q?", {"prompt": "The q"}),
    "Out of its world": (
        "It has read six novels and nothing else: of computers it knows the letters.",
        {"prompt": "The computer "},
    ),
}


@cache
def _model() -> tuple[Any, dict[str, str]]:
    from lessonlib.text.language_model import load_language_model

    return load_language_model()


def record_text_generation(prompt: str = PROMPT, temperature: float = 0.7, length: int = 80, seed: int = 0) -> Trace:
    """Let the model read ``prompt`` and write ``length`` characters; record its distribution before each.

    Args:
        prompt: how the text begins, up to 60 characters; when empty, a new paragraph.
        temperature: what the scores are divided by before the softmax, 0.1 to 3.
        length: characters to write, 12 to 200.
        seed: of the draws.

    Raises:
        ValueError, TypeError: for another prompt, temperature or length; the text says what was wanted.

    Trace:
        prompt, temperature: () as given.
        characters: (V,) all that the model knows.
        p: (length, V) the probability of each before each draw.
        chosen: (length,) which was drawn.
        order: (length, 12) the likeliest, the first first.
        rank: (length,) the place of the one drawn among all, from 0.
        weights, held_out, seconds: () of the model: its parameters, its loss on text kept back, and its training time.
    """
    import torch

    if not isinstance(prompt, str):
        raise TypeError(f'prompt: wanted text, got {type(prompt).__name__}; write one such as "She was ".')
    if len(prompt) > LONGEST:
        raise ValueError(f"prompt: wanted at most {LONGEST} characters, got {len(prompt)}; leave some out.")
    temperature = real(temperature, "temperature", at_least=COLDEST, at_most=HOTTEST)
    length = whole(length, "length", at_least=SHORTEST, at_most=MOST)
    rng = np.random.default_rng(whole(seed, "seed", at_least=0))
    model, facts = _model()
    notes = [_unknown(prompt, model.characters)] if set(prompt) - set(model.characters) else []
    chosen, shares = [], []
    with torch.no_grad():
        logits, h = model(model.encode(prompt or "\n")[None])
        for _ in range(length):
            p = softmax(logits[0, -1].double().numpy() / temperature)  # (V,)
            k = int(rng.choice(len(p), p=p))
            shares.append(p)
            chosen.append(k)
            logits, h = model(torch.tensor([[k]]), h)
    p = np.array(shares)
    order = np.argsort(-p, axis=1, kind="stable")
    arrays = {
        "prompt": prompt,
        "characters": list(model.characters),
        "temperature": temperature,
        "p": p,
        "chosen": chosen,
        "order": order[:, :SHOWN],
        "rank": (order == np.array(chosen)[:, None]).argmax(axis=1),
        "weights": sum(w.numel() for w in model.parameters()),
        "held_out": float(facts["held_out"]),
        "seconds": int(facts["seconds"]),
    }
    captions = [_start(prompt), *(_caption(arrays, k) for k in range(length))]
    return Trace(arrays, captions, notes)


@lab_of(record_text_generation, draw_text_generation, presets=PRESETS)
def text_generation_lab() -> Controls:
    """Write text character by character: p = softmax(scores / T), one character drawn from p at a step.

    Source: Lecture 2, "RNNs generating...".
    """
    return {
        "prompt": ipywidgets.Text(PROMPT, description="Begins with", continuous_update=False),
        "temperature": ipywidgets.FloatSlider(min=COLDEST, max=2, step=0.05, description="temperature T"),
        "length": ipywidgets.IntSlider(min=SHORTEST, max=MOST, description="characters"),
        "seed": ipywidgets.IntSlider(min=0, max=20, description="seed of the draws"),
    }


def _unknown(prompt: str, characters: str) -> str:
    strange = list(dict.fromkeys(c for c in prompt if c not in characters))
    told = ", ".join(strange[:5]) + (" ..." if len(strange) > 5 else "")
    return f"The model has never met {told}: it reads a blank there. It knows {len(characters)} characters."


def _start(prompt: str) -> str:
    read = f"The model has read “{visible(prompt)}”" if prompt else "Nothing was given, so the model begins a paragraph"
    return f"{read}. Which character will it write next? Say three, then step."


def _caption(a: dict[str, Any], k: int) -> str:
    p, chosen = a["p"][k], a["chosen"][k]
    said = ", ".join(f"“{visible(a['characters'][i])}” {number(100 * p[i], 2)} %" for i in a["order"][k][:3])
    place = a["rank"][k] + 1
    which = "its first choice" if place == 1 else f"its choice number {place}"
    return f"It expects {said}. Drawn: “{visible(a['characters'][chosen])}”, {which}, p = {number(p[chosen])}."
