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


source = lambda: {"queries": leaf(2, 3, 4), "states": leaf(2, 5, 6)}
cases = {
    "additive": case({**source(), "queryKernel": leaf(4, 7), "stateKernel": leaf(6, 7), "vector": leaf(7, 1)}, additive),
    "multiplicative": case({**source(), "kernel": leaf(6, 4)}, multiplicative),
}
print(json.dumps(cases))
