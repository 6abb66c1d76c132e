"""Several labs in one page keep out of each other's way."""

IDS = "() => [...document.querySelectorAll('.stage [id]')].map((node) => node.id)"


def test_labs_in_one_page_share_no_ids(lab):
    shown = "from lessonlib.labs import activations_lab, optimizers_lab", "activations_lab()", "optimizers_lab()"
    lab.show(*shown)
    lab.stages.nth(1).wait_for()
    ids = lab.page.evaluate(IDS)
    assert len(ids) >= 4  # each plot clips what it draws by a name of its own
    assert len(set(ids)) == len(ids)
