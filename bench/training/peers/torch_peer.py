"""PyTorch: the same models, loss and optimiser, in every configuration that could be the fastest on a processor.

variant.compile
  none      forward, backward and optimiser step as they are written
  loss      torch.compile around model and loss; the optimiser eager
  step      the same, and around the optimiser's step
  whole     one compiled function a step: forward, gradient (torch.func) and Adam written out
variant.unroll (whole)       steps in one compiled call
variant.fused                Adam(fused=True)
variant.channelsLast         convolutions on NHWC
variant.threads              intra-op threads
variant.cppWrapper           inductor's wrapper in C++ rather than Python
"""

import torch
import torch.nn.functional as F
from torch import nn

from workload import answer, confusion_matrix, read_data, read_task

EPSILON = 1e-7
BETAS = (0.9, 0.999)


def dense(inputs, units):
    layer = nn.Linear(inputs, units)
    nn.init.zeros_(layer.bias)
    return layer


def mlp(features, layers, classes):
    """He et al. 2015 (uniform) for the hidden layers, Glorot & Bengio 2010 for the output: as ours."""
    parts, width = [], features
    for units in layers:
        parts += [dense(width, units), nn.ReLU()]
        nn.init.kaiming_uniform_(parts[-2].weight, nonlinearity="relu")
        width = units
    parts.append(dense(width, classes))
    nn.init.xavier_uniform_(parts[-1].weight)
    return nn.Sequential(*parts)


