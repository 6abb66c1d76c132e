"""Each computed question of lecture 2, worked out again by torch, nltk, scikit-learn or gensim from its numbers."""

import math

import numpy as np
import pytest
import torch
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from nltk.stem import PorterStemmer, SnowballStemmer
from nltk.util import everygrams, skipgrams
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import accuracy_score
from torch.nn import functional as F


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def convolved(image, kernel, **how):
    return F.conv2d(tensor(image)[None, None], tensor(kernel)[None, None], **how)


def optimized(make, x, grads):
    x = tensor(x).requires_grad_()
    optimizer = make([x])
    for grad in grads:
        x.grad = tensor(grad)
        optimizer.step()
    return x.item(), optimizer.state[x]


def scheduled(make, rate, epoch):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule = make(optimizer)
    for _ in range(epoch):
        optimizer.step()
        schedule.step()
    return optimizer.param_groups[0]["lr"]


def nesterov(x, v, rate, rho):
    """Torch keeps the place ahead, x + rho v, and a velocity without the learning rate: v = -rate buffer."""
    ahead = tensor(x + rho * v).requires_grad_()
    optimizer = torch.optim.SGD([ahead], lr=rate, momentum=rho, nesterov=True)
    optimizer.state[ahead]["momentum_buffer"] = tensor(-v / rate)
    (ahead**2).backward()
    optimizer.step()
    return ahead.item() + rho * rate * optimizer.state[ahead]["momentum_buffer"].item()


def vanilla(x, h, w, u, b):
    cell = torch.nn.RNNCell(1, 1, dtype=torch.float64)
    for parameter, value in zip(cell.parameters(), (w, u, b, 0.0), strict=True):
        parameter.data.fill_(value)
    return cell(tensor([[x]]), tensor([[h]])).item()


def lstm(f, i, o, c, g):
    """The cell whose biases alone bring about these gates."""
    cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
    for parameter in cell.parameters():
        parameter.data.zero_()
    cell.bias_ih.data = torch.cat([torch.logit(tensor([i, f])), torch.atanh(tensor([g])), torch.logit(tensor([o]))])
    return cell(tensor([[0.0]]), (tensor([[0.0]]), tensor([[c]])))[0].item()


def gru(z, h, n):
    cell = torch.nn.GRUCell(1, 1, dtype=torch.float64)
    for parameter in cell.parameters():
        parameter.data.zero_()
    cell.bias_ih.data = torch.cat([tensor([0.0]), torch.logit(tensor([z])), torch.atanh(tensor([n]))])
    return cell(tensor([[0.0]]), tensor([[h]])).item()


def fewer_parameters(features, hidden):
    """Torch keeps two biases a block, so one of them is taken away."""
    sizes = [
        sum(p.numel() for name, p in cell(features, hidden).named_parameters() if name != "bias_hh")
        for cell in (torch.nn.LSTMCell, torch.nn.GRUCell)
    ]
    return sizes[0] - sizes[1]


def slope_of(f, at):
    at = tensor(at).requires_grad_()
    f(at).backward()
    return at.grad.item()


def repeated(f, x, times):
    for _ in range(times):
        x = f(x)
    return x


def clipped(g, threshold):
    w = tensor([0.0] * len(g)).requires_grad_()
    w.grad = tensor(g)
    torch.nn.utils.clip_grad_norm_([w], threshold)
    return w.grad[0].item()


def dropped(x, p, training):
    kept = F.dropout(torch.full((1000,), x, dtype=torch.float64), p, training)
    return kept[kept != 0].mean().item()


def window_count(sentence, window, centre, near):
    pairs = skipgrams(sentence.split(), 2, window - 1)
    return sum((pair == (centre, near)) + (pair == (near, centre)) for pair in pairs)


def t_score(both, first, second, n):
    return BigramAssocMeasures.student_t(both, (first, second), n)


def pmi_of_a_pair_seen_once(n):
    words = [str(k) for k in range(n)]
    finder = BigramCollocationFinder.from_words(words[:2], window_size=2)
    return BigramAssocMeasures.pmi(finder.ngram_fd[("0", "1")], (finder.word_fd["0"], finder.word_fd["1"]), n)


def pmi(nuv, nu, nv, n):
    return BigramAssocMeasures.pmi(nuv, (nu, nv), n) * math.log(2)


def tfidf(count, length, df, documents):
    counts = np.zeros((documents, 2))
    counts[:df, 0], counts[0, 0], counts[:, 1] = 1, count, 1
    transformer = TfidfTransformer(norm=None, smooth_idf=False).fit(counts)
    return count / length * (transformer.idf_[0] - 1) / math.log(10)


def everywhere(documents, count):
    counts = np.ones((documents, 1))
    counts[0] = count
    return TfidfTransformer(norm=None).fit_transform(counts)[0, 0]


def rows_moved(negatives, words):
    centre = torch.nn.Embedding(words, 2, sparse=True)
    context = torch.nn.Embedding(words, 2, sparse=True)
    near = context(torch.arange(negatives + 1))
    (near @ centre(torch.tensor([7])).T).sum().backward()
    return sum(len(m.weight.grad.coalesce().indices()[0]) for m in (centre, context))


def negative_loss(right, wrong):
    scores, labels = tensor([right, wrong]), tensor([1.0, 0.0])
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum").item()


def keep(z, threshold):
    times = round(z * 1e6)
    model = pytest.importorskip("gensim.models").Word2Vec(min_count=1, sample=threshold)
    model.build_vocab_from_freq({"word": times, "other": 10**6 - times})
    return model.wv.get_vecattr("word", "sample_int") / (2**32 - 1)


def counts_of(*pairs):
    return [label for label, times in pairs for _ in range(times)]


