"""Tokens: a text cut into its words, in any script."""

from __future__ import annotations

import re
import unicodedata

from lessonlib.arguments import a_text, switch

NUMBER = r"\d+(?:[.,\u066b\u066c]\d+)+"  # 3.14 and 1,000 are one token each, and ٣٫١٤
# What is typed for the apostrophe: quotes, primes and accents that stand alone, all of which look like it.
APOSTROPHES = (
    "\u2018\u2019\u201b\u02b9-\u02bc\u02c8\u02ca\u02cb\u2032\u2035\u00b4`\uff07\uff40\u055a\u275b\u275c\ua78b\ua78c"
)
# What nobody sees: soft hyphen, word joiner, marks of direction and the like; no zero-width blank, which parts words.
UNSEEN = "\u00ad\u034f\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
JOINTS = "'\u05f3\u05f4\u200c\u200d"  # inside a word: apostrophe, geresh, gershayim, zero-width (non-)joiner
PICTURES = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"  # the blocks of Unicode that hold emoji
# What may follow a picture and belongs to it: a skin tone, the selector of the coloured form, the tags of a flag.
PICTURE = f"[{PICTURES}][\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
EMOJI = f"[\U0001f1e6-\U0001f1ff]{{2}}|{PICTURE}(?:\u200d{PICTURE})*"  # a flag, or pictures joined into one


def tokenize(text: str, lower: bool = True, punctuation: bool = False) -> list[str]:
    """Return the words of ``text`` in their order, lower-case unless ``lower`` is False.

    A word is a run of letters, digits and their combining marks, in any script; an apostrophe between two letters
    belongs to it, so that "don't" is one token. Numbers such as 3.14, and emoji, are one token each. The text is
    spelled in one way first, see :func:`one_spelling`, so that a word written in two ways is the same token. With
    ``punctuation`` each other mark or symbol is a token too; else it is dropped. Scripts that set no spaces between
    words, such as Chinese and Thai, are not cut into words.

    Raises:
        TypeError: when ``text`` is no string.

    >>> tokenize("The car isn't driven on the 1,000 roads.")
    ['the', 'car', "isn't", 'driven', 'on', 'the', '1,000', 'roads']
    >>> tokenize("Wi-Fi, please!", lower=False, punctuation=True)
    ['Wi', '-', 'Fi', ',', 'please', '!']

    Source: Lecture 2, slide Feature extraction.
    """
    text = a_text(text, "tokenize(text)")
    lower, punctuation = switch(lower, "tokenize(lower)"), switch(punctuation, "tokenize(punctuation)")
    text = one_spelling(text.lower() if lower else text)
    others = r"|[^\w\s]|_" if punctuation else ""
    tokens = re.findall(word_pattern(text) + others, text)
    if text.isascii() and not punctuation:
        return tokens
    # Control characters, lone marks, and what Unicode has not given a meaning yet are no tokens.
    return [token for token in tokens if unicodedata.category(token[0])[0] not in "CMZ"]


def one_spelling(text: str) -> str:
    """Return ``text`` with each word in one of the ways in which it can be written.

    Letters are composed (Unicode's form NFC); what looks like an apostrophe is one, between two letters; and what
    nobody sees goes: the soft hyphen, the word joiner, between letters that never join also the zero-width joiners.

    >>> one_spelling("don\u2019t co\u00adoperate"), one_spelling("don`t `quote`")
    ("don't cooperate", "don't `quote`")

    Source: Unicode Standard Annex 29, rule WB4: what is not seen parts no word.
    """
    if text.isascii() and "`" not in text:
        return text
    text = unicodedata.normalize("NFC", text)
    text = _UNSEEN.sub(_closed, text)
    return _APOSTROPHE.sub("'", text).replace("\u2019", "'")


_APOSTROPHE = re.compile(rf"(?<=[^\W_])[{APOSTROPHES}](?=[^\W_])|\u02bc")
_JOINING = "a-zA-Z\u00c0-\u052f"  # Latin, Greek and Cyrillic: a joiner between them changes nothing
_UNSEEN = re.compile(rf"(?:[{UNSEEN}]|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}]))+")


def _closed(gap: re.Match[str]) -> str:
    """Nothing in the place of ``gap``, unless the characters beside it would then melt into one."""
    around = gap.string[max(gap.start() - 1, 0) : gap.start()] + gap.string[gap.end() : gap.end() + 1]
    return "" if unicodedata.is_normalized("NFC", around) else gap[0]


def word_pattern(text: str) -> str:
    """Return the regular expression of a token: a number, an emoji or a word, in the characters that ``text`` has."""
    letter = r"[^\W_]"
    if text.isascii():
        return rf"{NUMBER}|{letter}+(?:'{letter}+)*"
    # \w leaves out combining marks, which would cut words of Devanagari, Arabic or Hebrew at each vowel sign.
    marks = "".join(sorted(character for character in set(text) if unicodedata.category(character)[0] == "M"))
    inside = rf"(?:{letter}|[{marks}])" if marks else letter
    return rf"{NUMBER}|{EMOJI}|{letter}{inside}*(?:[{JOINTS}]{inside}+)*"
