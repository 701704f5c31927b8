// The connector for games in a frame that may not use Bluetooth: a window of the same site, which
// may, runs the server, and messages go there and back.

import { EventEmitter, notify } from './emitter.mjs';
import { STAMP } from './load.mjs';
import { bridgeFile } from './files.mjs';
import { connectorError, messageOf } from './errors.mjs';
import { limits } from './limits.mjs';
import { safety } from './safety.mjs';
import { ForeignLink, LINK } from './link.mjs';
import { show } from './output.mjs';
import { textOf } from './wasm.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */
/** @import { ConnectorEvents, Link } from './internal.d.ts' */

const WINDOW = 'gobuttplug-bridge';
const LOOK = 'popup,width=420,height=560';
const HELLO_EVERY = 100;   // ms
const ANSWER_WITHIN = 3000; // ms that a loaded bridge has for its answer
const LOAD_WITHIN = 60000;  // ms, on a slow network
const CLOSE_WITHIN = 3000;  // ms that the window has to stop its toys
const CLOSED_EVERY = 50;    // ms

let leaving = 0; // windows that are about to close themselves

/** @extends {EventEmitter<ConnectorEvents>} */
export class ButtplugPopupClientConnector extends EventEmitter {
  static get name() { return 'ButtplugPopupClientConnector'; }

  // url is that of gobuttplug-bridge.html, of the same site as the page. server: the WebSocket address
  // of a server to connect to from the window, instead of running one there. devices, serverName,
  // takeOver and decode are as for ButtplugWasmClientConnector.
  /** @param {ConstructorParameters<typeof Public.ButtplugPopupClientConnector>[0]} [options] */
  constructor({ url, server, devices = 'webbluetooth', serverName = '', takeOver = false, decode } = {}) {
    super();
    if (server !== undefined && !/^wss?:\/\//i.test(server)) throw connectorError('invalid-address', `server: ${show(server)} does not begin with ws:// or wss://`);
    if (decode !== undefined && typeof decode !== 'function') throw connectorError('invalid-option', 'decode: must be a function');
    this._url = url;
    this._options = { server, devices: [devices].flat().map(String), serverName: String(serverName), takeOver: Boolean(takeOver) };
    this._decode = decode;
    /** @type {'idle' | 'opening' | 'connecting' | 'connected'} */
    this._state = 'idle'; // opening is the window
    /** @type {string[]} */
    this._out = [];
    /** @type {MessagePort | undefined} */
    this._port = undefined;
    /** @type {((reason: Error) => void) | undefined} */
    this._refuse = undefined; // ends what is waited for
    /** @type {Array<() => void> | undefined} */
    this._deaf = undefined;   // end the watch over what the player allows
    /** @type {object | undefined} */
    this._attempt = undefined;
    /** @type {number | undefined} */
    this._watch = undefined;
    // These are there once the window is open.
    this._window = /** @type {Window} */ (/** @type {unknown} */ (undefined));
    this._target = /** @type {URL} */ (/** @type {unknown} */ (undefined));
    this._leave = () => this._bye();
  }

  get Connected() {
    return this._state === 'connected';
  }

  // Must be called in a click or key press: else browsers open no window.
  connect = async () => {
    this._open();
    this._state = 'connecting';
    const attempt = this._attempt = {};
    try {
      await this._greet();
      await this._start();
      this._state = 'connected';
      await this.initialize();
    } catch (error) {
      if (this._attempt === attempt) this._end(); // after disconnect() there may be a new one
      throw error;
    }
  };

  // Ends the session. The window closes when it has stopped its toys: one that closes at once can't
  // wait for a write that is on its way.
  disconnect = async () => {
    if (this._state === 'idle') return;
    const opened = this._window, bridged = this._port !== undefined;
    this._flush();
    this._port?.postMessage(['bye', 'close']);
    this._lost();
    if (bridged) await closes(opened);
    opened?.close();
  };

  initialize = async () => {};

  /** @param {Public.ButtplugMessage | { toJSON(): unknown }} msg */
  send = msg => {
    if (this._state !== 'connected') throw connectorError('not-connected', 'The connector is not connected');
    this._out.push(textOf(msg));
    if (this._out.length === 1) queueMicrotask(() => this._flush());
  };

  // Brings the window to the front, if the browser lets it.
  focus() {
    this._window?.focus();
  }

  // This library's client waits for its module before it connects. The window has to open first,
  // while the browser still counts the click; the rest goes by messages as for any other client.
  /** @returns {Link<Engine>} */
  [LINK]() {
    this._open();
    return new ForeignLink(this, true);
  }

  _open() {
    if (this._state === 'opening' && !this._window.closed) return;
    if (this._state !== 'idle' && this._state !== 'opening') throw connectorError('already-connected', 'This connector is connected already');
    this._target = address(this._url);
    const opened = globalThis.open('', leaving > 0 ? `${WINDOW}-${Date.now()}` : WINDOW, LOOK);
    if (!opened) {
      throw connectorError('popup-blocked', 'The browser opened no window for the toys. Connect from a click, and allow pop-up windows for this site. If the game is in a sandboxed frame, its sandbox attribute needs allow-popups and allow-same-origin.');
    }
    this._window = opened;
    this._state = 'opening';
    // The window of an earlier connection still has its toys.
    if (whereabouts(opened) !== this._target.href) opened.location.replace(this._target.href);
  }

  // Waits until the bridge in the window answers.
  async _greet() {
    const opened = this._window;
    /** @type {number | undefined} */
    let timer;
    /** @type {(event: MessageEvent) => void} */
    let listener = () => {};
    try {
      const build = await new Promise((resolve, reject) => {
        this._refuse = reject;
        listener = event => {
          if (event.source === opened && event.origin === this._target.origin && event.data?.gobuttplug === 'ready') resolve(event.data.build);
        };
        addEventListener('message', listener);
        const begin = performance.now();
        /** @type {number | undefined} */
        let loaded;
        const hello = () => {
          const now = performance.now();
          if (opened.closed) return reject(closedEarly());
          const at = whereabouts(opened);
          if (at === undefined || (at === this._target.href && opened.document.readyState === 'complete')) loaded ??= now;
          if (now - (loaded ?? now) > ANSWER_WITHIN || now - begin > LOAD_WITHIN) return reject(unanswered(this._target));
          if (at === this._target.href) opened.postMessage({ gobuttplug: 'hello' }, this._target.origin);
          timer = setTimeout(hello, HELLO_EVERY);
        };
        hello();
      });
      if (build !== STAMP) {
        throw connectorError('wasm-version', `${this._target} (${build}) and this script (${STAMP}) are of different builds. Take both from the same release, and empty caches that hold the old one.`);
      }
    } catch (error) {
      if (!opened.closed) opened.close();
      throw error;
    } finally {
      clearTimeout(timer);
      removeEventListener('message', listener);
    }
  }

  // Gives the bridge its port and waits until its server is there.
  async _start() {
    const { port1, port2 } = new MessageChannel();
    this._port = port1;
    addEventListener('pagehide', this._leave);
    await /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      this._refuse = reject;
      port1.onmessage = ({ data: [kind, ...rest] }) => {
        if (kind === 'opened') resolve();
        else if (kind === 'failed') reject(connectorError(rest[0], rest[1]));
        else if (kind === 'frame') this._frame(rest[0]);
        else if (kind === 'closed') this._lost();
      };
      port1.addEventListener('close', () => this._lost());
      this._watch = setInterval(() => { if (this._window.closed) this._lost(); }, 500);
      // The server is over there, and the window of a frame may have a storage of its own: so what the
      // player allows goes with the session.
      this._deaf = [
        limits.onchange(() => port1.postMessage(['limits', limits.rules()])),
        safety.onchange(stopped => port1.postMessage(['hold', stopped])),
      ];
      const options = { ...this._options, limits: limits.rules(), stopped: safety.stopped };
      this._window.postMessage({ gobuttplug: 'open', options }, this._target.origin, [port2]);
    }));
  }

  _flush() {
    const out = this._out;
    this._out = [];
    if (out.length > 0 && this._state === 'connected') this._port?.postMessage(['frame', `[${out.join(',')}]`]);
  }

  /** @param {string} text */
  _frame(text) {
    if (this._state !== 'connected') return;
    const messages = this._decode ? this._decode(text) : messagesIn(text);
    if (messages !== undefined) notify(this, 'message', messages);
  }

  _bye() {
    this._port?.postMessage(['bye']);
  }

  // The window was closed, by whomever, or its session has ended.
  _lost() {
    const was = this._state;
    this._end();
    if (was === 'connected') notify(this, 'disconnect');
  }

  _end() {
    this._state = 'idle';
    this._out = [];
    clearInterval(this._watch);
    removeEventListener('pagehide', this._leave);
    this._port?.close();
    this._port = undefined;
    for (const deafen of this._deaf ?? []) deafen();
    this._deaf = undefined;
    this._refuse?.(closedEarly());
    this._refuse = undefined;
  }
}

