// The running module. How both sides talk is in docs/bridge.md.

import { ButtplugLogger, ButtplugLogLevel } from './logging.mjs';
import { Clock } from './clock.mjs';
import { INLINED } from './files.mjs';
import { compiled, fileOf, goSupport, STAMP, unstartable } from './load.mjs';
import { connectorError, fromModule, messageOf } from './errors.mjs';
import { freeLocks } from './locks.mjs';
import { fromWire } from './messages.mjs';
import { guarded } from './emitter.mjs';
import { Queue } from './queue.mjs';
import { attempted } from './reconnect.mjs';
import { forModule, letGo } from './transports/index.mjs';
import { withStandIns } from './standins.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { ButtplugClient } from './client.mjs' */
/** @import { ButtplugClientDevice } from './device.mjs' */
/** @import { Calls, Exported, Functions, Go, ModuleExports, ModuleKind, SentDevice, Session } from './internal.d.ts' */

// A page has the whole module, the small one that has no server and is for servers elsewhere, or, if
// it came to need the server later, both.
/** @type {Partial<Record<ModuleKind, Promise<Engine>>>} */
const running = {};
/** @type {Set<Engine>} */
const started = new Set();
/** @type {Promise<void>} */
let cleared = Promise.resolve(); // settles when nothing is left of a module that crashed

// Functions that get every module when it has started, before anything is asked of it.
/** @type {Array<(started: Engine) => void>} */
export const atStart = [];

// Functions that are called when a module has begun to load, for what takes time and will be needed.
/** @type {Array<() => unknown>} */
export const whileLoading = [];

// Starts to load the module, so that all of it is there when a player clicks. Needs no user gesture and
// connects nothing. Later calls, and connectors, share the one module of the page.
/** @param {{ wasmUrl?: string | URL | undefined, remote?: boolean | undefined }} [options] */
export async function preload({ wasmUrl, remote = false } = {}) {
  await (await (remote ? engineForRemote(wasmUrl) : engine(wasmUrl))).allOfIt();
}

// The whole module, loaded on first use and again after it crashed or could not be loaded.
/** @param {string | URL} [wasmUrl] */
export function engine(wasmUrl) {
  return load('whole', wasmUrl);
}

// A module for a server elsewhere: the whole one if the page has it or loads it, else the small one.
// Where that is missing, which an older list of files to copy may cause, the whole one does the same.
/** @param {string | URL} [wasmUrl] */
export function engineForRemote(wasmUrl) {
  if (INLINED || running.whole) return engine(wasmUrl);
  return load('remote', wasmUrl).catch(error => wasmUrl === undefined ? engine() : Promise.reject(error));
}

// In how many ms the rest of a module is to be loaded, at the latest.
const SOON = 300;

/** @type {Set<(sent: Public.SentOutput) => void>} */
export const sentWatchers = new Set();
/** @type {Set<(packet: Public.ToyPacket) => void>} */
export const byteWatchers = new Set();

// Calls a function of every module that runs.
/**
 * @template {keyof Functions} Name
 * @param {Name} name
 * @param {Parameters<Functions[Name]>} args
 */
export function everywhere(name, ...args) {
  for (const one of started) one.now(name, ...args);
}

/**
 * @param {ModuleKind} kind
 * @param {string | URL} [wasmUrl]
 * @returns {Promise<Engine>}
 */
function load(kind, wasmUrl) {
  let loading = running[kind];
  if (!loading) {
    const mine = loading = running[kind] = start(kind, wasmUrl);
    mine.catch(() => { if (running[kind] === mine) running[kind] = undefined; });
  }
  return loading;
}

/**
 * @param {ModuleKind} kind
 * @param {string | URL} [wasmUrl]
 */
async function start(kind, wasmUrl) {
  // Go's support gets ready while the module is on its way.
  const loading = Promise.all([compiled(kind, wasmUrl), goSupport().then(Go => new Go()), cleared]);
  for (const fn of whileLoading) guarded(fn);
  const [{ module, rest }, go] = await loading;
  const engine = new Engine(go, kind);
  const instance = await WebAssembly.instantiate(module, engine.go.importObject).catch(error => { throw unstartable(kind, error); });
  if (rest) engine.lacks(rest);
  await engine.run(instance);
  begin(engine);
  return engine;
}

// Calls fn when the browser has nothing better to do, but soon.
/** @param {() => void} fn */
function whenIdle(fn) {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fn, { timeout: SOON });
  else setTimeout(fn, SOON);
}

// Takes note of a module that has started, and tells all who wait for one.
/** @param {Engine} engine */
export function begin(engine) {
  started.add(engine);
  for (const fn of atStart) fn(engine);
}

