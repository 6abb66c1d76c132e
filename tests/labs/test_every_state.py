"""What holds of every lab as it opens and in each of its presets: recorded once here, read as a learner reads it."""

import inspect
import itertools
import re
from functools import cache

import numpy as np
import pytest
from nltk import edit_distance

import lessonlib.labs
from lessonlib.stage.equations import honest, read
from lessonlib.stage.pace import WATCHED, pace
from lessonlib.stage.still import still
from lessonlib.stage.theme import style
from tests.browser.fitting import hall_faults, looks, open_stage, page_faults, take

COUNTED = (
    "cells|characters|classes|columns|documents|epochs|examples|images|layers|masks|numbers|pairs|pieces|places|points|"
    "rows|samples|sentences|spans|steps|synsets|tags|terms|times|tries|units|vectors|weights|words"
)
FAULTS = {
    "one of several": re.compile(rf"(?<![\d.,·/⁻−+=<>] )(?<![\d.,·/⁻−])\b1 (?:{COUNTED})\b"),
    "no capital": re.compile(r"[a-z]{2}[.?!] [a-z]{2,}\b(?![₀-₉′]|\d)"),
    "no end": re.compile(r"[^.?!…](?<!”)$|[^.?!…]”$"),
    "asked beside the question": re.compile(r"\bPredict\b"),
    "a blank too many": re.compile(r"  | [.,;?!](?: |$)"),
}
# Sweeps by which values move less than is printed: play passes over them.
SLOW = {"value_iteration_lab": ("Nothing discounted", "Add 3 to every reward")}
# What moves in these is watched, and a sentence is read where play is stopped.
MOVING = {"cart_pole_lab", "overestimation_lab", "policy_gradient_lab", "positions_lab", "word2vec_lab"}
NAMES = [name for name in lessonlib.labs.__all__ if name.endswith("_lab")]


@cache
def states(name):
    """(preset or "", message, trace, picture) of the lab as it opens and of each preset."""
    lab = getattr(lessonlib.labs, name)()
    found = [("", lab.stage.message, lab.trace, lab.picture)]
    for preset in lab.presets:
        lab.choose(preset)
        lab.wait()
        found.append((preset, lab.stage.message, lab.trace, lab.picture))
    return lab, found


def visible(picture, trace, k=0):
    """The texts that stand on the page at step ``k``: (what leads, what stands in panels)."""
    asked = picture.question.text if picture.question else picture.before or picture.title
    lead = [asked, trace.captions[k], *trace.notes, *(entry[1] for entry in picture.key)]
    lead += [text for mark in picture.formulas for text in texts(mark, k)]
    panels = [text for panel in picture.panels for text in (panel.title, getattr(panel, "alt", ""))]
    panels += [text for panel in picture.panels for mark in panel.marks for text in texts(mark, k)]
    return lead, panels


def texts(mark, k):
    """The strings of a mark that are written at step ``k``."""
    if mark.kind == "choice":
        chosen = int(mark.arrays["which"][min(k, len(mark.arrays["which"]) - 1), 0])
        return texts(mark.marks[chosen], k) if chosen >= 0 else []
    written = [str(mark.options.get("label", "")), str(mark.options.get("caption", ""))]
    written += [text for inner in mark.marks for text in texts(inner, k)]
    for values in mark.strings.values():
        row = np.asarray(values[k if len(values) > 1 else 0], dtype=object)
        since = mark.arrays.get("since")
        if since is not None and since[0].shape == row.shape:
            row = np.where(since[0] <= k, row, "")
        x = mark.arrays.get("x")
        if x is not None and mark.when == "at" and x[min(k, len(x) - 1)].shape == row.shape:
            row = np.where(np.isfinite(x[min(k, len(x) - 1)]), row, "")
        written += [str(text) for text in row.ravel()]
    return written


