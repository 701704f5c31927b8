// What a story does with toys, whatever its format: one client and what it plays.

import { commandIn } from './command.mjs';
import { findLibrary } from './library.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Finding } from '../internal.d.ts' */
/** @import { Library } from './internal.d.ts' */

/** @type {(verb: string) => verb is 'rotate' | 'oscillate' | 'constrict'} */
const isOneWay = verb => verb === 'rotate' || verb === 'oscillate' || verb === 'constrict';

export class Story extends EventTarget {
  constructor() {
    super();
    this._busy = '';     // what is being done, for status
    this._trouble = '';  // what went wrong last
    /** @type {Map<string, Games.Effect>} */
    this._effects = new Map(); // what plays for a time, by its channel
    /** @type {Map<string, string | Games.Pattern>} */
    this._patterns = new Map(); // those of the story, by name
    /** @type {Promise<Library> | undefined} */
    this._loading = undefined;
    /** @type {Library | undefined} */
    this._library = undefined;
    /** @type {Public.ButtplugClient | undefined} */
    this.client = undefined;
    /** @type {Games.Haptics | undefined} */
    this.haptics = undefined;
  }

  // The library, once it is there: what the global gobuttplug of gobuttplug.js holds.
  /** @returns {Promise<Library>} */
  load() {
    this._loading ??= findLibrary().then(async library => {
      this._library = library;
      const client = this.client = new library.ButtplugClient(document.title || 'Twine');
      const haptics = this.haptics = new library.Haptics(client);
      for (const [name, pattern] of this._patterns) haptics.define(name, pattern);
      for (const event of /** @type {const} */ (['deviceadded', 'deviceremoved'])) client.on(event, device => this._tell(event, { device }));
      client.on('scanningfinished', () => this._tell('scanningfinished', {}));
      client.on('disconnect', error => {
        this._trouble = error?.message ?? '';
        this._tell('disconnect', { error });
      });
      client.on('error', error => this.fail(error));
      haptics.on('error', error => this.fail(error));
      await library.preload();
      this._tell('loaded', {});
      return library;
    });
    this._loading.catch(() => { this._loading = undefined; });
    return this._loading;
  }

  get connected() {
    return this.client?.connected ?? false;
  }

  get toys() {
    return [...this.client?.devices.values() ?? []];
  }

  // One line about how things are.
  get status() {
    const n = this.toys.length;
    if (this._trouble) return this._trouble;
    if (this._busy) return this._busy;
    if (!this._library) return 'Loading…';
    if (!this.connected) return 'Not connected';
    if (this.client?.isScanning) return 'Looking for toys…';
    return n === 0 ? 'Connected, no toys yet' : n === 1 ? `Connected to ${nameOf(this.toys[0])}` : `Connected to ${n} toys`;
  }