// The functions of the module. It has one call for all of them, as each function of Go that JavaScript
// can call takes its time at the start.
/** @param {Exported} exported */
function callsOf(exported) {
  /** @type {Record<string, unknown>} */
  const calls = { ...exported };
  exported.names.split(',').forEach((name, place) => {
    calls[name] = (/** @type {unknown[]} */ ...args) => exported.call(place, ...args);
  });
  return /** @type {Calls} */ (/** @type {unknown} */ (calls));
}

export class Engine {
  /**
   * @param {Go} go
   * @param {ModuleKind} kind
   */
  constructor(go, kind) {
    this.go = go;
    this.kind = kind;
    /** @type {Map<number, ButtplugClient>} */
    this.clients = new Map();
    /** @type {Map<number, ButtplugClientDevice>} */
    this.devices = new Map(); // by their handles
    /** @type {Map<number, Session>} */
    this.sessions = new Map();
    /** @type {Set<(state: Public.SimulatedToyState) => void>} */
    this.toyWatchers = new Set(); // functions that get the state of simulated toys
    /** @type {((file: object) => void) | undefined} */
    this.onUserFile = undefined;  // gets the user file after every change
    this.lastId = 0;
    /** @type {Public.ButtplugError | undefined} */
    this.dead = undefined;      // the error that every call gets after a crash
    this._ended = false;        // Go must not be called any more
    this.inside = 0;            // how often Go is on the stack, apart from commands
    // A module that comes in two parts can connect a client while it lacks the rest. What else is called is
    // put off until then.
    this.whole = Promise.resolve();
    /** @type {(() => Promise<WebAssembly.Module>) | undefined} */
    this._rest = undefined;
    this._hurry = () => {};
    /** @type {Array<() => void>} */
    this._putOff = [];
    /** @type {string[]} */
    this._inbox = [];
    /** @type {bigint | undefined} */
    this._time = undefined;     // for Go, until the next entry into it
    this._line = '';            // what Go printed of the line that it is at
    this._panic = '';           // the line that tells why it crashed
    // The page is left, and may come back: one stop for each toy, now, for nothing that comes later
    // is sure to run. The module refuses what the page still asks for.
    this._unload = () => this.now('stopNow');
    this._return = () => this.now('comeBack');
    this._clock = new Clock(id => this._wake(id));
    this._host = {};
    // These are there when run() has returned.
    this._exports = /** @type {ModuleExports} */ (/** @type {unknown} */ (undefined));
    this.calls = /** @type {Calls} */ (/** @type {unknown} */ (undefined));
    this.queue = /** @type {Queue} */ (/** @type {unknown} */ (undefined));
    this._hook();
  }

  newId() {
    return ++this.lastId;
  }

  // Has the module start without a part of it.
  /** @param {() => Promise<WebAssembly.Module>} rest */
  lacks(rest) {
    this._rest = rest;
    this.whole = new Promise(resolve => {
      this._hurry = () => resolve(undefined);
      whenIdle(this._hurry);
    }).then(() => this._complete(rest));
    this.whole.catch(() => {}); // whoever needs it is told
  }

  // Settles when the module is whole, for whoever will need that.
  allOfIt() {
    this._hurry();
    return this.whole;
  }

  /** @param {() => Promise<WebAssembly.Module>} rest */
  async _complete(rest) {
    const { _exports: exports, go } = this;
    try {
      const module = await rest();
      await WebAssembly.instantiate(module, { ...go.importObject, first: /** @type {WebAssembly.ModuleImports} */ (/** @type {unknown} */ (exports)) }).catch(error => { throw unstartable(this.kind, error); });
    } catch (error) {
      this._end(/** @type {Public.ButtplugError} */ (error));
    }
    if (this.dead) throw this.dead;
    const waits = this._waits, putOff = this._putOff;
    this._rest = undefined;
    this._putOff = [];
    /** @type {WebAssembly.Global} */ (exports.rest).value = 1;
    if (waits) {
      const goOn = () => this._enter(() => exports.go_on?.());
      if (this.calls) goOn();
      else this._inHost(goOn); // it waits at its start
      go._resume(); // a timer may have rung meanwhile
    }
    for (const fn of putOff) fn();
  }

  // Whether a part of the module is still to come.
  get lacking() {
    return this._rest !== undefined;
  }

  // Calls fn when the module is whole, which is wanted now.
  /** @param {() => void} fn */
  later(fn) {
    this._putOff.push(fn);
    this._hurry();
  }

