"""Recurrent cells, what they write, and what becomes of their gradients."""
