// A look at what toys are really told: outputs after the player's limits, and the bytes themselves.

import { atStart, byteWatchers, everywhere, sentWatchers } from './engine.mjs';

/** @import * as Public from '../gobuttplug.js' */

// A module that starts later is watched, too. One for servers elsewhere has no bytes to show.
atStart.push(started => {
  if (sentWatchers.size > 0) started.now('watchSent', true);
  if (byteWatchers.size > 0) started.now('watchBytes', true);
});

export const traffic = Object.freeze({
  // Calls listener with every output that a toy of this page was told, until the function that it
  // returns is called.
  /**
   * @param {(sent: Public.SentOutput) => void} listener
   * @returns {Promise<() => void>}
   */
  outputs: async listener => watch(listener, sentWatchers, 'watchSent'),

  // Calls listener with what goes over the links of the page's own servers.
  /**
   * @param {(packet: Public.ToyPacket) => void} listener
   * @returns {Promise<() => void>}
   */
  bytes: async listener => watch(listener, byteWatchers, 'watchBytes'),
});

/**
 * @template T
 * @param {(event: T) => void} listener
 * @param {Set<(event: T) => void>} watchers
 * @param {'watchSent' | 'watchBytes'} turn
 * @returns {() => void}
 */
function watch(listener, watchers, turn) {
  if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
  watchers.add(listener);
  if (watchers.size === 1) everywhere(turn, true);
  return () => {
    if (watchers.delete(listener) && watchers.size === 0) everywhere(turn, false);
  };
}