  // Whether a goroutine waits for the rest of the module. Go can't be called then.
  get _waits() {
    return this.lacking && this._exports?.rest?.value === 2;
  }

  // Runs the Go program up to where it waits for calls.
  /** @param {WebAssembly.Instance} instance */
  async run(instance) {
    this._exports = /** @type {ModuleExports} */ (/** @type {unknown} */ (instance.exports));
    this._host = {
      receive: (/** @type {string} */ text) => this._receive(text),
      transports: forModule,
      start: (/** @type {Exported} */ exported) => { this.calls = callsOf(exported); },
    };
    this.inside++;
    this._inHost(() => { this.go.run(instance).catch(error => this._crash(error)); });
    this.inside--;
    this._time = undefined;
    if (this._waits) await this.allOfIt();
    if (this.dead) throw this.dead;
    if (!this.calls) throw connectorError('wasm-start', `${fileOf[this.kind]} did not start. The file may be damaged or not belong to gobuttplug.mjs.`);
    if (this.kind === 'whole' && !this.calls.openFrames) throw connectorError('wasm-version', `The address given as wasmUrl leads to ${fileOf.remote}, which has no server for this page. Give that of ${fileOf.whole}.`);
    this.queue = new Queue(this.calls, this._exports, this);
    this._watch('addEventListener');
  }

  // Calls fn while the module finds what it needs of the page when it starts.
  /** @param {() => void} fn */
  _inHost(fn) {
    withStandIns({ __gobuttplug: this._host }, fn);
  }

  // Notices when the page is left or frozen, and when it is there again.
  /** @param {'addEventListener' | 'removeEventListener'} change */
  _watch(change) {
    globalThis[change]?.('pagehide', this._unload);
    globalThis[change]?.('pageshow', this._return);
    globalThis.document?.[change]?.('freeze', this._unload);
    globalThis.document?.[change]?.('resume', this._return);
  }

  // What the module was to carry out is done; begun tells that it has set something going.
  /** @param {boolean} begun */
  _ran(begun) {
    this._time = undefined;
    if (begun) this.go._resume();
  }

  // A request that is answered by its id.
  /**
   * @param {(id: number) => void} send
   * @returns {Promise<any>}
   */
  request(send) {
    return this.queue.request(send);
  }

  // Calls into the module at once, after what was queued before.
  /**
   * @template {keyof Functions} Name
   * @param {Name} name
   * @param {Parameters<Functions[Name]>} args
   */
  now(name, ...args) {
    if (this.dead) return;
    if (this.lacking && (name !== 'connect' || this._waits)) return this.later(() => this._call(name, ...args));
    if (this.queue.busy) return queueMicrotask(() => this.now(name, ...args));
    this.queue.flush();
    this._call(name, ...args);
  }

  /**
   * @template {keyof Functions} Name
   * @param {Name} name
   * @param {Parameters<Functions[Name]>} args
   */
  _call(name, ...args) {
    if (this.dead) return;
    try {
      /** @type {(...args: unknown[]) => void} */ (this.calls[name])(...args);
    } catch (error) {
      this._crash(error);
    }
  }

  // Replaces the parts of Go's JavaScript support that a page needs otherwise.
  _hook() {
    const { go } = this;
    const gojs = go.importObject.gojs;
    go.env = { GOTRACEBACK: 'system' }; // with program counters: the module has no names of functions
    // Nanoseconds since some moment, above 0, as int64 to sp+8. Go asks a dozen times for each command, so the time stands still
    // while it runs.
    gojs['runtime.nanotime1'] = sp => {
      this._time ??= BigInt(Math.floor(performance.now() * 1e6) + 1);
      go.mem.setBigInt64((sp >>> 0) + 8, this._time, true);
    };
    // A timer of Go: its delay in ms as int64 at sp+8, its number as int32 at sp+16.
    gojs['runtime.scheduleTimeoutEvent'] = sp => {
      sp >>>= 0;
      go.mem.setInt32(sp + 16, this._clock.set(Number(go.mem.getBigInt64(sp + 8, true))), true);
    };
    gojs['runtime.clearTimeoutEvent'] = sp => this._clock.clear(go.mem.getInt32((sp >>> 0) + 8, true));
    // What Go prints: file, address and length at sp+8, sp+16 and sp+24.
    gojs['runtime.wasmWrite'] = sp => {
      sp >>>= 0;
      const at = Number(go.mem.getBigInt64(sp + 16, true));
      this._print(new TextDecoder().decode(new Uint8Array(this._exports.mem.buffer, at, go.mem.getInt32(sp + 24, true))));
    };
    const exit = gojs['runtime.wasmExit'];
    gojs['runtime.wasmExit'] = sp => {
      this._ended = true;
      this._letGo();
      exit(sp);
    };
    go.exit = code => this._crash(new Error(this._panic || `it ended with code ${code}`));
    // Go can't be called while it carries out commands of the page. What an object of the page calls
    // then, a toy that tells of its end within a write for example, is made up for afterwards. The same goes
    // for calls while a goroutine waits for the rest of the module, or from within Go: they might come to wait.
    const wrapper = go._makeFuncWrapper.bind(go);
    go._makeFuncWrapper = id => {
      const call = wrapper(id), engine = this;
      return function (...args) {
        if (engine.lacking && (engine._waits || engine.inside > 0)) return engine.later(() => { call.apply(this, args); });
        if (!engine.queue?.running) return call.apply(this, args);
        queueMicrotask(() => { call.apply(this, args); });
      };
    };
    const resume = go._resume.bind(go);
    go._resume = () => this._enter(resume);
  }

