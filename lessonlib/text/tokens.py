"""Tokens: a text cut into its words, in any script."""

from __future__ import annotations

import re
import unicodedata

from lessonlib.arguments import a_text

NUMBER = r"\d+(?:[.,]\d+)+"  # 3.14 and 1,000 are one token each
JOINTS = "'\u05f3\u05f4\u200c\u200d"  # inside a word: apostrophe, geresh, gershayim, zero-width (non-)joiner
PICTURES = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"  # the blocks of Unicode that hold emoji
# What may follow a picture and belongs to it: a skin tone, the selector of the coloured form, the tags of a flag.
PICTURE = f"[{PICTURES}][\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
EMOJI = f"[\U0001f1e6-\U0001f1ff]{{2}}|{PICTURE}(?:\u200d{PICTURE})*"  # a flag, or pictures joined into one


def tokenize(text: str, lower: bool = True, punctuation: bool = False) -> list[str]:
    """Return the words of ``text`` in their order, lower-case unless ``lower`` is False.

    A word is a run of letters, digits and their combining marks, in any script; an apostrophe between two letters
    belongs to it, so that "don't" is one token. Numbers such as 3.14, and emoji, are one token each. Letters are
    composed first (Unicode's form NFC) and the curly apostrophe becomes the straight one, so that a word written in
    two ways is the same token. With ``punctuation`` each other mark or symbol is a token too; else it is dropped.
    Scripts that set no spaces between words, such as Chinese and Thai, are not cut into words.

    >>> tokenize("The car isn't driven on the 1,000 roads.")
    ['the', 'car', "isn't", 'driven', 'on', 'the', '1,000', 'roads']
    >>> tokenize("Wi-Fi, please!", lower=False, punctuation=True)
    ['Wi', '-', 'Fi', ',', 'please', '!']

    Raises TypeError when ``text`` is no string. Source: Lecture 2, slide Feature extraction.
    """
    text = a_text(text, "tokenize(text)").replace("\u2019", "'")
    text = unicodedata.normalize("NFC", text.lower() if lower else text)
    others = r"|[^\w\s]|_" if punctuation else ""
    tokens = re.findall(word_pattern(text) + others, text)
    if text.isascii() and not punctuation:
        return tokens
    # Control characters, lone marks, and what Unicode has not given a meaning yet are no tokens.
    return [token for token in tokens if unicodedata.category(token[0])[0] not in "CMZ"]


def word_pattern(text: str) -> str:
    """Return the regular expression of a token: a number, an emoji or a word, in the characters that ``text`` has."""
    letter = r"[^\W_]"
    if text.isascii():
        return rf"{NUMBER}|{letter}+(?:'{letter}+)*"
    # \w leaves out combining marks, which would cut words of Devanagari, Arabic or Hebrew at each vowel sign.
    marks = "".join(sorted(character for character in set(text) if unicodedata.category(character)[0] == "M"))
    inside = rf"(?:{letter}|[{marks}])" if marks else letter
    return rf"{NUMBER}|{EMOJI}|{letter}{inside}*(?:[{JOINTS}]{inside}+)*"
