"""Wrong ways of writing on, each with the diagnosis it should get."""

import torch

from tests.checks.specimens import wrong


def writes(
    pick=lambda logits: logits[0, -1].argmax(),
    feed=lambda text, new, t: new,
    read=lambda text, new, t: text,
    caches_of=lambda model, caches: caches,
    stops=lambda word, end: word == end,
    more=0,
    gives=lambda text, t: text,
    use_cache=True,
):
    """Writing on with one of its lines replaced."""

    def generate(model, prefix, end, length, cache=True):
        text, new, caches = prefix, prefix, model.caches()
        for _ in range(length + more):
            if cache and use_cache:
                logits = model(feed(text, new, len(prefix))[None], caches_of(model, caches))
            else:
                logits = model(read(text, new, len(prefix))[None])
            new = pick(logits).reshape(1)
            text = torch.cat([text, new])
            if stops(new.item(), end):
                break
        return gives(text, len(prefix))

    return generate


def fails(diagnosis, outcome="wrong shape", **line):
    candidate = writes(**line)
    candidate.__name__ = diagnosis.replace(" ", "_")
    wrong("generate", diagnosis, outcome)(candidate)


fails("logits of the first place", pick=lambda logits: logits[0, 0].argmax())
fails("smallest logit", pick=lambda logits: logits[0, -1].argmin(), stops=lambda word, end: word == end)
fails("logits of the place before", pick=lambda logits: logits[0, -2 if logits.shape[1] > 1 else -1].argmax())
fails("the prefix read again and again", read=lambda text, new, t: text[:t], stops=lambda word, end: word == end)
fails("only the last word read", read=lambda text, new, t: new)
fails("prefix left out", "wrong shape", gives=lambda text, t: text[t:])
fails("never ends", "wrong shape", stops=lambda word, end: False)
fails("one word too many", "wrong shape", more=1)
fails("one word too few", "wrong shape", more=-1)
fails("text fed again", feed=lambda text, new, t: text)
fails("cache thrown away", caches_of=lambda model, caches: model.caches())
fails("new words never fed", feed=lambda text, new, t: text[:t] if len(text) == t else text[t - 1 : t])
fails("no cache used", "wrong value", use_cache=False)


@wrong("generate", "end left out", "wrong shape")
def leaves_out_the_end(model, prefix, end, length, cache=True):
    text = writes()(model, prefix, end, length, cache)
    return text[:-1] if text[-1] == end else text


@wrong("generate", "filled up behind the end", "wrong shape")
def fills_up(model, prefix, end, length, cache=True):
    text = writes()(model, prefix, end, length, cache)
    return torch.cat([text, torch.full((len(prefix) + length - len(text),), end)])


@wrong("generate", "last word read, too", "wrong value")
def reads_the_last(model, prefix, end, length, cache=True):
    text = writes()(model, prefix, end, length, cache)
    model(text[None, -1:])
    return text
