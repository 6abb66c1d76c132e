"""The stage: the trace goes to the page once."""

from bench.figures.content import LEVELS, PATHS, STEPS, SURFACE, X, Y, Z, sentence
from lessonlib.stage import Axis, Picture, Plot, Stage, Trace, contour, line

paths = [line(*path.T, when="upto", series=name, label=name, head=True) for name, path in PATHS.items()]
plot = Plot([contour(X, Y, Z, LEVELS), *paths], Axis(SURFACE.x, "x"), Axis(SURFACE.y, "y"))
Stage(Picture("Four methods", [plot]), Trace(PATHS, [sentence(k) for k in range(STEPS + 1)]))
