import type { EngineClient } from '../../native/api/contract.ts';

/** `connecting`: not there yet; `open`: there; `lost`: being reached again; `closed`: gone for good. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'closed';

/** The engine, and whether it can be reached: what a transport offers to the renderer. */
export interface EngineLink extends EngineClient {
  readonly state: LinkState;
  /** Returns a function that ends the listening. */
  onState(listener: (state: LinkState) => void): () => void;
}
