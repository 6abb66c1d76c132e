"""ipywidgets.interact: the kernel draws the whole figure again at each step."""

import matplotlib.pyplot as plt
from IPython.display import display
from ipywidgets import HBox, IntSlider, Play, interact, jslink
from matplotlib.colors import LogNorm

from bench.figures.content import COLOURS, LEVELS, PATHS, STEPS, X, Y, Z, sentence


def draw(step):
    """What a course's notebook does at each step: the whole figure again."""
    _, axes = plt.subplots(figsize=(7, 5))
    axes.contourf(X, Y, Z, LEVELS, norm=LogNorm(), cmap="Greys")
    for name, path in PATHS.items():
        axes.plot(*path[: step + 1].T, color=COLOURS[name], label=name)
        axes.plot(*path[step], "o", color=COLOURS[name])
    axes.set(xlabel="x", ylabel="y", title=sentence(step))
    axes.title.set_fontsize(7)
    axes.legend()
    plt.show()


slider = IntSlider(0, 0, STEPS)
play = Play(min=0, max=STEPS, interval=16)
jslink((play, "value"), (slider, "value"))
display(HBox([play]))
interact(draw, step=slider)
