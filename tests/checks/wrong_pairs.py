"""Wrong pairs of word2vec, each with the diagnosis it should get."""

from tests.checks.specimens import wrong


@wrong("skipgram_pairs", "window one-sided", "wrong value")
def skipgram_of_what_follows(tokens, window):
    return [(word, other) for i, word in enumerate(tokens) for other in tokens[i + 1 : i + 1 + window]]


@wrong("skipgram_pairs", "window one-sided", "wrong value")
def skipgram_of_what_went_before(tokens, window):
    return [(word, other) for i, word in enumerate(tokens) for other in tokens[max(0, i - window) : i]]


@wrong("skipgram_pairs", "window off by one", "wrong value")
def skipgram_as_in_the_original(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        for offset in range(-window, window):
            if offset != 0 and 0 <= i + offset < len(tokens):
                pairs.append((centre, tokens[i + offset]))
    return pairs


@wrong("skipgram_pairs", "window off by one", "wrong value")
def skipgram_with_a_long_window(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        for j, context in enumerate(tokens):
            if i != j and abs(i - j) <= window + 1:
                pairs.append((centre, context))
    return pairs


@wrong("skipgram_pairs", "window shared between the sides", "wrong value")
def skipgram_with_half_a_window(tokens, window):
    half = window // 2
    return [
        (tokens[i], tokens[j])
        for i in range(len(tokens))
        for j in range(max(0, i - half), min(len(tokens), i + half + 1))
        if i != j
    ]


@wrong("skipgram_pairs", "context dropped by value", "wrong value")
def skipgram_without_words_like_the_centre(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        around = tokens[max(0, i - window) : i + window + 1]
        pairs += [(centre, word) for word in around if word != centre]
    return pairs


@wrong("skipgram_pairs", "place looked up by value", "wrong value")
def skipgram_by_index(tokens, window):
    pairs = []
    for centre in tokens:
        i = tokens.index(centre)
        pairs += [(centre, word) for word in tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]]
    return pairs


@wrong("skipgram_pairs", "repeated words lost", "wrong value")
def skipgram_as_a_set(tokens, window):
    return {
        (tokens[i], tokens[j])
        for i in range(len(tokens))
        for j in range(max(0, i - window), min(len(tokens), i + window + 1))
        if i != j
    }


@wrong("skipgram_pairs", "centre included", "wrong value")
def skipgram_with_the_centre(tokens, window):
    return [(centre, word) for i, centre in enumerate(tokens) for word in tokens[max(0, i - window) : i + window + 1]]


@wrong("skipgram_pairs", "order swapped", "wrong value")
def skipgram_context_first(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        pairs += [(word, centre) for word in tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]]
    return pairs


@wrong("skipgram_pairs", "window runs across the edges", "wrong value")
def skipgram_in_a_circle(tokens, window):
    n = len(tokens)
    return [(tokens[i], tokens[(i + k) % n]) for i in range(n) for k in range(-window, window + 1) if k != 0]


@wrong("skipgram_pairs", "contexts lost at the left edge", "wrong value")
def skipgram_with_a_slice_below_zero(tokens, window):
    return [(t, word) for i, t in enumerate(tokens) for word in tokens[i - window : i] + tokens[i + 1 : i + 1 + window]]


@wrong("skipgram_pairs", "only whole windows", "wrong value")
def skipgram_away_from_the_edges(tokens, window):
    pairs = []
    for i in range(window, len(tokens) - window):
        pairs += [(tokens[i], tokens[j]) for j in range(i - window, i + window + 1) if i != j]
    return pairs


@wrong("skipgram_pairs", "window runs off the end", "raised")
def skipgram_off_the_end(tokens, window):
    return [(tokens[i], tokens[i + k]) for i in range(len(tokens)) for k in range(-window, window + 1) if k != 0]


@wrong("skipgram_pairs", "padded at the edges", "wrong value")
def skipgram_padded(tokens, window):
    padded = ["<pad>"] * window + tokens + ["<pad>"] * window
    return [(centre, padded[i + k]) for i, centre in enumerate(tokens) for k in range(2 * window + 1) if k != window]


@wrong("skipgram_pairs", "places in place of words", "wrong value")
def skipgram_of_places(tokens, window):
    n = len(tokens)
    return [(i, j) for i in range(n) for j in range(max(0, i - window), min(n, i + window + 1)) if i != j]


@wrong("skipgram_pairs", "nothing returned", "wrong shape")
def skipgram_forgotten(tokens, window):
    pairs = [(tokens[0], tokens[0])] if tokens else []
    pairs.append(window)


@wrong("skipgram_pairs", "not a list of pairs", "wrong shape")
def skipgram_flat(tokens, window):
    return [word for word in tokens for _ in range(window)]


@wrong("skipgram_pairs", "tokens written into", "fragile")
def skipgram_that_pads_in_place(tokens, window):
    n = len(tokens)
    for _ in range(window):
        tokens.insert(0, None)
        tokens.append(None)
    pairs = []
    for i in range(window, n + window):
        around = tokens[i - window : i] + tokens[i + 1 : i + 1 + window]
        pairs += [(tokens[i], word) for word in around if word is not None]
    return pairs


@wrong("cbow_pairs", "window one-sided", "wrong value")
def cbow_of_what_went_before(tokens, window):
    return [(tokens[max(0, i - window) : i], centre) for i, centre in enumerate(tokens)]


@wrong("cbow_pairs", "window one-sided", "wrong value")
def cbow_of_what_follows(tokens, window):
    return [(tokens[i + 1 : i + 1 + window], centre) for i, centre in enumerate(tokens)]


@wrong("cbow_pairs", "window off by one", "wrong value")
def cbow_with_a_short_right_side(tokens, window):
    return [(tokens[max(0, i - window) : i] + tokens[i + 1 : i + window], tokens[i]) for i in range(len(tokens))]


@wrong("cbow_pairs", "context dropped by value", "wrong value")
def cbow_without_words_like_the_centre(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        pairs.append(([w for w in tokens[max(0, i - window) : i + window + 1] if w != centre], centre))
    return pairs


@wrong("cbow_pairs", "repeated words lost", "wrong value")
def cbow_with_sets(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        pairs.append((set(tokens[max(0, i - window) : i]) | set(tokens[i + 1 : i + 1 + window]), centre))
    return pairs


@wrong("cbow_pairs", "centre included", "wrong value")
def cbow_with_the_centre(tokens, window):
    return [(tokens[max(0, i - window) : i + window + 1], centre) for i, centre in enumerate(tokens)]


@wrong("cbow_pairs", "order swapped", "wrong value")
def cbow_centre_first(tokens, window):
    return [
        (centre, tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]) for i, centre in enumerate(tokens)
    ]


@wrong("cbow_pairs", "window runs across the edges", "wrong value")
def cbow_with_places_below_zero(tokens, window):
    n = len(tokens)
    return [
        ([tokens[j] for j in range(i - window, min(n, i + window + 1)) if j != i], centre)
        for i, centre in enumerate(tokens)
    ]


@wrong("cbow_pairs", "contexts lost at the left edge", "wrong value")
def cbow_with_a_slice_below_zero(tokens, window):
    return [(tokens[i - window : i] + tokens[i + 1 : i + 1 + window], centre) for i, centre in enumerate(tokens)]


@wrong("cbow_pairs", "only whole windows", "wrong value")
def cbow_away_from_the_edges(tokens, window):
    return [
        (tokens[i - window : i] + tokens[i + 1 : i + 1 + window], tokens[i])
        for i in range(window, len(tokens) - window)
    ]


@wrong("cbow_pairs", "padded at the edges", "wrong value")
def cbow_padded(tokens, window):
    padded = [None] * window + tokens + [None] * window
    return [
        (padded[i : i + window] + padded[i + window + 1 : i + 2 * window + 1], tokens[i]) for i in range(len(tokens))
    ]


@wrong("cbow_pairs", "one context a pair", "wrong value")
def cbow_as_skipgram(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        pairs += [(word, centre) for word in tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]]
    return pairs


@wrong("cbow_pairs", "window runs off the end", "raised")
def cbow_off_the_end(tokens, window):
    return [([tokens[i + k] for k in range(-window, window + 1) if k != 0], tokens[i]) for i in range(len(tokens))]


@wrong("skipgram_pairs", "returned inside the loop", "wrong value")
def skipgram_that_returns_too_early(tokens, window):
    pairs = []
    for i, centre in enumerate(tokens):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if i != j:
                pairs.append((centre, tokens[j]))
        return pairs
    return pairs


@wrong("skipgram_pairs", "last word never a centre", "wrong value")
def skipgram_without_the_last_centre(tokens, window):
    return [
        (tokens[i], tokens[j])
        for i in range(len(tokens) - 1)
        for j in range(max(0, i - window), min(len(tokens), i + window + 1))
        if i != j
    ]


@wrong("skipgram_pairs", "last word never a context", "wrong value")
def skipgram_without_the_last_context(tokens, window):
    return [
        (tokens[i], tokens[j])
        for i in range(len(tokens))
        for j in range(max(0, i - window), min(len(tokens) - 1, i + window + 1))
        if i != j
    ]


@wrong("skipgram_pairs", "window fixed", "wrong value")
def skipgram_of_two(tokens, window):
    return [
        (tokens[i], tokens[j])
        for i in range(len(tokens))
        for j in range(max(0, i - 2), min(len(tokens), i + 3))
        if i != j
    ]


@wrong("cbow_pairs", "contexts joined to one text", "wrong value")
def cbow_of_texts(tokens, window):
    around = [[*tokens[max(0, i - window) : i], *tokens[i + 1 : i + 1 + window]] for i in range(len(tokens))]
    return [(" ".join(contexts), centre) for contexts, centre in zip(around, tokens, strict=True)]
