"""Recurrent cells: one step in time, and its derivative right under it. B rows, H hidden numbers; the gates are named.

All take ``forward(x, state=None)`` with ``x`` (B, in), and return the next state: h (B, H), for the LSTM (h, c); None
begins with zeros. ``backward(grad)`` takes dL/d(next state) in the same form and returns (dL/dx, dL/d(state before)).
Weights have torch's names, shapes and order of gates, so that they can be copied over: ``weight_ih`` (G H, in),
``weight_hh`` (G H, H), ``bias_ih`` and ``bias_hh`` (G H,), where G counts the gates; drawn between -1/sqrt(H) and
1/sqrt(H) by ``rng``. ``gates`` holds the numbers of each gate at the latest forward, by name.
Errors: ValueError for shapes that do not fit, TypeError for what holds no numbers, RuntimeError for ``backward`` before
``forward``.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array, generator, is_a, room, whole
from lessonlib.nn.activations import Sigmoid
from lessonlib.nn.module import Module
from lessonlib.nn.upstream import after_forward, gradient_like


class Cell(Module):
    """What the three cells share: weights for ``GATES``, their sums, and the way back through these sums."""

    GATES: tuple[str, ...] = ()
    _h = _grads = None

    def __init__(self, in_features, hidden_features, rng=None):
        name = type(self).__name__
        n_in, n = whole(in_features, f"{name}(in_features)"), whole(hidden_features, f"{name}(hidden_features)")
        room(f"{name}(in_features, hidden_features)", max(n_in, n), len(self.GATES) * n)
        rng, bound = generator(rng, f"{name}(rng)"), n**-0.5
        rows = len(self.GATES) * n
        self.weight_ih, self.weight_hh = (rng.uniform(-bound, bound, (rows, columns)) for columns in (n_in, n))
        self.bias_ih, self.bias_hh = (rng.uniform(-bound, bound, rows) for _ in range(2))

    def parameters(self):
        """Return [weight_ih, weight_hh, bias_ih, bias_hh]."""
        return [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]

    def gradients(self):
        """Return the derivatives of the latest ``backward``, in the order of ``parameters``; RuntimeError before it."""
        if self._grads is None:
            raise RuntimeError(f"{self!r}: wanted a backward first, none came. Call forward, backward, then step.")
        return self._grads

    def __repr__(self):
        return f"{type(self).__name__}({self.weight_ih.shape[1]}, {self.weight_hh.shape[1]})"

    def _sums(self, x, h):
        """Return x W_ih^T + b_ih and h W_hh^T + b_hh, each split into the gates: (G, B, H); keeps x and h."""
        x = float_array(x, f"{self!r}.forward")
        n_in, n = self.weight_ih.shape[1], self.weight_hh.shape[1]
        if x.ndim != 2 or x.shape[1] != n_in:
            raise ValueError(f"{self!r}.forward: wanted x of shape (B, {n_in}), got {x.shape}. Pass one step of rows.")
        self._x = x
        self._h = self._state(h, (len(x), n), "h")
        w_i, w_h, b_i, b_h = (w.astype(x.dtype, copy=False) for w in self.parameters())
        sums = x @ w_i.T + b_i, self._h @ w_h.T + b_h  # (B, in)(in, G H), (B, H)(H, G H) -> (B, G H)
        return tuple(s.reshape(len(x), len(self.GATES), n).swapaxes(0, 1) for s in sums)

    def _state(self, value, shape, name):
        if value is None:
            return np.zeros(shape, self._x.dtype)
        value = float_array(value, f"{self!r}.forward, {name}")
        if value.shape != shape:
            raise ValueError(
                f"{self!r}.forward: wanted {name} of shape {shape}, got {value.shape}. Pass what forward returned."
            )
        return value

    def _back(self, grad_i, grad_h):
        """From dL/d(both sums), each (G, B, H), keep the gradients of the weights and return (dL/dx, dL/dh)."""
        g_i, g_h = (np.concatenate(list(g), axis=1) for g in (grad_i, grad_h))  # (B, G H)
        self._grads = [g_i.T @ self._x, g_h.T @ self._h, g_i.sum(axis=0), g_h.sum(axis=0)]
        w_i, w_h = (w.astype(g_i.dtype, copy=False) for w in (self.weight_ih, self.weight_hh))
        return g_i @ w_i, g_h @ w_h  # (B, in), (B, H)


def sigmoid(x):
    """Squash into (0, 1): a gate, 0 lets nothing through and 1 all."""
    return Sigmoid().forward(x)


class RNNCell(Cell):
    """The vanilla cell: h' = tanh(W_ih x + b_ih + W_hh h + b_hh).

    >>> cell = RNNCell(2, 3, rng=0)
    >>> h = cell.forward(np.ones((1, 2)))
    >>> h = cell.forward(np.ones((1, 2)), h)
    >>> [grad.shape for grad in cell.backward(np.ones((1, 3)))]
    [(1, 2), (1, 3)]

    Source: Lecture 2, "Vanilla RNN"; Elman (1990), Finding structure in time.
    """

    GATES = ("h",)

    def forward(self, x, h=None):
        """Return h' (B, H) for ``x`` (B, in) and ``h`` (B, H)."""
        from_x, from_h = self._sums(x, h)
        self._next = np.tanh(from_x + from_h)[0]
        self.gates = {"h": self._next}
        return self._next

    def backward(self, grad):
        """Return (dL/dx, dL/dh) from ``grad`` = dL/dh' (B, H)."""
        after_forward(self._h, f"{self!r}.backward")
        da = gradient_like(grad, self._next, f"{self!r}.backward") * (1 - self._next**2)
        return self._back(da[None], da[None])


