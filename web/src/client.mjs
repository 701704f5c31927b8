// The client of npm buttplug, over the module's client.

import { EventEmitter, notify } from './emitter.mjs';
import { connectorError } from './errors.mjs';
import { ButtplugClientDevice } from './device.mjs';
import { ButtplugGroup } from './group.mjs';
import { ButtplugLogger } from './logging.mjs';
import { engine, engineForRemote } from './engine.mjs';
import { linkFor } from './link.mjs';
import { Op } from './queue.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */
/** @import { Link, SentDevice } from './internal.d.ts' */

/** @extends {EventEmitter<Public.ButtplugClientEvents>} */
export class ButtplugClient extends EventEmitter {
  static get name() { return 'ButtplugClient'; }

  /** @param {string} [clientName] */
  constructor(clientName = 'Generic Buttplug Client') {
    super();
    this._clientName = String(clientName);
    this._logger = ButtplugLogger.Logger;
    /** @type {Map<number, ButtplugClientDevice>} */
    this._devices = new Map(); // by their indexes
    /** @type {'idle' | 'connecting' | 'connected' | 'reconnecting' | 'leaving'} */
    this._state = 'idle';
    this._isScanning = false;
    /** @type {Public.ButtplugError | undefined} */
    this._reason = undefined;  // the ping error that ended the session, for later calls
    /** @type {Public.ButtplugClientServerInfo | undefined} */
    this._serverInfo = undefined;
    /** @type {Link<Engine> | undefined} */
    this._link = undefined;
    // These are there once it has begun to connect.
    this._engine = /** @type {Engine} */ (/** @type {unknown} */ (undefined));
    this._id = 0;
  }

  get connected() {
    return this._state === 'connected';
  }

  // The connection was lost and is being made again.
  get reconnecting() {
    return this._state === 'reconnecting';
  }

  get devices() {
    return new Map(this._devices);
  }

  get isScanning() {
    return this._isScanning;
  }

  get serverInfo() {
    return this._serverInfo;
  }

  // Several toys as one: the given devices, or all there are at each call.
  /** @param {Iterable<Public.ButtplugClientDevice>} [devices] */
  group(devices) {
    return new ButtplugGroup(this, devices);
  }

