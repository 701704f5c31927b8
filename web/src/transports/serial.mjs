// Toys at serial ports, over Web Serial: T-Code devices, and what else speaks over one.

import { blocked, mayUse, no } from '../availability.mjs';
import { connectorError } from '../errors.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Connection, PageToy, Serial, SerialPort, Transport } from './internal.d.ts' */

// The makers of the boards and USB chips that such toys are built with: WCH, Silicon Labs, FTDI,
// Prolific, Espressif, Arduino (two numbers), Adafruit, Raspberry Pi.
const filters = [0x1a86, 0x10c4, 0x0403, 0x067b, 0x303a, 0x2341, 0x2a03, 0x239a, 0x2e8a].map(usbVendorId => ({ usbVendorId }));

// What is spoken over serial ports, and how fast.
/** @type {Readonly<Record<string, number>>} */
const speeds = { 'tcode-v03': 115200, nobra: 19200, kizuna: 19200, nextlevelracing: 115200 };

// How long a port that is closed may take to write what it has left, in ms.
const DRAIN = 500;

// A port that gives nothing but so many errors in a row is let go: its speed is wrong.
const ERRORS = 100;

/** @type {WeakMap<SerialPort, { baudRate: number, protocol: string }>} */
const chosen = new WeakMap();
/** @type {WeakMap<SerialPort, string>} */
const addresses = new WeakMap();
/** @type {Map<SerialPort, Line>} those that are open or being closed */
const lines = new Map();

const ignore = () => {};

/** @returns {Public.Availability} */
function check() {
  if (!globalThis.isSecureContext) return no('insecure-context', 'Serial ports can be used only in pages from https:// or from http://localhost.');
  if (!api()) return no('no-web-serial', 'This browser has no Web Serial. Use Chrome, Edge or Opera on a computer, or Firefox 151 or newer.');
  return mayUse('serial') ? { ok: true } : blocked('serial', 'serial ports');
}

function api() {
  return /** @type {{ serial?: Serial }} */ (globalThis.navigator ?? {}).serial;
}

/** @returns {Serial} */
function usable() {
  const finding = check();
  if (!finding.ok) throw connectorError(finding.code, finding.message);
  return /** @type {Serial} */ (api());
}

// Lets the player choose the port of a toy, which the next scan then finds. Call it in a click.
// Resolves to false if the player chose none.
/** @type {typeof Public.chooseSerialPort} */
export async function chooseSerialPort({ protocol = 'tcode-v03', baudRate = speeds[protocol], allPorts = false } = {}) {
  if (!Object.hasOwn(speeds, protocol)) throw connectorError('invalid-option', `protocol: ${String(protocol)} is not known; use one of ${Object.keys(speeds).join(', ')}`);
  if (!Number.isInteger(baudRate) || baudRate < 1 || baudRate > 4_000_000) throw connectorError('invalid-option', `baudRate: ${String(baudRate)} is no speed; most devices use 115200`);
  const port = await ask(allPorts);
  if (!port) return false;
  chosen.set(port, { baudRate, protocol });
  return true;
}

/**
 * @param {boolean} allPorts
 * @returns {Promise<SerialPort | undefined>}
 */
async function ask(allPorts) {
  try {
    return await usable().requestPort(allPorts ? {} : { filters });
  } catch (error) {
    const { name, message = '', code } = /** @type {{ name?: string, message?: string, code?: unknown }} */ (error);
    if (typeof code === 'string') throw error;
    if (name === 'NotFoundError' || name === 'AbortError') return undefined; // the player closed the list
    if (name === 'SecurityError' && /gesture/i.test(message)) throw connectorError('no-gesture', 'The browser shows its list of ports only after a click or key press. Start scanning from one.', error);
    throw connectorError('blocked-by-policy', 'This page may not use serial ports. A frame in a page of another site needs allow="serial", and the Permissions-Policy header of the page must not exclude serial.', error);
  }
}

export const serial = Object.freeze(/** @type {Transport} */ ({
  name: 'Web Serial',
  check,

  // The ports that the player has allowed before, or one that is chosen now.
  async scan(found) {
    const ports = await usable().getPorts();
    let free = ports.filter(port => !lines.get(port)?.alive && port.connected !== false);
    if (free.length === 0) {
      const port = await ask(false);
      if (!port) return;
      ports.push(port);
      free = [port];
    }
    for (const port of free) found(toy(port, ports));
  },

  // Ports that the player has allowed before and that are plugged in.
  watch(found) {
    api()?.addEventListener('connect', async event => {
      const port = /** @type {SerialPort} */ (event.target);
      const ports = await usable().getPorts();
      if (ports.includes(port) && !lines.get(port)?.alive) found(toy(port, ports));
    });
  },

  letGo() {
    for (const line of lines.values()) line.letGo();
  },
}));