  // Runs a command such as 'vibrate 0.5 2s', or several with semicolons between them. Resolves when
  // it is on its way; what goes wrong is shown as status, told by the event error, and thrown.
  /** @param {string} text */
  async run(text) {
    try {
      for (const words of commandIn(text)) await this.act(...words);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  // One command by its words. Numbers are levels from 0 to 1 (of rotate from -1) and milliseconds.
  /**
   * @param {string} verb
   * @param {any[]} rest as checkedCommand gives them
   */
  async act(verb, ...rest) {
    const [first, second, third] = rest;
    switch (verb) {
      case 'connect': return this.connect(first, { scan: true });
      case 'scan': return this.scan();
      case 'disconnect': return this.disconnect();
      case 'vibrate': return this._level(verb, first, second);
      case 'move': return this._haptics()?.move(first, second);
      case 'pattern': return this._play(first, second, third);
      case 'stop': return this.stop();
      default:
    }
    if (isOneWay(verb)) return this._level(verb, first, second);
    throw new TypeError(`There is no command ${verb}`);
  }

  // where: 'browser', 'simulated', or the address of a server. Has to begin in a click for 'browser'.
  /**
   * @param {string} [where]
   * @param {{ scan?: boolean }} [options]
   */
  async connect(where = 'browser', { scan = false } = {}) {
    await this._while('Connecting…', async () => {
      const library = await this.load();
      if (!this.connected) await this.client?.connect(await connectorTo(where, library));
      this._tell('connect', {});
    });
    if (scan) await this.scan();
  }

  async scan() {
    this._expect();
    await this._while('', async () => {
      const done = this.client?.startScanning();
      this._tell('change', {});
      await done;
    });
  }

  async stopScanning() {
    if (this.client?.isScanning) await this.client.stopScanning();
    this._tell('change', {});
  }

  async disconnect() {
    if (this.connected) await this.client?.disconnect();
  }

  // Everything, at once.
  stop() {
    this._effects.clear();
    this.haptics?.stop();
  }

  // Names a pattern: keyframes as an array of [ms, level], or an object as Haptics.play takes it.
  /**
   * @param {string} name
   * @param {string | Games.Pattern} pattern
   */
  define(name, pattern) {
    this._patterns.set(name, pattern);
    this.haptics?.define(name, pattern);
  }

  /** @param {unknown} error */
  fail(error) {
    this._trouble = /** @type {Error | undefined} */ (error)?.message ?? String(error);
    this._tell('error', { error });
  }

  // The last call for a channel counts. duration in ms; without it the level lasts.
  /**
   * @param {'vibrate' | 'rotate' | 'oscillate' | 'constrict'} channel
   * @param {number} level
   * @param {number} [duration]
   */
  _level(channel, level, duration) {
    const haptics = this._haptics();
    if (!haptics) return;
    this._effects.get(channel)?.cancel();
    if (duration === undefined) {
      haptics[channel](level);
      return;
    }
    haptics[channel](0);
    this._effects.set(channel, haptics.play({ channel, keyframes: [[0, level], [duration, level]] }));
  }

  /**
   * @param {string | Games.Pattern} pattern
   * @param {number} [strength]
   * @param {number | boolean} [loop]
   */
  _play(pattern, strength = 1, loop = undefined) {
    this._haptics()?.play(pattern, { strength, loop });
  }

  // Undefined before the library is there: a story goes on without toys.
  _haptics() {
    return this.haptics;
  }

  _expect() {
    if (!this.connected) throw Object.assign(new Error('Connect before looking for toys'), { code: 'not-connected' });
  }

  /**
   * @param {string} text
   * @param {() => Promise<void>} action
   */
  async _while(text, action) {
    this._trouble = '';
    this._busy = text;
    this._tell('change', {});
    try {
      await action();
    } finally {
      this._busy = '';
      this._tell('change', {});
    }
  }

  // Events also go to the document, as buttplug:connect and so on, for scripts of the story.
  /**
   * @param {string} type
   * @param {object} detail
   */
  _tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
    document.dispatchEvent(new CustomEvent(`buttplug:${type}`, { detail }));
    if (type !== 'change') this.dispatchEvent(new CustomEvent('change', { detail: {} }));
  }
}

/** @param {Public.ButtplugClientDevice} device */
export function nameOf(device) {
  return device.displayName ?? device.name;
}

/**
 * @param {string} where
 * @param {Library} library
 */
async function connectorTo(where, library) {
  if (where === 'simulated') return new library.ButtplugWasmClientConnector({ devices: 'simulated' });
  if (where !== 'browser') {
    /** @type {Finding} */
    const finding = await library.checkServer(where);
    if (finding.popup) return new library.ButtplugPopupClientConnector({ server: where });
    if (!finding.ok) throw Object.assign(new Error(finding.message), { code: finding.code });
    return new library.ButtplugBrowserWebsocketClientConnector(where);
  }
  /** @type {Finding} */
  const { ok, popup, code, message } = await library.checkBluetooth();
  if (popup) return new library.ButtplugPopupClientConnector();
  if (!ok) throw Object.assign(new Error(message), { code });
  return new library.ButtplugWasmClientConnector();
}