  // Lets Go go on.
  /** @param {() => void} resume */
  _enter(resume) {
    if (this._ended || this._waits) return;
    this.inside++;
    try {
      resume();
    } catch (error) {
      this._crash(error);
    }
    this.inside--;
    this._time = undefined;
  }

  // Lets Go see that time has passed. A timer that Go has handled is cleared by it.
  /** @param {number} id */
  _wake(id) {
    for (let tries = 0; this._clock.has(id) && tries < 10; tries++) this.go._resume();
  }

  // Go prints in pieces; a console shows lines. A crash report starts with the build, by
  // which its program counters can be looked up.
  /** @param {string} text */
  _print(text) {
    const lines = (this._line + text).split('\n');
    this._line = lines.pop() ?? '';
    for (const line of lines) {
      if (!this._panic && /^(?:panic|fatal error): /.test(line)) {
        this._panic = line;
        console.error(`gobuttplug build ${STAMP}${this.kind === 'whole' ? '' : ` ${this.kind}`}`);
      }
      if (line) console.error(line);
    }
  }

  // Takes the events of one entry into the module. They are handed out when Go is no longer
  // on the stack, so that listeners may do what they like.
  /** @param {string} text */
  _receive(text) {
    this._inbox.push(text);
    if (this._inbox.length === 1) queueMicrotask(() => this._dispatch());
  }

  _dispatch() {
    const inbox = this._inbox;
    this._inbox = [];
    for (const text of inbox) {
      /** @type {Array<[kind: string, ...unknown[]]>} */
      const events = JSON.parse(text);
      for (const event of events) guarded(() => this._event(...event));
    }
  }

  // What comes from the module is of its own making.
  /**
   * @param {string} kind
   * @param {unknown[]} args
   */
  _event(kind, ...args) {
    /** @type {any} */ (this)[`_on_${kind}`](...args);
  }

  /**
   * @param {number} id
   * @param {unknown} value
   */
  _on_ok(id, value) {
    this.queue.take(id)?.resolve(value);
  }

  /**
   * @param {number} id
   * @param {number} errorClass
   * @param {string} code
   * @param {string} message
   */
  _on_fail(id, errorClass, code, message) {
    this.queue.take(id)?.reject(fromModule(errorClass, code, message));
  }

  /**
   * @param {number} client
   * @param {number} handle
   * @param {[{ DeviceList: { Devices: Record<number, SentDevice> } }]} messages
   */
  _on_added(client, handle, [{ DeviceList }]) {
    this.clients.get(client)?._added(handle, Object.values(DeviceList.Devices)[0]);
  }

  /** @param {number} handle */
  _on_removed(handle) {
    const device = this.devices.get(handle);
    this.devices.delete(handle);
    if (device) device._client._removed(device);
  }

  /**
   * @param {number} handle
   * @param {number} attempt
   * @param {number} delay
   * @param {[errorClass: number, code: string, message: string]} error
   */
  _on_away(handle, attempt, delay, ...error) {
    this.devices.get(handle)?._dropped(attempted(attempt, delay, fromModule(...error)));
  }

  /** @param {number} handle */
  _on_back(handle) {
    this.devices.get(handle)?._back();
  }

  /**
   * @param {number} client
   * @param {number} attempt
   * @param {number} delay
   * @param {[errorClass: number, code: string, message: string]} error
   */
  _on_lost(client, attempt, delay, ...error) {
    this.clients.get(client)?._lost(attempted(attempt, delay, fromModule(...error)));
  }

  /**
   * @param {number} client
   * @param {Public.ButtplugClientServerInfo} info
   */
  _on_revived(client, info) {
    this.clients.get(client)?._revived(info);
  }

