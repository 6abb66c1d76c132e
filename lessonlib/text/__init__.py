"""Text as numbers: tokens, stems, bag of words, TF-IDF, collocations, co-occurrence, PPMI."""
