"""Questions on stems, bags of words, n-grams and TF-IDF."""

from __future__ import annotations

import math

import numpy as np

from lessonlib.course.question import Question, choice

LESSON, LAB = "15_bag_of_words_and_tfidf", "tfidf_lab"
SENTENCES = (
    "the dog saw the cat and the cat saw the dog",
    "a rose is a rose is a rose",
    "the more you read the more you know",
    "what is done is done and what is said is said",
)


def porter_rule(rng: np.random.Generator) -> Question:
    """The first rules of Porter's stemmer."""
    word, right, wrong = [
        ("ponies", "poni", ("pony", "ponie")),
        ("dresses", "dress", ("dresse", "dres")),
        ("caresses", "caress", ("caresse", "cares")),
        ("skies", "ski", ("sky", "skie")),
        ("dogs", "dog", ("dogs", "do")),
        ("princess", "princess", ("princes", "prince")),
    ][int(rng.integers(6))]
    return Question(
        text=f"Porter's first rules are SSES -> SS, IES -> I, SS -> SS, S -> nothing; the first that fits is applied.\n"
        f"What do they make of `{word}`?",
        given={"word": word},
        why=f"{word} becomes {right}. A stem need not be a word: it only has to be the same for all forms.",
        lesson="14_text_preprocessing",
        lab="stemming_lab",
        **choice(
            rng,
            right,
            [(w, "that is not what the first fitting rule leaves; rules know endings, not words.") for w in wrong],
        ),
    )


def over_or_under(rng: np.random.Generator) -> Question:
    """What goes wrong with a stemmer."""
    over = bool(rng.integers(2))
    words = [("universe", "university"), ("universal", "universities"), ("university", "universal")][
        int(rng.integers(3))
    ]
    pair = words if over else [("data", "datum"), ("alumnus", "alumni"), ("goose", "geese")][int(rng.integers(3))]
    name = "over-stemming" if over else "under-stemming"
    other = "under-stemming" if over else "over-stemming"
    told = (
        "get the same stem, though they mean different things"
        if over
        else "get different stems, though they are one word"
    )
    return Question(
        text=f"A stemmer makes the words `{pair[0]}` and `{pair[1]}` {'equal' if over else 'different'}. What is that "
        "called?",
        given={"pair": pair, "over": over},
        why=f"{pair[0]} and {pair[1]} {told}: {name}.",
        lesson="14_text_preprocessing",
        lab="stemming_lab",
        **choice(
            rng,
            name,
            [
                (other, "over-stemming cuts too much and makes words equal, under-stemming cuts too little."),
                ("lemmatisation", "a lemma is looked up in a dictionary; nothing is cut."),
            ],
        ),
    )


def vocabulary_size(rng: np.random.Generator) -> Question:
    """How long the vector of a bag of words is."""
    sentence = SENTENCES[int(rng.integers(4))]
    words = sentence.split()
    return Question(
        text=f"The corpus is the one sentence `{sentence}`. How many entries has its bag-of-words vector?",
        given={"sentence": sentence},
        answer=len({*words}),
        decimals=0,
        why=f"One for each different word: {', '.join(sorted({*words}))}. How often a word comes is the entry, not "
        "its place.",
        traps=(
            (len(words), "repeated words share one entry."),
            (len({*sentence}), "the entries are words, not letters."),
        ),
        lesson=LESSON,
        lab="bag_of_words_lab",
    )


def count_of(rng: np.random.Generator) -> Question:
    """One entry of a bag of words."""
    sentence = SENTENCES[int(rng.integers(4))]
    words = sentence.split()
    word = str(rng.choice(sorted({w for w in words if words.count(w) > 1})))
    return Question(
        text=f"Which number stands at `{word}` in the bag of words of `{sentence}`?",
        given={"sentence": sentence, "word": word},
        answer=words.count(word),
        decimals=0,
        why=f"{word} comes {words.count(word)} times among {len(words)} words. Where it comes is lost.",
        traps=((1, "that is the entry of the binary form; a bag of words counts."),),
        lesson=LESSON,
        lab="bag_of_words_lab",
    )


def bigrams(rng: np.random.Generator) -> Question:
    """How many n-grams a text has."""
    n, top = int(rng.integers(8, 60)), int(rng.integers(2, 5))
    each = [n - k + 1 for k in range(1, top + 1)]
    return Question(
        text=f"A document has `{n}` words. How many n-grams has it in all, from single words up to n = `{top}`, "
        "repeated ones counted?",
        given={"n": n, "top": top},
        answer=sum(each),
        decimals=0,
        why=f"{' + '.join(map(str, each))} = {sum(each)}: an n-gram can begin at any word but the last n - 1.",
        traps=(
            (each[-1], f"that counts the longest only, n = {top}."),
            (n * top, "near the end of the document there is no room for the longer ones."),
        ),
        lesson=LESSON,
        lab="bag_of_words_lab",
    )


def tfidf(rng: np.random.Generator) -> Question:
    """One weight as in the lecture's table."""
    length, count = int(rng.integers(8, 30)), int(rng.integers(2, 6))
    documents = int(rng.choice([20, 50, 100, 200]))
    df = int(rng.integers(2, documents // 3))
    tf, idf = count / length, math.log10(documents / df)
    return Question(
        text=f"A word comes `{count}` times in a document of `{length}` words, and in `{df}` of `{documents}` "
        "documents.\n"
        "What is its TF-IDF weight by the lecture's formula (share of the document's words, logarithm to base 10)?",
        given={"count": count, "length": length, "df": df, "documents": documents},
        answer=tf * idf,
        decimals=3,
        why=f"tf = {count} / {length} = {tf:.3f}, idf = log10({documents} / {df}) = {idf:.3f}; their product is "
        f"{tf * idf:.3f}.",
        traps=(
            (tf * math.log(documents / df), "that is the natural logarithm."),
            (count * idf, "the lecture divides the count by the length of the document."),
            (tf * math.log10(df / documents), "the fraction in the logarithm is upside down."),
        ),
        lesson=LESSON,
        lab=LAB,
    )


def everywhere(rng: np.random.Generator) -> Question:
    """A word in every document, by the lecture and by scikit-learn."""
    documents, count = int(rng.integers(2, 50)), int(rng.integers(2, 9))
    return Question(
        text=f"The word `the` comes `{count}` times in a document and in all `{documents}` documents. scikit-learn's "
        "weight before normalising is count · (ln((1 + N) / (1 + df)) + 1). What is it?",
        given={"documents": documents, "count": count},
        answer=count,
        decimals=1,
        why=f"(1 + {documents}) / (1 + {documents}) is 1, its logarithm 0, and {count} · (0 + 1) = {count}. By the "
        "lecture's formula it would be 0; the + 1 is why `the` is the largest weight in scikit-learn's table.",
        traps=((0, "that is the lecture's formula; scikit-learn adds 1 to the logarithm."),),
        lesson=LESSON,
        lab=LAB,
    )


QUESTIONS = (porter_rule, over_or_under, vocabulary_size, count_of, bigrams, tfidf, everywhere)
