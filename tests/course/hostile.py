"""Submissions that cheat, break or are merely odd, each with the points and the flag it should get.

The assignment asks four answers: Linear, ReLU, Sigmoid and GRU. ``{...}`` in a text names a place of the test's own.
"""

import json
from dataclasses import dataclass

IMPORTS = "import numpy as np\nimport torch\nfrom torch import nn\n"
LINEAR = """class Linear:
    def __init__(self, in_features, out_features):
        self.weight = np.random.default_rng(0).normal(size=(in_features, out_features))
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self._grad_weight, self._grad_bias = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.weight.T

    def step(self, learning_rate):
        self.weight -= learning_rate * self._grad_weight
        self.bias -= learning_rate * self._grad_bias
"""
RELU = """class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, grad):
        return grad * (self.x > 0)

    def step(self, learning_rate):
        pass
"""
SIGMOID = """class Sigmoid:
    def forward(self, x):
        e = np.exp(-np.abs(x))
        self.y = np.where(x >= 0, 1, e) / (1 + e)
        return self.y

    def backward(self, grad):
        return grad * self.y * (1 - self.y)

    def step(self, learning_rate):
        pass
"""
GRU = """class GRU(nn.Module):
    def __init__(self, in_features, hidden_features):
        super().__init__()
        self.cell = nn.GRUCell(in_features, hidden_features)

    def forward(self, x, lengths, h0=None):
        h = x.new_zeros(len(x), self.cell.hidden_size) if h0 is None else h0
        outputs = []
        for t in range(x.shape[1]):
            h = torch.where((t < lengths)[:, None], self.cell(x[:, t], h), h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h
"""
SOLVED = [IMPORTS, LINEAR, RELU, SIGMOID, GRU]
BLANK = [
    IMPORTS,
    *(
        f"class {n}:\n    def forward(self, x):\n        raise NotImplementedError\n"
        for n in ("Linear", "ReLU", "Sigmoid", "GRU")
    ),
]


def notebook(cells, **metadata) -> str:
    """A notebook's text with these code cells."""
    made = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
        for i, text in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def with_forward(line: str) -> list[str]:
    """The solved notebook whose ReLU does one more thing in forward."""
    return [
        IMPORTS,
        LINEAR,
        RELU.replace("        self.x = x\n", f"        self.x = x\n        {line}\n"),
        SIGMOID,
        GRU,
    ]


def with_body(*lines: str) -> list[str]:
    """The solved notebook with one more class, whose body does these things when it is defined."""
    return [*SOLVED, "class Extra:\n" + "".join(f"    {line}\n" for line in lines)]


def with_cells(*cells: str) -> list[str]:
    """The solved notebook with more cells below."""
    return [*SOLVED, *cells]


@dataclass(frozen=True)
class Case:
    """One submission: the file's ``name`` and ``text`` (or cells), the ``points`` of four, a piece of its ``flag``.

    ``walls``: it would do harm, or gain by it, where nothing shuts it in.
    """

    name: str
    text: str | list[str]
    points: float
    flag: str = ""
    walls: bool = False
    file: str = ""

    @property
    def path(self) -> str:
        return self.file or f"{self.name}.ipynb"

    @property
    def content(self) -> str:
        return self.text if isinstance(self.text, str) else notebook(self.text)


RESULT = '{"answer": "ReLU", "seen": [], "points": 1, "outcome": "passed", "done": true}'

