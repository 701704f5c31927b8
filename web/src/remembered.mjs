// Something that the player decided, kept in the browser's storage and shared by its tabs. Where
// storage is off it lasts as long as the page.

import { guarded } from './emitter.mjs';

/** @template T */
export class Remembered {
  static get name() { return 'Remembered'; }

  // key is that of the storage. check(value, stored) gives what is kept for a value, or throws;
  // stored tells that the value comes from the storage. Of undefined it makes what counts before the
  // player has decided anything.
  /**
   * @param {string} key
   * @param {(value: unknown, stored: boolean) => T} check
   */
  constructor(key, check) {
    this._key = key;
    this._check = check;
    /** @type {Set<{ listener: () => void }>} */
    this._listeners = new Set();
    /** @type {string | null | undefined} */
    this._seen = undefined; // the text that the value is of
    this._value = this._stored();
    globalThis.addEventListener?.('storage', event => {
      if (event.key !== key && event.key !== null) return;
      this._value = this._stored();
      this._tell();
    });
    // A page that the player has come back to missed what other pages told meanwhile.
    globalThis.addEventListener?.('pageshow', event => {
      if (event.persisted) this._catchUp();
    });
  }

  get value() {
    return this._value;
  }

  // Keeps a value and tells the listeners. What check throws is thrown.
  /** @param {unknown} value */
  set(value) {
    this._value = this._check(value, false);
    try {
      const text = JSON.stringify(this._value);
      localStorage.setItem(this._key, text);
      this._seen = text;
    } catch {
      // There is no storage, or it is full.
    }
    this._tell();
  }

  // Calls listener after every change, until the function that it returns is called.
  /**
   * @param {() => void} listener
   * @returns {() => void}
   */
  onchange(listener) {
    if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
    const one = { listener };
    this._listeners.add(one);
    return () => { this._listeners.delete(one); };
  }

  _catchUp() {
    try {
      if (localStorage.getItem(this._key) === this._seen) return;
    } catch {
      return; // what the page remembers itself still counts
    }
    this._value = this._stored();
    this._tell();
  }

  _tell() {
    for (const { listener } of [...this._listeners]) guarded(() => listener());
  }

  _stored() {
    try {
      const text = this._seen = localStorage.getItem(this._key);
      if (text !== null) return this._check(JSON.parse(text), true);
    } catch {
      // There is no storage, or something else is in it.
    }
    return this._check(undefined, true);
  }
}
