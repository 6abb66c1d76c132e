"""Analogies that are right in another style."""

import numpy as np
import torch

from tests.checks.specimens import right


@right("analogy")
def analogy_by_gensim(vectors, a, b, c, topn=10):
    return vectors.most_similar(positive=[a, c], negative=[b], topn=topn)


@right("analogy")
def analogy_of_vectors_as_they_are(vectors, a, b, c, topn=10, exclude_inputs=True):
    target = vectors[a] - vectors[b] + vectors[c]
    found = vectors.similar_by_vector(target, topn=len(vectors))
    return [(word, cosine) for word, cosine in found if not (exclude_inputs and word in (a, b, c))][:topn]


@right("analogy")
def analogy_word_by_word(vectors, a, b, c, topn=10, exclude_inputs=True):
    target = vectors[a] - vectors[b] + vectors[c]
    scores = {}
    for word in vectors.key_to_index:
        norm = np.linalg.norm(vectors[word]) * np.linalg.norm(target)
        if norm > 0 and not (exclude_inputs and word in {a, b, c}):
            scores[word] = vectors[word] @ target / norm
    return sorted(scores.items(), key=lambda item: item[1], reverse=True)[:topn]


@right("analogy")
def analogy_in_torch(vectors, a, b, c, topn=10, exclude_inputs=True):
    matrix = torch.nn.functional.normalize(torch.tensor(vectors.vectors), dim=1)
    x, y, z = (matrix[vectors.key_to_index[word]] for word in (a, b, c))
    cosines = torch.nn.functional.cosine_similarity(matrix, (x - y + z)[None], dim=1)
    if exclude_inputs:
        cosines[[vectors.key_to_index[word] for word in (a, b, c)]] = -torch.inf
    values, places = cosines.topk(topn)
    return [[vectors.index_to_key[i], value] for i, value in zip(places.tolist(), values, strict=True)]
