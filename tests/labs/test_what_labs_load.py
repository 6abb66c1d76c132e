"""Each lab, shown in a fresh interpreter, brings only what it computes with."""

import subprocess
import sys

import lessonlib.labs

# What a lab computes with, and only that: whoever opens a lab waits for nothing else. scipy.sparse stands for scipy.
WITH_SCIKIT = {"augmentation", "convolution", "initialization", "penalties", "sgd"}  # its data; the penalties' path
COMPUTES_WITH = {
    **{name: {"sklearn"} for name in WITH_SCIKIT},
    "decoding": {"torch"},
    "masked_words": {"torch"},
    "seq2seq": {"torch"},
    "stemming": {"nltk", "sklearn"},  # nltk itself imports scikit-learn where there is one
    **{name: {"torch"} for name in ("layer_norm", "positions", "self_attention", "transformer")},
    "text_generation": {"torch"},
    "word2vec": {"torch"},
    "word2vec_training": {"torch"},
}
# Each in an interpreter that has shown none, two at a time.
SHOW_ONE = """
import os, sys, lessonlib.labs as labs
shown = {}
def end_one():
    process, status = os.wait()
    assert status == 0, shown[process]
    del shown[process]
for name in sys.argv[1:]:
    if len(shown) == 2:
        end_one()
    process = os.fork()
    if process == 0:
        getattr(labs, f"{name}_lab")()
        print(name, *{one.split(".")[0] for one in sys.modules} & set("%s".split()), flush=True)
        os._exit(0)
    shown[process] = name
while shown:
    end_one()
"""


def test_a_lab_loads_only_what_it_computes_with():
    heavy = "torch gensim sklearn matplotlib plotly nltk"
    names = [name.removesuffix("_lab") for name in lessonlib.labs.__all__ if name.endswith("_lab")]
    run = subprocess.run([sys.executable, "-c", SHOW_ONE % heavy, *names], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    got = {name: set(brought) for name, *brought in (line.split() for line in run.stdout.splitlines())}
    assert sorted(got) == sorted(names)
    assert {name: found for name, found in got.items() if found != COMPUTES_WITH.get(name, set())} == {}
