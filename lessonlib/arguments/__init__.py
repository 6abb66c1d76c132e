"""What every part asks of its arguments: each is given back, or refused with what was wanted, what came, what to do."""

from lessonlib.arguments.names import one_of, some_of
from lessonlib.arguments.numeric import (
    a_seed,
    few,
    float_array,
    generator,
    in_memory,
    listed,
    one_number,
    place,
    real,
    room,
    whole,
)
from lessonlib.arguments.objects import a_function, having, switch
from lessonlib.arguments.told import cut, said, sendable, told
from lessonlib.arguments.typed import typed
from lessonlib.arguments.words import a_text, in_order, list_of_words, lists_of_words

__all__ = [
    "a_function",
    "a_seed",
    "a_text",
    "cut",
    "few",
    "float_array",
    "generator",
    "having",
    "in_memory",
    "in_order",
    "list_of_words",
    "listed",
    "lists_of_words",
    "one_number",
    "one_of",
    "place",
    "real",
    "room",
    "said",
    "sendable",
    "some_of",
    "switch",
    "told",
    "typed",
    "whole",
]
