// A look at the simulated toys of the page's server, and the means to act as their owner.

import { connectorError } from './errors.mjs';
import { engine } from './engine.mjs';

/** @import * as Public from '../gobuttplug.js' */

export const simulatedToys = Object.freeze({
  // Calls listener with the state of every toy now, and of a toy whenever it changes, until the
  // function that it returns is called.
  /**
   * @param {(state: Public.SimulatedToyState) => void} listener
   * @returns {Promise<() => void>}
   */
  async watch(listener) {
    if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
    const module = await engine();
    module.toyWatchers.add(listener);
    module.now('watchToys', true);
    return () => {
      if (module.toyWatchers.delete(listener) && module.toyWatchers.size === 0) module.now('watchToys', false);
    };
  },

  // Makes a toy measure a value: a press of its button, say.
  /**
   * @param {string} name
   * @param {number} feature
   * @param {Public.InputType} type
   * @param {number} value
   */
  async setInput(name, feature, type, value) {
    if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) throw connectorError('invalid-value', 'The value must be a whole number');
    const module = await engine();
    await module.request(id => module.now('setToyInput', id, String(name), Number(feature), module.queue.input(type), value));
  },

  // Makes a toy vanish as if it had gone out of reach, until bringBack() or the next scan.
  /** @param {string} name */
  async drop(name) {
    const module = await engine();
    await module.request(id => module.now('dropToy', id, String(name)));
  },

  // Brings a toy that was dropped back into reach, so that it is connected again.
  /** @param {string} name */
  async bringBack(name) {
    const module = await engine();
    await module.request(id => module.now('returnToy', id, String(name)));
  },
});
