"""Ways of writing on that are right in another style."""

import torch

from tests.checks.specimens import right


@right("generate")
def writes_with_lists(model, prefix, end, length, cache=True):
    text, caches = prefix.tolist(), model.caches()
    new = text
    for _ in range(length):
        scores = model(torch.tensor([new]), caches) if cache else model(torch.tensor([text]))
        word = int(scores[0, -1].argmax())
        text, new = [*text, word], [word]
        if word == end:
            break
    return text


@right("generate")
def writes_always_with_a_cache(model, prefix, end, length):
    ids, caches = prefix[None], model.caches()
    logits = model(ids, caches)
    while True:
        word = logits[:, -1].argmax(dim=-1, keepdim=True)
        ids = torch.cat([ids, word], dim=1)
        if word.item() == end or ids.shape[1] == len(prefix) + length:
            return ids
        logits = model(word, caches)
