"""What lesson 26 tells in numbers, computed: IBM model 1 and BLEU by nltk, the lab's translator counted."""

import math
from pathlib import Path

import numpy as np
import pytest
from nltk.translate.bleu_score import brevity_penalty, modified_precision

from lessonlib.data import load_menus, load_pronunciations
from lessonlib.language import load_number_translator, number_words
from lessonlib.text import tokenize

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"


@pytest.fixture(scope="module")
def told():
    (path,) = LESSONS.glob("26_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def share(value, digits=3):
    return f"{value:.{digits}f}".lstrip("0")


def test_the_menus_teach_these_words_and_are_worth_this_much(told):
    menus = [(tokenize(english), tokenize(french)) for english, french in load_menus()]
    assert f"{len(menus)} sentences, English and French" in told
    order = np.random.default_rng(0).permutation(len(menus))
    held_out, train = ([menus[i] for i in some] for some in (order[:500], order[500:]))
    table: dict[str, dict[str, float]] = {}
    t = {}
    for english, french in train:  # six rounds with one dictionary of pairs, NULL in front of every sentence
        for e in ["NULL", *english]:
            t |= dict.fromkeys(((e, f) for f in french), 1.0)
    for _ in range(6):
        counts, whole = dict.fromkeys(t, 0.0), {}
        for english, french in train:
            for f in french:
                total = sum(t[e, f] for e in ["NULL", *english])
                for e in ["NULL", *english]:
                    counts[e, f] += t[e, f] / total
        for (e, _), count in counts.items():
            whole[e] = whole.get(e, 0.0) + count
        t = {pair: count / whole[pair[0]] for pair, count in counts.items()}
    for (e, f), p in t.items():
        table.setdefault(e, {})[f] = p
    assert f'"file" is "fichier" with {share(table["file"]["fichier"], 2)}' in told
    assert f'"kernel" "noyau" with {share(table["kernel"]["noyau"], 2)}' in told
    assert max(table["NULL"], key=table["NULL"].get) == "de"
    assert sorted(table["the"], key=table["the"].get)[-2:] == ["la", "le"]
    likeliest = {e: max(row, key=row.get) for e, row in table.items()}
    references = [french for _, french in held_out]
    words = scored(references, [[likeliest.get(e, e) for e in english] for english, _ in held_out])
    plain = scored(references, [english for english, _ in held_out])
    assert f"{share(words)} word by word, {share(plain)} untranslated" in told
    assert " ".join(likeliest[e] for e in held_out[3][0]) == "copier le sélectionné cellules"


def scored(references, candidates):
    """BLEU of nltk's fractions; its own corpus_bleu counts an n-gram for sentences too short to have one."""
    logs = []
    for n in (1, 2, 3, 4):
        pairs = [(r, c) for r, c in zip(references, candidates, strict=True) if len(c) >= n]
        parts = [modified_precision([r], c, n) for r, c in pairs]
        logs.append(math.log(sum(p.numerator for p in parts) / sum(p.denominator for p in parts)))
    return brevity_penalty(sum(map(len, references)), sum(map(len, candidates))) * math.exp(sum(logs) / 4)


def test_letters_alone_say_so_many_sounds_wrongly(told):
    sounds = load_pronunciations()
    words = [word for word in sounds if word.isalpha()]
    chosen = [words[i] for i in np.random.default_rng(0).permutation(len(words))[:4500]]
    model = Letters(chosen[:4000], sounds)
    said, right = [[model.best[c] for c in word] for word in chosen[4000:]], [sounds[word] for word in chosen[4000:]]
    errors = sum(edits(a, b) for a, b in zip(said, right, strict=True)) / sum(map(len, right))
    wrong = np.mean([a != b for a, b in zip(said, right, strict=True)])
    assert f"Letter by letter {share(errors)} of the sounds are wrong, and {wrong * 100:.0f} of 100 words" in told


class Letters:
    """IBM model 1 on letters and sounds as matrices: a row a letter."""

    def __init__(self, words, sounds):
        phones = sorted({phone for word in words for phone in sounds[word]})
        place = {phone: i for i, phone in enumerate(phones)}
        pairs = [
            (np.array([ord(c) - 97 for c in word]), np.array([place[phone] for phone in sounds[word]]))
            for word in words
        ]
        t = np.ones((26, len(phones)))
        for _ in range(3):
            counts = np.zeros_like(t)
            for rows, columns in pairs:
                shares = t[np.ix_(rows, columns)]
                np.add.at(counts, np.ix_(rows, columns), shares / shares.sum(axis=0))
            t = counts / counts.sum(axis=1, keepdims=True)
        self.best = {chr(97 + i): phones[row.argmax()] for i, row in enumerate(t)}


def edits(a, b):
    d = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (x != y))
    return d[-1, -1]


def test_the_labs_translator_misses_so_many(told):
    translator = load_number_translator()
    missed = round((1 - float(translator.facts["exact"])) * int(translator.facts["held_out"]))
    assert f"misses {missed} of the other {translator.facts['held_out']}, all of them below 100" in told
    wrong = 0
    for n in range(1, 100):
        (row,) = translator.model.translate(translator.source(number_words(n, "en")), 1, 2, length=20)
        wrong += [translator.written(i) for i in row] != number_words(n, "de")
    assert wrong >= missed


def test_the_wrong_brevity_penalty_rewards(told):
    assert f"e^{{1/4}} = {math.exp(1 / 4):.2f}$" in told and f"e^{{-1/3}} = {share(math.exp(-1 / 3), 2)}$" in told
