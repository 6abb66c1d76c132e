"""Ways down a loss: random search, the numerical derivative, gradient descent, SGD, optimizers."""
