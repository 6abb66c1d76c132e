"""Steps of a translator's decoder that are right in another style."""

import torch

from lessonlib.language import attend
from tests.checks.specimens import right


@right("decoder_step")
def step_with_ours_attend(parts, word, h, memory):
    state, h = parts.decoder(parts.target(word).unsqueeze(1), h)
    context, _ = attend(state, memory.states, memory.states, memory.mask)  # (B, 1, H)
    joined = torch.cat((state, context), dim=-1).squeeze(1)
    return parts.scores(parts.join(joined).tanh()), h


@right("decoder_step")
def step_with_torchs_attention(parts, word, h, memory):
    _, h = parts.decoder(parts.target(word[:, None]), h)
    query = h.transpose(0, 1)
    mask = memory.mask[:, None, :]
    context = torch.nn.functional.scaled_dot_product_attention(
        query, memory.states, memory.states, attn_mask=mask, scale=1.0
    )
    return parts.scores(torch.tanh(parts.join(torch.hstack([query[:, 0], context[:, 0]])))), h


@right("decoder_step")
def step_row_by_row(parts, word, h, memory):
    rows, states = [], []
    for b in range(len(word)):
        state, after = parts.decoder(parts.target(word[b : b + 1])[None], h[:, b : b + 1].contiguous())
        there = memory.states[b][memory.mask[b]]  # (n, H)
        context = torch.softmax(there @ state[0, 0], dim=0) @ there
        joined = torch.tanh(parts.join(torch.cat([state[0, 0], context])))
        rows.append(joined @ parts.scores.weight.T + parts.scores.bias)
        states.append(after)
    return torch.stack(rows), torch.cat(states, dim=1)


@right("decoder_step")
def step_of_bahdanau(parts, word, h, memory):
    state, after = parts.decoder(parts.target(word)[:, None], h)
    weights = torch.softmax((memory.states @ h[0][:, :, None])[:, :, 0].masked_fill(~memory.mask, -1e9), dim=1)
    context = torch.bmm(weights[:, None], memory.states)[:, 0]
    return parts.scores(torch.tanh(parts.join(torch.cat([state[:, 0], context], dim=1)))), after


@right("decoder_step")
def step_returning_a_list(parts, word, h, memory):
    output, hidden = parts.decoder(torch.nn.functional.embedding(word, parts.target.weight)[:, None, :], h)
    query = output.squeeze(1)
    scores = (query[:, None, :] * memory.states).sum(dim=2)
    e = torch.exp(scores - scores.amax(dim=1, keepdim=True)) * memory.mask
    context = ((e / e.sum(dim=1, keepdim=True))[:, :, None] * memory.states).sum(dim=1)
    return [parts.scores(torch.tanh(parts.join(torch.cat([query, context], 1)))), hidden]
