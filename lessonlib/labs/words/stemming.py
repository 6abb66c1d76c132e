"""Stemming: Porter's rules one by one, then Snowball, Lancaster and the dictionary form, word by word."""

from __future__ import annotations

from typing import Any

import ipywidgets

from lessonlib.arguments import one_of
from lessonlib.labs.shared.controls import TextField
from lessonlib.labs.shared.typed_text import typed_words
from lessonlib.labs.words.stemming_picture import RULES, draw_stemming
from lessonlib.stage import Controls, Trace, lab_of
from lessonlib.stage.numbers import plural
from lessonlib.stage.trace import columns
from lessonlib.text import lemmatize, porter_rules, stem
from lessonlib.text.lemmatize import POS
from lessonlib.text.porter import STEP_1A, STEPS, Rule, measure

WORDS = "dresses ponies dogs university universal universities universe data datum"
MOST = 10
COLUMNS = ("Porter", "Snowball", "Lancaster", "lemma")

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "The slide's three rules": (
        "Which rule fits each word first? A fourth, SS to SS, is tried before the last of the three.",
        {"words": "dresses ponies dogs caress"},
    ),
    "Over-stemming": (
        "Which of these words share a stem, and which of them should not?",
        {"words": "university universal universities universe organization organs"},
    ),
    "Under-stemming": (
        "Which forms of one word get two stems, so that a search for one misses the other?",
        {"words": "data datum alumnus alumni ran running"},
    ),
    "Verbs": (
        "Can an ending tell that “was” and “were” are one verb? Compare the last column.",
        {"words": "was were went goes", "pos": "v"},
    ),
    "Rules with a condition": (
        "The same ending goes from one word and stays at the other: read the conditions.",
        {"words": "sing hopping relational rational feed agreed"},
    ),
}


def record_stemming(words: Any = WORDS, pos: str = "n") -> Trace:
    """Record which of Porter's rules are tried and fit, and what each stemmer and the dictionary make of the words.

    Args:
        words: up to ten different words, text or a list; each of at most 24 letters.
        pos: part of speech for the dictionary: "n", "v", "a" or "r".

    Raises:
        TypeError, ValueError: for what holds no word, and for another part of speech.

    Trace:
        word, column, line: (steps) the word, and which of the four is told, or which line of the rules; -1 for none.
        outcome: (steps, lines) what came of each line of Porter's rules for the word, as far as it is known.
        words: (words) as they are read.
        results: (words, 4) what Porter, Snowball, Lancaster and the dictionary leave.
    """
    words, notes = typed_words(words, "words", MOST)
    pos = one_of(pos, POS, "part of speech")
    results = [[stem(w), stem(w, "snowball"), stem(w, "lancaster"), lemmatize(w, pos)] for w in words]
    rows: list[tuple[int, int, int]] = [(-1, -1, -1)]  # word, column (0 while Porter works), line of the rules
    captions = [_start(words)]
    outcome = [[""] * len(RULES)]
    for w, word in enumerate(words):
        known = [""] * len(RULES)
        for line, told, caption in _porter(word):
            known[line] = told
            rows.append((w, -1, line))
            outcome.append(list(known))
            captions.append(caption)
        for column, name in enumerate(COLUMNS):
            rows.append((w, column, -1))
            outcome.append(list(known))
            captions.append(_found(word, name, results, words, w, column, pos))
    arrays = {"words": words, "results": results, "outcome": outcome, **columns("word column line", rows)}
    return Trace(arrays, captions, notes)


@lab_of(record_stemming, draw_stemming, presets=PRESETS)
def stemming_lab() -> Controls:
    """Cut words of your own by Porter's rules, one by one, beside Snowball, Lancaster and WordNet's dictionary form.

    Source: Lecture 2, "Stemming: Porter vs Lancaster", "Overstemming", "Understemming".
    """
    kinds = [(f"as a{'n' * (name[0] == 'a')} {name}", letter) for letter, name in POS.items()]
    return {"words": TextField("Words", " ".join), "pos": ipywidgets.Dropdown(options=kinds, description="dictionary")}


def _porter(word: str) -> list[tuple[int, str, str]]:
    """(line, what it says, caption) for each rule of step 1a that is tried, and for each later step that fits."""
    rules = porter_rules(word)
    told: list[tuple[int, str, str]] = []
    if rules and rules[0].step == "list":
        return [
            (0, rules[0].result, f"“{word}” stands in nltk's list of exceptions: {rules[0].result}, no rule is asked.")
        ]
    if len(word) <= 2:
        return [(0, "too short", f"“{word}” has two letters or fewer: Porter leaves it alone.")]
    first = next((rule for rule in rules if rule.step == "1a"), None)
    for line, (suffix, replacement) in enumerate(STEP_1A):
        fits = first is not None and (first.suffix, first.replacement) == (suffix, replacement)
        if first is not None and not fits and word.endswith(suffix):
            break  # nltk's own exception: "ties" becomes "tie"
        result = f"→ {first.result}" if fits else "no"
        ends = f"{suffix.upper()}: {'yes' if fits else 'no'}"
        then = f"; {word} → {first.result}, and no other rule of this step is tried" if fits else ""
        told.append((line, result, f"Step 1a. Does “{word}” end in {ends}{then}."))
        if fits:
            break
    else:
        first = None
    if first is not None and first.suffix + first.replacement not in {s + r for s, r in STEP_1A}:
        told.append((1, f"→ {first.result}", f"In a word of four letters nltk keeps the e: {word} → {first.result}."))
    for step, line in zip(STEPS[1:], range(4, 11), strict=True):
        here = [rule for rule in rules if rule.step == step]
        if here:
            told.append((line, "; ".join(map(_short, here)), " ".join(_told(rule) for rule in here)))
    return told


def _short(rule: Rule) -> str:
    ending = f"{rule.suffix.upper() or '–'} → {rule.replacement.upper() or '∅'}"
    return f"{ending}: {rule.result}" if rule.applied else f"{rule.suffix.upper()} stays"


def _told(rule: Rule) -> str:
    if not rule.applied:
        before = rule.word.removesuffix(rule.suffix)
        why = f"the condition on “{before}” does not hold (m = {measure(before)})"
        return f"Step {rule.step}. “{rule.word}” ends in {rule.suffix.upper()}, but {why}: it stays."
    into = f"becomes {rule.replacement.upper()}" if rule.replacement else "goes"
    what = f"{rule.suffix.upper()} {into}" if rule.suffix else f"{rule.replacement.upper()} is put back"
    return f"Step {rule.step}. {what}: {rule.word} → {rule.result}."


def _start(words: list[str]) -> str:
    return f"{plural(len(words), 'word')}. Porter's rules come one by one."


def _found(word: str, name: str, results: list, words: list[str], w: int, column: int, pos: str) -> str:
    result = results[w][column]
    same = [words[i] for i in range(w) if results[i][column] == result]
    meets = f", as {', '.join(same)}" if same else ""
    if name == "lemma":
        return f"The dictionary form of “{word}” as a{'n' * (pos == 'a')} {POS[pos]}: {result}{meets}."
    kept = " (unchanged)" if result == word else ""
    return f"{name} leaves “{result}”{kept}{meets}."
