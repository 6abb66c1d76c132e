"""Files of vectors: gensim reads ours and we read gensim's; nothing in them runs, and what is broken is told."""

import gzip
import pickle

import numpy as np
import pytest

from lessonlib.embeddings import keyed_vectors, load_word2vec, save_word2vec
from tests.embeddings.gensims import gensims

VECTORS = keyed_vectors(["the", "naïve", "犬", "50%"], np.random.default_rng(0).normal(size=(4, 5)) * 1e3)


def same(ours, theirs):
    assert ours.index_to_key == theirs.index_to_key
    np.testing.assert_array_equal(ours.vectors, theirs.vectors)


@pytest.mark.parametrize("binary", [False, True])
def test_what_gensim_wrote_is_read_and_what_we_wrote_gensim_reads(tmp_path, binary):
    theirs = gensims(VECTORS)
    theirs.save_word2vec_format(str(tmp_path / "theirs"), binary=binary)
    same(load_word2vec(tmp_path / "theirs", binary), VECTORS)
    save_word2vec(VECTORS, tmp_path / "ours", binary)
    same(VECTORS, type(theirs).load_word2vec_format(str(tmp_path / "ours"), binary=binary))


@pytest.mark.parametrize("binary", [False, True])
def test_the_first_words_are_read_alone_and_a_packed_file_is_unpacked(tmp_path, binary):
    save_word2vec(VECTORS, tmp_path / "v", binary)
    (tmp_path / "v.gz").write_bytes(gzip.compress((tmp_path / "v").read_bytes()))
    same(load_word2vec(tmp_path / "v.gz", binary), VECTORS)
    same(load_word2vec(tmp_path / "v", binary, limit=2), keyed_vectors(["the", "naïve"], VECTORS.vectors[:2]))


def test_the_file_of_glove_has_no_first_line_of_its_own(tmp_path):
    (tmp_path / "glove.txt").write_text("the 0.5 -1\ncat 2 3e-2\n", encoding="utf-8")
    same(load_word2vec(tmp_path / "glove.txt"), keyed_vectors(["the", "cat"], [[0.5, -1], [2, 0.03]]))


def test_of_a_word_that_stands_twice_the_first_is_kept_as_gensim_keeps_it(tmp_path):
    (tmp_path / "twice").write_text("2 1\na 1\na 2\n")
    same(load_word2vec(tmp_path / "twice"), keyed_vectors(["a"], [[1]]))


class Bomb:
    def __reduce__(self):
        return print, ("run",)


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"", "first, got b''; fetch it anew"),
        (lambda data: data[:1], "wanted the numbers of words and components first, got b'4'"),
        (lambda data: data[:60], "wanted"),
        (lambda data: data.replace(b"4 5", b"5 5", 1), "row 5: wanted 5 words, got 4; fetch the file again if it is"),
        (lambda data: data.replace(b"4 5", b"3 5", 1), "row 4: wanted 3 words, as its first line says, got more"),
        (lambda data: data.replace(b"4 5", b"4 0", 1), "wanted vectors of 1 to 100000 numbers, got 0"),
        (lambda data: data.replace(b"4 5", b"4 99999999999", 1), "got 99999999999"),
        (lambda data: data.replace(b"the", b"\xff\xfe", 1), "row 1: wanted a word in UTF-8, got b'\\xff\\xfe'"),
        (lambda data: pickle.dumps(Bomb()), "got a pickle, which could run code and is not opened"),
        (lambda data: b"0 5\n", "wanted words with their vectors, got none"),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(tmp_path, capsys, binary, damage, said):
    save_word2vec(VECTORS, tmp_path / "v", binary)
    (tmp_path / "broken").write_bytes(damage((tmp_path / "v").read_bytes()))
    with pytest.raises(ValueError) as refused:
        load_word2vec(tmp_path / "broken", binary)
    assert str(refused.value).startswith("broken") and said in str(refused.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("binary", [False, True])
def test_a_file_read_as_the_other_kind_is_told_which_switch_it_wants(tmp_path, binary):
    save_word2vec(VECTORS, tmp_path / "v", binary)
    with pytest.raises(ValueError, match=f"or read it with binary={binary}"):
        load_word2vec(tmp_path / "v", not binary)


def test_numbers_that_are_none_and_files_that_are_not_there_are_told(tmp_path):
    (tmp_path / "nan").write_text("1 2\na nan 1\n")
    with pytest.raises(ValueError, match="got NaN or infinity in the row of 'a'"):
        load_word2vec(tmp_path / "nan")
    (tmp_path / "word").write_text("1 2\na x 1\n")
    with pytest.raises(ValueError, match=r"word, row 1: wanted 2 numbers, got b'a x 1"):
        load_word2vec(tmp_path / "word")
    for path in (tmp_path / "none", tmp_path, "a" * 100_000, "\0", ""):
        with pytest.raises(FileNotFoundError, match="wanted a file, got none at "):
            load_word2vec(path)
    with pytest.raises(
        TypeError, match=r"load_word2vec\(path\): wanted the name of a file, got int 3; put it in quotes"
    ):
        load_word2vec(3)
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"1 1\na 1\n")[:-9])
    with pytest.raises(ValueError, match=r"cut\.gz: wanted a whole \.gz file"):
        load_word2vec(tmp_path / "cut.gz")


def test_a_word_with_a_blank_is_not_written_for_it_would_be_read_as_two(tmp_path):
    with pytest.raises(ValueError, match="wanted words without blanks, got 'New York'; write _ in their place"):
        save_word2vec(keyed_vectors(["New York"], [[1.0]]), tmp_path / "v")
    assert not (tmp_path / "v").exists()


def test_where_no_file_can_be_written_it_is_told(tmp_path):
    for path in (tmp_path, tmp_path / "none" / "v", "a" * 100_000):
        with pytest.raises(OSError, match=r"save_word2vec\(path\): wanted a place to write, got .*; choose another"):
            save_word2vec(VECTORS, path)