def cnn(shape, filters, kernel, units, classes):
    height, width, channels = shape
    parts = []
    for count in filters:
        parts += [nn.Conv2d(channels, count, kernel, padding=kernel // 2), nn.ReLU(), nn.MaxPool2d(2)]
        channels, height, width = count, height // 2, width // 2
    parts += [nn.Flatten(), mlp(channels * height * width, [units], classes)]
    return nn.Sequential(*parts)


class Block(nn.Module):
    """A basic residual block (He et al. 2016); a 1×1 convolution where the shape changes."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, 1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False),
            nn.BatchNorm2d(filters),
        )
        changes = stride != 1 or channels != filters
        projection = [nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)]
        self.shortcut = nn.Sequential(*projection) if changes else nn.Identity()

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet(shape, filters, classes):
    stem = [nn.Conv2d(shape[2], filters[0], 3, 1, 1, bias=False), nn.BatchNorm2d(filters[0]), nn.ReLU()]
    blocks = [
        Block(filters[max(0, i - 1)], count, 1 if i == 0 else 2) for i, count in enumerate(filters)
    ]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(filters[-1], classes)]
    return nn.Sequential(*stem, *blocks, *head)


def build(model, shape, classes):
    if model["kind"] == "dense":
        return mlp(shape[0], model["layers"], classes)
    if model["kind"] == "cnn":
        return cnn(shape, model["filters"], model["kernelSize"], model["dense"], classes)
    return resnet(shape, model["filters"], classes)


def focal_loss(logits, labels, gamma):
    """(1 - p)^γ · ce. A γ of 2 is a plain square, which is what a careful person would write."""
    entropy = F.cross_entropy(logits, labels, reduction="none")
    u = 1 - torch.exp(-entropy)
    factor = u * u if isinstance(gamma, float) and gamma == 2.0 else u.clamp_min(1e-12) ** gamma
    return (factor * entropy).mean()


class TorchTrainer:
    def __init__(self, task):
        self.variant = task["variant"]
        self.batch = task["batchSize"]
        self.classes = task["classes"]
        torch.set_num_threads(self.variant["threads"])
        torch.set_num_interop_threads(1)
        torch.manual_seed(task["seed"])
        if self.variant.get("cppWrapper"):
            torch._inductor.config.cpp_wrapper = True
        self.data = {name: self.resident(*split) for name, split in read_data(task).items()}
        # A sweep's γ and learning rate are tensors, so that nothing is compiled again for them.
        self.is_sweep = task["mode"] == "sweep"
        self.gamma = torch.tensor(task["gamma"]) if self.is_sweep else float(task["gamma"])
        self.model = build(task["model"], task["inputShape"], self.classes)
        if self.variant.get("channelsLast"):
            self.model = self.model.to(memory_format=torch.channels_last)
        self.first_rate = task["learningRate"]
        self.make_optimizer()
        self.make_step()

    def resident(self, inputs, labels):
        """NHWC in memory for channels-last (a view gives NCHW), NCHW else."""
        x, y = torch.from_numpy(inputs), torch.from_numpy(labels)
        if x.dim() == 4 and not self.variant.get("channelsLast"):
            x = x.permute(0, 3, 1, 2).contiguous()
        return x, y

    def as_batch(self, x):
        return x.permute(0, 3, 1, 2) if x.dim() == 4 and self.variant.get("channelsLast") else x

    def make_optimizer(self):
        rate = self.first_rate
        is_tensor = self.is_sweep and self.variant["compile"] == "step"
        options = {"fused": True} if self.variant.get("fused") else {}
        if is_tensor:
            options = {"capturable": False}
        self.optimizer = torch.optim.Adam(
            self.model.parameters(),
            lr=torch.tensor(rate) if is_tensor else rate,
            betas=BETAS,
            eps=EPSILON,
            **options,
        )

    def make_step(self):
        kind = self.variant["compile"]
        if kind == "whole":
            return self.make_whole_step()

        def forward(x, y):
            return focal_loss(self.model(x), y, self.gamma)

        optimize = self.optimizer.step
        if kind in ("loss", "step"):
            forward = torch.compile(forward, dynamic=False)
        if kind == "step":
            optimize = torch.compile(self.optimizer.step, dynamic=False)

        def step(x, y):
            self.optimizer.zero_grad(set_to_none=True)
            loss = forward(self.as_batch(x), y)
            loss.backward()
            optimize()
            return loss

        self.step = step
        self.unroll = 1

    def make_whole_step(self):
        """Forward, gradient and Adam of `unroll` steps in one compiled function."""
        from torch.func import functional_call, grad_and_value

        names = [name for name, _ in self.model.named_parameters()]
        parameters = [parameter.detach() for parameter in self.model.parameters()]
        first = [torch.zeros_like(p) for p in parameters]
        second = [torch.zeros_like(p) for p in parameters]
        count = torch.zeros(())
        rate = torch.tensor(self.first_rate)
        self.unroll = self.variant.get("unroll", 1)
        batch = self.batch
        beta1, beta2 = BETAS

        def objective(values, x, y):
            return focal_loss(functional_call(self.model, dict(zip(names, values)), (x,)), y, self.gamma)

        gradient = grad_and_value(objective)

        def steps(parameters, first, second, count, rate, xs, ys, size):
            for x, y in zip(xs.split(size), ys.split(size)):
                gradients, loss = gradient(parameters, self.as_batch(x), y)
                count.add_(1)
                root = torch.sqrt(1 - beta2**count)
                step_rate = rate * root / (1 - beta1**count)
                for p, m, v, g in zip(parameters, first, second, gradients):
                    m.mul_(beta1).add_(g * (1 - beta1))
                    v.mul_(beta2).add_(g * g * (1 - beta2))
                    p.sub_(step_rate * m / (torch.sqrt(v) + EPSILON * root))
            return loss

        compiled = torch.compile(steps, dynamic=False, fullgraph=True)
        self.whole = {"first": first, "second": second, "count": count, "rate": rate}
        self.parameters = parameters

        def step(x, y):
            # A last call of fewer rows is one smaller step.
            size = batch if x.shape[0] % batch == 0 else x.shape[0]
            with torch.no_grad():
                return compiled(parameters, first, second, count, rate, x, y, size)

        self.step = step

    def epoch_batches(self, rows):
        """An epoch is shuffled at once; its batches are views."""
        x, y = self.data["train"]
        order = torch.randperm(len(y))
        return zip(x[order].split(rows), y[order].split(rows))

    def throughput(self, box):
        self.model.train()
        while True:
            for x, y in self.epoch_batches(self.batch * self.unroll):
                self.step(x, y)
                if not box.add(len(y)):
                    return box.result()

    def train_epoch(self):
        self.model.train()
        x, y = self.data["train"]
        rows = self.batch * self.unroll
        for bx, by in self.epoch_batches(rows):
            whole = len(by) // self.batch * self.batch
            if whole == len(by) or whole == 0:
                self.step(bx, by)
                continue
            self.step(bx[:whole], by[:whole])
            self.step(bx[whole:], by[whole:])

    def evaluate(self, split):
        self.model.eval()
        x, y = self.data[split]
        with torch.inference_mode():
            logits = self.model(self.as_batch(x))
            loss = float(focal_loss(logits, y, self.gamma))
            return loss, confusion_matrix(y.numpy(), logits.argmax(1).numpy(), self.classes)

    def reset(self, seed, learning_rate, gamma):
        """Weights, slots and settings of a new run, in place: compiled functions stay."""
        torch.manual_seed(seed)
        for module in self.model.modules():
            if isinstance(module, (nn.Linear, nn.Conv2d)):
                is_output = isinstance(module, nn.Linear) and module.out_features == self.classes
                (nn.init.xavier_uniform_ if is_output else he_uniform)(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        if self.is_sweep:
            self.gamma.fill_(gamma)
        if self.variant["compile"] == "whole":
            for slot in (*self.whole["first"], *self.whole["second"], self.whole["count"]):
                slot.zero_()
            self.whole["rate"].fill_(learning_rate)
            return
        for group in self.optimizer.param_groups:
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(learning_rate)
            else:
                group["lr"] = learning_rate
        for state in self.optimizer.state.values():
            for slot in state.values():
                slot.zero_()

    def warm_up(self):
        self.train_epoch()

    def parameter_count(self):
        return sum(parameter.numel() for parameter in self.model.parameters())


def he_uniform(weight):
    nn.init.kaiming_uniform_(weight, nonlinearity="relu")


if __name__ == "__main__":
    task = read_task()
    answer(task, TorchTrainer(task))
