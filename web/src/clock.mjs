// The timers of the module. Browsers slow a hidden page's timers down to one a second or less;
// keep-alive and pauses between writes must not be, so a worker keeps the time then.

import { INLINED, clockFile } from './files.mjs';

// The same as gobuttplug-clock.js, for pages where a worker can't be loaded from there (CDN, file://).
const SOURCE = 'let t;onmessage=({data})=>{clearTimeout(t);t=setTimeout(()=>postMessage(0),data)}';

// In Node.js, waits longer than this many ms don't keep the program from ending.
const LONG = 60000;

// One timer of the browser serves all timers of the module: at a game's rate the module clears and
// sets its timer with every command, and those of the browser cost more than the rest of a command. So
// the browser's stays when the module's is cleared, and is set anew only to be earlier.
export class Clock {
  static get name() { return 'Clock'; }

  // wake(id) is called when the time of a timer has come. The timer stays until it is cleared.
  /** @param {(id: number) => void} wake */
  constructor(wake) {
    this._wake = wake;
    /** @type {Map<number, number>} */
    this._timers = new Map(); // when they are due
    this._last = 0;
    this._handle = 0;         // of the browser's timer
    this._armed = Infinity;   // when that is due
    /** @type {Worker | undefined} */
    this._worker = undefined;
    this._sources = INLINED ? [fromBlob, fromFile] : [fromFile, fromBlob];
    this._visibility = () => this._hide(document.hidden);
    globalThis.document?.addEventListener('visibilitychange', this._visibility);
    if (globalThis.document?.hidden) this._hide(true); // a tab that was opened in the background
  }

  /** @param {number} ms */
  set(ms) {
    const id = this._last = (this._last + 1) & 0x7fffffff;
    const due = performance.now() + ms;
    this._timers.set(id, due);
    if (due < this._armed) this._arm(due, ms);
    return id;
  }

  /** @param {number} id */
  clear(id) {
    this._timers.delete(id);
    if (this._timers.size === 0 && typeof this._handle !== 'number') this._disarm(); // Node.js would go on for it
  }

  /** @param {number} id */
  has(id) {
    return this._timers.has(id);
  }

  close() {
    globalThis.document?.removeEventListener('visibilitychange', this._visibility);
    this._disarm();
    this._timers.clear();
    this._worker?.terminate();
    this._worker = undefined;
  }

  /**
   * @param {number} due
   * @param {number} ms
   */
  _arm(due, ms) {
    clearTimeout(this._handle);
    this._armed = due;
    this._handle = setTimeout(() => this._ring(), ms);
    if (ms > LONG) /** @type {{ unref?(): void }} */ (/** @type {unknown} */ (this._handle)).unref?.();
    this._worker?.postMessage(ms);
  }

  _disarm() {
    clearTimeout(this._handle);
    this._armed = Infinity;
  }

  // The browser's timer, or the worker's, has rung: maybe for a timer that is no more.
  _ring() {
    const now = performance.now();
    const rung = [];
    let next = Infinity;
    for (const [id, due] of this._timers) {
      if (due - now < 1) rung.push(id); // browsers may be early by less than that
      else next = Math.min(next, due);
    }
    this._armed = Infinity;
    if (next < Infinity) this._arm(next, next - now);
    for (const id of rung) if (this._timers.has(id)) this._wake(id);
  }

  /** @param {boolean} hidden */
  _hide(hidden) {
    if (!hidden) {
      this._worker?.terminate();
      this._worker = undefined;
      return;
    }
    this._start();
    this._hand();
  }

  // Gives the worker the time that the browser's timer has.
  _hand() {
    if (this._armed < Infinity) this._worker?.postMessage(Math.max(0, this._armed - performance.now()));
  }

  // Tries the sources one after the other; without any of them the page's own timers have to do.
  _start() {
    while (!this._worker && this._sources.length > 0) {
      try {
        const worker = this._worker = this._sources[0]();
        worker.onmessage = () => this._ring();
        worker.onerror = event => {
          event.preventDefault();
          if (worker !== this._worker) return;
          worker.terminate();
          this._worker = undefined;
          this._sources.shift();
          if (document.hidden) {
            this._start();
            this._hand();
          }
        };
      } catch {
        this._worker = undefined;
        this._sources.shift();
      }
    }
  }
}

// Where the files are on the page's own server.
function fromFile() {
  return new Worker(trusted(clockFile().href));
}

// Where they are not: on another server, or in a page that was opened from a file.
function fromBlob() {
  const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(trusted(url));
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  return worker;
}

/** @type {{ createScriptURL(url: string): string } | undefined} */
let policy;

// Pages that demand Trusted Types have to allow this policy to get a worker.
/**
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  try {
    policy ??= globalThis.trustedTypes?.createPolicy('gobuttplug', { createScriptURL: u => u });
  } catch {
    // The page does not allow it. Unless it demands Trusted Types, the plain address will do.
  }
  return policy ? policy.createScriptURL(url) : url;
}
