"""Wrong analogies, each with the diagnosis it should get."""

import numpy as np

from tests.checks.specimens import wrong


def unit(matrix):
    return matrix / np.linalg.norm(matrix, axis=-1, keepdims=True)


def summed(vectors, a, b, c):
    return unit(vectors[a]) - unit(vectors[b]) + unit(vectors[c])


def best(vectors, scores, left_out, topn):
    order = [i for i in np.argsort(-scores) if vectors.index_to_key[i] not in left_out]
    return [(vectors.index_to_key[i], scores[i]) for i in order[:topn]]


def cosines(vectors, target):
    return unit(vectors.vectors) @ unit(target)


@wrong("analogy", "inputs not excluded", "wrong value")
def analogy_with_inputs(vectors, a, b, c, topn=10, exclude_inputs=True):
    return vectors.similar_by_vector(vectors[a] - vectors[b] + vectors[c], topn=topn)


@wrong("analogy", "inputs not all excluded", "wrong value")
def analogy_without_a(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a], topn)


@wrong("analogy", "the best ones dropped unseen", "wrong value")
def analogy_from_the_fourth(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, summed(vectors, a, b, c)), [], topn + 3)[3:]


@wrong("analogy", "not normalised", "wrong value")
def analogy_by_dot_product(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, vectors.vectors @ (vectors[a] - vectors[b] + vectors[c]), [a, b, c], topn)


@wrong("analogy", "Euclid in place of cosine", "wrong value")
def analogy_by_distance(vectors, a, b, c, topn=10, exclude_inputs=True):
    distance = np.linalg.norm(vectors.vectors - (vectors[a] - vectors[b] + vectors[c]), axis=1)
    order = [i for i in np.argsort(distance) if vectors.index_to_key[i] not in (a, b, c)]
    return [(vectors.index_to_key[i], distance[i]) for i in order[:topn]]


@wrong("analogy", "Euclid in place of cosine", "wrong value")
def analogy_by_distance_of_unit_vectors(vectors, a, b, c, topn=10, exclude_inputs=True):
    distance = np.linalg.norm(unit(vectors.vectors) - summed(vectors, a, b, c), axis=1)
    return best(vectors, -distance, [a, b, c], topn)


@wrong("analogy", "signs wrong", "wrong value")
def analogy_b_minus_a(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, summed(vectors, b, a, c)), [a, b, c], topn)


@wrong("analogy", "signs wrong", "wrong value")
def analogy_minus_c(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, vectors[a] + vectors[b] - vectors[c]), [a, b, c], topn)


@wrong("analogy", "lowest in place of largest", "wrong value")
def analogy_of_opposites(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, -cosines(vectors, summed(vectors, a, b, c)), [a, b, c], topn)


@wrong("analogy", "best last", "wrong value")
def analogy_from_behind(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], topn)[::-1]


@wrong("analogy", "one answer only", "wrong shape")
def analogy_of_one_word(vectors, a, b, c):
    return best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], 1)[0][0]


@wrong("analogy", "topn ignored", "wrong shape")
def analogy_of_ten(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], 10)


@wrong("analogy", "cosines missing", "wrong value")
def analogy_of_words(vectors, a, b, c, topn=10, exclude_inputs=True):
    return [word for word, _ in best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], topn)]


@wrong("analogy", "target not normalised", "wrong value")
def analogy_with_a_long_target(vectors, a, b, c, topn=10, exclude_inputs=True):
    return best(vectors, unit(vectors.vectors) @ summed(vectors, a, b, c), [a, b, c], topn)


@wrong("analogy", "distance in place of cosine", "wrong value")
def analogy_by_cosine_distance(vectors, a, b, c, topn=10, exclude_inputs=True):
    found = best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], topn)
    return [(word, 1 - cosine) for word, cosine in found]


@wrong("analogy", "nothing returned", "wrong shape")
def analogy_printed(vectors, a, b, c, topn=10, exclude_inputs=True):
    print(best(vectors, cosines(vectors, summed(vectors, a, b, c)), [a, b, c], topn))


@wrong("analogy", "not a list of (word, cosine)", "wrong shape")
def analogy_of_places(vectors, a, b, c, topn=10, exclude_inputs=True):
    return np.argsort(-cosines(vectors, summed(vectors, a, b, c)))[:topn]


@wrong("analogy", "exclude_inputs ignored", "fragile")
def analogy_always_without_inputs(vectors, a, b, c, topn=10, exclude_inputs=True):
    return vectors.most_similar(positive=[a, c], negative=[b], topn=topn)


@wrong("analogy", "unknown word unnoticed", "fragile")
def analogy_of_anything(vectors, a, b, c, topn=10):
    x, y, z = (vectors[w] if w in vectors.key_to_index else np.zeros(8) for w in (a, b, c))
    return best(vectors, cosines(vectors, x - y + z), [a, b, c], topn)


@wrong("analogy", "unknown word unnoticed", "fragile")
def analogy_far_from_the_cause(vectors, a, b, c, topn=10):
    x, y, z = (vectors[w] if w in vectors.key_to_index else None for w in (a, b, c))
    return best(vectors, cosines(vectors, x - y + z), [a, b, c], topn)


@wrong("analogy", "division by a length of 0", "fragile")
def analogy_with_nan_first(vectors, a, b, c, topn=10):
    scores = cosines(vectors, summed(vectors, a, b, c))
    order = [i for i in np.argsort(scores)[::-1] if vectors.index_to_key[i] not in (a, b, c)]
    return [(vectors.index_to_key[i], scores[i]) for i in order[:topn]]


@wrong("analogy", "vectors written into", "fragile")
def analogy_that_normalises_in_place(vectors, a, b, c, topn=10):
    length = np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    vectors.vectors /= np.maximum(length, 1e-12)
    target = summed(vectors, a, b, c)
    return best(vectors, vectors.vectors @ target / np.linalg.norm(target), [a, b, c], topn)


@wrong("analogy", "counted before the inputs are left out", "wrong shape")
def analogy_of_fewer_answers(vectors, a, b, c, topn=10, exclude_inputs=True):
    matrix = vectors.vectors / np.maximum(np.linalg.norm(vectors.vectors, axis=1, keepdims=True), 1e-12)
    places = [vectors.key_to_index[word] for word in (a, b, c)]
    cosines = matrix @ (goal := matrix[places[0]] - matrix[places[1]] + matrix[places[2]]) / np.linalg.norm(goal)
    best = [(vectors.index_to_key[i], cosines[i]) for i in np.argsort(-cosines)[:topn]]
    return [pair for pair in best if not exclude_inputs or pair[0] not in (a, b, c)]


@wrong("analogy", "another default", "fragile")
def analogy_of_three(vectors, a, b, c, topn=3, exclude_inputs=True):
    matrix = vectors.vectors / np.maximum(np.linalg.norm(vectors.vectors, axis=1, keepdims=True), 1e-12)
    places = [vectors.key_to_index[word] for word in (a, b, c)]
    cosines = matrix @ (goal := matrix[places[0]] - matrix[places[1]] + matrix[places[2]]) / np.linalg.norm(goal)
    best = [(vectors.index_to_key[i], cosines[i]) for i in np.argsort(-cosines)]
    return [pair for pair in best if not exclude_inputs or pair[0] not in (a, b, c)][:topn]
