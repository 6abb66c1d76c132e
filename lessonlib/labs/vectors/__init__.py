"""Words as vectors: one-hot, co-occurrence, word2vec, sampling, analogies."""
