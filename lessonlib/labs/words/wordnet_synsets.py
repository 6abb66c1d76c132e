"""A few of WordNet 3.0's noun synsets, all that stand above eleven words, and the way up from one to the other."""

from __future__ import annotations

from typing import NamedTuple


class Synset(NamedTuple):
    """A meaning: what it is a kind of (its hypernyms), how many synsets are kinds of it, and what it means in short."""

    above: tuple[str, ...]
    below: int
    means: str


# Hypernyms and counts are those of the file data.noun of WordNet 3.0 (Princeton University); the glosses are our own.
SYNSETS = {
    "dog": Synset(("canine", "domestic animal"), 189, "the animal that barks"),
    "cat": Synset(("feline",), 38, "the animal that purrs, and its wild kin"),
    "mouse (animal)": Synset(("rodent",), 11, "a small rodent with a long tail"),
    "mouse (device)": Synset(("electronic device",), 0, "moves the pointer on a screen"),
    "car": Synset(("motor vehicle",), 40, "four wheels and an engine, for people"),
    "truck": Synset(("motor vehicle",), 23, "carries heavy loads on roads"),
    "oak": Synset(("tree",), 47, "the tree of acorns"),
    "piano": Synset(
        ("keyboard instrument", "stringed instrument", "percussion instrument"), 6, "keys, hammers, strings"
    ),
    "bank (river)": Synset(("slope",), 2, "the land that slopes down to the water"),
    "bank (money)": Synset(("financial institution",), 17, "keeps deposits and lends money"),
    "university": Synset(("educational institution",), 2, "a place of higher learning and research"),
    "canine": Synset(("carnivore",), 223, "dogs, wolves, foxes"),
    "feline": Synset(("carnivore",), 59, "cats, large and small"),
    "domestic animal": Synset(("animal",), 213, "an animal kept by people"),
    "rodent": Synset(("placental",), 138, "a mammal that gnaws"),
    "carnivore": Synset(("placental",), 365, "a mammal that eats flesh"),
    "placental": Synset(("mammal",), 1131, "a mammal fed by a placenta before birth"),
    "mammal": Synset(("vertebrate",), 1181, "warm-blooded, gives milk"),
    "vertebrate": Synset(("chordate",), 3089, "an animal with a backbone"),
    "chordate": Synset(("animal",), 3099, "an animal with a cord along its back"),
    "animal": Synset(("organism",), 4016, "a living thing that moves by itself"),
    "tree": Synset(("woody plant",), 1014, "a tall plant with a trunk"),
    "woody plant": Synset(("vascular plant",), 1869, "a plant with wood in its stems"),
    "vascular plant": Synset(("plant",), 4391, "a plant with vessels for water"),
    "plant": Synset(("organism",), 4487, "a living thing that stays where it grows"),
    "organism": Synset(("living thing",), 19447, "a single living being"),
    "living thing": Synset(("whole",), 19591, "what lives or has lived"),
    "motor vehicle": Synset(("self-propelled vehicle",), 77, "runs on roads by an engine"),
    "self-propelled vehicle": Synset(("wheeled vehicle",), 120, "carries its own drive"),
    "wheeled vehicle": Synset(("vehicle", "container"), 229, "moves on wheels and holds things"),
    "vehicle": Synset(("conveyance",), 527, "transports people or things"),
    "conveyance": Synset(("instrumentality",), 574, "a means of transport"),
    "container": Synset(("instrumentality",), 748, "can hold something"),
    "electronic device": Synset(("device",), 66, "works by electronics"),
    "keyboard instrument": Synset(("musical instrument",), 16, "is played on keys"),
    "stringed instrument": Synset(("musical instrument",), 48, "sounds by its strings"),
    "percussion instrument": Synset(("musical instrument",), 33, "sounds when it is struck"),
    "musical instrument": Synset(("device",), 163, "makes music"),
    "device": Synset(("instrumentality",), 2764, "made for one purpose"),
    "instrumentality": Synset(("artifact",), 5516, "made to reach some end"),
    "artifact": Synset(("whole",), 10698, "made by people"),
    "whole": Synset(("object",), 31542, "parts that are seen as one"),
    "slope": Synset(("geological formation",), 17, "ground that rises"),
    "geological formation": Synset(("object",), 319, "a form of the earth's surface"),
    "object": Synset(("physical entity",), 35771, "can be seen and touched"),
    "physical entity": Synset(("entity",), 46161, "exists in space"),
    "financial institution": Synset(("institution",), 56, "collects money and lends it"),
    "educational institution": Synset(("institution",), 80, "is there to teach"),
    "institution": Synset(("organization",), 283, "an organisation for one purpose"),
    "organization": Synset(("social group",), 1261, "people who work together"),
    "social group": Synset(("group",), 1966, "people with something in common"),
    "group": Synset(("abstraction",), 8378, "several that count as one"),
    "abstraction": Synset(("entity",), 39913, "exists in thought only"),
    "entity": Synset((), 82114, "anything there is"),
}
WORDS = tuple(SYNSETS)[:11]


def distances(name: str) -> dict[str, list[str]]:
    """Every synset above ``name`` with the shortest way up to it, both ends included; nearest first.

    >>> distances("dog")["animal"]
    ['dog', 'domestic animal', 'animal']
    """
    ways, queue = {name: [name]}, [name]
    for here in queue:
        for above in SYNSETS[here].above:
            if above not in ways:
                ways[above] = [*ways[here], above]
                queue.append(above)
    return ways


def meeting(first: str, second: str) -> tuple[list[str], list[str]]:
    """The two ways up to the synset where ``first`` and ``second`` meet after the fewest steps, both ends included.

    >>> meeting("dog", "cat")
    (['dog', 'canine', 'carnivore'], ['cat', 'feline', 'carnivore'])
    """
    one, other = distances(first), distances(second)
    where = min((name for name in one if name in other), key=lambda name: len(one[name]) + len(other[name]))
    return one[where], other[where]
