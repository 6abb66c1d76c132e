"""What scikit-learn asks of a transformer, without the second that importing scikit-learn takes."""

from __future__ import annotations

import inspect


class Estimator:
    """A transformer whose parameters are the arguments of ``__init__``, each kept under its own name.

    It can be cloned, searched over and put into a Pipeline; scikit-learn is imported only when it asks.
    """

    @classmethod
    def _names(cls) -> list[str]:
        return sorted(set(inspect.signature(cls.__init__).parameters) - {"self"})

    def get_params(self, deep=True):
        """Return {name: value} of all parameters; ``deep`` is scikit-learn's and changes nothing here."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **params):
        """Set parameters by name; ValueError for one that there is not."""
        if unknown := sorted(set(params) - set(self._names())):
            there = ", ".join(self._names())
            raise ValueError(f"{type(self).__name__}: no parameter {', '.join(unknown)}; there are {there}.")
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __repr__(self):
        usual = inspect.signature(type(self).__init__).parameters
        told = [f"{name}={value!r}" for name, value in self.get_params().items() if value is not usual[name].default]
        return f"{type(self).__name__}({', '.join(told)})"

    def _check_fitted(self):
        """Raise scikit-learn's NotFittedError before ``fit``: nothing that ends in _ has been learned."""
        if not any(name.endswith("_") and not name.startswith("__") for name in vars(self)):
            from sklearn.exceptions import NotFittedError

            raise NotFittedError(f"{type(self).__name__}: wanted a fit first, none came. Call fit, then this.")

    def __sklearn_tags__(self):
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        reads = InputTags(string=True, two_d_array=False)  # texts, no table of numbers
        target, transformer = TargetTags(required=False), TransformerTags()
        return Tags(estimator_type=None, target_tags=target, transformer_tags=transformer, input_tags=reads)
