"""A saved page: one file that holds the picture, asks the network for nothing, and keeps text text."""

import base64
import json
import re
import zlib

import numpy as np
import pytest

from lessonlib.labs import activations_lab, optimizers_lab
from lessonlib.labs.descent.descent_paths import METHODS
from lessonlib.labs.descent.optimizer_presets import PRESETS
from lessonlib.stage import Picture, Plot, Sheet, Trace, points, table
from lessonlib.stage.page import save_page

HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)><!-- &amp; "'
MOST = 400_000  # bytes


def island(page):
    """The scene, the arrays and the step inside a saved page, as the page inflates them."""
    (packed,) = re.findall(r"<script type=\"text/plain\" data-stage>([A-Za-z0-9+/=]*)</script>", page)
    data = zlib.decompress(base64.b64decode(packed))
    size = int.from_bytes(data[:4], "little")
    head = json.loads(data[4 : 4 + size])
    return head["scene"], data[4 + size :], head["step"]


def save(tmp_path, step=0, words=HOSTILE):
    trace = Trace({}, [f"start {words}", f"step 1 {words}"], notes=[words])
    marks = [points([0.25, 0.5], [1, 2], labels=[words, "b"])]
    panels = [Plot(marks, alt=words), Sheet([table([words], [[words]])])]
    picture = Picture(f"Title {words}", panels, key=[("SGD", words)])
    return save_page(tmp_path / "page.html", picture, trace, step).read_text(encoding="utf-8")


def test_the_page_holds_the_record_and_the_step(tmp_path):
    scene, blob, step = island(save(tmp_path, step=1))
    kind, offset, shape = scene["panels"][0]["marks"][0]["data"]["x"]
    assert step == 1 and scene["steps"] == 2
    assert [scene["captions"]["table"][i] for i in (0, 1)] == [f"start {HOSTILE}", f"step 1 {HOSTILE}"]
    assert kind == "f4" and np.frombuffer(blob, np.float32, 2, offset).reshape(shape).tolist() == [[0.25, 0.5]]


def test_text_that_looks_like_markup_stays_text(tmp_path):
    page = save(tmp_path)
    plain = save(tmp_path, words="plain")
    tags = [re.findall(r"</?\w+", re.sub(r"<script type=.module.*", "", text, flags=re.S)) for text in (page, plain)]
    assert tags[0] == tags[1]
    assert HOSTILE not in page and "<img" not in page
    assert page.count("<script") == plain.count("<script") and page.count("</script") == plain.count("</script")
    assert "<title>Title &lt;/script&gt;" in page


def test_the_page_names_no_address_but_those_of_xml(tmp_path):
    addresses = set(re.findall(r"https?:[^\s\"'`)]*", save(tmp_path)))
    assert addresses <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/2000/xmlns/",
    }


def test_the_page_may_ask_for_nothing(tmp_path):
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', save(tmp_path))
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed == {
        "default-src": "'none'",
        "script-src": "'unsafe-inline'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
    }


def test_the_page_loads_no_other_file(tmp_path):
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", save(tmp_path)) == []


@pytest.mark.parametrize("path", ["missing/page.html", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path, path):
    with pytest.raises(ValueError, match=r"cannot save the page to .*; name a file in a folder that exists"):
        save_page(tmp_path / path, Picture("A title.", []), Trace({}, ["start"]))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_fits_in_400_kilobytes(tmp_path, preset):
    assert optimizers_lab(**PRESETS[preset][1]).save_html(tmp_path / "page.html").stat().st_size <= MOST


def test_the_fullest_pictures_fit_in_400_kilobytes(tmp_path):
    page = tmp_path / "page.html"
    full = optimizers_lab("himmelblau", METHODS, inside="Adam", formula="both", steps=1000, noise=1.0)
    assert full.save_html(page).stat().st_size <= MOST
    compared = activations_lab(compare=("Tanh", "ReLU", "LeakyReLU", "ELU"))
    assert compared.save_html(page).stat().st_size <= MOST


@pytest.mark.parametrize(
    "path", [None, 3, b"lab.html", "a" * 10**5, "a\0b", "\ud800/\ud800", "\n" * 10**5], ids=range(7)
)
def test_what_is_no_name_of_a_file_is_told_in_a_sentence(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wanted = r"^(save_html\(path\): wanted|cannot save the page to) "
    with pytest.raises((TypeError, ValueError), match=wanted) as found:
        save_page(path, Picture("A picture.", []), Trace({}, [""]))
    assert len(str(found.value)) < 300 and str(found.value).encode()
