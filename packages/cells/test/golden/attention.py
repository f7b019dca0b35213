"""Writes attention.json: PyTorch's values and gradients of attention, with torch.manual_seed(1).

    python3 attention.py > attention.json      # made with PyTorch 2.15, float32, on a CPU
"""

import json
import torch

torch.manual_seed(1)


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().flatten().tolist()}


def leaf(*shape):
    return torch.randn(*shape, requires_grad=True)


def case(inputs, compute):
    """What `compute` gives for the inputs, and the gradients of the sum of its squares."""
    results = compute(**inputs)
    sum(result.square().sum() for result in results.values()).backward()
    return {
        "inputs": {name: numbers(tensor) for name, tensor in inputs.items()},
        "results": {name: numbers(tensor) for name, tensor in results.items()},
        "gradients": {name: numbers(tensor.grad) for name, tensor in inputs.items()},
    }


mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], dtype=torch.bool)


def attended(scores, states):
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], -torch.inf), -1)
    return {"weights": weights, "context": torch.bmm(weights, states)}


def additive(queries, states, queryKernel, stateKernel, vector):
    hidden = torch.tanh((queries @ queryKernel)[:, :, None] + (states @ stateKernel)[:, None])
    return attended((hidden @ vector)[..., 0], states)


def multiplicative(queries, states, kernel):
    return attended(torch.einsum("btq,sq,bks->btk", queries, kernel, states), states)


def rotated(x, positions):
    """Rotary positions: pairs (x_i, x_{i + d/2}) turned by p / 10000^(2i/d)."""
    half = x.shape[-1] // 2
    angles = positions[:, None] * 10000 ** (-torch.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], -1)


def block(rotary):
    """A pre-norm block of PyTorch's own layers; with rotary positions, of its scaled_dot_product_attention."""

    def run(x, norm1, norm1b, query, key, value, out, outb, norm2, norm2b, up, upb, down, downb):
        batch, time, size = x.shape
        n = torch.nn.functional.layer_norm(x, [size], norm1, norm1b)
        split = lambda y: y.reshape(batch, time, 2, size // 2).transpose(1, 2)
        q, k, v = split(n @ query), split(n @ key), split(n @ value)
        if rotary:
            q, k = (rotated(y, torch.arange(time)) for y in (q, k))
        a = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + a.transpose(1, 2).reshape(batch, time, size) @ out + outb
        n = torch.nn.functional.layer_norm(x, [size], norm2, norm2b)
        return {"outputs": x + torch.nn.functional.gelu(n @ up + upb, approximate="tanh") @ down + downb}

    return run


source = lambda: {"queries": leaf(2, 3, 4), "states": leaf(2, 5, 6)}
weights = lambda: {
    **{"x": leaf(2, 5, 8), "norm1": leaf(8), "norm1b": leaf(8)},
    **{"query": leaf(8, 8), "key": leaf(8, 8), "value": leaf(8, 8), "out": leaf(8, 8), "outb": leaf(8)},
    **{"norm2": leaf(8), "norm2b": leaf(8), "up": leaf(8, 12), "upb": leaf(12), "down": leaf(12, 8), "downb": leaf(8)},
}
cases = {
    "additive": case({**source(), "queryKernel": leaf(4, 7), "stateKernel": leaf(6, 7), "vector": leaf(7, 1)}, additive),
    "multiplicative": case({**source(), "kernel": leaf(6, 4)}, multiplicative),
    "block": case(weights(), block(rotary=False)),
    "rotary block": case(weights(), block(rotary=True)),
}
print(json.dumps(cases))
