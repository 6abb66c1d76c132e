"""One notebook open in JupyterLab: its first stage, its cells, its kernel."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyter import ROOT

PICTURES = ROOT / "test-results"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# Without a kernel in place, Lab would open a dialog to choose one and wait for ever.
READY = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status == 'idle'"
RUN = """async ([source, seconds]) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    if (source !== null) {
        notebook.model.sharedModel.addCell({ cell_type: "code", source });
        notebook.activeCellIndex = notebook.widgets.length - 1;
    }
    const late = new Promise((_, reject) =>
        setTimeout(() => reject(new Error(`the cell did not end within ${seconds} s`)), 1000 * seconds));
    const command = source === null ? "notebook:run-all-cells" : "notebook:run-cell";
    await Promise.race([late, jupyterapp.commands.execute(command)]);
    const cells = source === null ? notebook.widgets : [notebook.activeCell];
    return cells.flatMap((cell) => cell.model.outputs?.toJSON() ?? []);
}"""


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

    def run_all(self, seconds: float = 60) -> str:
        """Run all cells; return what they printed."""
        return _printed(self.page.evaluate(RUN, [None, seconds]))

    def run_cell(self, source: str, seconds: float = 60) -> str:
        """Run ``source`` in a new cell at the end of the notebook; return what it printed."""
        return _printed(self.page.evaluate(RUN, [source, seconds]))

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

    def button(self, name: str, stage: Locator | None = None) -> Locator:
        """A button of the stage by its accessible name."""
        return (stage or self.stage).get_by_role("button", name=re.compile(rf"^{name}\b"))

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
        """The markup of everything drawn, to see whether it changed."""
        drawn = "s => [...s.querySelectorAll('svg, canvas, table')].map(d => d.outerHTML).join()"
        return (stage or self.stage).evaluate(drawn)

    def kill_kernel(self) -> None:
        """End the kernel's process at once, as the system does when memory runs out; close Lab's message about it."""
        os.kill(int(self.run_cell("import os; print(os.getpid())")), signal.SIGKILL)
        self.page.get_by_role("dialog").get_by_role("button", name="Ok").click()

    def accessibility_faults(self, stage: Locator | None = None) -> list[str]:
        """What axe-core calls serious or critical within the stage, a line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=AXE)
        violations = (stage or self.stage).evaluate("async s => (await axe.run(s)).violations")
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


def _printed(outputs: Sequence[dict]) -> str:
    texts = []
    for output in outputs:
        if output["output_type"] == "error":
            raise AssertionError(f"the cell raised {output['ename']}: {output['evalue']}")
        texts.append("".join(output.get("text", "")))
    return "".join(texts)
