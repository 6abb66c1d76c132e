"""A learner's class in a lab: what is wrong with it is one sentence in the page, and the lab goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.lab_page import LabPage

LABS = {
    "optimizers_lab": """
        class Mine:
            def __init__(self, lr):
                self.lr = lr
            def step(self, params, grads):
                {body}
        from lessonlib.labs import optimizers_lab
        lab = optimizers_lab(mine=Mine, steps=40)
        lab""",
    "activations_lab": """
        class Mine:
            def forward(self, x):
                {body}
            def backward(self, grad):
                return grad
        from lessonlib.labs import activations_lab
        lab = activations_lab(mine=Mine)
        lab""",
}
FAULTS = [
    ("optimizers_lab", "raise KeyError('velocity')", "Mine raised KeyError: 'velocity'"),
    ("optimizers_lab", "params[0].resize(3, refcheck=False)", "shape"),
    ("optimizers_lab", "params[0][:] = float('nan')", "NaN"),
    ("optimizers_lab", "while True: pass", "Mine did not return"),
    ("optimizers_lab", "__import__('time').sleep(3600)", "Mine did not return"),
    ("optimizers_lab", "pass", "moved nothing"),
    ("optimizers_lab", "raise NotImplementedError", "Mine is not written yet"),
    ("optimizers_lab", "raise SystemExit", "Mine raised SystemExit"),
    ("activations_lab", "return x / [1, 2]", "Mine raised ValueError"),
    ("activations_lab", "return x[:5]", "Mine.forward returned shape (5,), wanted (121,)"),
    ("activations_lab", "return x * float('nan')", "not a number"),
    ("activations_lab", "while True: pass", "Mine did not return"),
    ("activations_lab", "return 'y'", "Mine.forward returned str"),
    ("activations_lab", "pass", "Mine.forward returned nothing"),
]


def cell(lab: str, body: str) -> str:
    """The cell that gives ``lab`` a class whose method does ``body``."""
    lines = LABS[lab].strip("\n").format(body=body).splitlines()
    return "\n".join(line[8:] for line in lines)


@pytest.mark.parametrize(("name", "body", "sentence"), FAULTS)
def test_a_fault_is_named_in_the_page_in_one_sentence_and_the_lab_goes_on(lab: LabPage, name, body, sentence):
    lab.show(cell(name, body))
    said = lab.stage.get_by_role("status")
    expect(said).to_contain_text(sentence, ignore_case=True)
    assert "Traceback" not in lab.page.locator(".jp-Notebook").inner_text()
    last, before = lab.last_step(), lab.picture()
    lab.stage.press("End")
    lab.expect_step(last)
    assert lab.picture() != before
    change = "lab.set(noise=1.0)" if name == "optimizers_lab" else "lab.set(function='Tanh')"
    before = lab.picture()
    lab.run_cell(f"{change}\nlab.wait()")
    lab.page.wait_for_timeout(300)
    assert lab.picture() != before
    assert lab.errors == []


def test_a_class_that_works_is_drawn_beside_ours_and_named(lab: LabPage):
    lab.show(cell("optimizers_lab", "params[0] -= self.lr * grads[0]").replace("Mine", "MySGD"))
    expect(lab.stage).to_contain_text("MySGD")
    expect(lab.stage.get_by_role("status")).to_be_hidden()


def test_where_the_learners_path_departs_is_said(lab: LabPage):
    lab.show(cell("optimizers_lab", "params[0] += self.lr * grads[0]").replace("Mine", "MySGD"))
    expect(lab.stage.get_by_role("status")).to_contain_text("MySGD departs from SGD")
