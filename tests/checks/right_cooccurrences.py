"""Right answers to co-occurrence and PPMI in other styles than ours."""

from collections import Counter

import numpy as np
from scipy import sparse

from tests.checks.specimens import right


@right("cooccurrence")
def by_counter(sentences, window, vocabulary):
    pairs = Counter()
    for said in sentences:
        for d in range(1, window + 1):
            for a, b in zip(said, said[d:], strict=False):
                pairs[a, b] += 1
                pairs[b, a] += 1
    return [[pairs[u, v] for v in vocabulary] for u in vocabulary]


@right("cooccurrence")
def of_two_arguments(sentences, window):
    vocabulary = {}
    for said in sentences:
        for word in said:
            vocabulary.setdefault(word, len(vocabulary))
    counts = sparse.lil_matrix((len(vocabulary), len(vocabulary)))
    for said in sentences:
        for i, u in enumerate(said):
            for v in said[max(0, i - window) : i] + said[i + 1 : i + 1 + window]:
                counts[vocabulary[u], vocabulary[v]] += 1
    return counts, vocabulary


@right("ppmi")
def two_loops(counts):
    n, result = counts.sum(), np.zeros(counts.shape)
    for u in range(len(counts)):
        for v in range(len(counts)):
            if counts[u, v]:
                result[u, v] = max(0, np.log(counts[u, v] * n / (counts[u].sum() * counts[:, v].sum())))
    return result


@right("ppmi")
def sparse_only(counts):
    coo = counts.tocoo()
    rows, columns = (np.asarray(counts.sum(axis=a)).ravel() for a in (1, 0))
    data = np.log(coo.data * coo.data.sum() / (rows[coo.row] * columns[coo.col]))
    return sparse.csr_matrix((np.maximum(data, 0), (coo.row, coo.col)), counts.shape)


@right("ppmi")
def by_probabilities(counts):
    p = counts / counts.sum()
    chance = p.sum(axis=1, keepdims=True) @ p.sum(axis=0, keepdims=True)
    return np.log(np.maximum(np.divide(p, chance, out=np.ones_like(p), where=chance > 0), 1))
