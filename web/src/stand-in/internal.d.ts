// Types that the parts of the stand-in share.

/** What a session with the server tells. */
export interface Handlers {
  onFrame: (text: string) => void;
  onClose: (error?: Error, farewell?: { code: number; reason: string }) => void;
}

export interface Session {
  send(text: string): void;
  /** A frame that is not text. Sessions by way of a window take none. */
  sendBinary?(): void;
  close(): void;
}

/** Starts a session for a socket to an address. */
export type Open = (url: string, handlers: Handlers) => Promise<Session>;

/** A search that waits for a click. */
export interface Held {
  run(): void;
  dismissed(): void;
  /** Forgets it. */
  cancel(): void;
  /** Looks for a click again. */
  retry(): void;
}
