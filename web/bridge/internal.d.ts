// Types that the parts of the window share.
import type * as Public from '../gobuttplug.js';

/** What a session with the server tells. */
export interface Handlers {
  onFrame: (text: string) => void;
  onClose: () => void;
}

export interface Session {
  send(text: string): void;
  close(): void;
}

/** What the game wants: see ../src/popup.mjs. */
export interface Options {
  server?: string;
  devices: Public.DeviceSource[];
  serverName: string;
  takeOver: boolean;
  limits?: { all?: Public.LimitRule; toys?: Record<string, Public.LimitRule> };
  stopped: boolean;
}

/** As much of a message of the game as matters here. */
export interface Message {
  StartScanning?: { Id: number };
  StopScanning?: { Id: number };
}

/** What the player sees of an error. */
export type Trouble = Error & { code?: string };
