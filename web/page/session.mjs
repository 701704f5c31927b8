// The one connection of the page: how it comes about, how far it is, and why it failed.

import { ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugPopupClientConnector, ButtplugWasmClientConnector, EventEmitter, checkServer, checkTransport, chooseSerialPort } from './gobuttplug.mjs';
import { prefs, setPrefs } from './prefs.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Connection, Finding, Way } from './internal.d.ts' */

export const client = new ButtplugClient('gobuttplug page');

/** @type {Connection} */
let now = { phase: 'off', way: 'browser', address: '', searching: false, stages: new Map(), problem: undefined, empty: false, held: undefined, lost: false, leaving: false, kind: undefined };

/** @type {EventEmitter<{ change: [] }>} */
const changes = new EventEmitter();

export const connection = () => now;

/** @param {() => void} listener */
export const onConnection = listener => changes.on('change', listener);

/** @param {Partial<Connection>} change */
function set(change) {
  now = { ...now, ...change };
  changes.emit('change');
}

/** @type {AbortController | undefined} */
let attempt; // what cancel() ends
/** @type {{ focus?(): void } | undefined} */
let connector;
/** @type {Public.DeviceSource[]} */
let sources = ['webbluetooth'];
let came = 0; // toys since the search began

// What toys the page's own server has, as a link said.
/** @param {Public.DeviceSource[]} wanted */
export function useSources(wanted) {
  sources = wanted;
}

// Whether a way works in this browser, found out without asking the player for anything. kind: where this
// page's own server would look.
/**
 * @param {Way} way
 * @param {string} [address]
 * @param {Public.DeviceSource} [kind]
 * @returns {Promise<Finding>}
 */
export async function check(way, address = '', kind = 'webbluetooth') {
  if (way === 'simulated') return { ok: true };
  const finding = /** @type {Finding} */ (way === 'browser' ? await checkTransport(kind) : await checkServer(address));
  return finding.popup ? { ...finding, ok: true, window: true } : finding;
}

// Connects and looks for toys. Call it in a click: the browser's list of toys opens only then. look:
// whether to look for toys; kind: where this page's own server looks, if not over Bluetooth.
/**
 * @param {Way} way
 * @param {string} [address]
 * @param {{ look?: boolean, kind?: Public.DeviceSource }} [options]
 */
export async function connect(way, address = '', { look = true, kind } = {}) {
  if (now.phase !== 'off') return;
  const mine = attempt = new AbortController();
  set({ phase: 'connecting', way, address, kind, problem: undefined, empty: false, held: undefined, stages: new Map() });
  try {
    const finding = await check(way, address, kind);
    if (!finding.ok) throw Object.assign(new Error(finding.message), finding);
    const made = connectorFor(way, address, finding, kind ? [kind] : sources);
    connector = made;
    await client.connect(made, { signal: mine.signal });
  } catch (error) {
    set({ phase: 'off', held: undefined });
    if (!mine.signal.aborted) fail(error);
    return;
  }
  setPrefs(way === 'remote' ? { way, address } : { way });
  set({ phase: 'on', held: undefined });
  if (look) await search();
}

/**
 * @param {Way} way
 * @param {string} address
 * @param {Finding} finding
 * @param {Public.DeviceSource[]} devices
 * @returns {Public.IButtplugClientConnector & { focus?(): void }}
 */
function connectorFor(way, address, finding, devices) {
  if (way === 'remote') return finding.window ? new ButtplugPopupClientConnector({ server: address }) : new ButtplugBrowserWebsocketClientConnector(address, { reconnect: true });
  if (finding.window) return new ButtplugPopupClientConnector({ devices });
  return new ButtplugWasmClientConnector({ devices: way === 'simulated' ? 'simulated' : devices });
}

// Looks for toys, of this page's server in the browser's list. Call it in a click.
/** @param {{ allDevices?: boolean, takeOver?: boolean }} [options] */
export async function search(options = {}) {
  if (now.phase !== 'on' || now.searching) return;
  const mine = attempt = new AbortController();
  came = 0;
  connector?.focus?.();
  set({ searching: true, empty: false, problem: undefined });
  try {
    await client.startScanning({ ...options, signal: mine.signal });
  } catch (error) {
    set({ searching: false });
    if (!mine.signal.aborted) fail(error);
  }
}

// Lets the player choose among all serial ports, of unknown makers too, and looks at the chosen one. Call it
// in a click.
export async function searchAllPorts() {
  try {
    if (await chooseSerialPort({ allPorts: true })) await search();
  } catch (error) {
    fail(error);
  }
}

// Ends connecting or searching, whichever is going on.
export function cancel() {
  attempt?.abort();
  set({ searching: false, stages: new Map() });
}

export async function disconnect() {
  attempt?.abort();
  set({ leaving: true });
  try {
    await client.disconnect();
  } catch (error) {
    fail(error);
  }
  set({ leaving: false });
}

/** @param {unknown} error */
export function fail(error) {
  set({ problem: error });
}

export function clearProblem() {
  set({ problem: undefined, empty: false });
}

client.on('progress', ({ stage, name = '' }) => {
  const stages = new Map(now.stages);
  if (stage === 'ready' || stage === 'refused') stages.delete(name);
  else if (stage === 'loading' || stage === 'reaching') return set({ held: stage });
  else stages.set(name, stage);
  set({ stages });
});
client.on('deviceadded', () => {
  came++;
  set({ empty: false });
});
client.on('deviceremoved', () => set({}));
client.on('reconnecting', () => set({ lost: true, searching: false }));
client.on('reconnected', () => set({ lost: false, problem: undefined }));
client.on('scanningfinished', () => {
  const nothing = came === 0 && now.problem === undefined && now.way === 'browser';
  set({ searching: false, stages: new Map(), empty: nothing });
});
client.on('error', fail);
client.on('disconnect', error => {
  attempt?.abort();
  connector = undefined;
  set({ phase: 'off', searching: false, lost: false, stages: new Map(), empty: false, problem: error ?? now.problem });
});

export const lastAddress = () => prefs().address;
