"""The shipped files are the ones whose licences are told, whole and without a pickle, and say so when they are not."""

import hashlib

import numpy as np
import pytest

from lessonlib.data import (
    load_fashion,
    load_glosses,
    load_menus,
    load_novels,
    load_pronunciations,
    load_reviews,
    load_sotu,
    shipped,
)
from tests.notebooks.prose import page

FILES = sorted(path.name for path in shipped.FILES.iterdir() if path.name not in ("SHA256SUMS", "LICENSES.md"))


def test_every_file_has_its_checksum_and_its_licence():
    assert sorted(shipped.checksums()) == FILES
    licences = (shipped.FILES / "LICENSES.md").read_text(encoding="utf-8")
    for name in FILES:
        assert hashlib.sha256((shipped.FILES / name).read_bytes()).hexdigest() == shipped.checksums()[name]
        assert f"| `{name}` |" in licences
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in licences
    assert "Copyright (C) 1993-2015 Carnegie Mellon University" in licences
    assert "Copyright (c) 2023 Project Jupyter Contributors" in licences


def test_a_file_cut_short_is_refused_with_what_to_do(tmp_path):
    name = "wn30_morphy.json.xz"
    whole = shipped.shipped(name).read_bytes()
    (tmp_path / name).write_bytes(whole[:-1])
    with pytest.raises(ValueError, match=r"wn30_morphy\.json\.xz: wanted the SHA-256 .* cut short or changed; .*git"):
        shipped.checked(tmp_path / name, shipped.checksums()[name])


def test_a_missing_file_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.xz: wanted the file that ships .* got none; .*clone"):
        shipped.checked(tmp_path / "none.xz", "0" * 64)


def test_the_texts_are_as_large_as_their_readme_says():
    assert 1.78e6 < sum(len(address.split()) for address in load_sotu()) < 1.80e6
    glosses = load_glosses()
    assert "117 791 definitions of WordNet, 1.76 million words" in page("18")
    assert len(glosses) == 117_791 and 1.755e6 < sum(map(len, glosses)) < 1.765e6
    assert all(word == word.lower() for sentence in glosses for word in sentence)
    assert 715_000 < len(load_novels().split()) < 725_000
    texts, ratings = load_reviews()
    assert len(texts) == len(ratings) == 10_605 and all(texts)
    assert np.abs(ratings).max() <= 4 and abs((ratings > 0).mean() - 0.5) < 0.02


def test_the_pairs_to_translate_are_as_many_as_told_and_whole():
    sounds, menus = load_pronunciations(), load_menus()
    assert len(sounds) == 33_853 and list(sounds) == sorted(sounds)
    assert len({phone for phones in sounds.values() for phone in phones}) == 39
    assert all(word == word.lower() and phones for word, phones in sounds.items())
    assert len(menus) == 2_524 and all(english and french for english, french in menus)
    assert sum("fichier" in french.lower() for english, french in menus if "file" in english.lower()) > 50


def test_the_images_are_between_black_and_white_in_ten_classes():
    fashion = load_fashion()
    assert fashion.images.min() == 0 and fashion.images.max() == 1
    assert set(fashion.labels.tolist()) == set(range(10)) and len(fashion.classes) == 10


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[:40], "wanted a checksum and a name in each line"),
        (lambda text: b"\xff" + text[1:], "wanted a checksum and a name in each line"),
        (lambda text: b"", "wanted the checksum of sotu.txt.xz, got none"),
        (lambda text: b"version https://git-lfs.github.com/spec/v1\n", "wanted a checksum and a name in each line"),
        (lambda text: text.replace(b"sotu", b"sofu"), "wanted the checksum of sotu.txt.xz, got none"),
    ],
)
def test_a_damaged_list_of_checksums_is_told_like_a_damaged_file(tmp_path, monkeypatch, damage, said):
    (tmp_path / "SHA256SUMS").write_bytes(damage((shipped.FILES / "SHA256SUMS").read_bytes()))
    monkeypatch.setattr(shipped, "FILES", tmp_path)
    with pytest.raises(ValueError, match=rf"SHA256SUMS: {said}.*to get it back: git checkout -- SHA256SUMS"):
        shipped.shipped.__wrapped__("sotu.txt.xz")
