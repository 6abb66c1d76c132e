"""Wrong paths and wrong sums over paths, each with the diagnosis it should get."""

import itertools

import numpy as np
from scipy.special import logsumexp

from tests.checks.specimens import wrong


def best(emissions, transitions, start, end, first=1, axis=0):
    """(path, score) as asked, with a part that a wrong answer changes."""
    table, back = start + first * emissions[0], []
    for row in emissions[1:]:
        paths = table[:, None] + transitions
        back.append(paths.argmax(axis))
        table = paths.max(axis) + row
    path = [int((table + end).argmax())]
    for arrows in back[::-1]:
        path.append(int(arrows[path[-1]]))
    return path[::-1], float((table + end).max())


def total(emissions, transitions, start, end, first=1, axis=0):
    """log Z as asked, with a part that a wrong answer changes."""
    table = start + first * emissions[0]
    for row in emissions[1:]:
        table = logsumexp(table[:, None] + transitions, axis=axis) + row
    return logsumexp(table + end)


def scored(path, emissions, transitions, start, end):
    steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
    return start[path[0]] + sum(row[k] for row, k in zip(emissions, path, strict=True)) + steps + end[path[-1]]


@wrong("viterbi", "transitions transposed", "wrong value")
def path_by_columns(emissions, transitions, start, end):
    return best(emissions, transitions.T, start, end)


@wrong("viterbi", "end left out", "wrong value")
def path_without_end(emissions, transitions, start, end):
    return best(emissions, transitions, start, 0 * end)


@wrong("viterbi", "start left out", "wrong value")
def path_without_start(emissions, transitions, start, end):
    return best(emissions, transitions, 0 * start, end)


@wrong("viterbi", "start and end left out", "wrong value")
def path_without_ends(emissions, transitions, start, end):
    return best(emissions, transitions, 0 * start, 0 * end)


@wrong("viterbi", "start and end exchanged", "wrong value")
def path_from_the_end(emissions, transitions, start, end):
    return best(emissions, transitions, end, start)


@wrong("viterbi", "first word counted twice", "wrong value")
def path_with_the_first_twice(emissions, transitions, start, end):
    return best(emissions, transitions, start, end, first=2)


@wrong("viterbi", "first word left out", "wrong value")
def path_without_the_first(emissions, transitions, start, end):
    return best(emissions, transitions, start, end, first=0)


@wrong("viterbi", "transitions left out", "wrong value")
def path_of_separate_words(emissions, transitions, start, end):
    return best(emissions, np.zeros_like(transitions), start, end)


@wrong("viterbi", "forbidden taken for 0", "fragile")
def path_through_what_is_forbidden(emissions, transitions, start, end):
    return best(emissions, np.where(np.isinf(transitions), 0, transitions), start, end)


@wrong("viterbi", "each word for itself", "wrong value")
def path_of_argmax(emissions, transitions, start, end):
    path = emissions.argmax(1)
    return path, scored(path, emissions, transitions, start, end)


@wrong("viterbi", "greedy", "wrong value")
def path_step_by_step(emissions, transitions, start, end):
    path = [(start + emissions[0]).argmax()]
    for row in emissions[1:]:
        path.append((transitions[path[-1]] + row).argmax())
    return path, scored(path, emissions, transitions, start, end)


@wrong("viterbi", "arrows not followed", "wrong value")
def path_without_arrows(emissions, transitions, start, end):
    table, path = start + emissions[0], []
    for row in emissions[1:]:
        path.append(table.argmax())
        table = (table[:, None] + transitions).max(0) + row
    return [*path, (table + end).argmax()], (table + end).max()


@wrong("viterbi", "maximum over the next tag", "wrong value")
def path_along_the_other_axis(emissions, transitions, start, end):
    return best(emissions, transitions, start, end, axis=1)


@wrong("viterbi", "path not turned round", "wrong value")
def path_backward(emissions, transitions, start, end):
    path, score = best(emissions, transitions, start, end)
    return path[::-1], score


@wrong("viterbi", "one tag missing", "wrong shape")
def path_without_its_last(emissions, transitions, start, end):
    path, score = best(emissions, transitions, start, end)
    return path[:-1], score


@wrong("viterbi", "score summed over all paths", "wrong value")
def path_with_the_sum(emissions, transitions, start, end):
    return best(emissions, transitions, start, end)[0], total(emissions, transitions, start, end)


@wrong("viterbi", "score without the end", "wrong value")
def path_with_half_a_score(emissions, transitions, start, end):
    path, score = best(emissions, transitions, start, end)
    return path, score - end[path[-1]]


@wrong("viterbi", "probability in place of its log", "wrong value")
def path_with_a_probability(emissions, transitions, start, end):
    path, score = best(emissions, transitions, start, end)
    return path, np.exp(score)


@wrong("viterbi", "smallest in place of largest", "wrong value")
def path_of_least_score(emissions, transitions, start, end):
    path, cost = best(-emissions, -transitions, -start, -end)
    return path, -cost


@wrong("viterbi", "score first", "wrong shape")
def score_and_path(emissions, transitions, start, end):
    return best(emissions, transitions, start, end)[::-1]


@wrong("viterbi", "one of two results", "wrong shape")
def path_alone(emissions, transitions, start, end):
    return best(emissions, transitions, start, end)[0]


