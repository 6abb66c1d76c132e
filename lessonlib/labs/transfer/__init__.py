"""Labs on what was learned elsewhere: words to guess, few labels, answers to rank."""
