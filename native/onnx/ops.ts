/** All operators: functions of tensors (positional) and attributes (an object) that append a node and return tensors. */
export * from './ops/attention.ts';
export * from './ops/compare.ts';
export * from './ops/control.ts';
export * from './ops/conv.ts';
export * from './ops/create.ts';
export * from './ops/elementwise.ts';
export * from './ops/gather.ts';
export * from './ops/linear.ts';
export * from './ops/normalization.ts';
export * from './ops/pool.ts';
export * from './ops/reduce.ts';
export * from './ops/resize.ts';
export * from './ops/shape.ts';
