"""Recurrent cells, and what reads, tags and scores sentences of unequal length."""

FILES = (
    "gru",
    "gru_mistakes",
    "padding",
    "pooling",
    "averaging",
    "averaging_mistakes",
    "readers",
    "last_state_mistakes",
    "readers_mistakes",
    "directions_mistakes",
    "learning",
    "class_scores",
    "class_scores_mistakes",
    "tags",
    "tags_mistakes",
    "span_f1_mistakes",
    "best_path",
    "best_path_mistakes",
    "log_partition_mistakes",
)
