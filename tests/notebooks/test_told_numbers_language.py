"""What lessons 24 and 25 tell in numbers, computed."""

import math
import re
from collections import Counter
from pathlib import Path

import numpy as np

from lessonlib import language
from lessonlib.data import load_novels
from lessonlib.text import tokenize
from lessonlib.text.language_model import load_language_model

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def test_lesson_24_tells_the_perplexities_of_the_held_out_sentences():
    text = told("24")
    sentences = [tokenize(sentence) for sentence in re.split(r"(?<=[.!?])\s+", load_novels()[:450_000])]
    sentences = list(filter(None, sentences))
    met = Counter(word for i, sentence in enumerate(sentences) for word in sentence if i % 20)
    sentences = [[word if met[word] > 1 else "<unk>" for word in sentence] for sentence in sentences]
    seen, new = [s for i, s in enumerate(sentences) if i % 20], sentences[::20]
    one, small = (
        [round(language.perplexity(language.LaplaceLM(seen, n, delta), new)) for n in (1, 2, 3)] for delta in (1, 0.01)
    )
    assert f"makes it worse: {one[0]}, {one[1]}, {one[2]}." in text and one == sorted(one)
    assert f"helps pairs, {small[1]}, but not runs of three, {small[2]}." in text
    best = round(language.perplexity(language.KneserNeyLM(seen, 3), new))
    assert f"and have {best}." in text and best < min(one + small)


def test_lesson_24_answers_its_questions_rightly():
    text = told("24")
    assert f"2 and {-math.log2(0.01):.2f} bits, {(2 - math.log2(0.01)) / 2:.2f} in the mean" in text
    assert f"= {(0.25 * 0.01) ** -0.5:.0f}$." in text


def test_lesson_25_tells_the_models_loss_and_the_first_one():
    text, (model, facts) = told("25"), load_language_model()
    size, held_out = len(model.characters), float(facts["held_out"])
    assert f"ln {size} = {math.log(size):.2f}$" in text
    assert f"has {held_out:.2f} nats a character, a perplexity of {math.exp(round(held_out, 2)):.2f}" in text
    assert f"= {math.log(30000):.2f}$, it guesses" in text
    kept = language.top_p([0.5, 0.35, 0.1, 0.05], 0.8)
    assert f"$.5 / .85 = {kept[0]:.3f}$".replace("0.588", ".588") in text and np.count_nonzero(kept) == 2
