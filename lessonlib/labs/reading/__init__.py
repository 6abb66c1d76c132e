"""Sentences read and tagged: padding, a reader word by word, its confusions, tags and spans, and the best path."""
