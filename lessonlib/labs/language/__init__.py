"""Models of language: what comes next, what is drawn; sentences aligned, translated and scored."""
