// Connectors to a server over WebSocket. This library's client only takes their address and dials
// inside the module; for other clients they are working connectors of their own.

import { EventEmitter, notify } from './emitter.mjs';
import { connectorError, messageOf } from './errors.mjs';
import { installed } from './files.mjs';
import { LINK } from './link.mjs';
import { tryingTime } from './reconnect.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */
/** @import { ConnectorEvents, Link } from './internal.d.ts' */

// For how many seconds a connection that was lost is tried, if nothing else is said.
const PATIENCE = 300;

/** @extends {EventEmitter<ConnectorEvents>} */
export class ButtplugBrowserWebsocketClientConnector extends EventEmitter {
  static get name() { return 'ButtplugBrowserWebsocketClientConnector'; }

  // reconnect: whether this library's client makes a connection again that was lost.
  /**
   * @param {string} url
   * @param {{ reconnect?: boolean | { seconds?: number } }} [options]
   */
  constructor(url, { reconnect = false } = {}) {
    super();
    this._url = String(url);
    this._lasts = tryingTime(reconnect, PATIENCE);
    /** @type {WebSocket | undefined} */
    this._ws = undefined;
    /** @type {typeof WebSocket | null} */
    this._websocketConstructor = null;
    this._used = false; // by a client of this library
    this._dialling = false;
  }

  get Connected() {
    return this._ws !== undefined || this._used;
  }

  connect = async () => {
    if (this.Connected || this._dialling) throw connectorError('already-connected', 'This connector is connected already');
    const Socket = this._websocketConstructor ?? globalThis.WebSocket;
    if (!Socket) throw connectorError('unsupported', 'There is no WebSocket here; in Node.js use ButtplugNodeWebsocketClientConnector');
    this._dialling = true;
    await /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      let ws;
      try {
        ws = new Socket(this._url);
      } catch (error) {
        return reject(connectorError('invalid-address', `${this._url} is not a WebSocket address that this page may use: ${messageOf(error)}`, error));
      }
      const failed = (/** @type {Event & { reason?: string }} */ event) => reject(connectorError('unreachable', event.reason || `No server answers at ${this._url}`));
      ws.addEventListener('error', failed);
      ws.addEventListener('close', failed);
      ws.addEventListener('open', async () => {
        this._ws = ws;
        ws.removeEventListener('error', failed);
        ws.removeEventListener('close', failed);
        ws.addEventListener('error', () => {}); // close follows
        ws.addEventListener('close', () => { if (this._ws === ws) void this.disconnect(); });
        ws.addEventListener('message', event => this.parseIncomingMessage(event));
        this.initialize().then(resolve, reject);
      });
    })).finally(() => { this._dialling = false; });
  };

  disconnect = async () => {
    if (this._ws === undefined) return;
    const ws = this._ws;
    this._ws = undefined;
    ws.close();
    this.emit('disconnect');
  };

  initialize = async () => {};

  /** @param {Public.ButtplugMessage} msg */
  send = msg => {
    if (this._ws === undefined) throw connectorError('not-connected', 'The connector is not connected');
    this.sendMessage(msg);
  };

  /** @param {Public.ButtplugMessage} msg */
  sendMessage(msg) {
    /** @type {WebSocket} */ (this._ws).send(`[${JSON.stringify(msg)}]`);
  }

  /** @param {MessageEvent} event */
  parseIncomingMessage(event) {
    if (typeof event.data !== 'string') return;
    let messages;
    try {
      messages = JSON.parse(event.data);
    } catch {
      return; // not a frame of the protocol
    }
    this.emit('message', messages);
  }

  // A connector that was changed or is in use goes by messages, so that its own methods are called.
  /** @returns {Link<Engine> | undefined} */
  [LINK]() {
    const plain = Object.getPrototypeOf(this) === ButtplugBrowserWebsocketClientConnector.prototype;
    if (!plain || this._websocketConstructor || this.Connected) {
      if (this._lasts > 0) throw connectorError('invalid-option', 'reconnect: this connector can’t do it, because its own methods are used');
      return undefined;
    }
    return {
      remote: true,
      open: async () => {},
      target: () => ['websocket', this._url, this._lasts],
      opened: () => { this._used = true; },
      closed: () => {
        if (!this._used) return;
        this._used = false;
        notify(this, 'disconnect');
      },
    };
  }
}

// For Node.js: the WebSocket that Node has since version 22, else that of the package ws.
export class ButtplugNodeWebsocketClientConnector extends ButtplugBrowserWebsocketClientConnector {
  static get name() { return 'ButtplugNodeWebsocketClientConnector'; }

  /** @param {string} url */
  constructor(url) {
    super(url);
    const dial = this.connect;
    this.connect = async () => {
      this._websocketConstructor ??= globalThis.WebSocket ?? packageWs();
      await dial();
    };
  }
}

function packageWs() {
  try {
    return installed('ws').WebSocket;
  } catch (error) {
    throw connectorError('unsupported', 'This Node.js has no WebSocket: use version 22 or later, or install the package ws', error);
  }
}