  // signal gives connecting up.
  /**
   * @param {Public.IButtplugClientConnector} connector
   * @param {{ signal?: AbortSignal | undefined }} [options]
   */
  connect = async (connector, { signal } = {}) => {
    signal?.throwIfAborted();
    if (this._state !== 'idle') throw connectorError('already-connected', 'This client is connected already; disconnect it first');
    const link = linkFor(connector);
    this._state = 'connecting';
    this._link = link; // while it is this one, nothing has ended the attempt
    this._reason = undefined;
    const abandon = () => {
      if (this._link !== link || this._state !== 'connecting') return;
      this._engine?.now('abandon', this._id);
      this._end();
    };
    signal?.addEventListener('abort', abandon);
    this._logger.Info(`ButtplugClient: connecting with ${connector.constructor?.name}`);
    try {
      this._progress({ stage: 'loading' });
      this._engine = await aborted(link.remote ? engineForRemote() : engine(link.wasmUrl), signal);
      this._progress({ stage: 'reaching' });
      this._id = this._engine.newId();
      this._engine.clients.set(this._id, this);
      await aborted(link.open(this._engine, this._id), signal);
      const info = await aborted(this._engine.request(id => this._engine.now('connect', id, this._id, this._clientName, ...link.target())), signal);
      if (this._link !== link) throw this._reason ?? connectorError('closed', 'The connection ended while it was being made');
      this._serverInfo = Object.freeze(info);
      this._state = 'connected';
      link.opened();
      notify(this, 'serverconnect');
    } catch (error) {
      if (this._link === link) this._end(); // a listener may have connected anew
      throw error;
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  };

  disconnect = async () => {
    if (!this.reconnecting) this._check();
    const link = this._link;
    this._state = 'leaving';
    try {
      await this._engine.queue.command(Op.Disconnect, this._id);
    } finally {
      // It may have ended before, and a listener may have connected anew.
      if (this._link === link) this._gone(undefined);
    }
  };

  // takeOver: whether a toy that another tab uses is taken away from it; as the connector says, if
  // it is not given. allDevices: the browser's chooser leaves no device out. signal ends the search,
  // and the connecting of what it has found.
  /** @param {{ takeOver?: boolean | undefined, allDevices?: boolean | undefined, signal?: AbortSignal | undefined }} [options] */
  startScanning = async ({ takeOver, allDevices = false, signal } = {}) => {
    this._check();
    signal?.throwIfAborted();
    this._isScanning = true;
    if (signal) this._giveUpWith(signal);
    try {
      await aborted(this._engine.queue.command(Op.StartScanning, this._id, 0, allDevices ? 1 : 0, takeOver === undefined ? 0 : takeOver ? 1 : 2), signal);
    } catch (error) {
      this._isScanning = false;
      throw error;
    }
  };

  stopScanning = async () => {
    this._check();
    this._isScanning = false;
    await this._engine.queue.command(Op.StopScanning, this._id);
  };

  /** @param {AbortSignal} signal */
  _giveUpWith(signal) {
    const giveUp = () => {
      this._isScanning = false;
      this._engine.queue.command(Op.StopScanning, this._id, 0, 0, 1).catch(() => {}); // the session has ended then
    };
    const over = () => {
      signal.removeEventListener('abort', giveUp);
      this.off('scanningfinished', over);
      this.off('disconnect', over);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.on('scanningfinished', over);
    this.on('disconnect', over);
  }

  stopAllDevices = async () => {
    this._check();
    await this._engine.queue.command(Op.StopAll, this._id);
  };

  _check() {
    if (this._state === 'connected') return;
    if (this.reconnecting) throw connectorError('reconnecting', 'The connection to the server was lost and is being made again');
    throw this._reason ?? connectorError('not-connected', 'The client is not connected');
  }

  /**
   * @param {number} handle
   * @param {SentDevice} info
   */
  _added(handle, info) {
    this._state = this._state === 'connecting' ? 'connected' : this._state;
    const device = new ButtplugClientDevice(this, this._engine, handle, info);
    this._engine.devices.set(handle, device);
    this._devices.set(device.index, device);
    this._logger.Debug(`ButtplugClient: ${device.name} added`);
    notify(this, 'deviceadded', device);
  }

  /** @param {ButtplugClientDevice} device */
  _removed(device) {
    if (this._devices.get(device.index) === device) this._devices.delete(device.index);
    device._gone();
    notify(this, 'deviceremoved', device);
  }

  /** @param {Public.ConnectProgress} progress */
  _progress(progress) {
    notify(this, 'progress', progress);
  }

  _scanned() {
    this._isScanning = false;
    notify(this, 'scanningfinished');
  }

  /** @param {Public.ButtplugError} error */
  _pinged(error) {
    this._reason = error;
    notify(this, 'pingtimeout', error);
  }

  /** @param {Public.ButtplugError} error */
  _trouble(error) {
    this._logger.Error(error.message);
    notify(this, 'error', error);
  }

  /** @param {Public.ReconnectAttempt} attempt */
  _lost(attempt) {
    if (this._state !== 'connected' && !this.reconnecting) return; // it is leaving
    this._state = 'reconnecting';
    this._isScanning = false;
    this._serverInfo = undefined;
    notify(this, 'reconnecting', attempt);
  }

  /** @param {Public.ButtplugClientServerInfo} info */
  _revived(info) {
    if (!this.reconnecting) return;
    this._state = 'connected';
    this._serverInfo = Object.freeze(info);
    notify(this, 'reconnected');
  }

  // The session has ended, however: by the server, a lost connection, a crash, or disconnect().
  /** @param {Public.ButtplugError | undefined} error */
  _gone(error) {
    if (this._state === 'idle') return;
    const was = this._state;
    this._end();
    if (was !== 'connecting') notify(this, 'disconnect', error);
  }

  _end() {
    this._state = 'idle';
    this._isScanning = false;
    this._serverInfo = undefined;
    for (const device of [...this._devices.values()]) {
      this._engine.devices.delete(device._handle);
      this._removed(device);
    }
    this._engine?.clients.delete(this._id);
    const link = this._link;
    this._link = undefined;
    link?.closed();
  }
}

// What a promise comes to, or the reason of the signal if that is aborted before.
/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
function aborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    // What was given up may fail before its own listener is called.
    promise.then(resolve, error => reject(signal.aborted ? signal.reason : error)).finally(() => signal.removeEventListener('abort', abort));
  });
}
