// What the page's own server is to drive, of what the page offers: a box to tick for each.

import { checkDevices, devices } from './ways.mjs';
import { make } from './make.mjs';

/** @import * as Public from '../../gobuttplug.js' */

/** @typedef {{ box: HTMLInputElement, text: HTMLElement }} Row */

/** @type {(names: unknown) => unknown[]} */
const listOf = names => Array.isArray(names) ? names : String(names ?? '').split(/[\s,]+/).filter(name => name !== '');

// The names in an attribute or a list, each once; what is none is left out.
/** @param {unknown} names */
export function deviceNames(names) {
  return /** @type {Public.DeviceSource[]} */ ([...new Set(listOf(names))].filter(name => Object.hasOwn(devices, String(name))));
}

// The same, but what is none is refused.
/** @param {unknown} names */
export function checkedNames(names) {
  const known = deviceNames(names), unknown = listOf(names).find(name => !known.some(one => one === name));
  if (unknown !== undefined) throw new TypeError(`devices: ${String(unknown)} is not known; use ${Object.keys(devices).join(', ')}`);
  if (known.length === 0) throw new TypeError(`devices: name at least one of ${Object.keys(devices).join(', ')}`);
  return known;
}

export class DeviceList {
  constructor() {
    this.node = make('fieldset', { part: 'devices', hidden: true });
    /** @type {Map<Public.DeviceSource, Row>} */
    this._rows = new Map();
    this._touched = false; // the player has chosen, now or before
    this.node.addEventListener('change', () => { this._touched = true; });
  }

  get offered() {
    return [...this._rows.keys()];
  }

  // What the player chose, in the order of the offer.
  get chosen() {
    const { offered } = this;
    return offered.length === 1 ? offered : offered.filter(kind => this._rows.get(kind)?.box.checked);
  }

  // Whether there is something to choose.
  get plural() {
    return this._rows.size > 1;
  }

  /**
   * @param {readonly Public.DeviceSource[]} offered
   * @param {readonly Public.DeviceSource[]} before what the player chose of them at the last visit
   */
  offer(offered, before) {
    const ticked = (this._touched ? this.chosen : before).filter(kind => offered.includes(kind));
    this._touched = ticked.length > 0;
    this._rows = new Map(offered.map((kind, i) => [kind, {
      box: make('input', { type: 'checkbox', value: kind, checked: this._touched ? ticked.includes(kind) : i === 0 }),
      text: make('small', { id: `about-${kind}` }, devices[kind].text),
    }]));
    this.node.replaceChildren(make('legend', {}, 'What do you have?'), ...[...this._rows].map(([kind, { box, text }]) =>
      make('label', { part: 'device' }, box, make('span', {}, make('b', {}, devices[kind].title), text))));
  }

  // Says of each whether this browser can drive it; what it can't is not to be chosen. Until the player
  // has chosen, that is the first that works.
  async check() {
    if (!this.plural) return;
    const rows = this._rows;
    const findings = await Promise.all([...rows].map(async ([kind, row]) => ({ kind, row, finding: await checkDevices(kind) })));
    if (rows !== this._rows) return; // offered anew meanwhile
    const first = findings.find(({ finding }) => finding.ok);
    for (const { kind, row: { box, text }, finding } of findings) {
      box.disabled = !finding.ok;
      box.checked = finding.ok && (this._touched ? box.checked : kind === first?.kind);
      const words = finding.message ?? devices[kind].text;
      if (text.textContent !== words) text.textContent = words;
    }
  }
}
