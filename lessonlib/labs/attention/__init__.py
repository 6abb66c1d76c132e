"""Attention word by word, positions, layer normalization, and a transformer small enough to be seen whole."""
