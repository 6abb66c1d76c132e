"""Text as numbers: tokens, stems, bag of words, TF-IDF, collocations, co-occurrence, PPMI.

What stands in ``__init__.pyi`` is loaded when it is asked for: whoever cuts words waits for no matrices. Functions that
bear the name of their file are light and loaded at once: later, the file would be found under their name.
"""

import lazy_loader

from lessonlib.text.collocations import collocations as collocations
from lessonlib.text.cooccurrence import cooccurrence as cooccurrence
from lessonlib.text.lemmatize import lemmatize as lemmatize
from lessonlib.text.normalize import normalize as normalize
from lessonlib.text.ppmi import ppmi as ppmi
from lessonlib.text.sentences import sentences as sentences

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
