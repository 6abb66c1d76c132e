"""notebooks/build.py: the same bytes every time, and a learner's copy without the answers."""

import itertools
import json
import re
import subprocess
import sys

import pytest

from notebooks import build

LESSON = """# %% [markdown]
# # A title

# %% tags=["raises-exception"]
1 / 0

# %%
x = 1

# %%
x = 1
"""

HOMEWORK = """# %%
class Double:
    def forward(self, x):
        # Twice x.
        # BEGIN SOLUTION
        twice = 2 * x
        return twice
        # END SOLUTION

    def name(self):
        # BEGIN SOLUTION
        return "double"
        # END SOLUTION
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "01_topic.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def cells(text):
    return json.loads(text)["cells"]


def run(text):
    names = {}
    for cell in cells(text):
        exec("".join(cell["source"]), names)
    return names


def test_the_same_source_gives_the_same_bytes_in_another_process(write):
    path = write(LESSON)
    code = "import pathlib, sys; from notebooks import build; print(build.notebook(pathlib.Path(sys.argv[1])), end='')"
    other = subprocess.run([sys.executable, "-c", code, path], cwd=build.HERE.parent, capture_output=True, text=True)
    assert other.stdout == build.notebook(path)


def test_cells_carry_no_outputs_and_only_their_tags(write):
    markdown, *code = cells(build.notebook(write(LESSON)))
    assert "".join(markdown["source"]) == "# A title"
    assert [cell["metadata"] for cell in code] == [{"tags": ["raises-exception"]}, {}, {}]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_ids_differ_even_for_equal_cells(write):
    ids = [cell["id"] for cell in cells(build.notebook(write(LESSON)))]
    assert len(set(ids)) == 4


def test_a_cell_put_in_between_keeps_the_ids_of_the_others(write):
    before = [cell["id"] for cell in cells(build.notebook(write(LESSON)))]
    after = [cell["id"] for cell in cells(build.notebook(write("# %%\nnew = 0\n\n" + LESSON)))]
    assert after[1:] == before


def test_the_learners_copy_keeps_the_question_and_hides_the_answer(write):
    text = build.notebook(write(HOMEWORK))
    assert "# Twice x." in text
    assert "twice = 2" not in text
    assert "SOLUTION" not in text
    double = run(text)["Double"]()
    with pytest.raises(NotImplementedError):
        double.forward(3)
    with pytest.raises(NotImplementedError):
        double.name()


def test_the_solved_copy_holds_the_answers_without_the_marks(write):
    text = build.notebook(write(HOMEWORK), solved=True)
    assert "SOLUTION" not in text
    double = run(text)["Double"]()
    assert (double.forward(3), double.name()) == (6, "double")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# %%\nx = 1\n# BEGIN SOLUTION\ny = 2\n", 3),
        ("# %%\nx = 1\n# END SOLUTION\n", 3),
        ("# %%\n# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n# END SOLUTION\n", 3),
    ],
)
def test_a_mark_without_its_partner_is_named_with_its_line(write, text, line):
    with pytest.raises(ValueError, match=rf"01_topic\.py: line {line} has '# \w+ SOLUTION' alone"):
        build.notebook(write(text))


def test_a_folded_answer_keeps_its_distance_from_the_question_below_it(write):
    folded = "# %% [markdown]\n# **1.** Why?\n#\n# <details><summary>Answer</summary>\n#\n# So.\n#\n# </details>\n"
    question, code = cells(build.notebook(write(folded + '\n# %%\nx = "<details>"\n')))
    assert '<details style="margin-bottom: 1em"><summary>Answer</summary>' in "".join(question["source"])
    assert code["source"] == ['x = "<details>"']


def test_no_notebook_holds_a_folded_answer_without_a_margin():
    for source in build.sources():
        assert "<details>" not in build.built(source).read_text(encoding="utf-8")


def test_no_column_of_a_table_is_without_a_head():
    for source in build.sources():
        lines = source.read_text(encoding="utf-8").splitlines()
        for head, rule in itertools.pairwise(lines):
            if re.fullmatch(r"# \|(:?-+:?\|)+", rule):
                assert all(cell.strip() for cell in head.removeprefix("# |").rstrip("|").split("|")), (
                    source.name,
                    head,
                )


def test_no_heading_of_a_bug_hunt_names_the_bug():
    found = [
        line for source in build.sources() for line in re.findall(r"^# ### (Bug .*)$", source.read_text("utf-8"), re.M)
    ]
    assert len(found) >= 25 and all(re.fullmatch(r"Bug \d", heading) for heading in found)


def test_prose_speaks_of_no_colour_that_the_dark_theme_turns_round():
    turned = re.compile(r"\b(?:black|white|yellow|(?:dark|light) \w+) (?:arrow|one|line|cell|word|point|ring|box)s?\b")
    for source in build.sources():
        prose = " ".join("".join(c["source"]) for c in cells(build.notebook(source)) if c["cell_type"] == "markdown")
        assert not (found := turned.search(" ".join(prose.split()))), (source.name, found)
        assert not re.search(r"(?:is|are) (?:dark|light) (?:blue|orange|red|green)", prose), source.name


def test_prose_is_in_words_that_a_student_abroad_knows():
    # "Who divides by n gets 2." begins like a question; the others are said so in other languages.
    phrases = "hangs? on|for who|thrice|so and so many|makes do|[Oo]nly so|belongs? into"
    strange = re.compile(rf"(?:^|[.:;] )Who \w+ [^?.]*\.|\b(?:{phrases})\b")
    for source in build.sources():
        for cell in cells(build.notebook(source)):
            if cell["cell_type"] == "markdown":
                assert not (found := strange.search(" ".join("".join(cell["source"]).split()))), (source.name, found)


def test_no_count_is_printed_with_a_comma_that_reads_as_a_decimal_point_abroad():
    for path in [*build.sources(), *sorted((build.HERE.parent / "lessonlib").rglob("*.py"))]:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert ":,}" not in line or '.replace(",", ' in line, (path.name, line)
