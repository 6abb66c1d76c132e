"""Ten questions and their ten answers: definitions of unlike things, of food, and questions with replies."""

from __future__ import annotations

# Answer and question. The first two lists are words of WordNet with their definitions, the third is made up.
PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "unlike things": (
        ("hen", "adult female chicken"),
        ("syrup", "a thick sweet sticky liquid"),
        ("toe", "one of the digits of the foot"),
        ("tomorrow", "the day after today"),
        ("lawn", "a field of cultivated and mowed grass"),
        ("dissent", "a difference of opinion"),
        ("card", "thin cardboard usually rectangular"),
        ("scene", "the place where some action occurs"),
        ("club", "stout stick that is larger at one end"),
        ("check", "the bill in a restaurant"),
    ),
    "food": (
        ("beverage", "any liquid suitable for drinking"),
        ("jam", "preserve of crushed fruit"),
        ("beef", "meat from an adult domestic bovine"),
        ("pork", "meat from a domestic hog or pig"),
        ("lunch", "a midday meal"),
        ("onion", "an aromatic flavorful vegetable"),
        ("syrup", "a thick sweet sticky liquid"),
        ("toast", "slices of bread that have been toasted"),
        ("rum", "liquor distilled from fermented molasses"),
        ("cherry", "a red fruit with a single hard stone"),
    ),
    "replies": (
        ("in the ocean", "where does a whale live"),
        ("grass and hay", "what do cows eat"),
        ("shakespeare", "who wrote hamlet"),
        ("paris", "what is the capital of france"),
        ("in december", "when does winter begin"),
        ("with wings", "how do birds fly"),
        ("treat patients", "what does a doctor do"),
        ("at a bakery", "where can i buy bread"),
        ("red", "what color is blood"),
        ("seven", "how many days has a week"),
    ),
}
