"""Mutants of the library's own answers: one operator, axis, constant or term changed, or state moved to the class.

``PYTHONPATH=. python -m tests.checks.mutants [exercise ...]`` prints, for each exercise, how many mutants there are,
how many the check refuses, how many give the right answer too, how many it names, and which come through.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

from lessonlib import arguments, attention, embeddings, language, nn, reinforcement, sequences, text
from lessonlib.checks import catalogue
from lessonlib.checks.language import decoder
from lessonlib.checks.runner import AGAIN, examine
from tests.checks.written_answers import ANSWERS

PARTS = (nn, text, embeddings, sequences, language, attention, reinforcement)
SWAPS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Gt: (ast.Lt, ast.GtE),
    ast.Lt: (ast.Gt, ast.LtE),
    ast.GtE: (ast.LtE, ast.Gt),
    ast.LtE: (ast.GtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
CALLS = {
    "maximum": "minimum",
    "exp": "expm1",
    "log": "log1p",
    "sum": "mean",
    "mean": "sum",
    "sqrt": "square",
    "argmax": "argmin",
    "argmin": "argmax",
    "max": "min",
    "min": "max",
    "triu": "tril",
    "tril": "triu",
    "cumsum": "cumprod",
}
# Of these methods the exercise asks nothing, so a change in them is no mistake.
UNASKED = {
    "gru_cell": ("backward", "_back", "gradients", "gates"),
    "conv2d": ("backward", "gradients", "__repr__", "output_size"),
    "neural_network": ("training", "_check_chain", "_columns", "_name"),
    "sgd": ("_told",),
    "nesterov": ("at", "look_ahead"),
}
# Changes in this code were looked at, and give the right answer too: what it says is the reason.
REVIEWED = {
    "both formulas give 1/2 at 0": {"sigmoid": ("x >= 0",)},
    "at a kink either slope is right": {
        "relu": ("x > 0",),
        "leaky_relu": ("x > 0",),
        "elu": ("x > 0", "self._y > 0"),
        "by_hand": ("a > 0",),
    },
    "a convention: how small eps is, where a logarithm is cut, how near a difference is taken, when a sum ends": {
        "bce_loss": ("100", "1e-12"),
        "numerical_gradient": ("1e-05", "1000.0", "-1000.0"),
        "adagrad": ("1e-10", "scale + self.eps"),
        "rmsprop": ("1e-08", "scale + self.eps"),
        "adam": ("1e-08", "np.sqrt(v_hat) + self.eps"),
        "layer_norm": ("1e-05",),
        "perplexity": ("mean < 700", "700"),
        "value_iteration": ("1e-09", "change <= tolerance"),
    },
    "first weights and defaults are the learner's own": {
        "adam": ("0.0003",),
        "conv2d": (
            "draw * np.sqrt(2 / (c * self.kernel_size ** 2))",
            "np.sqrt(2 / (c * self.kernel_size ** 2))",
            "2 / (c * self.kernel_size ** 2)",
            "c * self.kernel_size ** 2",
            "self.kernel_size ** 2",
            "2",
        ),
        "gru_cell": ("n ** (-0.5)", "-0.5", "0.5", "-bound"),
        "deep_average_network": ("layer.in_features ** (-0.5)", "-0.5", "0.5", "-bound"),
        "gru": ("hidden ** (-0.5)", "hidden_features ** (-0.5)", "n ** (-0.5)", "-0.5", "0.5", "-bound"),
    },
    "an option that the exercise does not ask for": {
        "sgd": ("self.t", "self.state", "self.t == 0"),
        "momentum": ("self.t", "self.state"),
        "nesterov": ("self.t", "self.state", "self.lr * v"),
        "adagrad": ("self.as_on_slide",),
        "rmsprop": ("self.as_on_slide",),
        "adam": ("self.as_on_slide", "self.lr * m / (v + self.eps)", "self.lr * m", "v + self.eps"),
        "neural_network": ("axis=0", "axis=1", "self._training"),
        "conv2d": ("self._padded", "self._y"),
        "bag_of_words": ("self.ngrams", "self.binary", "longest == 1", "min(longest, len(words)) + 1", "list | tuple"),
        "tfidf": (
            "self.tf",
            "self.idf",
            "self.log_base",
            "self.norm",
            "self.ngrams",
            "n + one",
            "df + one",
            "idf + 1",
            "self.norm == 'l2'",
            "weights.data ** 2",
            "2",
            "size == 0",
            "np.sqrt(size)",
        ),
        "generate": ("2",),
        "layer_norm": ("self.eps",),
    },
    "the same for all that may come in": {
        "softmax": ("-1",),
        "by_hand": ("dz @ W2.T",),
        "numerical_gradient": ("len(seen) == 1",),
        "macro_f1": ("not isinstance(classes, (str, bytes))",),
        "deep_average_network": (
            "there & ((indices < 0) | (indices >= size))",
            "(indices < 0) | (indices >= size)",
            "indices < 0",
            "indices >= size",
        ),
        "negative_sampling_distribution": ("f > 0",),
        "analogy": ("length > 0",),
        "cooccurrence": ("lengths.max(initial=1) - 1",),
        "ppmi": ("information > 0", "table.dtype == np.float32"),
        "attend": ("keys.shape[1] > 0",),
        "gru": ("lengths[:, None] > 0",),
        "dqn_loss": ("6",),
        "mask_tokens": ("Set | Iterator",),
        "beam_search": ("sums[rows, tokens] > -np.inf",),
    },
    "a factor that cancels, or a rounding": {
        "replay_buffer": ("2",),  # which columns are looked at as numbers, and made float32
        "clip_by_norm": ("np.abs(grad).max()", "norm * largest < threshold", "norm * largest"),
        "negative_sampling_distribution": ("f / f.max()",),
        "ppmi": ("table.sum(axis=1)",),
        "fit_policy": ("counts.sum(axis=1)",),
        "top_p": (
            "p.shape[-1] * np.finfo(p.dtype).eps",
            "(before < mass - rounding) | (mass == 1) | (np.arange(p.shape[-1]) == ",
            "(before < mass - rounding) | (mass == 1)",
            "before < mass - rounding",
            "mass - rounding",
        ),
    },
    "the object gets its own before it is used": {"replay_buffer": ("self._columns", "self._added")},
    "as likely as before": {
        "dropout": ("self.rng.random(x.shape) >= self.p",),
        "epsilon_greedy": ("rng.random() < real(epsilon, 'epsilon_greedy(epsilon)', at_least=0, at",),
        "mask_tokens": ("rng.random(ids.shape) < share", "lot < MASKED", "lot < MASKED + REPLACED"),
    },
    "it only ends later, or a row stays ended": {
        "beam_search": (
            "live[0][1] / length ** alpha <= finished[-1][1]",
            "live[0][1] / length ** alpha",
            "length ** alpha",
        ),
        "generate": ("ended | (word == end)",),
    },
    "a sum over the steps is accepted, and returns never hang on the weights": {
        "reinforce_loss": ("(chosen * returns).mean()", "a_tensor(returns, f'{where}(returns)').detach()")
    },
}


class Mutant(NamedTuple):
    """One changed answer: what was changed, and the class or function."""

    label: str
    candidate: Any


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in place of a node, each with a word for it."""
    if isinstance(node, ast.BinOp):
        for kind in SWAPS.get(type(node.op), ()):
            yield f"{type(node.op).__name__} -> {kind.__name__}", ast.BinOp(node.left, kind(), node.right)
        yield "right term dropped", node.left
        yield "left term dropped", node.right
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        for kind in SWAPS[type(node.ops[0])]:
            yield (
                f"{type(node.ops[0]).__name__} -> {kind.__name__}",
                ast.Compare(node.left, [kind()], node.comparators),
            )
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert, ast.Not)):
        yield {ast.USub: "minus", ast.Invert: "~", ast.Not: "not"}[type(node.op)] + " dropped", node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in (True, False):
        yield f"{node.value} doubled", ast.Constant(2 * node.value + (node.value == 0))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _calls(node)
    elif isinstance(node, ast.keyword) and node.arg in ("axis", "dim") and isinstance(node.value, ast.Constant):
        yield "other axis", ast.keyword(node.arg, ast.Constant(1 if node.value.value == 0 else 0))
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield ".T dropped", node.value
    elif _is_own(node):
        kind = ast.Call(ast.Name("type", ast.Load()), [ast.Name("self", ast.Load())], [])
        yield f"{node.attr} on the class", ast.Attribute(kind, node.attr, ast.Store())


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """Another function of the same kind, or no ``detach``."""
    name = node.func.attr
    if name in CALLS:
        other = ast.Attribute(node.func.value, CALLS[name], ast.Load())
        yield f"{name} -> {CALLS[name]}", ast.Call(other, node.args, node.keywords)
    elif name == "detach":
        yield "detach dropped", node.func.value


