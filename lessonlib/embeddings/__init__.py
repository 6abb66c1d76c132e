"""Words as vectors: word2vec in torch, its sampling, shipped vectors, analogies."""
