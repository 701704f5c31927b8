// A look at what toys are really told: outputs after the player's limits, and the bytes themselves.

import { engine } from './engine.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */

export const traffic = Object.freeze({
  // Calls listener with every output that a toy of this page was told, until the function that it
  // returns is called.
  /**
   * @param {(sent: Public.SentOutput) => void} listener
   * @returns {Promise<() => void>}
   */
  outputs: listener => watch(listener, module => module.sentWatchers, 'watchSent'),

  // Calls listener with what goes over the links of the page's own servers.
  /**
   * @param {(packet: Public.ToyPacket) => void} listener
   * @returns {Promise<() => void>}
   */
  bytes: listener => watch(listener, module => module.byteWatchers, 'watchBytes'),
});

/**
 * @template T
 * @param {(event: T) => void} listener
 * @param {(module: Engine) => Set<(event: T) => void>} watchersOf
 * @param {'watchSent' | 'watchBytes'} turn
 * @returns {Promise<() => void>}
 */
async function watch(listener, watchersOf, turn) {
  if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
  const module = await engine();
  const watchers = watchersOf(module);
  watchers.add(listener);
  module.now(turn, true);
  return () => {
    if (watchers.delete(listener) && watchers.size === 0) module.now(turn, false);
  };
}
