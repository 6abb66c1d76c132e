"""Optimizers with a learning rate for each number: Adagrad, RMSProp, Adadelta, Adam, in order of increasing complexity.

"Different dimensions are different": the step is divided by the root of past squared gradients. The slides print three
of them without that root; ``as_on_slide=True`` computes what is printed, the default what the papers and torch have.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import real, switch, told
from lessonlib.nn.optimizers import Optimizer


class Adagrad(Optimizer):
    """Divide by all past gradients: cache = cache + grad^2, x = x - lr * grad / (sqrt(cache) + eps).

    ``eps``, above 0, keeps the division finite. ``as_on_slide=True``: x = x - lr * grad / (cache + eps).
    ``state["cache"]`` only grows, so the steps only shrink.

    >>> x, optimizer = np.array([1.0]), Adagrad(lr=0.1)
    >>> for _ in range(4):
    ...     optimizer.step([x], [np.array([2.0])])
    >>> optimizer.state["cache"]
    [array([16.])]
    >>> x.round(4)                         # 1 - 0.1 * (1 + 1/sqrt 2 + 1/sqrt 3 + 1/sqrt 4)
    array([0.7215])

    Source: Lecture 2, "different dimensions are different"; Duchi et al. (2011), Adaptive subgradient methods.
    """

    fields = ("cache",)

    def __init__(self, lr, eps=1e-10, *, as_on_slide=False):
        super().__init__(lr)
        self.eps = real(eps, "Adagrad(eps)", above=0)
        self.as_on_slide = switch(as_on_slide, "Adagrad(as_on_slide)")

    def update(self, x, grad, cache):
        """Do cache = cache + grad^2, then x = x - lr * grad / (sqrt(cache) + eps), in place."""
        cache += grad**2
        scale = cache if self.as_on_slide else np.sqrt(cache)
        x -= self.lr * grad / (scale + self.eps)


class RMSProp(Optimizer):
    """Divide by recent gradients: cache = beta * cache + (1 - beta) * grad^2, x = x - lr * grad / (sqrt(cache) + eps).

    ``beta``, in [0, 1), is the part of the cache that is kept; ``eps`` is above 0.
    ``as_on_slide=True``: x = x - lr * grad / (cache + eps). ``state["cache"]`` starts at zero.

    >>> x, optimizer = np.array([1.0]), RMSProp(lr=0.1, beta=0.75)
    >>> optimizer.step([x], [np.array([2.0])])
    >>> x.round(6), optimizer.state["cache"]  # 1 - 0.1 * 2 / sqrt(0.25 * 4)
    (array([0.8]), [array([1.])])

    Source: Lecture 2, "RMSProp: SGD with cache with exp. smoothing"; Tieleman and Hinton (2012), Lecture 6.5.
    """

    fields = ("cache",)

    def __init__(self, lr, beta=0.99, eps=1e-8, *, as_on_slide=False):
        super().__init__(lr)
        self.beta = real(beta, "RMSProp(beta)", at_least=0, below=1)
        self.eps = real(eps, "RMSProp(eps)", above=0)
        self.as_on_slide = switch(as_on_slide, "RMSProp(as_on_slide)")

    def update(self, x, grad, cache):
        """Do cache = beta * cache + (1 - beta) * grad^2, then x = x - lr * grad / (sqrt(cache) + eps), in place."""
        cache *= self.beta
        cache += (1 - self.beta) * grad**2
        scale = cache if self.as_on_slide else np.sqrt(cache)
        x -= self.lr * grad / (scale + self.eps)


class Adadelta(Optimizer):
    """Let past steps set the step: x = x - lr * d with d = sqrt(steps + eps) / sqrt(cache + eps) * grad.

    cache = rho * cache + (1 - rho) * grad^2 before, steps = rho * steps + (1 - rho) * d^2 after; ``rho`` is in [0, 1),
    ``eps`` above 0. Gradient and root cancel their units, so ``lr`` = 1 does. ``state`` holds "cache" and "steps".

    >>> x, optimizer = np.array([1.0]), Adadelta(rho=0.75, eps=1.0)
    >>> optimizer.step([x], [np.array([2.0])])
    >>> x.round(4), optimizer.state["cache"]  # 1 - sqrt(0 + 1) / sqrt(1 + 1) * 2
    (array([-0.4142]), [array([1.])])

    Source: Lecture 2, "Optimizers"; Zeiler (2012), arXiv:1212.5701.
    """

    fields = ("cache", "steps")

    def __init__(self, lr=1.0, rho=0.9, eps=1e-6):
        super().__init__(lr)
        self.rho = real(rho, "Adadelta(rho)", at_least=0, below=1)
        self.eps = real(eps, "Adadelta(eps)", above=0)

    def update(self, x, grad, cache, steps):
        """Do cache = rho * cache + (1 - rho) * grad^2, then x = x - lr * d, and steps from d^2 as cache from grad^2."""
        cache *= self.rho
        cache += (1 - self.rho) * grad**2
        d = np.sqrt(steps + self.eps) / np.sqrt(cache + self.eps) * grad
        steps *= self.rho
        steps += (1 - self.rho) * d**2
        x -= self.lr * d


class Adam(Optimizer):
    """Join momentum and RMSProp: x = x - lr * m^ / (sqrt(v^) + eps), with m^ and v^ corrected for their start at zero.

    m = b1 * m + (1 - b1) * grad, m^ = m / (1 - b1^t); v = b2 * v + (1 - b2) * grad^2, v^ = v / (1 - b2^t);
    ``betas`` = (b1, b2), each in [0, 1); ``eps`` is above 0. ``as_on_slide=True`` is the slide's "not quite Adam":
    x = x - lr * m / (v + eps). ``state`` holds "first_moment", m, and "second_moment", v.

    >>> x, optimizer = np.array([1.0]), Adam(lr=0.1)
    >>> optimizer.step([x], [np.array([250.0])])
    >>> x.round(6), optimizer.t            # the first step is lr long, whatever the gradient
    (array([0.9]), 1)

    Source: Lecture 2, "combine the momentum idea and RMSProp normalization"; Kingma and Ba (2015), arXiv:1412.6980.
    """

    fields = ("first_moment", "second_moment")

    def __init__(self, lr=3e-4, betas=(0.9, 0.999), eps=1e-8, *, as_on_slide=False):
        super().__init__(lr)
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise ValueError(f"Adam(betas): wanted two numbers, got {told(betas, 60)}. Write betas=(0.9, 0.999).")
        self.betas = tuple(real(beta, f"Adam(betas[{i}])", at_least=0, below=1) for i, beta in enumerate(betas))
        self.eps = real(eps, "Adam(eps)", above=0)
        self.as_on_slide = switch(as_on_slide, "Adam(as_on_slide)")

    def update(self, x, grad, m, v):
        """Do m = b1 * m + (1 - b1) * grad, v = b2 * v + (1 - b2) * grad^2, then the step, in place."""
        b1, b2 = self.betas
        m *= b1
        m += (1 - b1) * grad
        v *= b2
        v += (1 - b2) * grad**2
        if self.as_on_slide:
            x -= self.lr * m / (v + self.eps)
        else:
            m_hat, v_hat = m / (1 - b1**self.t), v / (1 - b2**self.t)
            x -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
