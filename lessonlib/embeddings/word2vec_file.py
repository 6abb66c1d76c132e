"""Vectors in files, as word2vec's own program writes them: text or binary, read without running anything in them."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from lessonlib.arguments import switch, told, whole
from lessonlib.embeddings.keyed import KeyedVectors
from lessonlib.embeddings.vectors import as_keyed_vectors, keyed_vectors

LINE = 10_000_000  # bytes of one line or word: more is no word2vec file
MOST_NUMBERS = 100_000  # in a vector
PICKLE = b"\x80"  # how a pickle begins, such as gensim's own .kv and .model: it can run code, and is never opened

Row = tuple[bytes, np.ndarray]


def load_word2vec(path: str | os.PathLike[str], binary: bool = False, limit: int | None = None) -> KeyedVectors:
    """Return the vectors of a file that word2vec, gensim's ``save_word2vec_format`` or GloVe wrote; .gz is unpacked.

    Args:
        path: the file. Text: "V d" in the first line (GloVe's leave it out), then a word and d numbers in each.
        binary: whether the d numbers are float32 of 4 bytes each after the word and a blank, in place of text.
        limit: read the first words only. Of a word that stands there twice, the first row is kept.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is another kind of file, cut short or damaged; the text says at which row.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "two.txt"
    >>> save_word2vec({"cat": [1.0, 0.0], "dog": [0.8, 0.6]}, path)
    >>> load_word2vec(path).most_similar("cat")
    [('dog', 0.8)]

    Source: Mikolov et al. (2013), word2vec's distance.c; gensim's ``KeyedVectors.load_word2vec_format``.
    """
    binary, path = switch(binary, "load_word2vec(binary)"), _path(path, "load_word2vec(path)")
    limit = None if limit is None else whole(limit, "load_word2vec(limit)")
    if not _there(path):
        raise FileNotFoundError(f"load_word2vec: wanted a file, got none at {told(str(path), 200)}; look at the path.")
    vectors: dict[str, np.ndarray] = {}
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            for number, (word, row) in enumerate(islice(_rows(file, binary, path.name), limit), 1):
                try:
                    vectors.setdefault(word.decode("utf-8"), row)
                except UnicodeDecodeError:
                    raise _broken(path.name, number, "a word in UTF-8", told(word), binary) from None
    except (EOFError, gzip.BadGzipFile, gzip.zlib.error) as error:
        raise ValueError(f"{path.name}: wanted a whole .gz file, got one that is damaged; fetch it again.") from error
    if not vectors:
        raise ValueError(f"{path.name}: wanted words with their vectors, got none; fetch the file again.")
    return keyed_vectors(list(vectors), np.array(list(vectors.values())))


def save_word2vec(vectors: Any, path: str | os.PathLike[str], binary: bool = False) -> None:
    """Write ``vectors``, as :func:`lessonlib.embeddings.as_keyed_vectors` takes them, to a file of word2vec's kind.

    Raises:
        OSError: where no file can be written.
        ValueError: for a word with a blank or a line's end in it, which would be read as two.
    """
    binary, path = switch(binary, "save_word2vec(binary)"), _path(path, "save_word2vec(path)")
    vectors = as_keyed_vectors(vectors)
    for word in vectors.index_to_key:
        if word.split() != [word]:
            raise ValueError(f"save_word2vec: wanted words without blanks, got {told(word)}; write _ in their place.")
    matrix = np.asarray(vectors.vectors, dtype="<f4")  # (V, d)
    try:
        file = open(path, "wb")  # noqa: SIM115 (closed below)
    except OSError as error:
        where = f"save_word2vec(path): wanted a place to write, got {told(str(path), 200)}"
        raise OSError(f"{where}: {error.strerror}; choose another.") from None
    with file:
        file.write(b"%d %d\n" % matrix.shape)
        for word, row in zip(vectors.index_to_key, matrix, strict=True):
            numbers = row.tobytes() if binary else " ".join(map(str, row)).encode()
            file.write(word.encode("utf-8") + b" " + numbers + b"\n")


def _path(path: Any, where: str) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            f"{where}: wanted the name of a file, got {type(path).__name__} {told(path)}; put it in quotes."
        )
    return Path(path)


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than names may be
        return False


def _rows(file: BinaryIO, binary: bool, name: str) -> Iterator[Row]:
    """Each word with its vector, as many as the first line says."""
    first = file.readline(LINE)
    if first.startswith(PICKLE):
        raise ValueError(
            f"{name}: wanted a word2vec file, got a pickle, which could run code and is not opened; write it "
            "anew with gensim's save_word2vec_format."
        )
    head = first.split()
    if len(head) == 2 and all(one.isdigit() for one in head):
        words, size = int(head[0]), int(head[1])
    elif binary or len(head) < 2:
        raise ValueError(f"{name}: wanted the numbers of words and components first, got {told(first)}; fetch it anew.")
    else:
        words, size = None, len(head) - 1  # GloVe's files begin with a word
    if not 0 < size <= MOST_NUMBERS:
        raise ValueError(f"{name}: wanted vectors of 1 to {MOST_NUMBERS} numbers, got {told(size)}; fetch it again.")
    if words is None:
        yield _text_row(first, size, name, 1)
    number = 1 if words is None else 0
    while words is None or number < words:
        number += 1
        line = _word(file) if binary else file.readline(LINE)
        if not line and words is None:
            return
        if not line:
            raise _broken(name, number, f"{words} words", f"{number - 1}", binary)
        yield _binary_row(line, file, size, name, number) if binary else _text_row(line, size, name, number)
    if file.read(LINE).strip():
        raise _broken(name, number + 1, f"{words} words, as its first line says", "more", binary)


def _word(file: BinaryIO) -> bytes:
    """The bytes up to the next blank; word2vec writes a line's end after each vector, gensim none."""
    letters = bytearray()
    while (letter := file.read(1)) not in (b"", b" ") and len(letters) < 10_000:
        letters += letter
    return bytes(letters).lstrip(b"\n")


def _binary_row(word: bytes, file: BinaryIO, size: int, name: str, number: int) -> Row:
    data = file.read(4 * size)
    if len(data) < 4 * size:
        raise _broken(name, number, f"{size} numbers of 4 bytes", f"{len(data)} bytes", True)
    return word, np.frombuffer(data, dtype="<f4")


def _text_row(line: bytes, size: int, name: str, number: int) -> Row:
    word, *numbers = line.rstrip().split(b" ")
    if len(numbers) != size:
        raise _broken(name, number, f"a word and {size} numbers", f"{len(numbers)} after the word", False)
    try:
        return word, np.array(numbers, dtype=np.float32)
    except ValueError:
        raise _broken(name, number, f"{size} numbers", told(line, 60), False) from None


def _broken(name: str, number: int, wanted: str, came: str, binary: bool) -> ValueError:
    other = "binary=False, if it is text" if binary else "binary=True, if it is not text"
    return ValueError(
        f"{name}, row {number}: wanted {wanted}, got {came}; fetch the file again if it is cut short, or read it with "
        f"{other}."
    )