  /**
   * @param {number} handle
   * @param {number} feature
   * @param {string} type
   * @param {number} value
   */
  _on_reading(handle, feature, type, value) {
    this.devices.get(handle)?._reading(feature, type, value);
  }

  /** @param {number} client */
  _on_scanned(client) {
    this.clients.get(client)?._scanned();
  }

  /**
   * @param {number} client
   * @param {number} errorClass
   * @param {string} code
   * @param {string} message
   */
  _on_pinged(client, errorClass, code, message) {
    this.clients.get(client)?._pinged(fromModule(errorClass, code, message));
  }

  /**
   * @param {number} client
   * @param {number} errorClass
   * @param {string} code
   * @param {string} message
   */
  _on_trouble(client, errorClass, code, message) {
    this.clients.get(client)?._trouble(fromModule(errorClass, code, message));
  }

  /**
   * @param {number} client
   * @param {number} errorClass
   * @param {string} code
   * @param {string} [message]
   */
  _on_gone(client, errorClass, code, message) {
    this.clients.get(client)?._gone(message === undefined ? undefined : fromModule(errorClass, code, message));
  }

  /**
   * @param {number} session
   * @param {Public.ButtplugMessage[]} messages
   */
  _on_frame(session, messages) {
    this.sessions.get(session)?._frame(messages);
  }

  /**
   * @param {number} session
   * @param {number} code
   * @param {string} reason
   */
  _on_closed(session, code, reason) {
    this.sessions.get(session)?._closed({ code, reason });
  }

  /** @param {Public.SimulatedToyState} sent with the names of the wire */
  _on_toy(sent) {
    const state = { ...sent, inputs: sent.inputs.map(input => ({ ...input, type: fromWire(input.type) })) };
    for (const watcher of [...this.toyWatchers]) guarded(() => watcher(state));
  }

  /** @param {object} file */
  _on_userFile(file) {
    this.onUserFile?.(file);
  }

  // The commands follow each other: feature, type, value, duration.
  /**
   * @param {number} handle
   * @param {any[]} commands
   */
  _on_sent(handle, ...commands) {
    const device = this.devices.get(handle);
    for (let i = 0; device && i < commands.length; i += 4) {
      const [feature, outputType, value, duration] = commands.slice(i, i + 4);
      const sent = Object.freeze({ device, feature, outputType, value, duration });
      for (const watcher of [...sentWatchers]) guarded(() => watcher(sent));
    }
  }

  /**
   * @param {string} toy
   * @param {'write' | 'read' | 'notify'} kind
   * @param {string} endpoint
   * @param {string} hex
   * @param {string} [error]
   */
  _on_bytes(toy, kind, endpoint, hex, error) {
    const packet = Object.freeze({ toy, kind, endpoint, hex, error });
    for (const watcher of [...byteWatchers]) guarded(() => watcher(packet));
  }

  /**
   * @param {number} client
   * @param {Public.ConnectStage} stage
   * @param {string} name
   */
  _on_progress(client, stage, name) {
    this.clients.get(client)?._progress({ stage, name });
  }

  /** @param {string} line */
  _on_log(line) {
    ButtplugLogger.Logger.Info(line);
  }

  /** @param {unknown} reason */
  _crash(reason) {
    this._end(connectorError('wasm-crashed', `The gobuttplug module has crashed (${messageOf(reason)}). Its Bluetooth toys were disconnected. Connect again to start it anew.`, reason));
  }

  // Ends everything with an error: what waits, every client, every connector.
  /** @param {Public.ButtplugError} dead */
  _end(dead) {
    if (this.dead) return;
    this.dead = dead;
    this._ended = true;
    this._letGo();
    started.delete(this);
    running[this.kind] = undefined;
    if (this.kind === 'whole') cleared = freeLocks().catch(() => {}); // the page may not use locks, then there are none
    this._clock.close();
    this._watch('removeEventListener');
    ButtplugLogger.Logger.AddLogMessage(dead.message, ButtplugLogLevel.Error);
    this.queue?.end(dead);
    queueMicrotask(() => {
      this._dispatch();
      for (const client of [...this.clients.values()]) guarded(() => client._gone(dead));
      for (const session of [...this.sessions.values()]) guarded(() => session._closed());
    });
  }

  // The stop that is left without the module: disconnecting every toy that it holds.
  _letGo() {
    letGo();
    for (const value of this.go._values ?? []) {
      if (!globalThis.BluetoothDevice || !(value instanceof globalThis.BluetoothDevice)) continue;
      try {
        value.gatt.disconnect();
      } catch {
        // Others may still be reached.
      }
    }
  }
}
