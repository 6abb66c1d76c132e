"""From features to scores, from scores to a loss: logistic regression, softmax, cross-entropy, hinge."""
