"""Numbers in words, English and German: pairs to translate, without end and without a mistake."""

from __future__ import annotations

from lessonlib.arguments import one_of, whole

ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ENGLISH += tuple(f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine"))
ENGLISH_TENS = tuple(f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"))
GERMAN = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
GERMAN += tuple(f"{stem}zehn" for stem in ("drei", "vier", "fünf", "sech", "sieb", "acht", "neun"))
GERMAN_TENS = ("zwanzig", "dreißig", *(f"{stem}zig" for stem in ("vier", "fünf", "sech", "sieb", "acht", "neun")))


def number_words(n: int, language: str) -> list[str]:
    """Return the words of ``n``, from 0 to 999 999, in English ("en") or German ("de"), each part a word of its own.

    German is written in one word, "siebenhunderteinundzwanzig"; here it is cut into its parts. It says the units before
    the tens: a translation has to cross over. "eins" stands at the very end only.

    Raises:
        TypeError: for an n that is no whole number, a language that is no text.
        ValueError: for an n outside the range, another language.

    >>> " ".join(number_words(4721, "en"))
    'four thousand seven hundred and twenty one'
    >>> " ".join(number_words(4721, "de"))
    'vier tausend sieben hundert ein und zwanzig'

    Source: the rules of both languages; English as in Britain, with "and" before what is below a hundred.
    """
    n = whole(n, "number_words(n)", at_least=0, at_most=999_999)
    return {"en": _english, "de": _german}[one_of(language, ("en", "de"), "language")](n)


def _english(n: int) -> list[str]:
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return _english_hundreds(rest)
    joined = (["and"] if rest < 100 else []) + _english_hundreds(rest) if rest else []
    return [*_english_hundreds(thousands), "thousand", *joined]


def _english_hundreds(n: int) -> list[str]:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        return [ENGLISH[hundreds], "hundred", *(["and", *_english_hundreds(rest)] if rest else [])]
    if rest < 20:
        return [ENGLISH[rest]]
    tens, units = divmod(rest, 10)
    return [ENGLISH_TENS[tens - 2], *([ENGLISH[units]] if units else [])]


def _german(n: int) -> list[str]:
    thousands, rest = divmod(n, 1000)
    words = [*_german_hundreds(thousands), "tausend"] if thousands else []
    words += _german_hundreds(rest) if rest or not thousands else []
    return [*words[:-1], "eins"] if words[-1] == "ein" else words


def _german_hundreds(n: int) -> list[str]:
    hundreds, rest = divmod(n, 100)
    words = [GERMAN[hundreds], "hundert"] if hundreds else []
    tens, units = divmod(rest, 10)
    if rest < 20:
        return words + ([GERMAN[rest]] if rest or not hundreds else [])
    return words + ([GERMAN[units], "und"] if units else []) + [GERMAN_TENS[tens - 2]]
