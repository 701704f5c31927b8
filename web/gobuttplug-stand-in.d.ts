/**
 * The opt-in script that answers a game's WebSocket to a Buttplug server on the player's computer with the
 * server in the page. Importing it, or its script element, puts it in place.
 */
export {};

/** What a page can set, as data attributes of the script element (`data-devices="simulated"`) or in this object. */
export interface GobuttplugStandIn {
  /**
   * Whom sockets are answered for: host and port, or an address, whose path counts if it has one. `ws:` and
   * `wss:` are the same here. Default: port 12345 of `127.0.0.1`, `localhost` and `[::1]`.
   */
  addresses: string[];
  /** Default: `['webbluetooth']`. */
  devices: Array<'webbluetooth' | 'simulated' | 'serial' | 'gamepad' | 'vibration'>;
  /** Where `gobuttplug.wasm` is, if not beside the library. */
  wasmUrl?: string | URL;
  serverName: string;
  /** Makes the page's `WebSocket` the browser's own again. Sockets that are open stay so. */
  remove(): void;
}

declare global {
  /** There once the script has run. What is set counts for sockets that are opened later. */
  var gobuttplugStandIn: GobuttplugStandIn | undefined;
}