@wrong("viterbi", "underflow", "fragile")
def path_of_products(emissions, transitions, start, end):
    emissions, transitions, start, end = (np.exp(a) for a in (emissions, transitions, start, end))
    table, back = start * emissions[0], []
    for row in emissions[1:]:
        paths = table[:, None] * transitions
        back.append(paths.argmax(0))
        table = paths.max(0) * row
    path = [(table * end).argmax()]
    for arrows in back[::-1]:
        path.append(arrows[path[-1]])
    return path[::-1], np.log((table * end).max())


@wrong("viterbi", "in-place edit of start", "fragile")
def path_that_writes(emissions, transitions, start, end):
    start += emissions[0]
    return best(emissions, transitions, start, end, first=0)


@wrong("log_partition", "transitions transposed", "wrong value")
def sum_by_columns(emissions, transitions, start, end):
    return total(emissions, transitions.T, start, end)


@wrong("log_partition", "end left out", "wrong value")
def sum_without_end(emissions, transitions, start, end):
    return total(emissions, transitions, start, 0 * end)


@wrong("log_partition", "start left out", "wrong value")
def sum_without_start(emissions, transitions, start, end):
    return total(emissions, transitions, 0 * start, end)


@wrong("log_partition", "first word counted twice", "wrong value")
def sum_with_the_first_twice(emissions, transitions, start, end):
    return total(emissions, transitions, start, end, first=2)


@wrong("log_partition", "transitions left out", "wrong value")
def sum_of_separate_words(emissions, transitions, start, end):
    return total(emissions, np.zeros_like(transitions), start, end)


@wrong("log_partition", "maximum in place of the sum", "wrong value")
def sum_that_is_a_maximum(emissions, transitions, start, end):
    return best(emissions, transitions, start, end)[1]


@wrong("log_partition", "maximum until the last step", "wrong value")
def sum_at_the_end_alone(emissions, transitions, start, end):
    table = start + emissions[0]
    for row in emissions[1:]:
        table = (table[:, None] + transitions).max(0) + row
    return logsumexp(table + end)


@wrong("log_partition", "sum over the next tag", "wrong value")
def sum_along_the_other_axis(emissions, transitions, start, end):
    return total(emissions, transitions, start, end, axis=1)


@wrong("log_partition", "Z in place of log Z", "wrong value")
def sum_without_log(emissions, transitions, start, end):
    return np.exp(total(emissions, transitions, start, end))


@wrong("log_partition", "averaged over the paths", "wrong value")
def sum_divided(emissions, transitions, start, end):
    return total(emissions, transitions, start, end) - len(emissions) * np.log(len(start))


@wrong("log_partition", "logarithm to base 2", "wrong value")
def sum_in_bits(emissions, transitions, start, end):
    return total(emissions, transitions, start, end) / np.log(2)


@wrong("log_partition", "emissions normalised first", "wrong value")
def sum_of_log_softmax(emissions, transitions, start, end):
    return total(emissions - logsumexp(emissions, axis=1, keepdims=True), transitions, start, end)


@wrong("log_partition", "one number a tag", "wrong shape")
def sum_by_tag(emissions, transitions, start, end):
    table = start + emissions[0]
    for row in emissions[1:]:
        table = logsumexp(table[:, None] + transitions, axis=0) + row
    return table


@wrong("log_partition", "underflow", "fragile")
def sum_of_products(emissions, transitions, start, end):
    emissions, transitions, start, end = (np.exp(a) for a in (emissions, transitions, start, end))
    table = start * emissions[0]
    for row in emissions[1:]:
        table = (table @ transitions) * row
    return np.log(table @ end)


@wrong("log_partition", "in-place edit of emissions", "fragile")
def sum_that_writes(emissions, transitions, start, end):
    emissions[0] += start
    return total(emissions, transitions, 0 * start, end)


@wrong("viterbi", "arrows over the next tag", "wrong value")
def arrows_along_the_rows(emissions, transitions, start, end):
    table, back = start + emissions[0], []
    for row in emissions[1:]:
        paths = table[:, None] + transitions
        back.append(paths.argmax(1))
        table = paths.max(0) + row
    path = [int((table + end).argmax())]
    for arrows in back[::-1]:
        path.append(int(arrows[path[-1]]))
    return path[::-1], float((table + end).max())


@wrong("viterbi", "sums in place of maxima", "wrong value")
def all_ways_to_a_cell(emissions, transitions, start, end):
    table, back = start + emissions[0], []
    for row in emissions[1:]:
        paths = table[:, None] + transitions
        back.append(paths.argmax(0))
        table = logsumexp(paths, axis=0) + row
    path = [int((table + end).argmax())]
    for arrows in back[::-1]:
        path.append(int(arrows[path[-1]]))
    return path[::-1], float((table + end).max())


@wrong("viterbi", "first word alone", "wrong value")
def one_word_of_many(emissions, transitions, start, end):
    return best(np.vstack([emissions[:1], 0 * emissions[1:]]), transitions, start, end)


@wrong("log_partition", "first word alone", "wrong value")
def total_of_one_word(emissions, transitions, start, end):
    return total(np.vstack([emissions[:1], 0 * emissions[1:]]), transitions, start, end)
