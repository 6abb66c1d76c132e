"""Wrong exploring, wrong targets and wrong buffers, each with the diagnosis it should get."""

import random

import numpy as np

from tests.checks.specimens import wrong


@wrong("epsilon_greedy", "explores with 1 − epsilon", "wrong value")
def greedy_upside_down(q, epsilon, rng):
    return rng.integers(len(q)) if rng.random() > epsilon else np.argmax(q)


@wrong("epsilon_greedy", "action 0 taken for none", "wrong value")
def greedy_takes_0_for_none(q, epsilon, rng):
    action = None if rng.random() < epsilon else int(np.argmax(q))
    return action or int(rng.integers(len(q)))


@wrong("epsilon_greedy", "ties always to the first action", "fragile")
def greedy_by_argmax(q, epsilon, rng):
    return rng.integers(len(q)) if rng.random() < epsilon else np.argmax(q)


@wrong("epsilon_greedy", "ties always to the last action", "fragile")
def greedy_by_sorting(q, epsilon, rng):
    return rng.integers(len(q)) if rng.random() < epsilon else max(range(len(q)), key=lambda a: (q[a], a))


@wrong("epsilon_greedy", "value in place of the action", "wrong value")
def greedy_value(q, epsilon, rng):
    return rng.integers(len(q)) if rng.random() < epsilon else q.max()


@wrong("epsilon_greedy", "action 0 never explored", "wrong value")
def greedy_explores_from_1(q, epsilon, rng):
    return rng.integers(1, len(q)) if rng.random() < epsilon else np.argmax(q)


@wrong("epsilon_greedy", "last action never explored", "wrong value")
def greedy_explores_short(q, epsilon, rng):
    return rng.integers(len(q) - 1) if rng.random() < epsilon else np.argmax(q)


@wrong("epsilon_greedy", "never explores", "wrong value")
def greedy_always(q, epsilon, rng):
    return np.argmax(q)


@wrong("epsilon_greedy", "softmax of Q", "wrong value")
def greedy_softmax(q, epsilon, rng):
    e = np.exp(q - q.max())
    return rng.choice(len(q), p=e / e.sum())


@wrong("q_target", "max starts at 0", "wrong value")
def q_from_zero(reward, q, gamma, terminated):
    best = 0
    for value in q:
        best = max(best, value)
    return reward + gamma * best * (not terminated)


@wrong("q_target", "end not masked", "wrong value")
def q_past_the_end(reward, q, gamma, terminated):
    return reward + gamma * max(q)


@wrong("q_target", "action in place of its value", "wrong value")
def q_of_argmax(reward, q, gamma, terminated):
    return reward + gamma * (1 - terminated) * np.argmax(q)


@wrong("q_target", "mask inverted", "wrong value")
def q_at_ends(reward, q, gamma, terminated):
    return reward + gamma * terminated * max(q)


@wrong("q_target", "gamma on the reward too", "wrong value")
def q_all_discounted(reward, q, gamma, terminated):
    return gamma * (reward + (1 - terminated) * max(q))


@wrong("q_target", "action 0 taken for none", "wrong value")
def q_takes_0_for_none(reward, q, gamma, terminated):
    best = np.argmax(q)
    return reward + gamma * q[best] * (1 - terminated) if best else reward


@wrong("sarsa_target", "max in place of the next action", "wrong value")
def sarsa_as_q_learning(reward, q, action, gamma, terminated):
    return reward + gamma * (1 - terminated) * max(q)


@wrong("sarsa_target", "action 0 taken for none", "wrong value")
def sarsa_takes_0_for_none(reward, q, action, gamma, terminated):
    return reward + (gamma * q[action] if action and not terminated else 0)


@wrong("sarsa_target", "end not masked", "wrong value")
def sarsa_past_the_end(reward, q, action, gamma, terminated):
    return reward + gamma * q[action]


@wrong("sarsa_target", "action in place of its value", "wrong value")
def sarsa_of_the_number(reward, q, action, gamma, terminated):
    return reward + gamma * (1 - terminated) * action


@wrong("expected_sarsa_target", "all actions alike", "wrong value")
def expected_uniform(reward, q, epsilon, gamma, terminated):
    return reward + gamma * (1 - terminated) * np.mean(q)


