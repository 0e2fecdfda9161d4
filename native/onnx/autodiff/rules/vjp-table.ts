import { activationRules } from './activation-rules.ts';
import { convolutionRules } from './convolution-rules.ts';
import { elementwiseRules } from './elementwise-rules.ts';
import { gridSampleRules } from './grid-sample-rules.ts';
import { indexRules } from './index-rules.ts';
import { linearRules } from './linear-rules.ts';
import { normalizationRules } from './normalization-rules.ts';
import { poolRules } from './pool-rules.ts';
import { reductionRules } from './reduction-rules.ts';
import { resizeRules } from './resize-rules.ts';
import { shapeRules } from './shape-rules.ts';
import type { VjpRules } from './vjp-rule.ts';

/** The vector-Jacobian products of all operators that have one. */
export const vjpTable: VjpRules = {
  ...activationRules,
  ...convolutionRules,
  ...elementwiseRules,
  ...gridSampleRules,
  ...indexRules,
  ...linearRules,
  ...normalizationRules,
  ...poolRules,
  ...reductionRules,
  ...resizeRules,
  ...shapeRules,
};

/** Operators without a rule, and what to do about it. */
export const notDifferentiable: Readonly<Record<string, string>> = {
  Loop: 'take the gradient inside the body',
  MultiHeadAttention: "build the attention without 'fused'",
};
