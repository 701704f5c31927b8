// The time that patterns go by: it runs in a hidden tab as in a visible one.

import { Clock } from './gobuttplug.mjs';

export class PageTime {
  constructor() {
    /** @type {Map<number, () => void>} */
    this._waiting = new Map(); // by the timers
    this._clock = new Clock(id => {
      const fn = this._waiting.get(id);
      this._clear(id);
      fn?.();
    });
  }

  now() {
    return performance.now();
  }

  // Calls fn once, after ms, unless the function that it returns is called before.
  /**
   * @param {number} ms
   * @param {() => void} fn
   * @returns {() => void}
   */
  after(ms, fn) {
    const id = this._clock.set(ms);
    this._waiting.set(id, fn);
    return () => this._clear(id);
  }

  close() {
    this._clock.close();
    this._waiting.clear();
  }

  /** @param {number} id */
  _clear(id) {
    this._waiting.delete(id);
    this._clock.clear(id);
  }
}
