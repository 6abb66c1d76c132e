"""One notebook open in JupyterLab: its first stage, its cells, its kernel."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyter import ROOT

PICTURES = ROOT / "test-results"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# Without a kernel in place, Lab would open a dialog to choose one and wait for ever.
READY = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status == 'idle'"
RUN = """async ([source, seconds]) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.model.sharedModel.addCell({ cell_type: "code", source });
    notebook.activeCellIndex = notebook.widgets.length - 1;
    const late = new Promise((_, reject) =>
        setTimeout(() => reject(new Error(`the cell did not end within ${seconds} s`)), 1000 * seconds));
    await Promise.race([late, jupyterapp.commands.execute("notebook:run-cell")]);
    return notebook.activeCell.model.outputs.toJSON();
}"""
CLEAR = """() => {
    const { sharedModel } = jupyterapp.shell.currentWidget.content.model;
    sharedModel.deleteCellRange(0, sharedModel.cells.length);
}"""
# Controls come a moment after the stage, and may bring a scroll bar, which narrows it.
SETTLED = """stage => new Promise((done) => {
    let before = 0, unchanged = 0;
    const look = () => {
        const width = stage.getBoundingClientRect().width;
        unchanged = width === before ? unchanged + 1 : 0;
        before = width;
        if (unchanged < 10) setTimeout(look, 25); else done();
    };
    look();
})"""
DRAWN = """stage => [...stage.querySelectorAll("svg, table")].map((drawing) => {
    const copy = drawing.cloneNode(true);
    copy.querySelectorAll("[visibility=hidden]").forEach((node) => node.remove());
    return copy.outerHTML;
}).join()"""


class LabPage:
    """A page that shows one notebook; ``errors`` gathers what its console reports as an error."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, url: str) -> None:
        """Load the notebook and wait for its kernel."""
        self.page.goto(url)
        self.page.wait_for_function(READY, timeout=60_000)

    def run_cell(self, source: str, seconds: float = 60) -> str:
        """Run ``source`` in a new cell at the end of the notebook; return what it printed."""
        printed = []
        for output in self.page.evaluate(RUN, [source, seconds]):
            if output["output_type"] == "error":
                raise AssertionError(f"the cell raised {output['ename']}: {output['evalue']}")
            printed.append("".join(output.get("text", "")))
        return "".join(printed)

    def show(self, *cells: str) -> None:
        """Clear the notebook, run these cells, and wait until the last one's stage is seen."""
        self.page.evaluate(CLEAR)
        self.errors.clear()
        for source in cells:
            self.run_cell(source)
        self.stage.wait_for()
        self.stage.scroll_into_view_if_needed()
        self.stage.evaluate(SETTLED)

    def use_theme(self, theme: str) -> None:
        """Switch JupyterLab to its "light" or its "dark" theme, as its menu does."""
        named = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
        if self.page.locator(f"body[data-jp-theme-name='{named}']").count():
            return
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", named)
        self.page.locator(f"body[data-jp-theme-name='{named}']").wait_for(state="attached")
        # The theme's style arrives after its name; the stages draw anew when their paper has changed its colour.
        light = (
            "parseInt(getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor.match(/[0-9]+/)) > 128"
        )
        self.page.wait_for_function(f"{light} === {str(theme == 'light').lower()}")
        self.page.wait_for_timeout(300)

    @property
    def stage(self) -> Locator:
        """The first stage of the page."""
        return self.stages.first

    @property
    def stages(self) -> Locator:
        """All stages of the page."""
        return self.page.locator("div.stage[role=group]")

    def step(self) -> int:
        """The step drawn in the first stage."""
        return int(self.stage.get_attribute("data-step"))

    def expect_step(self, step: int, stage: Locator | None = None, seconds: float = 10) -> None:
        """Wait until ``step`` is drawn."""
        expect(stage or self.stage).to_have_attribute("data-step", str(step), timeout=1000 * seconds)

    def expect_past(self, step: int) -> None:
        """Wait until a later step than ``step`` is drawn, whichever: a playing stage does not wait for us."""
        past = "([stage, step]) => Number(stage.dataset.step) > step"
        self.page.wait_for_function(past, arg=[self.stage.element_handle(), step])

    def button(self, name: str, stage: Locator | None = None) -> Locator:
        """A button of the stage by its accessible name."""
        return (stage or self.stage).get_by_role("button", name=re.compile(rf"^{name}\b"))

    def press_button(self, name: str, stage: Locator | None = None) -> None:
        """Click a button of the stage, also one that says it is disabled: a learner's pointer does not ask."""
        self.button(name, stage).click(force=True)

    def slider(self, stage: Locator | None = None) -> Locator:
        """The slider of steps."""
        return (stage or self.stage).locator("input[type=range]").first

    def last_step(self) -> int:
        """The number of the last step, as the slider tells it."""
        return int(float(self.slider().get_attribute("max")))

    def caption(self, stage: Locator | None = None) -> Locator:
        """The sentence about the step."""
        return (stage or self.stage).locator("[aria-live=polite]").first

    def picture(self, stage: Locator | None = None) -> str:
        """The markup of everything that is seen, to tell whether it changed."""
        return (stage or self.stage).evaluate(DRAWN)

    def kill_kernel(self) -> None:
        """End the kernel's process at once, as the system does when memory runs out; close Lab's message about it."""
        os.kill(int(self.run_cell("import os; print(os.getpid())")), signal.SIGKILL)
        self.page.get_by_role("dialog").get_by_role("button", name="Ok").click()

    def accessibility_faults(self, stage: Locator | None = None) -> list[str]:
        """What axe-core calls serious or critical within the stage, a line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=AXE)
            # JupyterLab's body has no height of its own, so axe-core would take all in it for hidden.
            self.page.add_style_tag(content="body { width: 100vw; min-height: 100vh; }")
        size = self.page.viewport_size
        self.page.set_viewport_size({**size, "height": 3000})  # what is scrolled away is not looked at either
        # To fetch JupyterLab's own style sheets anew takes longer than to look; a saved page's are looked at.
        run = "async s => (await axe.run(s, { preload: !('jupyterapp' in window) })).violations"
        violations = (stage or self.stage).evaluate(run)
        self.page.set_viewport_size(size)
        return [
            f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
            for fault in violations
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    def save_picture(self, name: str) -> Path:
        """Write a PNG of the page into test-results/, for a person to look at."""
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path)
        return path
