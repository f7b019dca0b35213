"""What `unrolled train` does for three tasks, from start to end: python3 torch-train.py TASK STEPS THREADS [MNIST FOLDER]."""

import copy
import gzip
import os
import sys

import torch
from torch import nn

# cell, features, units, classes (0: a binary digit a step), batch, steps an epoch, examples held out, learning rate
TASKS = {
    "mnist-rows": ("lstm", 28, 150, 10, 64, 860, (5000, 10000), 2e-3),
    "palindrome": ("lstm", 10, 128, 10, 128, 50, (2000,), 3e-3),
    "binary-addition": ("rnn", 2, 10, 0, 128, 100, (2000,), 1e-2),
}


class Model(nn.Module):
    def __init__(self, cell, features, units, classes):
        super().__init__()
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell]
        more = {"nonlinearity": "relu"} if cell == "rnn" else {}
        self.cell = kind(features, units, batch_first=True, **more)
        self.classes = classes
        self.head = nn.Linear(units, classes or 1)
        nn.init.orthogonal_(self.cell.weight_hh_l0)

    def forward(self, x):
        outputs, _ = self.cell(x)
        return self.head(outputs[:, -1] if self.classes else outputs)

    def loss(self, logits, y):
        if self.classes:
            return nn.functional.cross_entropy(logits, y)
        return nn.functional.binary_cross_entropy_with_logits(logits, y)

    def accuracy(self, logits, y):
        right = logits.argmax(1) == y if self.classes else (logits > 0) == (y > 0)
        return right.float().mean()


def images(folder, part):
    def read(name, start):
        path = os.path.join(folder, name)
        opened = gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")
        with opened as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8, offset=start)

    x = read(f"{part}-images-idx3-ubyte", 16).reshape(-1, 28, 28)
    return (x.float() / 255 - 0.1307) / 0.3081, read(f"{part}-labels-idx1-ubyte", 8).long()


def palindromes(count):
    half = torch.randint(10, (count, 10))
    digits = torch.cat([half, half.flip(1)], 1)
    return nn.functional.one_hot(digits[:, :-1], 10).float(), digits[:, -1]


def sums(count):
    a, b = torch.randint(2**16, (2, count))
    digits = [((n[:, None] >> torch.arange(17)) & 1).float() for n in (a, b, a + b)]
    return torch.stack(digits[:2], 2) * 2 - 1, digits[2][..., None]


def main(task, steps, threads, folder=None):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    cell, features, units, classes, batch, epoch, held_out, rate = TASKS[task]
    if task == "mnist-rows":
        x, y = images(folder, "train")
        held = [(x[:5000], y[:5000]), images(folder, "t10k")]
        order = torch.randperm(len(x) - 5000) + 5000

        def draw(step):
            places = order[batch * step % (len(order) - batch) :][:batch]
            return x[places], y[places]

    else:
        make = palindromes if classes else sums
        held = [make(count) for count in held_out]

        def draw(_):
            return make(batch)

    model = Model(cell, features, units, classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(steps):
        inputs, targets = draw(step)
        optimizer.zero_grad()
        logits = model(inputs)
        loss = model.loss(logits, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        (loss.item(), model.accuracy(logits.detach(), targets).item())
        if (step + 1) % epoch == 0 or step + 1 == steps:
            with torch.no_grad():
                for inputs, targets in held:
                    for part in torch.arange(len(inputs)).split(1000):
                        logits = model(inputs[part])
                        (model.loss(logits, targets[part]).item(), model.accuracy(logits, targets[part]).item())
            best = copy.deepcopy(model.state_dict())
            torch.save({"model": best, "optimizer": optimizer.state_dict()}, os.devnull)
    print(loss.item())


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
