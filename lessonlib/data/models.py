"""Neural models of language, 2003 to 2018: when each was published, and how deep it is."""

from __future__ import annotations

from typing import NamedTuple


class LanguageModel(NamedTuple):
    """One model: its name, year and month, its kind, its layers, and what was new about it.

    ``layers`` counts what a token passes through one after another, of the encoder where there are two halves.
    """

    name: str
    year: float
    kind: str
    layers: int
    new: str
    paper: str


# Lecture 1, "Deep Learning": from the neural probabilistic language model, 2003, to BERT, the fourth quarter of 2018.
MODELS = (
    LanguageModel(
        "Neural probabilistic LM", 2003.1, "feed-forward", 1, "a vector for each word, learned", "Bengio et al. (2003)"
    ),
    LanguageModel("Recurrent LM", 2010.7, "recurrent", 1, "a state in place of a window", "Mikolov et al. (2010)"),
    LanguageModel("word2vec", 2013.1, "feed-forward", 1, "no hidden layer: billions of words", "Mikolov et al. (2013)"),
    LanguageModel(
        "Sequence to sequence", 2014.7, "recurrent", 4, "one net reads, one writes", "Sutskever et al. (2014)"
    ),
    LanguageModel(
        "Attention", 2014.8, "recurrent", 1, "each output looks back at every input", "Bahdanau et al. (2014)"
    ),
    LanguageModel(
        "Google's translator", 2016.7, "recurrent", 8, "shortcuts around layers, subwords", "Wu et al. (2016)"
    ),
    LanguageModel("Transformer", 2017.5, "attention", 6, "attention alone, no state", "Vaswani et al. (2017)"),
    LanguageModel("ELMo", 2018.1, "recurrent", 2, "a word's vector depends on its sentence", "Peters et al. (2018)"),
    LanguageModel("GPT", 2018.5, "attention", 12, "trained on text, then tuned for a task", "Radford et al. (2018)"),
    LanguageModel(
        "BERT large", 2018.8, "attention", 24, "hidden words guessed from both sides", "Devlin et al. (2018)"
    ),
)
