"""What lessons 27 and 28 tell in numbers: softmaxes by numpy, the record of the mistakes, the model at work."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lessonlib.attention.mistaken import load_attention_mistakes
from lessonlib.labs.attention.self_attention import record_self_attention
from lessonlib.labs.attention.transformer import PRESETS, record_transformer

LESSONS = Path(__file__).parents[2] / "notebooks" / "src"
RECORD = load_attention_mistakes()


def told(lesson):
    (path,) = LESSONS.glob(f"{lesson}_*.py")
    return " ".join(path.read_text(encoding="utf-8").replace("\n#", "\n").split())


def mean(what, name):
    return float(np.mean(RECORD[what][name]))


def test_lesson_27_tells_the_softmax_of_the_slide_and_who_moves():
    scores = np.exp([0.51, 0.43, 0.12, 0.03])
    weights = [f"{w:.3f}".lstrip("0") for w in scores / scores.sum()]
    assert "Right are {}, {}, {} and {};".format(*weights) in told("27")
    assert (record_self_attention()["moved"] > 1e-9).tolist() == [False, False, False, True, True]
    assert (record_self_attention(causal=False)["moved"] > 1e-9).all()


def test_lesson_28_tells_the_norm_of_a_row():
    row = torch.tensor([1.0, 0, 0, 0])
    assert (row - row.mean())[0] / row.std(correction=0) == pytest.approx(1.732, abs=1e-3)
    assert (row - row.mean())[0] / row.std() == pytest.approx(1.5)
    assert "divides the variance by $d - 1$ gets 1.5" in told("28")


def test_lesson_28_tells_the_shares_of_the_record():
    text = told("28")
    names = ("no causal mask", "mask after the softmax", "mask by multiplying", "softmax over the queries")
    shares = [f"{mean('exact', name):.2f}".lstrip("0") for name in names]
    assert (
        "without a causal mask it writes {} of the numbers exactly, with a mask after the softmax {}, with a mask by "
        "multiplying {}, with a softmax over the queries {}, and the right one 1.00".format(*shares)
    ) in text
    assert f"{mean('exact', 'right'):.2f}" == "1.00"
    for name in names:  # no seed's loss is higher than the right one's by a tenth
        assert max(RECORD["losses"][name]) < 1.1 * max(RECORD["losses"]["right"])
    others = set(RECORD["exact"]) - {"right", *names}
    assert min(mean("exact", name) for name in others) >= 0.98 - 1e-9 and "write .98 or more all the same" in text


def test_lesson_28_tells_what_the_model_says_and_where_a_head_looks():
    trace = record_transformer()
    assert trace["said"][0].tolist()[1:] == ["ein", "vier"] and trace["said"][1:4, 1].tolist()[0] == "tausend"
    words, begins = trace["words"].tolist(), int(trace["begins"])
    written = words[begins:]
    early = [word for word, said in zip(written, trace["said"][:, 1], strict=True) if said == word]
    assert early == [word for word in written[1:] if word != "und"] and "Of the later words all but *und*" in told("28")
    assert words[9] == "und" and words[3] == "twenty" and "At *und*, in row 10, head 2.1 looks at word 4" in told("28")
    assert words[trace["weights"][words.index("und")].argmax()] == "twenty"
    off = record_transformer(**PRESETS["Head 1.4 off"][1])
    assert " ".join(off["words"][off["begins"] : -1]) in told("28")