CASES = [
    Case("solved", SOLVED, 4),
    Case("blank", BLANK, 0),
    # Never ends.
    Case("loop_in_a_cell", with_cells("while True:\n    pass"), 4),
    Case("loop_in_forward", with_forward("while True: pass"), 3, "never returns: ReLU"),
    Case("loop_in_a_class", with_body("while True: pass"), 4, "never returns: its definitions"),
    Case(
        "loop_that_swallows_everything",
        with_forward(
            "import signal; [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 3, 14, 15)]\n        while True:\n"
            "            try:\n                while True: pass\n            except BaseException: pass"
        ),
        3,
        "never returns: ReLU",
    ),
    Case("sleeps", with_forward("import time; time.sleep(1000)"), 3, "never returns: ReLU"),
    # Takes too much.
    Case("fork_bomb", with_forward("import os\n        while True: os.fork()"), 3, "reaches out: os"),
    Case("one_gigabyte", with_forward("np.ones(1 << 27)"), 3),
    Case("list_of_a_gigabyte", with_forward("[0] * (1 << 28)"), 3),
    Case("recursion", with_forward("import sys; sys.setrecursionlimit(10**9); f = lambda n: f(n + 1); f(0)"), 3, "sys"),
    Case("prints_much", with_forward("print('x' * 10_000_000)"), 4),
    Case(
        "many_threads",
        with_body(
            "import threading, time",
            "for _ in range(5):",
            "    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        ),
        4,
        "reaches out: threading",
    ),
    Case(
        "fills_the_disk", with_body("f = open('big', 'wb')", "for _ in range(400): f.write(bytes(1 << 20))"), 4, "open"
    ),
    # Ends the process.
    Case("os_exit", with_forward("import os; os._exit(0)"), 3, "ended its process: ReLU"),
    Case("sys_exit", with_forward("raise SystemExit(0)"), 3),
    Case("exit_in_a_class", with_body("raise SystemExit"), 4),
    Case("kills_itself", with_forward("import os; os.kill(os.getpid(), 9)"), 3, "ended its process: ReLU"),
    Case("kills_the_others", with_forward("import os; os.kill(1, 9)"), 4, "reaches out: os", walls=True),
    Case("kills_all", with_forward("import os; os.kill(-1, 9)"), 3, "reaches out: os", walls=True),
    Case(
        "atexit",
        with_body("import atexit", "atexit.register(lambda: print('{\"done\": true}'))"),
        4,
        "reaches out: atexit",
    ),
    # Odd, and honest.
    Case("cell_deleted", [IMPORTS, LINEAR, SIGMOID, GRU], 3),
    Case("cell_copied", with_cells(RELU), 4, "defined more than once: ReLU"),
    Case("blank_copy_below", with_cells(BLANK[2]), 4, "defined more than once: ReLU"),
    Case("wrong_copy_below", with_cells(RELU.replace("np.maximum(0, x)", "x")), 3, "defined more than once: ReLU"),
    Case("no_metadata", json.dumps({"cells": [{"cell_type": "code", "source": t} for t in SOLVED]}), 4),
    Case(
        "from_colab",
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 0,
                "metadata": {"colab": {"provenance": []}, "accelerator": "GPU"},
                "cells": [
                    {"cell_type": "code", "metadata": {"id": "a1"}, "source": [line + "\n" for line in t.split("\n")]}
                    for t in (
                        "!pip install -q lessonlib\n%matplotlib inline\n" + IMPORTS,
                        "from google.colab import drive\ndrive.mount('/content')",
                        *SOLVED[1:],
                    )
                ],
            }
        ),
        4,
    ),
    Case("a_python_file", "\n".join(SOLVED), 4, file="a_python_file.py"),
    Case("in_a_folder", SOLVED, 4, file="in_a_folder/work/homework.ipynb"),
    Case("a_line_that_is_no_python", with_cells("def f(:\n    pass"), 4, "no Python in cell 6"),
    Case("ünï çödé", [IMPORTS, LINEAR, RELU.replace("self.x", "self.größe"), SIGMOID, GRU], 4),
    Case("=cmd|' calc'!A1", SOLVED, 4, "identical to"),
    Case("markup", with_forward("raise ValueError('<script>alert(1)</script>')"), 3),
    # Cannot be read.
    Case("empty", "", 0, "empty file"),
    Case("broken_json", notebook(SOLVED)[:-40], 0, "broken JSON"),
    Case("deep_json", "[" * 100_000, 0, "broken JSON"),
    Case(
        "deep_attributes",
        with_cells("def f(a):\n    return a" + ".b" * 900, "np" + ".b" * 2000 + " = 1"),
        4,
        "patches numpy.b",
    ),
    Case("deep_brackets", with_cells("x = " + "[" * 150 + "]" * 150, "y = " + "(" * 5000), 4, "no Python in cell 7"),
    Case("half_a_letter", with_cells("x = '\ud800'"), 4, "no Python in cell 6"),
    Case("a_list", "[1, 2]", 0, "not a notebook"),
    Case("another_notebook", ["import numpy as np", "def softmax(x): return np.exp(x)"], 0, "another notebook"),
    Case("enormous", ["x = '" + "a" * 3_000_000 + "'"], 0, "letters of code"),
    Case("two_notebooks", SOLVED, 0, "several notebooks", file="two_notebooks/one.ipynb"),
    # Somebody else's work.
    Case("imports_ours", [IMPORTS, "from lessonlib.nn import Linear, ReLU, Sigmoid", GRU], 1, "not own work: Linear"),
    Case(
        "subclasses_ours",
        [IMPORTS, LINEAR, "import lessonlib.nn as ours\nclass ReLU(ours.ReLU): pass", SIGMOID, GRU],
        3,
        "ReLU uses ours: lessonlib.nn.ReLU",
    ),
    Case(
        "wraps_ours",
        [
            IMPORTS,
            LINEAR,
            "from lessonlib import nn as ours\n" + RELU.replace("np.maximum(0, x)", "ours.ReLU().forward(x)"),
            SIGMOID,
            GRU,
        ],
        3,
        "not own work: ReLU",
    ),
    Case("subclasses_torch", [*SOLVED[:4], "class GRU(nn.GRU): pass"], 3, "GRU uses torch's: torch.nn.GRU"),
    Case(
        "wraps_torch",
        [
            *SOLVED[:4],
            """class GRU(nn.Module):
    def __init__(self, in_features, hidden_features):
        super().__init__()
        self.inner = nn.GRU(in_features, hidden_features, batch_first=True)

    def forward(self, x, lengths, h0=None):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.inner(packed, None if h0 is None else h0[None])
        return nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], last[0]
""",
        ],
        3,
        "not own work: GRU",
    ),
    Case(
        "ours_by_stealth",
        [
            IMPORTS,
            LINEAR,
            RELU.replace("np.maximum(0, x)", "getattr(__import__('less' + 'onlib.nn').nn, 'Re' + 'LU')().forward(x)"),
            SIGMOID,
            GRU,
        ],
        3,
        "not own work: ReLU (This is ours: ReLU hands the work on",
    ),
    # Tampers with the judge.
    Case(
        "patches_checks_in_a_cell",
        [*BLANK, "import lessonlib.checks as c\nc.check = c.check_all = lambda *a: True"],
        0,
        "patches lessonlib.checks.check",
    ),
    Case(
        "patches_checks",
        [*BLANK, "import lessonlib.checks.engine.judge as j\nclass P:\n    j.judge = lambda *a: None"],
        0,
        "patched while it ran: lessonlib.checks.engine.judge.judge",
    ),
    Case(
        "patches_code",
        [
            *BLANK,
            "import lessonlib.checks.engine.values as v\nclass P:\n    v.agree.__code__ = (lambda *a: True).__code__",
        ],
        0,
        "patched while it ran: lessonlib.checks.engine.values.agree",
    ),
    Case(
        "patches_a_class",
        [*BLANK, "from lessonlib.checks.engine.judge import Run\nclass P:\n    Run.fault = None"],
        0,
        "patched while it ran: lessonlib.checks.engine.judge.Run.fault",
    ),
    Case("patches_numpy", with_body("np.maximum = np.minimum"), 4, "patched while it ran: numpy.maximum"),
    Case(
        "patches_numpy_in_forward",
        with_forward("np.where = np.isclose = np.allclose = lambda *a, **k: True"),
        4,
        "patched while it ran: numpy",
    ),
    Case(
        "patches_builtins",
        with_body("import builtins", "builtins.len = lambda x: 0"),
        4,
        "patched while it ran: builtins.len",
    ),
    Case("prints_a_result", [*BLANK, f"class P:\n    print({RESULT!r})"], 0),
    Case(
        "finds_the_pipe",
        [
            *BLANK,
            f"""import os
class P:
    for fd in range(200):
        try: os.write(fd, {RESULT.encode()!r} + b"\\n")
        except OSError: pass
""",
        ],
        0,
        "reaches out: os",
    ),
    Case(
        "floods_the_pipe",
        with_forward("""import os
        for fd in range(3, 200):
            try:
                while True: os.write(fd, b"x" * 65536)
            except OSError: pass
"""),
        3,
        "sent too much: ReLU",
    ),
    Case(
        "writes_into_the_judge", with_body("open('/proc/1/mem', 'r+b').write(b'x')"), 4, "reaches out: open", walls=True
    ),
    # Leaves its room.
    Case(
        "reads_the_others",
        [
            IMPORTS,
            LINEAR,
            SIGMOID,
            GRU,
            "import json\nclass P:\n"
            "    exec(json.load(open('{submissions}/solved.ipynb'))['cells'][2]['source'], globals())",
        ],
        3,
        "reaches out: ",
        True,
    ),
    Case("reads_the_grades", with_body("SEEN = open('{journal}').read() or 1 / 0"), 4, "reaches out: open", True),
    Case(
        "writes_outside",
        with_body(
            "for place in ('{outside}', '{submissions}/solved.ipynb', '{journal}', '/var/tmp/written'):",
            "    try: open(place, 'a').write('written by a submission')",
            "    except OSError: pass",
        ),
        4,
        "reaches out: open",
        True,
    ),
    Case(
        "opens_a_socket",
        with_body("import socket", "socket.create_connection(('127.0.0.1', {port}), 2)"),
        4,
        "socket",
        True,
    ),
    Case("a_link", SOLVED, 0, "a link to somewhere else", file="a_link.ipynb"),
]
