/**
 * `connecting`: not yet there, messages wait; `open`: messages go through; `lost`: the other side went away, the channel
 * tries to come back by itself; `closed`: it never will.
 */
export const channelStates = ['connecting', 'open', 'lost', 'closed'] as const;
export type ChannelState = (typeof channelStates)[number];

/** What a channel tells its one user. */
export interface ChannelListener {
  message(message: unknown): void;
  state(state: ChannelState): void;
}

/** One end of a two-way line for messages that can be cloned, whatever carries it. */
export interface Channel {
  readonly state: ChannelState;
  /** Gives a message to an open channel; in any other state it is dropped. */
  send(message: unknown): void;
  listen(listener: ChannelListener): void;
  close(): void;
}
