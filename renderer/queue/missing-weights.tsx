import type { RunConfig } from '../../native/api/run-config.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { missingNetworks } from '../config/missing-networks.ts';
import { routeHash } from '../routing/route.ts';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { rowParts } from './row-styles.tsx';

interface MissingWeightsProps {
  readonly config: RunConfig;
  /** Whether Tab reaches the link. */
  readonly reachable: boolean;
}

/** Says, before the clip has its turn and fails, which of its networks are still to be fetched, and where. */
export function MissingWeights({ config, reachable }: MissingWeightsProps) {
  const { queue, config: texts } = useMessages();
  const models = valueOf(useStore(useApp().models))?.models ?? [];
  const missing = missingNetworks(config, models);
  if (missing.length === 0) return null;
  const names: Readonly<Record<string, string>> = { ...texts.encoderNames, ...texts.flowNames };
  return (
    <div className={rowParts.missing}>
      {queue.missing.networks(missing.map((network) => names[network]!))}{' '}
      <a href={routeHash({ view: 'models' })} tabIndex={reachable ? 0 : -1}>
        {queue.missing.toModels}
      </a>
    </div>
  );
}