/**
 * @param {SerialPort} port
 * @param {SerialPort[]} all
 * @returns {PageToy}
 */
function toy(port, all) {
  const { usbVendorId, usbProductId } = port.getInfo();
  const hex = (/** @type {number | undefined} */ n) => (n ?? 0).toString(16).padStart(4, '0');
  const kind = usbVendorId === undefined ? 'other' : `${hex(usbVendorId)}:${hex(usbProductId)}`;
  if (!addresses.has(port)) {
    // Ports have no serial number, and no order from visit to visit: which of two boards of a kind
    // this is nobody knows.
    const same = all.filter(other => other.getInfo().usbVendorId === usbVendorId && other.getInfo().usbProductId === usbProductId);
    addresses.set(port, `serial:${kind}#${[...new Set([...same, port])].indexOf(port)}`);
  }
  const { protocol, baudRate } = chosen.get(port) ?? { protocol: 'tcode-v03', baudRate: speeds['tcode-v03'] };
  return {
    address: /** @type {string} */ (addresses.get(port)),
    name: usbVendorId === undefined ? 'Serial port' : `USB serial port ${kind}`,
    protocol,
    async open(heard, gone) {
      await lines.get(port)?.shut();
      const line = new Line(port, protocol, heard, gone);
      await line.open(baudRate);
      return line;
    },
  };
}

// A port that is open.
/** @implements {Connection} */
class Line {
  /**
   * @param {SerialPort} port
   * @param {string} protocol
   * @param {(bytes: Uint8Array) => void} heard
   * @param {() => void} gone
   */
  constructor(port, protocol, heard, gone) {
    this.port = port;
    this.protocol = protocol;
    this.alive = true;
    this._heard = heard;
    this._gone = gone;
    /** @type {Promise<void> | undefined} */
    this._shut = undefined;
    /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
    this._reader = undefined;
    /** @type {WritableStreamDefaultWriter<Uint8Array>} */
    this._writer = /** @type {any} */ (undefined);
    this._unplugged = () => this._lost();
  }

  /** @param {number} baudRate */
  async open(baudRate) {
    try {
      await this.port.open({ baudRate, bufferSize: 4096 });
    } catch (error) {
      const { name } = /** @type {{ name?: string }} */ (error);
      if (name === 'NetworkError' || name === 'InvalidStateError') throw connectorError('port-busy', 'the serial port can’t be opened. Another program or tab may use it: close it there. Or the device was unplugged: plug it in and choose it again', error);
      throw error;
    }
    if (!this.port.writable) throw connectorError('device-gone', 'the serial port is gone');
    this._writer = this.port.writable.getWriter();
    lines.set(this.port, this);
    this.port.addEventListener('disconnect', this._unplugged);
    this._read().catch(ignore);
  }

  async _read() {
    let errors = 0;
    while (this.alive && this.port.readable && errors < ERRORS) {
      const reader = this._reader = this.port.readable.getReader();
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          errors = 0;
          if (this.alive) this._heard(value);
        }
        break;
      } catch {
        errors++; // noise on the line: the port has a new stream then, or none when it is gone
      } finally {
        reader.releaseLock();
      }
    }
    this._lost();
  }

  _lost() {
    if (!this.alive) return;
    this.alive = false;
    this._gone();
    this.shut();
  }

  /** @param {Uint8Array} bytes */
  async write(bytes) {
    try {
      await this._writer.write(bytes);
    } catch (error) {
      this._lost();
      throw connectorError('device-gone', 'the serial port is gone', error);
    }
  }

  /** @param {Uint8Array} bytes */
  writeNow(bytes) {
    return this.write(bytes);
  }

  close() {
    this.alive = false;
    this.shut();
  }

  letGo() {
    if (this.protocol === 'tcode-v03') this.write(new TextEncoder().encode('DSTOP\n')).catch(ignore);
    this.close();
  }

  // Closes the port when it has written what it was given.
  shut() {
    return this._shut ??= (async () => {
      this.port.removeEventListener('disconnect', this._unplugged);
      const written = this._writer.close().catch(ignore);
      await new Promise(resolve => {
        const late = setTimeout(() => {
          this._writer.abort().catch(ignore);
          resolve(undefined);
        }, DRAIN);
        written.then(() => {
          clearTimeout(late);
          resolve(undefined);
        });
      });
      this._writer.releaseLock();
      await this._reader?.cancel().catch(ignore);
      await this.port.close().catch(ignore);
      if (lines.get(this.port) === this) lines.delete(this.port);
    })();
  }
}
