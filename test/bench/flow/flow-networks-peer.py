"""Times PWC-Lite (2 frames, reduced) or one-scale GMFlow in PyTorch, with random weights, on a 256 x 512 pair.

usage: flow-networks-peer.py pwclite|gmflow THREADS RUNS; prints the seconds of the fastest run
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(inputs, outputs, kernel=3, stride=1, dilation=1, active=True):
    layer = nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) * dilation // 2, dilation)
    return nn.Sequential(layer, nn.LeakyReLU(0.1, inplace=True)) if active else layer


class PwcLite(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [3, 16, 32, 64, 96, 128, 192]
        levels = [nn.Sequential(conv(a, b, stride=2), conv(b, b)) for a, b in zip(channels, channels[1:])]
        self.pyramid = nn.ModuleList(levels)
        self.reduce = nn.ModuleList([conv(c, 32, kernel=1) for c in [192, 128, 96, 64, 32]])
        shapes = [(115, 128), (128, 128), (256, 96), (224, 64), (160, 32)]
        self.estimator = nn.ModuleList([conv(a, b) for a, b in shapes])
        self.predict = conv(96, 2, active=False)
        shapes = [(34, 128, 1), (128, 128, 2), (128, 128, 4), (128, 96, 8), (96, 64, 16), (64, 32, 1)]
        layers = [conv(a, b, dilation=d) for a, b, d in shapes]
        self.context = nn.Sequential(*layers, conv(32, 2, active=False))

    def features(self, x):
        found = []
        for level in self.pyramid:
            x = level(x)
            found.append(x)
        return found[::-1]

    def correlation(self, first, second):
        height, width = first.shape[2:]
        second = F.pad(second, [4] * 4)
        shifts = [(i, j) for i in range(9) for j in range(9)]
        costs = [(first * second[:, :, i:i + height, j:j + width]).mean(1, keepdim=True) for i, j in shifts]
        return torch.cat(costs, 1)

    def warp(self, x, flow):
        batch, _, height, width = x.shape
        xs = torch.arange(width).view(1, 1, width) + flow[:, 0]
        ys = torch.arange(height).view(1, height, 1) + flow[:, 1]
        grid = torch.stack([2 * xs / (width - 1) - 1, 2 * ys / (height - 1) - 1], -1)
        return F.grid_sample(x, grid, padding_mode='border', align_corners=True)

    def forward(self, image1, image2):
        flow = None
        levels = zip(self.features(image1), self.features(image2), self.reduce)
        for x1, x2, reduce in levels:
            if flow is None:
                flow = torch.zeros(x1.shape[0], 2, *x1.shape[2:])
            else:
                flow = F.interpolate(flow * 2, scale_factor=2, mode='bilinear', align_corners=True)
                x2 = self.warp(x2, flow)
            costs = F.leaky_relu(self.correlation(x1, x2), 0.1)
            found = [self.estimator[0](torch.cat([costs, reduce(x1), flow], 1))]
            found.append(self.estimator[1](found[0]))
            for layer in self.estimator[2:]:
                found.append(layer(torch.cat(found[-2:], 1)))
            flow = flow + self.predict(torch.cat(found[-2:], 1))
            flow = flow + self.context(torch.cat([found[-1], flow], 1))
        return F.interpolate(flow * 4, scale_factor=4, mode='bilinear', align_corners=True)


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm = nn.InstanceNorm2d(outputs)
        self.reduce = None if stride == 1 else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        y = torch.relu(self.norm(self.conv1(x)))
        y = torch.relu(self.norm(self.conv2(y)))
        return torch.relu((x if self.reduce is None else self.norm(self.reduce(x))) + y)


def split(x):
    batch, height, width, channels = x.shape
    x = x.view(batch, 2, height // 2, 2, width // 2, channels).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(batch * 4, height * width // 4, channels)


def merge(x, height, width):
    x = x.view(-1, 2, 2, height // 2, width // 2, x.shape[-1]).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, height, width, x.shape[-1])


class Attention(nn.Module):
    def __init__(self, shifted, feeds_forward):
        super().__init__()
        self.shifted = shifted
        self.query, self.key, self.value, self.merge = [nn.Linear(128, 128, bias=False) for _ in range(4)]
        self.norm1 = nn.LayerNorm(128)
        self.mlp = None
        if feeds_forward:
            layers = [nn.Linear(256, 1024, bias=False), nn.GELU(), nn.Linear(1024, 128, bias=False)]
            self.mlp, self.norm2 = nn.Sequential(*layers), nn.LayerNorm(128)

    def forward(self, source, target, height, width, mask):
        batch = source.shape[0]
        parts = [self.query(source), self.key(target), self.value(target)]
        parts = [x.view(batch, height, width, 128) for x in parts]
        if self.shifted:
            parts = [torch.roll(x, (-(height // 4), -(width // 4)), (1, 2)) for x in parts]
        query, key, value = [split(x) for x in parts]
        scores = query @ key.transpose(1, 2) / 128 ** 0.5
        if self.shifted:
            scores = scores + mask.repeat(batch, 1, 1)
        found = merge(scores.softmax(-1) @ value, height, width)
        if self.shifted:
            found = torch.roll(found, (height // 4, width // 4), (1, 2))
        message = self.norm1(self.merge(found.reshape(batch, -1, 128)))
        if self.mlp is not None:
            message = self.norm2(self.mlp(torch.cat([source, message], -1)))
        return source + message


class GMFlow(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.norm = nn.InstanceNorm2d(64)
        shapes = [(64, 64, 1), (64, 64, 1), (64, 96, 2), (96, 96, 1), (96, 128, 2), (128, 128, 1)]
        self.blocks = nn.Sequential(*[ResidualBlock(*shape) for shape in shapes])
        self.conv2 = nn.Conv2d(128, 128, 1)
        self.own = nn.ModuleList([Attention(i % 2 == 1, False) for i in range(6)])
        self.cross = nn.ModuleList([Attention(i % 2 == 1, True) for i in range(6)])
        self.query, self.key = nn.Linear(128, 128), nn.Linear(128, 128)
        self.upsampler = nn.Sequential(nn.Conv2d(130, 256, 3, 1, 1), nn.ReLU(), nn.Conv2d(256, 576, 1))

    def forward(self, image1, image2):
        x = torch.relu(self.norm(self.conv1(torch.cat([image1, image2], 0))))
        x = self.conv2(self.blocks(x))
        _, channels, height, width = x.shape
        x = x.flatten(-2).permute(0, 2, 1)
        mask = torch.zeros(4, height * width // 4, height * width // 4)
        for own, cross in zip(self.own, self.cross):
            others = torch.cat(x.chunk(2, 0)[::-1], 0)
            x = cross(own(x, x, height, width, mask), others, height, width, mask)
        first, second = x.chunk(2, 0)
        ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing='ij')
        grid = torch.stack([xs, ys], -1).float().view(1, height * width, 2)
        flow = (first @ second.transpose(1, 2) / channels ** 0.5).softmax(-1) @ grid - grid
        query = self.query(first)
        key = self.key(query)
        flow = (query @ key.transpose(1, 2) / channels ** 0.5).softmax(-1) @ flow
        planes = lambda y: y.permute(0, 2, 1).reshape(y.shape[0], y.shape[2], height, width)
        flow = planes(flow)
        shares = self.upsampler(torch.cat([flow, planes(first)], 1))
        shares = shares.view(-1, 1, 9, 8, 8, height, width).softmax(2)
        around = F.unfold(8 * flow, [3, 3], padding=1).view(-1, 2, 9, 1, 1, height, width)
        fine = (shares * around).sum(2).permute(0, 1, 4, 2, 5, 3)
        return fine.reshape(-1, 2, 8 * height, 8 * width)


name, threads, runs = sys.argv[-3], int(sys.argv[-2]), int(sys.argv[-1])
torch.set_num_threads(threads)
network = {'pwclite': PwcLite, 'gmflow': GMFlow}[name]().eval()
first, second, times = torch.rand(1, 3, 256, 512), torch.rand(1, 3, 256, 512), []
with torch.no_grad():
    network(first, second)
    for _ in range(runs):
        start = time.perf_counter()
        network(first, second)
        times.append(time.perf_counter() - start)
print(min(times))