def majority(positive, negative):
    y = counts_of((1, positive), (0, negative))
    return DummyClassifier(strategy="most_frequent").fit(y, y).score(y, y)


def score_of_words(good, dull, bias, times):
    x = CountVectorizer(vocabulary=["good", "dull"]).transform(["good " * times + "dull"]).toarray()
    return torch.sigmoid(F.linear(tensor(x), tensor([[good, dull]]), tensor([bias]))).item()


def confusion(a, b, c, d):
    return accuracy_score(counts_of((0, a + b), (1, c + d)), counts_of((0, a), (1, b), (0, c), (1, d)))


def stems_alike(pair):
    return SnowballStemmer("english").stem(pair[0]) == SnowballStemmer("english").stem(pair[1])


NUMBERS = {
    "patch_times_filter": lambda patch, kernel: convolved(patch, kernel).item(),
    "map_size": lambda size, kernel, stride, padding: convolved(
        np.zeros((size, size)), np.zeros((kernel, kernel)), stride=stride, padding=padding
    ).shape[-1],
    "stacked_maps": lambda filters, kernel, size, channels: torch.nn.Conv2d(channels, filters, kernel)(
        torch.zeros(channels, size, size)
    ).numel(),
    "filter_weights": lambda channels, filters, kernel: sum(
        p.numel() for p in torch.nn.Conv2d(channels, filters, kernel).parameters()
    ),
    "vanilla_step": vanilla,
    "lstm_memory": lstm,
    "gru_mix": gru,
    "fewer_parameters": fewer_parameters,
    "temperature": lambda scores, t: torch.distributions.Categorical(logits=tensor(scores) / t).probs[0].item(),
    "shrinking": lambda u, steps, exponent: (
        slope_of(lambda h: repeated(lambda v: torch.sigmoid(u * v) - 0.5, h, steps), 0.0) / 10**exponent
    ),
    "residual": lambda slope, layers: slope_of(lambda x: repeated(lambda v: v + slope * v, x, layers), 1.0),
    "clipped": clipped,
    "below_threshold": clipped,
    "momentum": lambda x, grads, rate, rho: optimized(lambda w: torch.optim.SGD(w, lr=rate, momentum=rho), x, grads)[0],
    "nesterov": nesterov,
    "adagrad": lambda x, grads, rate: optimized(lambda w: torch.optim.Adagrad(w, lr=rate), x, grads)[0],
    "rmsprop": lambda grads, beta: optimized(lambda w: torch.optim.RMSprop(w, alpha=beta), 0.0, grads)[1][
        "square_avg"
    ].item(),
    "adam_first_step": lambda x, g, rate: optimized(lambda w: torch.optim.Adam(w, lr=rate), x, [g])[0],
    "step_decay": lambda rate, every, epoch, factor: scheduled(
        lambda o: torch.optim.lr_scheduler.StepLR(o, every, factor), rate, epoch
    ),
    "cosine_decay": lambda rate, epochs, epoch: scheduled(
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, epochs), rate, epoch
    ),
    "hinge": lambda scores, k: 4 * F.multi_margin_loss(tensor([scores]), torch.tensor([k])).item(),
    "elastic_net": lambda w, beta: (beta * torch.linalg.norm(tensor(w)) ** 2 + tensor(w).norm(1)).item(),
    "dropout_scale": lambda x, p: dropped(x, p, True),
    "dropout_test": lambda x, p: dropped(x, p, False),
    "all_kept": lambda p, neurons: (
        torch.distributions.Binomial(neurons, 1 - tensor(p)).log_prob(tensor(float(neurons))).exp().item()
    ),
    "vocabulary_size": lambda sentence: len(CountVectorizer(token_pattern=r"\w+").fit([sentence]).vocabulary_),
    "count_of": lambda sentence, word: (
        CountVectorizer(vocabulary=[word], token_pattern=r"\w+").transform([sentence]).sum()
    ),
    "bigrams": lambda n, top: len(list(everygrams(range(n), 1, top))),
    "tfidf": tfidf,
    "everywhere": everywhere,
    "one_hot": lambda words: math.dist(*np.eye(words // 1000)[:2]),
    "window_count": window_count,
    "pmi": pmi,
    "positive_pmi": lambda **counts: max(0.0, pmi(**counts)),
    "t_score": t_score,
    "seen_once": pmi_of_a_pair_seen_once,
    "training_pairs": lambda words, window: 2 * len(list(skipgrams(range(words), 2, window - 1))),
    "weights": lambda dim, words: (
        sum(m.weight.numel() for m in (torch.nn.Embedding(words, dim), torch.nn.Linear(dim, words, bias=False))) / 1e6
    ),
    "rows_moved": rows_moved,
    "keep": keep,
    "keep_rare": keep,
    "negative_share": lambda counts: F.softmax(0.75 * torch.log(tensor(counts)), 0)[1].item(),
    "negative_loss": negative_loss,
    "analogy_target": lambda king, man, woman: (tensor(king) - tensor(man) + tensor(woman))[0].item(),
    "cosine": lambda a, b: F.cosine_similarity(tensor(a), tensor(b), 0).item(),
    "majority": majority,
    "score_of_words": score_of_words,
    "confusion": confusion,
}
# Whether another engine says the same of a choice: a function of what is given and of the choice, or None where the
# lecture's own word is the answer.
CHOICES = {
    "porter_rule": lambda word, named: PorterStemmer()._step1a(word) == named,
    "over_or_under": lambda pair, over, named: named == ("over-stemming" if stems_alike(pair) else "under-stemming"),
    "shared_weights": None,
    "rule_of_thumb": None,
    "remedy": None,
    "where_to_start": None,
    "label_kept": None,
    "two_models": None,
}
