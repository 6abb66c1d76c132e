"""Numbers in words, read back by a parser that knows no spelling rule of ours, and a few known ones."""

import pytest

from lessonlib.language import number_words

VALUES = {
    "en": dict(
        zip(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
                "twenty",
                "thirty",
                "forty",
                "fifty",
                "sixty",
                "seventy",
                "eighty",
                "ninety",
            ],
            [*range(20), *range(20, 100, 10)],
            strict=True,
        )
    ),
    "de": dict(
        zip(
            [
                "null",
                "ein",
                "zwei",
                "drei",
                "vier",
                "fünf",
                "sechs",
                "sieben",
                "acht",
                "neun",
                "zehn",
                "elf",
                "zwölf",
                "dreizehn",
                "vierzehn",
                "fünfzehn",
                "sechzehn",
                "siebzehn",
                "achtzehn",
                "neunzehn",
                "zwanzig",
                "dreißig",
                "vierzig",
                "fünfzig",
                "sechzig",
                "siebzig",
                "achtzig",
                "neunzig",
                "eins",
            ],
            [*range(20), *range(20, 100, 10), 1],
            strict=True,
        )
    ),
}
SCALES = {"hundred": 100, "hundert": 100, "thousand": 1000, "tausend": 1000}


def read(words, language):
    """The value of number words: what stands before a scale is multiplied by it, all else is added."""
    total = part = 0
    for word in words:
        if SCALES.get(word) == 1000:
            total, part = (total + part) * 1000, 0
        elif word in SCALES:
            part *= 100
        elif word not in ("and", "und"):
            part += VALUES[language][word]
    return total + part


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_number_is_read_back_and_has_words_of_its_own(language):
    numbers = [*range(10_000), *range(10_000, 1_000_000, 37), 999_999]
    spelled = [number_words(n, language) for n in numbers]
    assert [read(words, language) for words in spelled] == numbers
    assert len(set(map(tuple, spelled))) == len(numbers)


@pytest.mark.parametrize(
    ("n", "english", "german"),
    [
        (0, "zero", "null"),
        (1, "one", "eins"),
        (16, "sixteen", "sechzehn"),
        (17, "seventeen", "siebzehn"),
        (21, "twenty one", "ein und zwanzig"),
        (40, "forty", "vierzig"),
        (100, "one hundred", "ein hundert"),
        (101, "one hundred and one", "ein hundert eins"),
        (1001, "one thousand and one", "ein tausend eins"),
        (1100, "one thousand one hundred", "ein tausend ein hundert"),
        (4721, "four thousand seven hundred and twenty one", "vier tausend sieben hundert ein und zwanzig"),
        (101_000, "one hundred and one thousand", "ein hundert ein tausend"),
        (
            999_999,
            "nine hundred and ninety nine thousand nine hundred and ninety nine",
            "neun hundert neun und neunzig tausend neun hundert neun und neunzig",
        ),
    ],
)
def test_known_numbers_are_spelled_as_both_languages_do(n, english, german):
    assert number_words(n, "en") == english.split() and number_words(n, "de") == german.split()


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ((-1, "en"), ValueError, "from 0 to 999999, got -1"),
        ((1_000_000, "de"), ValueError, "from 0 to 999999"),
        ((1.5, "en"), TypeError, "wanted a whole number"),
        ((1, "fr"), ValueError, "Unknown language 'fr'"),
        ((1, None), TypeError, "wanted one of en, de"),
    ],
)
def test_what_cannot_be_spelled_is_told_in_a_sentence(arguments, kind, words):
    with pytest.raises(kind, match=words):
        number_words(*arguments)
