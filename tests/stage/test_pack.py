"""A packed picture: everything arrives in the page as it was, each array once, and what does not fit is refused."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lessonlib.stage import (
    Picture,
    Plot,
    Sheet,
    Trace,
    arrows,
    bars,
    cells,
    choice,
    contour,
    formula,
    graph,
    line,
    points,
    sentence,
    table,
    text,
    tokens,
)
from lessonlib.stage.pack import pack

HERE = Path(__file__).parent
STEPS = 3
TRACE = Trace({}, ["start", "<b>one</b> step", "start"])  # a caption may come again
X, ROWS = np.array([0.1, -2.5, 1e30]), np.arange(12.0).reshape(STEPS, 4) / 7


def packed(*marks, trace=TRACE):
    return pack(Picture("A title.", [Plot(marks, alt="A sentence.")]), trace)


def every_mark():
    lit = [[(0, 0, "lit")], [], [(0, 1, "departs"), (0, 0, "done")]]
    plot = [
        line(X, X, when="upto", series="SGD", label="SGD"),
        line(ROWS, ROWS, when="at"),
        points([1, 2], [np.nan, 4], labels=["ä", "<img>"], since=[0, 2], drag="start"),
        arrows(X, X, X, X, when="at"),
        bars([0, 1], [3, 4], labels=["a", "b"]),
        text(0, 0, ["note"]),
        contour([0, 1, 2], [0, 1], np.arange(6.0).reshape(2, 3), [0, 2, 4]),
        cells(np.arange(2 * STEPS).reshape(STEPS, 1, 2), when="at", scale="diverging", lit=lit),
        graph({"x": (0, 0), "z": (1, 1)}, [("x", "z")], node_text=[["1", "2"]] * STEPS),
        choice([0, -1, 1], [line(X, X), text(0, 0, ["instead"])]),
    ]
    sheet = [
        table(["name", "value"], [[["w", str(k)]] for k in range(STEPS)], lit=lit),
        tokens(["the", "fox"], [[], [(1, "lit")], []]),
        formula(r"w = \val{w}", w=["1", "2", "3"]),
        sentence(["a", "b", "c"]),
    ]
    return Picture("A title.", [Plot(plot, alt="A sentence."), Sheet(sheet)], key=[("SGD", "SGD (lr 0.1)")])


def in_node(tmp_path, picture, step):
    """What the page's own reader finds at ``step``."""
    shutil.copy(HERE.parents[1] / "lessonlib" / "stage" / "js" / "data.js", tmp_path / "data.mjs")
    scene, blob = pack(picture, TRACE)
    data = {"scene": scene, "blob": base64.b64encode(blob).decode(), "step": step}
    (tmp_path / "packed.json").write_text(json.dumps(data, allow_nan=False), encoding="utf-8")
    command = ["node", HERE / "unpack.mjs", tmp_path / "data.mjs", tmp_path / "packed.json"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("step", range(STEPS))
def test_the_page_reads_what_python_packed(tmp_path, step):
    picture = every_mark()
    seen = in_node(tmp_path, picture, step)
    marks = [mark for panel in picture.panels for mark in panel.marks]
    assert seen["caption"] == TRACE.captions[step]
    assert [got["kind"] for got in seen["marks"]] == [mark.kind for mark in marks]
    for got, mark in zip(seen["marks"], marks, strict=True):
        for name, array in mark.arrays.items():
            if name != "ring":  # of a contour: a list, not rows by step
                row = array[step if len(array) > 1 else 0]
                numbers = [float(value) for value in got["data"][name]]
                np.testing.assert_array_equal(np.float32(numbers), np.float32(row).ravel())
        for name, strings in mark.strings.items():
            assert got["strings"][name] == strings[step if len(strings) > 1 else 0].ravel().tolist()
    roles = [[[0, 0, "lit"]], [], [[0, 1, "departs"], [0, 0, "done"]]][step]
    assert [got["lit"] for got in seen["marks"] if got["kind"] in ("cells", "table")] == [roles, roles]


def test_a_packed_picture_is_plain_json_and_bytes():
    scene, blob = pack(every_mark(), TRACE)
    assert json.loads(json.dumps(scene, allow_nan=False))["title"] == "A title."
    assert type(blob) is bytes and len(blob) % 4 == 0


def test_equal_arrays_are_sent_once():
    once, twice = packed(line(X, ROWS[0, :3]))[1], packed(line(X, ROWS[0, :3]), line(X, ROWS[0, :3]))[1]
    assert len(once) == len(twice)


@pytest.mark.parametrize(
    ("values", "kind"), [([0, 255], "u1"), ([0, 256], "u2"), ([-1, 0], "i4"), ([0, 70000], "i4"), ([0.5, 1.0], "f4")]
)
def test_numbers_are_sent_in_the_smallest_type_that_holds_them(values, kind):
    mark = points([0, 0], [0, 0], since=values) if kind != "f4" else points(values, values)
    data = packed(mark)[0]["panels"][0]["marks"][0]["data"]
    assert (data["since"] if kind != "f4" else data["x"])[0] == kind


def test_a_caption_that_comes_again_is_sent_once():
    assert packed()[0]["captions"]["table"] == ["start", "<b>one</b> step"]


def test_numbers_too_large_for_the_page_become_infinite_without_a_warning():
    scene, blob = packed(line([0, 1], [1e300, -1e300]))
    _, offset, _ = scene["panels"][0]["marks"][0]["data"]["y"]
    assert np.frombuffer(blob, np.float32, 2, offset).tolist() == [np.inf, -np.inf]


@pytest.mark.parametrize(
    "mark",
    [
        line(ROWS[:2], ROWS[:2], when="at"),
        line([0, 1], [0, 1], when="upto"),
        sentence(["one", "two"]),
        table(["a"], [["1"]], lit=[[(0, 0, "lit")]] * 2),
        cells([[1.0]], lit=[[(0, 0, "lit")]] * 2),
        choice([0, 0], [sentence("x")]),
        choice([0, 0, 0], [sentence(["one", "two"])]),
    ],
    ids=lambda mark: f"{mark.kind} {mark.when}",
)
def test_a_mark_with_other_steps_than_the_record_is_refused(mark):
    with pytest.raises(ValueError, match=r"wanted (3 rows|one item for each of 3 steps)"):
        packed(mark)


def test_a_key_shows_how_the_series_is_drawn_and_no_other_sign():
    drawn = [line([0, 1], [0, 1], series="SGD"), points([0], [1], series="Adam")]
    drawn += [bars([0], [1], series="train"), line([0, 1], [1, 0], series="test", head=True)]
    named = [(series, series) for series in ("SGD", "Adam", "train", "test", "Tanh")]
    scene, _ = pack(Picture("A title.", [Plot(drawn)], key=named), Trace({}, ["A caption."]))
    wanted = ["line", "marker", "fill", "line marker", "line marker"]
    assert [entry["signs"] for entry in scene["key"]] == [signs.split() for signs in wanted]