/** @param {string | URL | undefined} given */
function address(given) {
  let url;
  try {
    url = given === undefined ? bridgeFile() : new URL(given, globalThis.document?.baseURI);
  } catch (error) {
    throw connectorError('invalid-option', `url: ${show(given)} is not an address: ${messageOf(error)}`, error);
  }
  if (url.origin === 'null' || url.origin !== globalThis.origin) {
    throw connectorError('invalid-option', `url: ${url} is not of the same site as this page (${globalThis.origin}). Put gobuttplug-bridge.html, with the files of the package beside it, on the site of the game, and give its address as url.`);
  }
  return url;
}

// Waits until a window has closed itself, but not for ever.
/** @param {Window} opened */
async function closes(opened) {
  leaving++;
  for (let ms = 0; ms < CLOSE_WITHIN && !opened.closed; ms += CLOSED_EVERY) await new Promise(resolve => { setTimeout(resolve, CLOSED_EVERY); });
  leaving--;
}

// The address of what a window shows; undefined if that is not of this site, as error pages are.
/** @param {Window} other */
function whereabouts(other) {
  try {
    return other.location.href;
  } catch {
    return undefined;
  }
}

// Undefined for what is not a frame of the protocol: a server elsewhere may send anything.
/** @param {string} text */
function messagesIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {URL} url */
function unanswered(url) {
  return connectorError('popup-failed', `The window for the toys opened, but ${url} did not answer. Is gobuttplug-bridge.html there, with the files of the package beside it?`);
}

function closedEarly() {
  return connectorError('popup-closed', 'The window for the toys was closed before it was ready. If it is still open, a header Cross-Origin-Opener-Policy keeps it apart from the game: serve gobuttplug-bridge.html without it.');
}
