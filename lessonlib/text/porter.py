"""Porter's rules, one by one: nltk's stemmer is run step by step, and writes down which rule fits."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from lessonlib.arguments import a_text

STEPS = ("1a", "1b", "1c", "2", "3", "4", "5a", "5b")
STEP_1A = (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", ""))  # the rules on the slide, in the order they are tried
# Endings that nltk's steps look at outside a list of rules.
OUTSIDE = {"1a": ("ies",), "1b": ("eed", "ied", "ed", "ing"), "2": ("alli",), "5a": ("e",)}


class Rule(NamedTuple):
    """A rule of Porter's stemmer whose ending fits: ``suffix`` would become ``replacement``.

    ``applied`` is False where the rule's condition on what stands before the ending does not hold; ``word`` is the
    word before the rule, ``result`` after it, ``step`` one of :data:`STEPS`, or "list" for a word listed whole.
    """

    step: str
    suffix: str
    replacement: str
    word: str
    result: str
    applied: bool


def porter_rules(word: str) -> list[Rule]:
    """Return the rules of Porter's stemmer whose ending fits ``word``, in the order in which they come into play.

    The last one's ``result`` is ``stem(word)``; the list is empty when no ending fits, as in words of two letters.

    Raises:
        TypeError: when ``word`` is no string.

    >>> for rule in porter_rules("relational"):
    ...     print(f"{rule.step}: {rule.suffix} -> {rule.replacement or 'nothing'}, {rule.result} {rule.applied}")
    2: ational -> ate, relate True
    4: ate -> nothing, relate False
    5a: e -> nothing, relat True

    Source: Porter (1980), An algorithm for suffix stripping.
    """
    return _watched()().watch(a_text(word, "porter_rules(word)").lower())


def measure(part: str) -> int:
    """Return Porter's m of ``part``: how often vowels are followed by consonants, [C](VC)^m[V].

    >>> [measure(part) for part in ("tree", "trouble", "oaten")]
    [0, 1, 2]
    """
    return _watched()()._measure(part)


@cache
def _watched() -> type:
    """A class made of nltk's Porter stemmer, imported only for who stems."""
    from nltk.stem import PorterStemmer

    class Watched(PorterStemmer):
        def watch(self, word: str) -> list[Rule]:
            self.rules, self.now = [], word
            if word in self.pool:
                return [Rule("list", word, self.pool[word], word, self.pool[word], True)]
            for self.step in STEPS if len(word) > 2 else ():
                before = len(self.rules)
                self._became(getattr(self, f"_step{self.step}")(self.now))
                fits = [end for end in OUTSIDE.get(self.step, ()) if self.now.endswith(end)]
                if fits and len(self.rules) == before:  # looked at, and refused
                    self.rules.append(Rule(self.step, fits[0], "", self.now, self.now, False))
            return self.rules

        def _apply_rule_list(self, word, rules):
            self._became(word)
            result = super()._apply_rule_list(word, rules)
            # The first ending that fits decides, whether its condition holds or not; "*d" is a double consonant.
            for suffix, replacement, _ in rules:
                twin = suffix == "*d" and self._ends_double_consonant(word)
                if twin or word.endswith(suffix):
                    old, new = (word[-2:], replacement) if twin else (suffix, replacement)
                    applied = result == word[: len(word) - len(old)] + new
                    if applied or (suffix and not twin):
                        self.rules.append(Rule(self.step, old, new, word, result, applied))
                    self.now = result
                    break
            return result

        def _became(self, word: str) -> None:
            """Write down a change that no list of rules made."""
            for end in OUTSIDE.get(self.step, ()):
                stump = self.now.removesuffix(end)
                if word != self.now and stump != self.now and word.startswith(stump):
                    self.rules.append(Rule(self.step, end, word[len(stump) :], self.now, word, True))
                    self.now = word

    return Watched
