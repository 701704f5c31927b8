// What is known of devices beside the catalogue: configuration files in the official format, version
// 4 or 5, and what the player decided about single devices. The module reads them; see package
// device/catalog of the Go module.

import { ButtplugClientConnectorException, connectorError, messageOf, named } from './errors.mjs';
import { ButtplugLogger } from './logging.mjs';
import { Remembered } from './remembered.mjs';
import { atStart, engine } from './engine.mjs';
import { guarded } from './emitter.mjs';
import { show } from './output.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { ConfigAnswer } from './internal.d.ts' */
/** @import { Engine } from './engine.mjs' */

// A configuration file that can't be used. Nothing of it counts; what counted before still does.
export class ButtplugDeviceConfigError extends ButtplugClientConnectorException {
  // file is 'base file' or 'user file', path leads to the bad field ('' for the whole file).
  /** @param {{ file: 'base file' | 'user file', path: string, problem: string }} wrong */
  constructor({ file, path, problem }) {
    super(`The device configuration can't be used: ${file}${path === '' ? '' : `: ${path}`} ${problem}`);
    this.code = 'invalid-config';
    this.file = file;
    this.path = path;
    this.problem = problem;
  }
}
named(ButtplugDeviceConfigError, 'ButtplugDeviceConfigError');

/** @typedef {{ base: string, user: string }} Texts '' is none */

/** @type {Texts} */
let given = { base: '', user: '' };  // the texts that were loaded; '' is none
/** @type {readonly Public.DeviceConfigWarning[]} */
let found = [];                      // the warnings that they gave
/** @type {readonly Public.DeviceConfigModel[]} */
let news = [];                       // the models that only they know
/** @type {any} */
let userFile;                        // the user file as it is now; undefined while nothing is known
/** @type {Engine | undefined} */
let configured;                      // the module that has the files
/** @type {Set<{ listener: (userFile: any) => void }>} */
const configListeners = new Set();
/** @type {Set<{ listener: (warnings: readonly Public.DeviceConfigWarning[]) => void }>} */
const warningListeners = new Set();

// What the player's browser keeps, once remember() was called.
const keys = { base: 'gobuttplug.device-database', user: 'gobuttplug.devices' };
/** @type {Remembered<string> | undefined} */
let rememberedBase;
/** @type {Remembered<any> | undefined} */
let rememberedUser;

atStart.push(started => {
  if (started.kind === 'remote') return; // it knows no devices
  configured = started;
  started.onUserFile = file => {
    userFile = file;
    rememberedUser?.set(file);
    tellAll(configListeners, file);
  };
  handOver(started);
});

// Gives the module what counts now.
/** @param {Engine} module */
function handOver(module) {
  const texts = { base: given.base, user: userFile === undefined ? given.user : JSON.stringify(userFile) };
  if (texts.base || texts.user) configure(module, texts).catch(error => setAside(module, texts, error));
}

// Without a listener a warning is still in the log.
/**
 * @template {unknown[]} Args
 * @param {Set<{ listener: (...args: Args) => void }>} all
 * @param {Args} args
 */
function tellAll(all, ...args) {
  for (const { listener } of [...all]) guarded(() => listener(...args));
}

/**
 * @template {Function} Listener
 * @param {Set<{ listener: Listener }>} all
 * @param {Listener} listener
 * @returns {() => void}
 */
function listenIn(all, listener) {
  if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
  const one = { listener };
  all.add(one);
  return () => { all.delete(one); };
}

// Hands texts to the module. Later calls count more than earlier ones.
/**
 * @param {Engine} module
 * @param {Texts} texts
 * @returns {Promise<readonly Public.DeviceConfigWarning[]>}
 */
async function configure(module, texts) {
  /** @type {ConfigAnswer} */
  const { wrong, warnings, added = [] } = await module.request(id => module.now('configure', id, texts.base, texts.user));
  if (wrong) throw new ButtplugDeviceConfigError(wrong);
  news = Object.freeze(added.map(model => Object.freeze(model)));
  given = texts;
  userFile = texts.user ? JSON.parse(texts.user) : undefined;
  return warn(warnings);
}

