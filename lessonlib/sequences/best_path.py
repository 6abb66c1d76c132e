"""A table of scores, a path through it: the best one by Viterbi, and the log of the sum over all of them.

Both walk the same table from word to word; where Viterbi takes the maximum over the tag before, the forward algorithm
takes log sum exp. Scores are logarithms or logits: they are added, and minus infinity forbids.
"""

from __future__ import annotations

import numpy as np

from lessonlib.arguments import float_array


def viterbi(emissions, transitions, start, end) -> tuple[list[int], float]:
    """Return the path with the largest score, and that score.

        score(path) = start[path_0] + sum over t of emissions[t, path_t]
                      + sum over t > 0 of transitions[path_(t-1), path_t] + end[path_(T-1)]

    Args:
        emissions: the score of each tag at each word, (T, K), T of at least 1.
        transitions: from the tag of the row to the tag of the column, (K, K).
        start: of a path that begins with the tag, (K,).
        end: of a path that ends with it, (K,).

    Returns:
        (path, score): T whole numbers from 0 to K - 1, and a float. Of equally good paths one is taken.

    Raises:
        TypeError: for what holds no numbers.
        ValueError: for shapes that do not fit, no word, nan or plus infinity, and when every path is forbidden.

    >>> hot, cold = np.log([0.2, 0.4, 0.4]), np.log([0.5, 0.4, 0.1])  # one, two, three ice creams a day
    >>> emissions = np.stack([hot, cold], axis=1)[[2, 0, 2]]  # three, one, three
    >>> path, score = viterbi(emissions, np.log([[0.6, 0.4], [0.5, 0.5]]), np.log([0.8, 0.2]), np.zeros(2))
    >>> path, round(float(np.exp(score)), 4)
    ([0, 1, 0], 0.0128)

    Source: Viterbi (1967); Jurafsky and Martin, Speech and language processing, hidden Markov models.
    """
    emissions, transitions, start, end = _table("viterbi", emissions, transitions, start, end)
    best, back = start + emissions[0], []  # (K,)
    for scores in emissions[1:]:
        paths = best[:, None] + transitions  # (K before, K now)
        back.append(paths.argmax(axis=0))  # (K,): where the best path to each tag comes from
        best = paths.max(axis=0) + scores
    last = int((best + end).argmax())
    score = float((best + end)[last])
    if score == -np.inf:
        raise ValueError("viterbi: wanted a path that is allowed, got none: each has a score of -inf. Forbid less.")
    path = [last]
    for arrows in reversed(back):
        path.append(int(arrows[path[-1]]))
    return path[::-1], score


def log_partition(emissions, transitions, start, end) -> float:
    """Return log Z, the log of the sum over all paths of exp(score): what a path's score is measured against.

    log p(path) = score(path) - log Z. Arguments and errors as :func:`viterbi`; -inf when every path is forbidden.

    >>> log_z = log_partition(np.zeros((3, 2)), np.zeros((2, 2)), np.zeros(2), np.zeros(2))
    >>> round(np.exp(log_z))  # three words of two tags: eight paths of score 0
    8

    Source: Lafferty, McCallum and Pereira (2001), Conditional random fields.
    """
    emissions, transitions, start, end = _table("log_partition", emissions, transitions, start, end)
    total = start + emissions[0]  # (K,)
    for scores in emissions[1:]:
        total = np.logaddexp.reduce(total[:, None] + transitions, axis=0) + scores  # (K before, K now) -> (K,)
    return float(np.logaddexp.reduce(total + end))


def _table(where: str, emissions, transitions, start, end) -> list[np.ndarray]:
    """The four arrays, of shapes that fit; numbers or minus infinity."""
    named = {"emissions": emissions, "transitions": transitions, "start": start, "end": end}
    arrays = {name: float_array(value, f"{where}({name})") for name, value in named.items()}
    shape = arrays["emissions"].shape
    if len(shape) != 2 or 0 in shape:
        wanted = "a row of scores for each word, (T, K), at least one word and one tag"
        raise ValueError(f"{where}(emissions): wanted {wanted}, got {shape}. Pass one sentence, without padding.")
    tags = shape[1]
    for name, wanted in (("transitions", (tags, tags)), ("start", (tags,)), ("end", (tags,))):
        if arrays[name].shape != wanted:
            came = f"{arrays[name].shape}. Give each of the {tags} tags its score."
            raise ValueError(f"{where}({name}): wanted shape {wanted}, got {came}")
    for name, array in arrays.items():
        if np.isnan(array).any() or (array == np.inf).any():
            came = "nan" if np.isnan(array).any() else "inf"
            raise ValueError(f"{where}({name}): wanted numbers or -inf, got {came}. Forbid with -np.inf.")
    return list(arrays.values())