@wrong("expected_sarsa_target", "greedy action without its share of exploring", "wrong value")
def expected_short(reward, q, epsilon, gamma, terminated):
    pi = np.full(len(q), epsilon / len(q))
    pi[np.argmax(q)] = 1 - epsilon
    return reward + gamma * (1 - terminated) * pi @ q


@wrong("expected_sarsa_target", "epsilon ignored", "wrong value")
def expected_as_q_learning(reward, q, epsilon, gamma, terminated):
    return reward + gamma * (1 - terminated) * max(q)


@wrong("expected_sarsa_target", "softmax of Q", "wrong value")
def expected_softmax(reward, q, epsilon, gamma, terminated):
    e = np.exp(q)
    return reward + gamma * (1 - terminated) * (e / e.sum()) @ q


@wrong("expected_sarsa_target", "epsilon and 1 − epsilon exchanged", "wrong value")
def expected_exchanged(reward, q, epsilon, gamma, terminated):
    return reward + gamma * (1 - terminated) * (epsilon * max(q) + (1 - epsilon) * np.mean(q))


class Buffer:
    def __init__(self, size):
        self.size, self.rows, self.added = size, [], 0

    def __len__(self):
        return len(self.rows)

    def add(self, *row):
        self.keep(tuple(np.array(item) for item in row))
        self.added += 1

    def keep(self, row):
        if len(self.rows) < self.size:
            self.rows.append(row)
        else:
            self.rows[self.added % self.size] = row

    def sample(self, n):
        return list(zip(*random.sample(self.rows, n), strict=True))


@wrong("replay_buffer", "nothing is forgotten", "wrong value")
class BufferWithoutEnd(Buffer):
    def keep(self, row):
        self.rows.append(row)


@wrong("replay_buffer", "one too many kept", "wrong value")
class BufferOneTooLarge(Buffer):
    def keep(self, row):
        self.rows.append(row)
        if len(self.rows) > self.size + 1:
            self.rows.pop(0)


@wrong("replay_buffer", "newest overwritten", "wrong value")
class BufferOverwritesTheNewest(Buffer):
    def keep(self, row):
        if len(self.rows) == self.size:
            self.rows.pop()
        self.rows.append(row)


@wrong("replay_buffer", "new ones refused when full", "wrong value")
class BufferThatRefuses(Buffer):
    def keep(self, row):
        if len(self.rows) < self.size:
            self.rows.append(row)


@wrong("replay_buffer", "unfilled rows drawn", "wrong value")
class BufferOfZeros(Buffer):
    def __init__(self, size):
        super().__init__(size)
        self.rows = [(np.zeros(2), 0, 0.0, np.zeros(2), False)] * size

    def __len__(self):
        return min(self.added, self.size)

    def keep(self, row):
        self.rows[self.added % self.size] = row


@wrong("replay_buffer", "columns drawn apart", "wrong value")
class BufferDrawnApart(Buffer):
    def sample(self, n):
        columns = list(zip(*self.rows, strict=True))
        return [[random.choice(column) for _ in range(n)] for column in columns]


@wrong("replay_buffer", "last ones every time", "wrong value")
class BufferOfTheLatest(Buffer):
    def sample(self, n):
        rows = [self.rows[(self.added - 1 - i) % self.size] for i in range(n)]
        return list(zip(*rows, strict=True))


@wrong("replay_buffer", "state in place of the next state", "wrong value")
class BufferOfStates(Buffer):
    def keep(self, row):
        super().keep((*row[:3], row[0], row[4]))


@wrong("replay_buffer", "references kept", "fragile")
class BufferOfReferences(Buffer):
    def add(self, *row):
        self.keep(row)
        self.added += 1


@wrong("replay_buffer", "method missing", "raised")
class BufferWithoutALength(Buffer):
    __len__ = None


@wrong("replay_buffer", "state shared between objects", "fragile")
class BufferWithRowsOnTheClass(Buffer):
    rows = []  # noqa: RUF012 - the mistake itself

    def __init__(self, size):
        self.size, self.added = size, 0
        self.rows.clear()
