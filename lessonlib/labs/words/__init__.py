"""Text as counts: preprocessing, stems, bag of words, TF-IDF, collocations, classification."""