def _is_own(node: ast.AST) -> bool:
    """Whether the node is what self.something = ... assigns to."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"


def _refuses(node: ast.AST) -> bool:
    """Whether a piece of code only looks after bad input, which no check asks for: raises, and calls on arguments."""
    if isinstance(node, ast.If):
        return isinstance(node.body[-1], ast.Raise) and not node.orelse
    called = getattr(node.func, "id", None) if isinstance(node, ast.Call) else None
    return isinstance(node, (ast.Raise, ast.JoinedStr)) or called in (*vars(arguments), "after_forward")


def _places(tree: ast.AST, unasked: tuple[str, ...] = ()) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """(parent, field, index, node) of every node that computes."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns"):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _refuses(node) or getattr(node, "name", None) in unasked:
                continue
            yield tree, field, index, node
            yield from _places(node, unasked)


def _defined(tree: ast.Module, name: str, home: ModuleType) -> Any:
    """What a changed source defines, seeing the names of the module that it comes from."""
    space = {**vars(home), "__name__": "mutants"}
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), space)
    return space[name]


def _source(answer: Any) -> ast.Module:
    """The definition of a class or function, behind those of the same file that it needs."""
    tree = ast.parse(inspect.getsource(sys.modules[answer.__module__]))
    defined = {d.name: d for d in tree.body if isinstance(d, (ast.FunctionDef, ast.ClassDef))}
    needed, found = [answer.__name__], set()
    while needed:
        name = needed.pop()
        if name in defined and name not in found:
            found.add(name)
            needed += [n.id for n in ast.walk(defined[name]) if isinstance(n, ast.Name)]
    if answer.__name__ not in found:  # made by another function: its own source alone
        return ast.parse(inspect.cleandoc("\n" + inspect.getsource(answer)))
    return ast.Module([d for name, d in defined.items() if name in found], [])


