"""The sentence that stands in a picture's place where there is no picture: nothing has been run, or nothing can be."""

import html

# Seen in JupyterLab and in pages that nbconvert makes, for as long as no stage stands beside it; nowhere else, where
# we could not tell. It waits, so that it does not flash before a picture that is on its way. The widgets' manager would
# say "Error displaying widget: model not found".
LIVE = "lessonlib-live"  # the class of what is no stage
UNRUN = "lessonlib-unrun"  # the class of the sentence
_STYLE = """<style>
.jp-OutputArea:not(:has(.stage, .lessonlib-live)) .lessonlib-unrun {
  display: block; animation: lessonlib-late 0s 2s both;
}
.jp-OutputArea:has(.stage, .lessonlib-live) .jp-OutputArea-child:has(.lessonlib-unrun) { display: none; }
.jp-OutputArea:has(.lessonlib-unrun):not(:has(.stage, .lessonlib-live)) .jupyter-widgets { display: none; }
@keyframes lessonlib-late { from { visibility: hidden; } to { visibility: visible; } }
</style>"""


def unrun(lab: str) -> str:
    """A piece of HTML that says how to come by the picture of ``lab``.

    >>> "Run this cell" in unrun("softmax_lab")
    True
    """
    page = html.escape(f'{lab}(...).save_html("{lab.removesuffix("_lab")}.html")', quote=False)
    return (
        f'{_STYLE}<p class="{UNRUN}" hidden>Run this cell to see the picture. For a page that shows it without '
        f"Python, save it with <code>{page}</code>, or all lessons with <code>python3 workbook.py html</code>.</p>"
    )


def unrun_fields() -> str:
    """A piece of HTML that says how to come by fields and buttons, which work with Python alone.

    >>> "Run this cell" in unrun_fields()
    True
    """
    return f'{_STYLE}<p class="{UNRUN}" hidden>Run this cell to see what it shows.</p>'