class LSTMCell(Cell):
    """The long short-term memory: gates i (in), f (forget), o (out) in (0, 1), a candidate g in (-1, 1), a memory c.

    i, f, o = sigmoid(W_ih x + b_ih + W_hh h + b_hh), g = tanh(the same), each with its own rows of the weights;
    c' = f c + i g, h' = o tanh(c').

    >>> cell = LSTMCell(2, 3, rng=0)
    >>> h, c = cell.forward(np.ones((1, 2)))
    >>> dx, (dh, dc) = cell.backward((np.ones((1, 3)), np.zeros((1, 3))))
    >>> dx.shape, dh.shape, dc.shape
    ((1, 2), (1, 3), (1, 3))

    Source: Lecture 2, "LSTM"; Hochreiter and Schmidhuber (1997), Long short-term memory.
    """

    GATES = ("i", "f", "g", "o")

    def forward(self, x, state=None):
        """Return (h', c') for ``x`` (B, in) and ``state`` = (h, c), each (B, H)."""
        h, c = (None, None) if state is None else _both(state, f"{self!r}.forward", "state = (h, c)")
        from_x, from_h = self._sums(x, h)
        c = self._c = self._state(c, self._h.shape, "c")
        a = from_x + from_h  # (4, B, H)
        i, f, g, o = sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])
        c_next = f * c + i * g
        h_next = o * np.tanh(c_next)
        self.gates = {"i": i, "f": f, "g": g, "o": o, "c": c_next, "h": h_next}
        return h_next, c_next

    def backward(self, grad):
        """Return (dL/dx, (dL/dh, dL/dc)) from ``grad`` = (dL/dh', dL/dc'), each (B, H)."""
        after_forward(self._h, f"{self!r}.backward")
        i, f, g, o, c_next, h_next = self.gates.values()
        both = _both(grad, f"{self!r}.backward", "grad = (dL/dh', dL/dc')")
        dh, dc = (gradient_like(part, h_next, f"{self!r}.backward") for part in both)
        tanh_c = np.tanh(c_next)
        dc = dc + dh * o * (1 - tanh_c**2)  # c' reaches the loss through h' as well
        di, df, dg, do = dc * g, dc * self._c, dc * i, dh * tanh_c
        da = np.stack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])  # (4, B, H)
        dx, dh = self._back(da, da)
        return dx, (dh, dc * f)


def _both(pair, where: str, wanted: str):
    array = is_a(pair, np.ndarray) and pair.ndim > 1
    if not (array or is_a(pair, tuple | list)) or len(pair) != 2:
        raise TypeError(f"{where}: wanted {wanted}, got {type(pair).__name__}. Pass both.")
    return pair


class GRUCell(Cell):
    """The gated recurrent unit: gates r (reset), z (update) in (0, 1), a candidate n in (-1, 1); no memory but h.

    r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh), n = tanh(W_ih x + b_ih + r (W_hh h + b_hh)), each with its own rows
    of the weights; h' = (1 - z) n + z h. This is torch's: r multiplies the product W_hh h + b_hh. In the paper of 2014
    it multiplies h before the product. Some texts (Chung et al., 2014) exchange z and 1 - z.

    >>> cell = GRUCell(2, 3, rng=0)
    >>> h = cell.forward(np.ones((1, 2)))
    >>> [grad.shape for grad in cell.backward(np.ones((1, 3)))]
    [(1, 2), (1, 3)]

    Source: Lecture 2, "GRU"; Cho et al. (2014), Learning phrase representations using RNN encoder-decoder.
    """

    GATES = ("r", "z", "n")

    def forward(self, x, h=None):
        """Return h' (B, H) for ``x`` (B, in) and ``h`` (B, H)."""
        from_x, from_h = self._sums(x, h)  # (3, B, H)
        r, z = sigmoid(from_x[:2] + from_h[:2])
        self._kept = from_h[2]
        n = np.tanh(from_x[2] + r * self._kept)
        h_next = (1 - z) * n + z * self._h
        self.gates = {"r": r, "z": z, "n": n, "h": h_next}
        return h_next

    def backward(self, grad):
        """Return (dL/dx, dL/dh) from ``grad`` = dL/dh' (B, H)."""
        after_forward(self._h, f"{self!r}.backward")
        r, z, n, h_next = self.gates.values()
        dh = gradient_like(grad, h_next, f"{self!r}.backward")
        dn, dz = dh * (1 - z), dh * (self._h - n)
        a_n = dn * (1 - n**2)
        a_r, a_z = a_n * self._kept * r * (1 - r), dz * z * (1 - z)
        dx, through = self._back(np.stack([a_r, a_z, a_n]), np.stack([a_r, a_z, a_n * r]))
        return dx, dh * z + through
