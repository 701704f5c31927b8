// The list of toys, each with a button that makes it move for a moment.

import { DeviceOutput, OutputType } from './gobuttplug.mjs';
import { make } from './make.mjs';

/** @import * as Public from '../../gobuttplug.js' */

const TEST_TIME = 600; // ms

// What a toy shows that it works by: the first of these that it has, gently.
/** @type {Array<[type: keyof typeof DeviceOutput & keyof typeof OutputType, level: number]>} */
const signs = [
  ['Vibrate', 0.3],
  ['Rotate', 0.3],
  ['Oscillate', 0.2],
  ['Constrict', 0.3],
  ['Position', 0.6],
  ['HwPositionWithDuration', 0.6],
  ['Inflate', 0.2],
  ['Led', 1],
];

export class ToyList {
  // failed(error) is told what goes wrong.
  /** @param {(error: unknown) => void} failed */
  constructor(failed) {
    this._failed = failed;
    /** @type {Map<Public.ButtplugClientDevice, HTMLElement>} */
    this._rows = new Map();
    this.node = make('ul', { part: 'toys', 'aria-label': 'Toys', hidden: true });
  }

  get size() {
    return this._rows.size;
  }

  /** @param {Public.ButtplugClientDevice} device */
  add(device) {
    const title = device.displayName ?? device.name;
    const sign = signs.find(([type]) => device.hasOutput(OutputType[type]));
    const button = make('button', { part: 'button test', type: 'button', 'aria-label': `Test ${title}`, disabled: !sign, onclick: () => sign && this._test(device, ...sign, button) }, 'Test');
    const row = make('li', { part: 'toy' }, make('span', { part: 'toy-name' }, title), make('small', { part: 'hint', hidden: true, role: 'status' }), button);
    this._rows.set(device, row);
    this._show(row);
  }

  // Shows whether a toy has dropped out and is being connected again.
  /**
   * @param {Public.ButtplugClientDevice} device
   * @param {boolean} yes
   */
  away(device, yes) {
    const hint = this._rows.get(device)?.querySelector('small');
    if (!hint) return;
    hint.hidden = !yes;
    hint.textContent = yes ? 'reconnecting…' : '';
  }

  /** @param {Public.ButtplugClientDevice} device */
  remove(device) {
    this._rows.get(device)?.remove();
    this._rows.delete(device);
    this._show();
  }

  clear() {
    for (const device of [...this._rows.keys()]) this.remove(device);
  }

  /** @param {HTMLElement} [row] */
  _show(row) {
    if (row) this.node.append(row);
    this.node.hidden = this._rows.size === 0;
  }

  /**
   * @param {Public.ButtplugClientDevice} device
   * @param {keyof typeof DeviceOutput & keyof typeof OutputType} type
   * @param {number} level
   * @param {HTMLButtonElement} button
   */
  async _test(device, type, level, button) {
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    try {
      await device.runOutput(type === 'HwPositionWithDuration' ? DeviceOutput[type].percent(level, TEST_TIME) : DeviceOutput[type].percent(level));
      await new Promise(resolve => setTimeout(resolve, TEST_TIME));
      await device.stop();
    } catch (error) {
      if (this._rows.has(device)) this._failed(error);
    } finally {
      button.ariaBusy = 'false';
    }
  }
}
