// The connector to the server in the page.

import { ButtplugLogLevel, ButtplugLogger } from './logging.mjs';
import { ButtplugMessageError, connectorError, messageOf } from './errors.mjs';
import { EventEmitter, notify } from './emitter.mjs';
import { LINK } from './link.mjs';
import { deviceConfig, isSource } from './deviceconfig.mjs';
import { engine } from './engine.mjs';
import { kinds } from './transports/index.mjs';
import { show } from './output.mjs';
import { tryingTime } from './reconnect.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */
/** @import { ConnectorEvents, Link } from './internal.d.ts' */

// For how many seconds a toy that drops out is tried, if nothing else is said.
const PATIENCE = 600;

// Messages called in one task go in one frame, up to about this many characters and messages.
const FRAME = 1 << 16;
const MESSAGES = 500;

/** @extends {EventEmitter<ConnectorEvents>} */
export class ButtplugWasmClientConnector extends EventEmitter {
  static get name() { return 'ButtplugWasmClientConnector'; }

  /** @param {Public.ButtplugWasmClientConnectorOptions} [options] */
  constructor({ devices = 'webbluetooth', wasmUrl, serverName = '', maxPingTime = 0, takeOver = false, reconnect = true, decode, ...files } = {}) {
    super();
    const list = [...new Set([devices].flat())].sort();
    if (list.length === 0 || !list.every(kind => kinds.includes(kind))) {
      throw connectorError('invalid-option', `devices: ${show(list.find(kind => !kinds.includes(kind)))} is not known; use '${kinds.join("', '")}' or an array of them`);
    }
    if (!Number.isInteger(maxPingTime) || maxPingTime < 0 || maxPingTime > 0xffffffff) {
      throw connectorError('invalid-option', `maxPingTime: ${show(maxPingTime)} is not a whole number of milliseconds; 0 means that no ping is needed`);
    }
    if (decode !== undefined && typeof decode !== 'function') throw connectorError('invalid-option', 'decode: must be a function');
    if (typeof takeOver !== 'boolean') throw connectorError('invalid-option', `takeOver: ${show(takeOver)} is neither true nor false`);
    const lasts = tryingTime(reconnect, PATIENCE), resume = typeof reconnect === 'object' && Boolean(reconnect.resume);
    for (const name of /** @type {const} */ (['deviceConfig', 'userDeviceConfig'])) {
      if (!isSource(files[name])) throw connectorError('invalid-option', `${name}: ${show(files[name])} is no device configuration; give an address, JSON, a file or an object`);
    }
    this._files = { base: files.deviceConfig, user: files.userDeviceConfig };
    /** @type {[devices: string, serverName: string, maxPingTime: number, takeOver: boolean, lasts: number, resume: boolean]} */
    this._options = [list.join(','), String(serverName), maxPingTime, takeOver, lasts, resume];
    this._wasmUrl = wasmUrl;
    this._decode = decode;
    /** @type {'idle' | 'connecting' | 'connected' | 'used'} */
    this._state = 'idle'; // used is by a client of this library
    /** @type {string[]} */
    this._out = [];
    // These are there once it has begun to connect.
    this._engine = /** @type {Engine} */ (/** @type {unknown} */ (undefined));
    this._session = 0;
    this._later = () => this._flush();
  }

  /** @param {string} [level] */
  static activateLogging = async (level = 'debug') => {
    const [, wanted = ButtplugLogLevel.Debug] = Object.entries(ButtplugLogLevel).find(([name]) => name.toLowerCase() === String(level).toLowerCase()) ?? [];
    ButtplugLogger.Logger.MaximumConsoleLogLevel = /** @type {Public.ButtplugLogLevel} */ (wanted);
  };

  get Connected() {
    return this._state === 'connected' || this._state === 'used';
  }

