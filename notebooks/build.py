"""Build notebooks/NN_topic.ipynb from notebooks/src/NN_topic.py: `python notebooks/build.py`.

The sources are in percent format. The same source always gives the same bytes, without outputs. A homework marks its
answers with `# BEGIN SOLUTION` and `# END SOLUTION`: the learner's copy raises NotImplementedError there.
"""

import argparse
import hashlib
import re
from pathlib import Path

import jupytext
import nbformat

HERE = Path(__file__).resolve().parent
BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
SOLUTION = re.compile(rf"^([ \t]*){BEGIN}\n(.*?)^[ \t]*{END}\n", re.MULTILINE | re.DOTALL)

# JupyterLab gives a folded answer no margin: it would cling to the question below it.
FOLDED = '<details style="margin-bottom: 1em">'


def sources():
    """Return the paths of all sources, in lecture order."""
    return sorted((HERE / "src").glob("*.py"))


def built(source):
    """Return the path of the notebook that a source is built into."""
    return HERE / f"{source.stem}.ipynb"


def notebook(source, solved=False):
    """Return the text of the notebook made from a source: the learner's copy, or when `solved` the one with answers."""
    text = source.read_text(encoding="utf-8")
    text = SOLUTION.sub(r"\2" if solved else r"\1raise NotImplementedError\n", text)
    for mark in (BEGIN, END):
        if mark in text:
            line = text[: text.index(mark)].count("\n") + 1
            raise ValueError(f"{source.name}: line {line} has '{mark}' alone: write '{BEGIN}' above, '{END}' below it.")
    book = jupytext.reads(text, fmt="py:percent")
    book.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    book.nbformat, book.nbformat_minor = 4, 5
    seen = set()
    for cell in book.cells:
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        cell.id = _unused_id(cell.source, seen)
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("<details>", FOLDED)
    nbformat.validate(book)
    return nbformat.writes(book) + "\n"


def _unused_id(text, seen):
    # From the text, not the position: a cell put in between leaves the ids below it as they were.
    copies = (hashlib.sha256(f"{copy} {text}".encode()).hexdigest()[:8] for copy in range(len(seen) + 1))
    seen.add(fresh := next(name for name in copies if name not in seen))
    return fresh


def main():
    """Build every notebook whose source says something new, or those that are named, here or in another folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="notebooks, such as 03_gradient_descent; all when none is named")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder to build into")
    options = parser.parse_args()
    for source in sources():
        if options.names and source.stem not in options.names:
            continue
        path, text = options.into / built(source).name, notebook(source)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"built {path.name}")


if __name__ == "__main__":
    main()
