// The stop that beats the game: after it nothing moves until it is released, whatever is called.

import { atStart, everywhere } from './engine.mjs';
import { deviceError } from './errors.mjs';
import { guarded } from './emitter.mjs';
import { show } from './output.mjs';

let stopped = false;
/** @type {Set<{ listener: (stopped: boolean) => void }>} */
const safetyListeners = new Set();
/** @type {Map<string, { users: number, end: () => void }>} */
const panicKeys = new Map(); // what usePanicKey watches, by key, so that two parts of a page don't count twice

atStart.push(started => {
  if (stopped) started.now('hold', true);
});

/** @param {boolean} on */
function hold(on) {
  everywhere('hold', on); // also again: a stop is a stop
  if (stopped === on) return;
  stopped = on;
  for (const { listener } of [...safetyListeners]) guarded(() => listener(on));
}

export const safety = Object.freeze({
  // Whether everything is held still.
  get stopped() {
    return stopped;
  },

  // Stops every toy of the page at once and keeps all still until release(). Commands that come
  // meanwhile succeed and do nothing.
  stop() {
    hold(true);
  },

  // Lets commands through again. Nothing starts by itself.
  release() {
    hold(false);
  },

  // Calls listener(stopped) on every change, until the function that it returns is called.
  /**
   * @param {(stopped: boolean) => void} listener
   * @returns {() => void}
   */
  onchange(listener) {
    if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
    const one = { listener };
    safetyListeners.add(one);
    return () => { safetyListeners.delete(one); };
  },

  // Makes a key stop everything: presses of it within so many ms. It is noticed before the page's
  // own handlers, which still get it. Returns a function that ends it.
  /**
   * @param {{ key?: string, presses?: number, within?: number }} [options]
   * @returns {() => void}
   */
  usePanicKey({ key = 'Escape', presses = 2, within = 1000 } = {}) {
    if (typeof key !== 'string' || key === '') throw deviceError('invalid-value', `usePanicKey: ${show(key)} is no key; give the name that KeyboardEvent.key has, such as "Escape"`);
    if (!Number.isInteger(presses) || presses < 1 || presses > 9) throw deviceError('invalid-value', `usePanicKey: presses is ${show(presses)}; it must be a whole number from 1 to 9`);
    if (!(typeof within === 'number' && within > 0)) throw deviceError('invalid-value', `usePanicKey: within is ${show(within)}; it must be a number of milliseconds above 0`);
    const id = JSON.stringify([key, presses, within]);
    const watch = panicKeys.get(id) ?? watchKey(key, presses, within);
    panicKeys.set(id, watch);
    watch.users++;
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      if (--watch.users > 0) return;
      panicKeys.delete(id);
      watch.end();
    };
  },
});

/**
 * @param {string} key
 * @param {number} presses
 * @param {number} within
 */
function watchKey(key, presses, within) {
  /** @type {number[]} */
  let times = [];
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== key || event.repeat) return;
    times = [...times.filter(time => event.timeStamp - time < within), event.timeStamp];
    if (times.length < presses) return;
    times = [];
    safety.stop();
  };
  globalThis.addEventListener?.('keydown', pressed, { capture: true });
  return { users: 0, end: () => globalThis.removeEventListener?.('keydown', pressed, { capture: true }) };
}