  connect = async () => {
    if (this._state !== 'idle') throw connectorError('already-connected', 'This connector is connected already');
    this._state = 'connecting';
    try {
      this._engine = await engine(this._wasmUrl);
      await this._configure();
      const session = this._engine.newId();
      this._engine.sessions.set(session, this);
      this._engine.now('openFrames', session, ...this._options);
      if (this._engine.dead) throw this._engine.dead;
      this._session = session;
      this._state = 'connected';
      await this.initialize();
    } catch (error) {
      this._state = 'idle';
      throw error;
    }
  };

  // Loads the configuration files that were given.
  async _configure() {
    const { base, user } = this._files;
    if (base === undefined && user === undefined) return;
    const warnings = await deviceConfig.load({ base, user }, { wasmUrl: this._wasmUrl });
    if (warnings.length > 0) notify(this, 'configwarning', warnings);
  }

  disconnect = async () => {
    if (this._state !== 'connected') return;
    this._flush();
    this._engine.now('closeFrames', this._session);
    this._closed();
  };

  // Toys that the player has chosen on an earlier visit: they can be connected without the chooser.
  // None where the browser does not tell.
  /** @returns {Promise<Public.KnownToy[]>} */
  knownToys = async () => {
    const module = await engine(this._wasmUrl);
    await this._configure();
    /** @type {Array<{ id: string, name: string }>} */
    const toys = await module.request(id => module.now('knownToys', id, ...this._options));
    const use = async (/** @type {string} */ toy, /** @type {boolean} */ forget) => {
      await module.request(id => module.now('useKnown', id, toy, forget, ...this._options));
    };
    return toys.map(({ id, name }) => Object.freeze({ id, name, connect: () => use(id, false), forget: () => use(id, true) }));
  };

  initialize = async () => {};

  /** @param {Public.ButtplugMessage | { toJSON(): unknown }} msg */
  send = msg => {
    if (this._state !== 'connected') throw connectorError('not-connected', 'The connector is not connected');
    this._out.push(textOf(msg));
    if (this._out.length === 1) queueMicrotask(this._later);
  };

  _flush() {
    const out = this._out;
    this._out = [];
    for (let from = 0; from < out.length && this._state === 'connected';) {
      let to = from, size = 0;
      do size += out[to++].length; while (to < out.length && to - from < MESSAGES && size + out[to].length < FRAME);
      this._engine.now('frames', this._session, `[${out.slice(from, to).join(',')}]`);
      from = to;
    }
  }

  /** @param {Public.ButtplugMessage[]} messages */
  _frame(messages) {
    if (this._state !== 'connected') return;
    notify(this, 'message', this._decode ? this._decode(JSON.stringify(messages)) : messages);
  }

  /** @param {{ code: number, reason: string }} [farewell] how a WebSocket would be closed now */
  _closed(farewell) {
    if (this._state !== 'connected') return;
    this._state = 'idle';
    this._farewell = farewell;
    this._engine.sessions.delete(this._session);
    notify(this, 'disconnect');
  }

  // This library's client uses the server without the detour over messages.
  /** @returns {Link<Engine>} */
  [LINK]() {
    if (this._state !== 'idle') throw connectorError('already-connected', 'This connector is connected already; give every client its own');
    return {
      wasmUrl: this._wasmUrl,
      open: () => this._configure(),
      target: () => ['server', ...this._options],
      opened: () => { this._state = 'used'; },
      closed: () => {
        if (this._state !== 'used') return;
        this._state = 'idle';
        notify(this, 'disconnect');
      },
    };
  }
}

// A message as text: of a plain object, or of an object whose toJSON gives an object or text.
/**
 * @param {unknown} msg
 * @returns {string}
 */
export function textOf(msg) {
  if (msg === null || typeof msg !== 'object') throw new ButtplugMessageError('send() takes a message object such as { Ping: { Id: 1 } }');
  try {
    const body = 'toJSON' in msg && typeof msg.toJSON === 'function' ? msg.toJSON() : msg;
    return typeof body === 'string' ? body : JSON.stringify(body);
  } catch (error) {
    throw new ButtplugMessageError(`The message can't be written as JSON: ${messageOf(error)}`);
  }
}
