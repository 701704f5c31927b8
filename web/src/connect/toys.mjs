// The list of toys, each with a button that makes it move for a moment.

import { DeviceOutput } from './gobuttplug.mjs';
import { make } from './make.mjs';

const TEST_TIME = 600; // ms

// What a toy shows that it works by: the first of these that it has, gently.
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
  constructor(failed) {
    this._failed = failed;
    this._rows = new Map(); // device to its row
    this.node = make('ul', { part: 'toys', 'aria-label': 'Toys', hidden: true });
  }

  get size() {
    return this._rows.size;
  }

  add(device) {
    const title = device.displayName ?? device.name;
    const sign = signs.find(([type]) => device.hasOutput(type));
    const button = make('button', { part: 'button test', type: 'button', 'aria-label': `Test ${title}`, disabled: !sign, onclick: () => this._test(device, sign, button) }, 'Test');
    const row = make('li', { part: 'toy' }, make('span', { part: 'toy-name' }, title), button);
    this._rows.set(device, row);
    this._show(row);
  }

  remove(device) {
    this._rows.get(device)?.remove();
    this._rows.delete(device);
    this._show();
  }

  clear() {
    for (const device of [...this._rows.keys()]) this.remove(device);
  }

  _show(row) {
    if (row) this.node.append(row);
    this.node.hidden = this._rows.size === 0;
  }

  async _test(device, [type, level], button) {
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
