"""Attention, the transformer, and what is done with a model that has been trained: transfer and ranking."""

FILES = (
    "dot_product",
    "dot_product_mistakes",
    "masked_dot_product_mistakes",
    "masks",
    "positions",
    "layer_norm",
    "layer_norm_mistakes",
    "multi_head",
    "multi_head_mistakes",
    "block",
    "block_mistakes",
    "generation",
    "generation_mistakes",
    "masked_words",
    "masked_words_mistakes",
    "freezing",
    "triplets",
    "in_batch",
    "ranking",
)
