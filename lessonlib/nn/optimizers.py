"""Optimizers of one learning rate: SGD, Momentum, Nesterov, in order of increasing complexity (more in ``adaptive``).

Each has ``step(params, grads)``, which moves a list of arrays in place, and shows its memory for anyone to copy:
``t``, the number of steps so far, and ``state``, a dict: field name -> one array for each parameter, in the same order
(empty before the first step; the arrays are those in use, so copy them).
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, is_a, real, type_name


class Optimizer:
    """What all optimizers share: the step over a list of parameters, the inner state, and the checks.

    A subclass names the arrays that it remembers in ``fields`` and writes ``update(x, grad, *memory)``, which changes
    ``x`` and its memory in place. ``lr`` is above 0 and may be changed between steps (learning-rate decay).

    >>> class SignDescent(Optimizer):
    ...     def update(self, x, grad):
    ...         x -= self.lr * np.sign(grad)
    >>> w = np.array([1.0, -1.0])
    >>> SignDescent(lr=0.5).step([w], [np.array([3.0, -0.1])])
    >>> w
    array([ 0.5, -0.5])
    """

    fields: tuple[str, ...] = ()

    def __init__(self, lr):
        self.lr = real(lr, f"{type(self).__name__}(lr)", above=0)
        self.t = 0
        self.state: dict[str, list[np.ndarray]] = {}

    def update(self, x: np.ndarray, grad: np.ndarray, *memory: np.ndarray) -> None:
        """Move one parameter ``x`` (in place) by its gradient ``grad``; both, and each of ``memory``, of one shape."""
        raise NotImplementedError(f"{type(self).__name__}.update is not written yet: change x in place.")

    def step(self, params: list[np.ndarray], grads: list[np.ndarray]) -> None:
        """Move each array of ``params`` in place by its gradient, the array of the same place and shape in ``grads``.

        Infinity and NaN are passed on in silence: whoever reads the parameters sees them.

        Raises:
            TypeError: for parameters that are not arrays of floats.
            ValueError: when the lists differ in length, a gradient has another shape, a parameter is read-only, or the
                parameters are not those of the first step.
        """
        grads = self._check(params, grads)
        if self.t == 0:
            self.state = {field: [np.zeros_like(x) for x in params] for field in self.fields}
        self.t += 1
        # A path that diverges reaches infinity within some steps; one warning a line and step would bury the page.
        with np.errstate(over="ignore", invalid="ignore"):
            for i, (x, grad) in enumerate(zip(params, grads, strict=True)):
                self.update(x, grad, *(self.state[field][i] for field in self.fields))

    def _check(self, params, grads) -> list[np.ndarray]:
        name = type(self).__name__
        for what, arrays in (("params", params), ("grads", grads)):
            if not is_a(arrays, list | tuple):
                came = f"one array of shape {arrays.shape}" if is_a(arrays, np.ndarray) else type_name(arrays)
                raise TypeError(f"{name}.step: wanted {what} as a list of arrays, got {came}. Write step([w], [grad]).")
        if len(params) != len(grads):
            raise ValueError(
                f"{name}.step: wanted one gradient a parameter, got {len(params)} params and {len(grads)} grads. "
                "Pass both lists in the same order."
            )
        grads = [float_array(grad, f"{name}.step, grads[{i}]") for i, grad in enumerate(grads)]
        for i, (x, grad) in enumerate(zip(params, grads, strict=True)):
            if not (is_a(x, np.ndarray) and x.dtype.kind == "f"):
                came = f"an array of {x.dtype}" if is_a(x, np.ndarray) else type_name(x)
                raise TypeError(
                    f"{name}.step: wanted params[{i}] as a numpy array of floats, to change it in place, got {came}. "
                    "Pass np.array(w, dtype=float)."
                )
            if x.shape != grad.shape:
                raise ValueError(
                    f"{name}.step: wanted grads[{i}] of shape {x.shape}, that of params[{i}], got {grad.shape}. "
                    "Pass both lists in the same order; a transposed or unsummed gradient also looks like this."
                )
            if not x.flags.writeable:
                raise ValueError(f"{name}.step: wanted params[{i}] writeable, got a read-only array. Pass a copy.")
        for field, arrays in self.state.items():
            before, now = [a.shape for a in arrays], [x.shape for x in params]
            if before != now:
                raise ValueError(
                    f"{name}.step: wanted the shapes of its first step, {before}, got {now}. Its {field} fits only "
                    "those. Make a new optimizer for another network."
                )
        return grads


class SGD(Optimizer):
    """Walk down the gradient: x = x - lr * grad.

    >>> x = np.array([1.0, 2.0])
    >>> SGD(lr=0.1).step([x], [np.array([1.0, -1.0])])
    >>> x
    array([0.9, 2.1])

    Source: Lecture 1, "Gradient Descent"; Robbins and Monro (1951), A stochastic approximation method.
    """

    def update(self, x, grad):
        """Do x = x - lr * grad in place."""
        x -= self.lr * grad


class Momentum(Optimizer):
    """Roll like a ball: v = rho * v + grad, x = x - lr * v.

    ``rho``, in [0, 1), is the part of the velocity that is kept. ``state["velocity"]`` is v, zero at the start.
    This is the slide's form and torch's (with no dampening).

    >>> x, ball = np.array([1.0]), Momentum(lr=0.1, rho=0.5)
    >>> for _ in range(2):
    ...     ball.step([x], [np.array([1.0])])
    >>> x, ball.state["velocity"]          # 1 - 0.1 * 1 - 0.1 * 1.5
    (array([0.75]), [array([1.5])])

    Source: Lecture 2, "Nesterov momentum"; Polyak (1964), Some methods of speeding up the convergence.
    """

    fields = ("velocity",)

    def __init__(self, lr, rho=0.9):
        super().__init__(lr)
        self.rho = real(rho, f"{type(self).__name__}(rho)", at_least=0, below=1)

    def update(self, x, grad, v):
        """Do v = rho * v + grad, then x = x - lr * v, in place."""
        v *= self.rho
        v += grad
        x -= self.lr * v


class Nesterov(Momentum):
    """Roll, and look ahead: v = rho * v + grad, x = x - lr * (grad + rho * v).

    This is torch's form, and the x in it is the point looked ahead to. The slide follows the point z behind it:
    u = rho * u - lr * grad(z + rho * u), z = z + u. With u = -lr * v and x = z + rho * u, both are the same path.
    ``state["velocity"]`` is v, zero at the start.

    >>> x, ball = np.array([1.0]), Nesterov(lr=0.1, rho=0.5)
    >>> ball.step([x], [np.array([1.0])])  # 1 - 0.1 * (1 + 0.5 * 1)
    >>> x
    array([0.85])

    Source: Lecture 2, "Nesterov momentum"; Sutskever et al. (2013), On the importance of initialization and momentum.
    """

    def update(self, x, grad, v):
        """Do v = rho * v + grad, then x = x - lr * (grad + rho * v), in place."""
        v *= self.rho
        v += grad
        x -= self.lr * (grad + self.rho * v)
