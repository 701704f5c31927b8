// The toys that are connected: what each is called, and what it was really told and has measured.

import { EventEmitter, deviceConfig, traffic } from './gobuttplug.mjs';
import { client, connection } from './session.mjs';
import { log } from './log.mjs';
import { prefs, setPrefs } from './prefs.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Toy } from './internal.d.ts' */

const HISTORY = 35000; // ms that are kept for the charts
const MOST = 4000;     // points of one line

/** @type {Map<Public.ButtplugClientDevice, Toy>} */
const all = new Map();

/** @type {EventEmitter<{ added: [toy: Toy], removed: [toy: Toy], sent: [toy: Toy, key: string, value: number, duration: number], measured: [toy: Toy, key: string, value: number], renamed: [toy: Toy], state: [toy: Toy], stopped: [toy: Toy] }>} */
export const toyEvents = new EventEmitter();

export const toys = () => [...all.values()];

/**
 * @param {number} feature
 * @param {string} type
 */
export const keyOf = (feature, type) => `${feature} ${type}`;

/** @param {Public.ButtplugClientDevice} device */
const nameKey = device => `${device.name} ${device.index}`;

/** @param {Toy} toy */
export const titleOf = toy => toy.name || toy.device.name;

// Takes down a point of a line. Lines of outputs are steps; the point before holds until the next one.
/**
 * @param {Toy} toy
 * @param {string} key
 * @param {number} value
 */
function note(toy, key, value) {
  toy.values.set(key, value);
  const line = toy.lines.get(key) ?? [];
  toy.lines.set(key, line);
  const at = performance.now();
  line.push([at, value]);
  while (line.length > 2 && (line[1][0] < at - HISTORY || line.length > MOST)) line.shift();
}

/** @param {Public.ButtplugClientDevice} device */
function add(device) {
  const remote = connection().way === 'remote';
  /** @type {Toy} */
  const toy = { device, name: device.displayName ?? (remote ? prefs().names[nameKey(device)] : '') ?? '', state: 'ready', values: new Map(), lines: new Map() };
  all.set(device, toy);
  for (const feature of device.features.values()) {
    for (const { type } of feature.outputs.values()) note(toy, keyOf(feature.index, type), 0);
  }
  device.on('inputreading', ({ feature, inputType, value }) => measured(toy, feature.index, inputType, value));
  toyEvents.emit('added', toy);
}

/**
 * @param {Toy} toy
 * @param {number} feature
 * @param {string} type
 * @param {number} value
 */
export function measured(toy, feature, type, value) {
  const key = keyOf(feature, type);
  note(toy, key, value);
  toyEvents.emit('measured', toy, key, value);
}

/** @param {Public.ButtplugClientDevice} device */
function remove(device) {
  const toy = all.get(device);
  all.delete(device);
  if (toy) toyEvents.emit('removed', toy);
}

/**
 * @param {Public.ButtplugClientDevice} device
 * @param {Toy['state']} state
 */
function setState(device, state) {
  const toy = all.get(device);
  if (!toy) return;
  toy.state = state;
  toyEvents.emit('state', toy);
}

/** @param {Public.SentOutput} sent */
function told({ device, feature, outputType, value, duration }) {
  const toy = all.get(device);
  if (!toy) return;
  const key = keyOf(feature, outputType);
  note(toy, key, value);
  toyEvents.emit('sent', toy, key, value, duration);
}

// Gives a toy the name that its owner wants; '' takes it back. Toys of this page's own server keep it
// where games find it, too.
/**
 * @param {Toy} toy
 * @param {string} name
 */
export async function rename(toy, name) {
  const wanted = name.trim().slice(0, 80);
  if (connection().way === 'remote') {
    const { [nameKey(toy.device)]: _, ...others } = prefs().names;
    setPrefs({ names: wanted ? { ...others, [nameKey(toy.device)]: wanted } : others });
  } else {
    await deviceConfig.rename(toy.device, wanted);
  }
  toy.name = wanted;
  toyEvents.emit('renamed', toy);
}

export function setUpToys() {
  client.on('deviceadded', add);
  client.on('deviceremoved', remove);
  void traffic.outputs(told);
  client.on('devicereconnecting', (device, { error }) => {
    log('problem', `${device.name}: ${error.message}`);
    setState(device, 'reconnecting');
  });
  client.on('devicereconnected', device => setState(device, 'ready'));
  client.on('reconnecting', ({ error }) => {
    log('problem', error.message);
    for (const device of all.keys()) setState(device, 'reconnecting');
  });
  client.on('reconnected', () => { for (const device of all.keys()) setState(device, 'ready'); });
}