def mutants(answer: Any, unasked: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Every mutant of a class or function, one change each; those that cannot even be defined are left out."""
    answer = inspect.unwrap(answer)
    tree, home = _source(answer), sys.modules[answer.__module__]
    for number, (*_, node) in enumerate(_places(tree, unasked)):
        for place, (label, _) in enumerate(_changes(node)):
            changed = copy.deepcopy(tree)
            parent, field, index, twin = next(p for i, p in enumerate(_places(changed, unasked)) if i == number)
            new = list(_changes(twin))[place][1]
            if index is None:
                setattr(parent, field, new)
            else:
                getattr(parent, field)[index] = new
            try:
                candidate = _defined(changed, answer.__name__, home)
            except Exception:  # no Python any more, such as a class variable of an object that is not there yet
                continue
            yield Mutant(f"{label} in `{ast.unparse(node)[:70]}`", candidate)


class Judged(NamedTuple):
    """How many mutants there are, how many are refused, give the right answer too, are named; what came through."""

    made: int
    refused: int
    equal: int
    named: int
    through: list[str]


def _reviewed(exercise: str, label: str) -> bool:
    codes = [code for reason in REVIEWED.values() for code in reason.get(exercise, ())]
    return any(label.endswith(f" in `{code}`") for code in codes)


def judged(exercise: str, answer: Any, seconds: float = 3.0) -> Judged:
    """What the check says of every mutant of one exercise's answer."""
    made = refused = equal = named = 0
    through = []
    for mutant in mutants(answer, UNASKED.get(exercise, ())):
        report = examine(exercise, mutant.candidate, seconds=seconds, beside=False, own=False)
        notes = [note for note in report.notes if AGAIN not in note]  # every mutant bears the name of the one before
        made += 1
        refused += not report.passed
        named += bool(report.diagnoses) or (report.passed and bool(notes))
        if report.passed and not notes:
            known = _reviewed(exercise, mutant.label)
            equal += known
            through += [] if known else [mutant.label]
    return Judged(made, refused, equal, named, through)


def answers() -> dict[str, Any]:
    """Exercise -> the library's own answer, or the one that is written in the tests."""
    found = {
        e.name: next((getattr(part, n) for part in PARTS for n in e.names if hasattr(part, n)), None)
        for e in catalogue.all_exercises()
    }
    found["decoder_step"] = decoder.right  # ours is a method that does more
    return {name: answer for name, answer in (found | ANSWERS).items() if answer is not None}


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(answers())
    print("| exercise | mutants | refused | equal | named | through |\n|---|---|---|---|---|---|")
    for name in wanted:
        made, refused, equal, named, through = judged(name, answers()[name])
        print(f"| {name} | {made} | {refused} | {equal} | {named} | {'; '.join(through)} |", flush=True)