/**
 * @param {Engine} module
 * @param {object} file
 */
async function setDevices(module, file) {
  /** @type {ConfigAnswer} */
  const { wrong, warnings } = await module.request(id => module.now('setDevices', id, JSON.stringify(file) ?? ''));
  if (wrong) throw new ButtplugDeviceConfigError(wrong);
  return warn(warnings);
}

/** @param {Public.DeviceConfigWarning[]} warnings */
function warn(warnings) {
  found = Object.freeze(warnings.map(warning => Object.freeze(warning)));
  for (const { file, path, problem } of found) ButtplugLogger.Logger.Warn(`Device configuration: ${file}: ${path} ${problem}`);
  if (found.length > 0) tellAll(warningListeners, found);
  return found;
}

// What was remembered can't be used: it is kept beside, so that nothing is lost, and left out. The
// other file still counts.
/**
 * @param {Engine} module
 * @param {Texts} texts
 * @param {Partial<ButtplugDeviceConfigError> & Error} error
 * @returns {Promise<void>}
 */
async function setAside(module, texts, error) {
  const which = error.file === 'base file' ? 'base' : 'user';
  try {
    localStorage.setItem(`${keys[which]}.unreadable`, texts[which]);
  } catch {
    // There is no storage, or it is full.
  }
  if (which === 'base') rememberedBase?.set('');
  else rememberedUser?.set(null);
  ButtplugLogger.Logger.Error(error.message);
  tellAll(warningListeners, Object.freeze([asWarning(error)]));
  const rest = { ...texts, [which]: '' };
  given = { base: '', user: '' };
  userFile = undefined;
  if (rest.base || rest.user) await configure(module, rest).catch(again => setAside(module, rest, again));
}

/** @param {Partial<Public.DeviceConfigWarning> & Error} error */
function asWarning({ file = '', path = '', problem, message }) {
  return Object.freeze({ file, path, problem: problem ?? message });
}

// The text of a source: an address, JSON, a file, an object; null is none.
/**
 * @param {Public.DeviceConfigSource} source
 * @param {string} what
 * @returns {Promise<string>}
 */
