"""Times OpenCV's DIS medium with two threads on a pair and measures its end-point error on pairs with known flow.

usage: opencv-dis.py FRAME1 FRAME2 FLOWBENCH; prints {"pairMs": ..., "frameMs": ..., "error": ...}
"""

import glob
import json
import sys
import time

import cv2
import numpy


def flow_file(path):
    values = numpy.fromfile(path, '<f4')
    width, height = values[1:3].view('<i4')
    return values[3:].reshape(height, width, 2)


def fastest(dis, first, second, runs=7):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        flow = dis.calc(first, second, None)
        times.append(time.perf_counter() - start)
    return min(times) * 1000, flow


cv2.setNumThreads(2)
dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
frames = [cv2.imread(path, cv2.IMREAD_GRAYSCALE) for path in sys.argv[1:3]]
errors, pair_times = [], []
for truth in sorted(glob.glob(sys.argv[3] + '/*.flo')):
    first, second = (cv2.imread(truth[:-4] + part, cv2.IMREAD_GRAYSCALE) for part in ('_1.png', '_2.png'))
    elapsed, flow = fastest(dis, first, second, 2)
    pair_times.append(elapsed)
    errors.append(float(numpy.linalg.norm(flow - flow_file(truth), axis=2).mean()))
result = {'pairMs': min(pair_times), 'frameMs': fastest(dis, *frames)[0], 'error': float(numpy.mean(errors))}
print(json.dumps(result))
