"""A lesson through nbconvert, opened where there is no network: each lab says how to save it as a page."""

import os
import subprocess
import sys

import nbformat

from lessonlib.site.notebook import ROOT


def test_a_notebook_through_nbconvert_says_how_to_come_by_its_picture(tmp_path, browser):
    file = tmp_path / "lesson.ipynb"
    cell = nbformat.v4.new_code_cell("from lessonlib.labs import softmax_lab\nsoftmax_lab()")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), file)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", file]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    page = browser.new_page()
    page.route("**", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto(file.with_suffix(".html").as_uri())
    said = page.locator(".lessonlib-unrun")
    said.wait_for()
    assert 'softmax_lab(...).save_html("softmax.html")' in said.inner_text()
    page.close()