def listed(record):
    """{name: number of axes} as the section "Trace" of the docstring has it; {x} stands for any word."""
    section = re.search(r"\nTrace:\n((?:    .*\n?)+)", inspect.getdoc(record) + "\n")
    assert section, f"{record.__name__} lists no arrays"
    found = {}
    for line in re.findall(r"^    (\S.*?): \((.*?)\)", section[1], re.M):
        axes = len([axis for axis in line[1].split(",") if axis.strip()])
        found |= dict.fromkeys((name.strip() for name in line[0].split(",")), axes)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_there_are_three_presets_each_with_a_sentence_and_each_computes(name):
    lab, found = states(name)
    assert len(lab.presets) >= 3
    assert [preset for preset, (sentence, _) in lab.presets.items() if not sentence.endswith((".", "?"))] == []
    assert {preset: message for preset, message, _, _ in found if message} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_trace_holds_what_its_record_lists(name):
    lab, found = states(name)
    wanted = listed(lab._record)
    patterns = {re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(one))): (one, axes) for one, axes in wanted.items()}
    met, wrong = set(), []
    for preset, _, trace, _ in found:
        for array, values in trace.arrays.items():
            fits = wanted.get(array), [one for pattern, one in patterns.items() if pattern.fullmatch(array)]
            axes = fits[0] if fits[0] is not None else (fits[1][0][1] if fits[1] else None)
            met |= {array, *(one for one, _ in fits[1])}
            if axes is None or axes != values.ndim:
                wrong.append(f"{preset or 'as it opens'}: {array} {values.shape}, listed with {axes} axes")
    assert wrong == []
    assert set(wanted) - met == set(), "listed and never recorded"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_as_equal_is_equal_for_the_digits_printed(name):
    _, found = states(name)
    told = [caption for _, _, trace, _ in found for caption in (*trace.captions, *trace.notes)]
    assert [text for text in told if honest(text) != text] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_key_shows_signs_that_stand_in_the_picture(name):
    _, found = states(name)
    strange = []
    for preset, _, _, picture in found:
        marks = [mark for panel in picture.panels for mark in panel.marks] + list(picture.formulas)
        for mark in marks:
            marks += mark.marks  # those of a choice
        looks = {(mark.options.get("slot"), mark.options.get("dash"), mark.kind) for mark in marks}
        looks |= {(row.get("slot"), None, "table") for mark in marks for row in mark.options.get("series", ())}
        for series, label, *dash in picture.key:
            own = style(series)
            here = [(dashed, kind) for slot, dashed, kind in looks if slot == own.slot]
            lines = [dashed for dashed, kind in here if kind == "line"]
            wanted = dash[0] if dash else own.dash
            if not here or (lines and wanted not in lines and len(lines) == len(here)):
                strange.append((preset, label))
    assert strange == []


@pytest.mark.parametrize("name", NAMES)
def test_two_series_of_a_plot_are_told_apart_by_more_than_their_hue(name):
    _, found = states(name)
    alike = []
    for preset, _, _, picture in found:
        for panel in picture.panels:
            looks = {}
            for mark in panel.marks:
                slot, sign = mark.options.get("slot"), mark.options.get("head") or mark.options.get("label")
                if mark.kind == "line" and slot is not None and not sign:
                    looks.setdefault(mark.options.get("dash"), set()).add(slot)
            alike += [(preset, panel.title, dash) for dash, slots in looks.items() if len(slots) > 1]
    assert alike == []


@pytest.mark.parametrize("name", NAMES)
def test_each_step_shows_something_new(name):
    _, found = states(name)
    same = {}
    for preset, _, trace, picture in found:
        same[preset] = still(picture, trace.captions)
    assert {preset: steps for preset, steps in same.items() if steps and preset not in SLOW.get(name, ())} == {}


def new_words(before, now):
    """How many words of ``now`` are not among those of ``before``, in their order."""
    pair = before.split(), now.split()
    return (edit_distance(*pair, substitution_cost=2) + len(pair[1]) - len(pair[0])) / 2


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MOVING])
def test_a_walk_through_numbers_leaves_time_to_read_what_is_new_in_its_sentence(name):
    _, found = states(name)
    hasty = []
    for preset, _, trace, picture in found:
        speed = pace(picture, trace.captions)
        grows = any(mark.when == "upto" for panel in picture.panels for mark in panel.marks)
        new = np.median([new_words(*pair) for pair in itertools.pairwise(trace.captions[:25])] or [0])
        if not (grows and speed == WATCHED) and new * speed > 5:
            hasty.append((preset, new, speed))
    assert hasty == []