async function textOfSource(source, what) {
  if (source === null) return '';
  if (typeof Blob === 'function' && source instanceof Blob) {
    return source.text().catch(error => { throw connectorError('config-unreachable', `${what}: the file can't be read: ${error.message}`, error); });
  }
  if (source instanceof URL || typeof source === 'string' && !/^\s*\{/.test(source)) return download(source, what);
  return typeof source === 'string' ? source : JSON.stringify(source);
}

/**
 * @param {string | URL} address
 * @param {string} what
 */
async function download(address, what) {
  let url, response;
  try {
    url = new URL(address, globalThis.document?.baseURI);
  } catch (error) {
    throw connectorError('invalid-option', `${what}: ${show(address)} is neither JSON nor an address`, error);
  }
  try {
    response = await fetch(url, { credentials: 'same-origin' });
    if (response.ok) return await response.text();
  } catch (error) {
    throw connectorError('config-unreachable', `${what}: ${url} can't be fetched: ${messageOf(error)}`, error);
  }
  throw connectorError('config-unreachable', `${what}: ${url} can't be fetched: the server answered ${`${response.status} ${response.statusText}`.trim()}`);
}

// Whether something can be a source.
/** @param {unknown} value */
export function isSource(value) {
  return value === undefined || value === null || typeof value === 'string' && value.trim() !== '' || typeof value === 'object';
}

export const deviceConfig = Object.freeze({
  // Loads a base file, a user file or both, for all servers in the page; null takes the one before
  // away. Resolves to what was left out of them. Rejects with a ButtplugDeviceConfigError, which leaves
  // all as it was, and while clients use something else.
  /**
   * @param {{ base?: Public.DeviceConfigSource | undefined, user?: Public.DeviceConfigSource | undefined }} files
   * @param {{ wasmUrl?: string | URL | undefined }} [options]
   */
  async load({ base, user } = {}, { wasmUrl } = {}) {
    if (!isSource(base) || !isSource(user)) throw connectorError('invalid-option', `${show(isSource(base) ? user : base)} is no device configuration; give JSON, an address, a file or an object`);
    const module = await engine(wasmUrl);
    const texts = {
      base: base === undefined ? given.base : await textOfSource(base, 'The base file'),
      user: user === undefined ? given.user : await textOfSource(user, 'The user file'),
    };
    if (texts.base === given.base && texts.user === given.user) return found;
    if (user === undefined && userFile !== undefined) texts.user = JSON.stringify(userFile);
    const warnings = await configure(module, texts);
    if (base !== undefined) rememberedBase?.set(texts.base);
    if (user !== undefined) rememberedUser?.set(userFile ?? null);
    tellAll(configListeners, userFile);
    return warnings;
  },

  // The user file as it is now: what is known of single devices. Undefined while nothing is.
  get userFile() {
    return userFile === undefined ? undefined : structuredClone(userFile);
  },

  // What was left out of the files.
  get warnings() {
    return found;
  },

  // The models that the files added to the built-in catalogue.
  get added() {
    return news;
  },

  // Replaces the settings of single devices by those of a user file. They count when a device
  // connects the next time. Resolves to what was left out.
  /** @param {object} file */
  async setUserFile(file) {
    return setDevices(await engine(), file);
  },

  // Gives a device of the page's own server another name; '' takes it back.
  /**
   * @param {{ readonly index: number }} device
   * @param {string} name
   */
  async rename(device, name) {
    if (typeof name !== 'string' || name.length > 200) throw connectorError('invalid-option', `${show(name)} can't be the name of a device; give a text of up to 200 characters`);
    const file = structuredClone(userFile);
    const entry = file?.user_configs?.devices?.find((/** @type {any} */ one) => one.config?.user_config?.index === device?.index);
    if (!entry) throw connectorError('unknown-device', 'The device is not one of the server in this page');
    if (name === '') delete entry.config.user_config.display_name;
    else entry.config.user_config.display_name = name;
    return deviceConfig.setUserFile(file);
  },

  // Keeps the files in the browser's storage from now on, for all tabs and the next visit, and uses
  // what is there. Call it before anything is connected.
  remember() {
    if (rememberedUser) return;
    rememberedBase = new Remembered(keys.base, value => typeof value === 'string' ? value : '');
    const remembered = rememberedUser = /** @type {Remembered<any>} */ (new Remembered(keys.user, value => value ?? null));
    // Another tab has met a device, or its player has changed something.
    remembered.onchange(() => {
      if (remembered.value && configured && JSON.stringify(remembered.value) !== JSON.stringify(userFile)) {
        setDevices(configured, remembered.value).catch(error => warn([asWarning(error)]));
      }
    });
    if (given.base || given.user || userFile) return; // what the page has loaded counts more
    userFile = remembered.value ?? undefined;
    given = { base: rememberedBase.value, user: userFile ? JSON.stringify(userFile) : '' };
    if (configured) handOver(configured);
  },

  // Forgets all files and settings, also those that are remembered.
  async reset() {
    await deviceConfig.load({ base: null, user: null });
  },

  // Calls listener with the user file after every change, until the function that it returns is called.
  /** @param {(userFile: any) => void} listener */
  onchange(listener) {
    return listenIn(configListeners, listener);
  },

  // Calls listener with the warnings of every file that has some, likewise.
  /** @param {(warnings: readonly Public.DeviceConfigWarning[]) => void} listener */
  onwarning(listener) {
    return listenIn(warningListeners, listener);
  },
});
