"""Recurrent cells."""

FILES = ("gru", "gru_mistakes")
