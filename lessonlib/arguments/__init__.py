"""What every part asks of its arguments: each is given back, or refused with what was wanted, what came, what to do."""

from lessonlib.arguments.kinds import class_name, has, is_a, type_name
from lessonlib.arguments.memory import in_memory, listed, room
from lessonlib.arguments.names import no_argument, one_of, some_of
from lessonlib.arguments.numeric import a_seed, few, float_array, generator, one_number, place, real, whole
from lessonlib.arguments.objects import a_function, having, switch
from lessonlib.arguments.told import cut, said, sendable, told
from lessonlib.arguments.typed import typed
from lessonlib.arguments.words import a_text, in_order, list_of_words, lists_of_words

__all__ = [
    "a_function",
    "a_seed",
    "a_text",
    "class_name",
    "cut",
    "few",
    "float_array",
    "generator",
    "has",
    "having",
    "in_memory",
    "in_order",
    "is_a",
    "list_of_words",
    "listed",
    "lists_of_words",
    "no_argument",
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
    "type_name",
    "typed",
    "whole",
]
