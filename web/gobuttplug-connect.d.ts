/**
 * `<gobuttplug-connect>`: the player chooses where the toys are, connects, and tries them. Importing this module
 * defines the element. See docs/embedding.md.
 *
 * Attributes: `ways`, `devices`, `address`, `name`, `wasm-url`, `bridge-url`, `forget`. The element sets `state`.
 *
 * Slots: `button`, in place of the one that connects; `unsupported`, in place of the text that says why a way can't work in
 * this browser; `empty`, in place of the help when no toy was found.
 *
 * Custom properties: `--gobuttplug-accent`, `-accent-text`, `-surface`, `-text`, `-faint`, `-line`, `-wash`, `-bad`,
 * `-bad-wash`, `-radius`, `-font`.
 *
 * Parts: `ways`, `way`, `devices`, `device`, `field`, `input`, `hint`, `row`, `button` (each: `connect`, `scan`, `disconnect`, `test`,
 * `all-ports`, `take-over`, `dismiss`; the most important also `primary`), `toys`, `toy`, `toy-name`, `empty`, `status`, `trouble`, `notice`.
 *
 * For frameworks: `import type {} from 'gobuttplug/connect/react'` (or `preact`, `solid`, `vue`, `svelte`) tells TypeScript of the
 * element. custom-elements.json is its manifest.
 */
import { ButtplugClient, ButtplugClientDevice, DeviceSource } from './gobuttplug.js';

/** Where the toys are: at this device, over Bluetooth or what `devices` lists; in the page, as pretend toys; or at a server. */
export type Way = 'bluetooth' | 'simulated' | 'remote';

/** `connecting` also stands for a connection that was lost and is being made again. */
export type ConnectState = 'disconnected' | 'connecting' | 'connected' | 'scanning';

export class GobuttplugConnectElement extends HTMLElement {
  /**
   * What the game drives toys with. Its own client, unless the page sets another one.
   * @throws {TypeError} when it is set while the element is connected
   */
  get client(): ButtplugClient;
  set client(client: ButtplugClient);
  /**
   * What the page's own server may drive, in this order; `['webbluetooth']` by default. Of several, the player ticks
   * what to use; what this browser can't drive is shown with the remedy. A string has the names with spaces.
   * @throws {TypeError} when it is set to a name that is none of `DeviceSource`, or to none
   */
  get devices(): DeviceSource[];
  set devices(devices: string | readonly DeviceSource[] | null | undefined);
  get state(): ConnectState;
  /** @throws {TypeError} when it is set to a way that the element does not offer */
  get way(): Way;
  set way(way: Way);
  /** Connects as the player chose; call it in a click or key press. Resolves to whether it worked; what did not is shown and told by `problem`. */
  connect(): Promise<boolean>;
  disconnect(): Promise<void>;
  /** Looks for toys, or stops looking; call it in a click or key press. `takeOver`: take a toy away from another tab that uses it. */
  scan(options?: { takeOver?: boolean }): Promise<void>;
  /** Shows an error to the player. `doing` says what did not work: `'Connecting'`. */
  explain(error: unknown, doing: string): void;
  /** Takes the shown error away. */
  clear(): void;
  addEventListener<K extends keyof GobuttplugConnectEventMap>(type: K, listener: (this: GobuttplugConnectElement, event: GobuttplugConnectEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof GobuttplugConnectEventMap>(type: K, listener: (this: GobuttplugConnectElement, event: GobuttplugConnectEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** What markup gives the element. */
export interface GobuttplugConnectAttributes {
  /** Which ways it offers, in this order: `'bluetooth simulated remote'`. */
  ways?: string | undefined;
  /** What the page's own server may drive, the names of `DeviceSource`: `'webbluetooth serial gamepad vibration'`. */
  devices?: string | undefined;
  /** Of the remote server. */
  address?: string | undefined;
  /** Of the client, as servers show it. */
  name?: string | undefined;
  'wasm-url'?: string | undefined;
  'bridge-url'?: string | undefined;
  /** Does not remember the player's choice. */
  forget?: boolean | '' | undefined;
}

/** What frameworks give it besides. */
export interface GobuttplugConnectProperties extends Omit<GobuttplugConnectAttributes, 'devices'> {
  devices?: string | readonly DeviceSource[] | undefined;
  client?: ButtplugClient | undefined;
}

/** The events of the element. They bubble. */
export interface GobuttplugConnectEventMap extends HTMLElementEventMap, GobuttplugConnectEvents {}

/** Its own events. */
export interface GobuttplugConnectEvents {
  connect: CustomEvent<{ client: ButtplugClient }>;
  /** `error` is missing when the player has disconnected. */
  disconnect: CustomEvent<{ error?: Error }>;
  statechange: CustomEvent<{ state: ConnectState }>;
  deviceadded: CustomEvent<{ device: ButtplugClientDevice }>;
  deviceremoved: CustomEvent<{ device: ButtplugClientDevice }>;
  /** An error was shown. `doing` says what did not work. */
  problem: CustomEvent<{ error: unknown; doing: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'gobuttplug-connect': GobuttplugConnectElement;
  }
}
