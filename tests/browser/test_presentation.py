"""JupyterLab's Presentation Mode enlarges stages, their controls and the quiz with the prose."""

from tests.browser.lab_page import LabPage

SIZES = """() => Object.fromEntries(Object.entries({
    prose: ".jp-RenderedMarkdown:not(:empty) p", stage: ".stage", caption: ".stage .caption", tick: ".stage .axis text",
    control: ".widget-slider .widget-label", menu: ".widget-dropdown select", quiz: ".widget-html-content",
    field: ".widget-text input", button: ".widget-button"
}).map(([name, place]) => [name, parseFloat(getComputedStyle(document.querySelector(place)).fontSize)]))"""
CELLS = """() => {
    const { sharedModel } = jupyterapp.shell.currentWidget.content.model;
    sharedModel.insertCell(0, { cell_type: "markdown", source: "Some prose." });
}"""


def test_presentation_mode_enlarges_stages_controls_and_quiz_with_the_prose(own_lab: LabPage):
    lines = "from lessonlib.labs import descent_lab", "from lessonlib.course import quiz", "quiz(1, n=1)"
    own_lab.show("\n".join(lines), "descent_lab()")
    page = own_lab.page
    page.evaluate(CELLS)
    page.locator(".jp-RenderedMarkdown p").first.wait_for()
    before, frame = page.evaluate(SIZES), own_lab.stage.locator(".frame").first
    width = float(frame.get_attribute("width"))
    page.evaluate("() => jupyterapp.commands.execute('application:toggle-presentation-mode')")
    page.locator(".jp-mod-presentationMode").wait_for()
    page.wait_for_timeout(500)
    after = page.evaluate(SIZES)
    grown = {name: after[name] / before[name] for name in before}
    assert grown["prose"] > 1.15
    assert {name: times for name, times in grown.items() if times < 1.15} == {}
    assert after["stage"] == after["control"] == after["field"] == after["prose"]
    assert float(frame.get_attribute("width")) < width  # larger labels have taken their room
    assert own_lab.stage.evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