@pytest.mark.parametrize("name", NAMES)
def test_with_an_open_question_nothing_on_the_page_gives_the_answer(name):
    lab, found = states(name)
    given = []
    for preset, _, trace, picture in found:
        question = picture.question
        if question is None:
            continue
        assert 1 <= question.step < trace.steps, f"{preset}: the truth never comes"
        lead, panels = visible(picture, trace)
        lead.remove(question.text)
        lead += [preset, lab.presets[preset][0]] if preset else []  # they stand in and beside the menu
        if question.kind == "number":
            answer = question.options["answer"]
            words = [word for text in (*lead, *panels) for word in re.findall(r"[−-]?\d[\d.]*(?:·10[⁻⁰-⁹¹²³]+)?", text)]
            here = [word for word in words if abs(read(word.rstrip(".")) - answer) <= 1e-9 + 5e-4 * abs(answer)]
            # Small whole numbers stand everywhere: they give something away only where their unit stands beside them.
            unit = question.options["unit"]
            if answer == int(answer) and abs(answer) <= 20:
                here = [text for text in lead if re.search(rf"\b{int(answer)} {re.escape(unit)}", text)] if unit else []
            given += [f"{preset}: {one!r}" for one in here]
        elif question.kind in ("choice", "cell"):
            others = [one for one in question.options["choices"] if one != question.truth]
            for text in lead:  # a text that names all the choices gives nothing away
                if re.search(rf"(?<!\w){re.escape(question.truth)}(?!\w)", text) and not any(o in text for o in others):
                    given.append(f"{preset}: {text!r}")
    assert given == []


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_can_stand_behind_it_is(name):
    _, found = states(name)  # the page says "It is ...: why"
    asked = {preset: picture.question for preset, _, _, picture in found if picture.question is not None}
    chosen = {preset: q.options["choices"] for preset, q in asked.items() if q.kind == "choice"}
    clause = re.compile(r"(it|they|there|he|she|we|you|nobody) |.* (is|are|does|do|counts)\b(?! )")
    assert {preset: one for preset, choices in chosen.items() for one in choices if clause.match(one)} == {}


@pytest.mark.parametrize("name", NAMES)
def test_sentences_begin_end_and_count_as_sentences_do(name):
    lab, found = states(name)
    told = {sentence for sentence, _ in lab.presets.values()}
    for _, _, trace, picture in found:
        told |= {*trace.captions, *trace.notes, picture.title, picture.before}
        if question := picture.question:
            told |= {question.text, f"{question.why}.", f"{question.truth}."}
    assert [(fault, text) for text in told for fault, sign in FAULTS.items() if sign.search(text)] == []


@pytest.fixture(scope="module")
def page(browser):
    with browser.new_context(viewport={"width": 1366, "height": 656}) as context:
        opened = context.new_page()
        open_stage(opened)
        yield opened


@pytest.mark.parametrize("name", NAMES)
def test_each_preset_fits_the_laptop_the_narrow_page_and_the_hall(name, page):
    _, found = states(name)
    take(page, [(picture, trace) for _, _, trace, picture in found])
    faults = []

    def every(size, faults_of):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for place, (preset, *_) in enumerate(found[1:], start=1):  # tests/browser/test_fit.py has them as they open
            page.evaluate("choose", place)
            faults.extend(f"{preset}: {fault}" for fault in faults_of(looks(page, size), size))

    every((1366, 656), lambda seen, size: page_faults(seen, size, 656))
    every((800, 900), lambda seen, size: page_faults(seen, size, 900))
    page.locator("[aria-label^='Full screen']").click()
    page.wait_for_function("document.fullscreenElement")
    every((1920, 1080), hall_faults)
    every((1024, 768), hall_faults)
    page.evaluate("document.exitFullscreen()")
    assert not faults, "\n".join(faults)
