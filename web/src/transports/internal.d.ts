// What the module wants of a transport: see the Go package internal/pagedevice.
import type * as Public from '../../gobuttplug.js';

export interface Transport {
  readonly name: string;
  /** Whether it can be used here; asks the player for nothing. */
  check(): Public.Availability;
  scan(found: (toy: PageToy) => void, signal: AbortSignal): Promise<void>;
  /** Tells of toys that appear, for as long as the page lives. */
  watch?(found: (toy: PageToy) => void): void;
  /** Stops and lets go of all toys at once, because the module is gone. */
  letGo(): void;
}

export interface PageToy {
  readonly address: string;
  readonly name: string;
  readonly protocol: string;
  readonly about?: string;
  open(heard: (bytes: Uint8Array) => void, gone: () => void): Promise<Connection>;
}

export interface Connection {
  write(bytes: Uint8Array): Promise<void>;
  writeNow(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** Web Serial, as far as it is used. */
export interface SerialPort extends EventTarget {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  readonly connected?: boolean;
  open(options: { baudRate: number; bufferSize?: number }): Promise<void>;
  close(): Promise<void>;
  forget?(): Promise<void>;
  getInfo(): { usbVendorId?: number; usbProductId?: number };
}

export interface Serial extends EventTarget {
  getPorts(): Promise<SerialPort[]>;
  requestPort(options?: { filters?: Array<{ usbVendorId: number }> }): Promise<SerialPort>;
}
