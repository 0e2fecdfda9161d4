"""The decoder of native/models/spade-decoder.ts in PyTorch, as SPADE's published code composes it: trains some steps on
one batch and prints seconds of the fastest step, peak megabytes and the losses as JSON."""
import json, resource, sys, time
import numpy as np, torch, torch.nn.functional as F

task = json.load(open(sys.argv[1]))
torch.set_num_threads(task['threads'])
config = task['config']


def tensor(name, shape):
    return torch.from_numpy(np.fromfile(task['files'][name], dtype=np.float32).reshape(shape))


flat = tensor('parameters', [-1])
P, at = {}, 0
for name, shape in task['shapes']:
    size = int(np.prod(shape))
    P[name] = flat[at:at + size].reshape(shape).clone().requires_grad_()
    at += size


def conv(x, name, padding):
    return F.conv2d(x, P[name + '.weight'], P.get(name + '.bias'), padding=padding)


def spade(x, seg, name):
    coarse = config['modulation'] == 'coarse'
    if not coarse:
        seg = F.interpolate(seg, size=x.shape[2:], mode='nearest')
    hidden = F.relu(conv(seg, name + '.mlp_shared.0', 1))
    gamma, beta = conv(hidden, name + '.mlp_gamma', 1), conv(hidden, name + '.mlp_beta', 1)
    if coarse and gamma.shape[2:] != x.shape[2:]:
        gamma = F.interpolate(gamma, size=x.shape[2:], mode='bilinear', align_corners=False)
        beta = F.interpolate(beta, size=x.shape[2:], mode='bilinear', align_corners=False)
    return F.instance_norm(x) * (1 + gamma) + beta


def block(x, seg, name):
    shortcut = x
    if name + '.conv_s.weight' in P:
        shortcut = conv(spade(x, seg, name + '.norm_s'), name + '.conv_s', 0)
    dx = conv(F.leaky_relu(spade(x, seg, name + '.norm_0'), 0.2), name + '.conv_0', 1)
    dx = conv(F.leaky_relu(spade(dx, seg, name + '.norm_1'), 0.2), name + '.conv_1', 1)
    return shortcut + dx


def decoder(features):
    seg = (features - features.mean(1, keepdim=True)) / torch.sqrt(features.var(1, unbiased=False, keepdim=True) + 1e-5)
    if config['mapChannels'] is not None:
        seg = F.leaky_relu(conv(seg, 'reduce', 0), 0.2)
    x = conv(seg, 'start', 1)
    for i, part in enumerate(config['blocks']):
        if part['double']:
            x = F.interpolate(x, scale_factor=2, mode='nearest')
        x = block(x, seg, f'block_{i}')
    logits = conv(F.leaky_relu(x, 0.2), 'logits', 1)
    return F.interpolate(logits, size=task['size'], mode='bilinear', align_corners=False)


features, target = tensor('features', task['featureShape']), tensor('target', task['targetShape'])
optimizer = torch.optim.Adam(P.values(), lr=task['rate'])
times, losses = [], []
for _ in range(task['steps']):
    start = time.perf_counter()
    optimizer.zero_grad()
    loss = F.binary_cross_entropy_with_logits(decoder(features), target)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    times.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({'seconds': min(times[1:]), 'peakMb': peak, 'losses': losses}))
