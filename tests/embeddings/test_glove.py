"""The shipped vectors: whole, as near to each other in gensim, and refused when they are cut short or changed."""

import numpy as np
import pytest

from lessonlib.data import shipped as files
from lessonlib.embeddings import glove, load_glove
from tests.embeddings.gensims import gensims


@pytest.fixture
def moved(tmp_path, monkeypatch):
    """A folder that stands for the shipped files, with their checksums and the vectors in it."""
    for name in ("SHA256SUMS", glove.FILE):
        (tmp_path / name).write_bytes((files.FILES / name).read_bytes())
    monkeypatch.setattr(files, "FILES", tmp_path)
    files.shipped.cache_clear()
    yield tmp_path / glove.FILE
    files.shipped.cache_clear()


def test_the_words_stand_in_order_of_frequency_each_once_with_a_vector():
    vectors = load_glove()
    assert vectors.index_to_key[:3] == ["the", "of", "to"] and len(vectors) == len(set(vectors.index_to_key)) == 20_223
    assert vectors.vectors.shape == (20_223, 100) and vectors.vectors.dtype == np.float32
    assert np.isfinite(vectors.vectors).all() and np.linalg.norm(vectors.vectors, axis=1).min() > 0
    assert "a" not in vectors and "i" not in vectors


def test_gensims_methods_work_on_them():
    vectors = load_glove()
    assert vectors.most_similar("france", topn=1)[0][0] == "belgium"
    assert gensims(vectors).most_similar("france", topn=1)[0][0] == "belgium"
    assert gensims(vectors).doesnt_match(["breakfast", "lunch", "dinner", "rome"]) == "rome"


def test_a_file_cut_short_is_refused_with_what_to_do(moved):
    moved.write_bytes(moved.read_bytes()[:-1000])
    with pytest.raises(ValueError, match=r"glove6b.*: wanted the SHA-256 .* cut short or changed; .*git checkout"):
        load_glove()


def test_a_changed_file_of_the_same_length_is_refused(moved):
    data = bytearray(moved.read_bytes())
    data[5000] ^= 1
    moved.write_bytes(bytes(data))
    with pytest.raises(ValueError, match="cut short or changed"):
        load_glove()


def test_a_missing_file_is_refused_with_what_to_do(moved):
    moved.unlink()
    with pytest.raises(FileNotFoundError, match=r"got none; to get it back: git checkout"):
        load_glove()
