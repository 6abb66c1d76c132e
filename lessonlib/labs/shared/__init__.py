"""What several topics' labs share: the learner's code, controls, typed text, decision regions."""
