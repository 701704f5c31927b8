// The timers of the module. Browsers slow a hidden page's timers down to one a second or less;
// keep-alive and pauses between writes must not be, so a worker keeps the time then.

import { INLINED, clockFile } from './files.mjs';

// The same as gobuttplug-clock.js, for pages where a worker can't be loaded from there (CDN, file://).
const SOURCE = `const t=new Map();onmessage=({data:[i,m]})=>{clearTimeout(t.get(i));m===undefined?t.delete(i):t.set(i,setTimeout(()=>{t.delete(i);postMessage(i)},m))}`;

// In Node.js, waits longer than this many ms don't keep the program from ending.
const LONG = 60000;

export class Clock {
  static get name() { return 'Clock'; }

  // wake(id) is called when the time of a timer has come. The timer stays until it is cleared.
  /** @param {(id: number) => void} wake */
  constructor(wake) {
    this._wake = wake;
    /** @type {Map<number, { due: number, handle: number }>} */
    this._timers = new Map();
    this._last = 0;
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
    const handle = setTimeout(() => this._fire(id), ms);
    if (ms > LONG) /** @type {{ unref?(): void }} */ (/** @type {unknown} */ (handle)).unref?.();
    this._timers.set(id, { due: performance.now() + ms, handle });
    if (globalThis.document?.hidden) this._worker?.postMessage([id, ms]);
    return id;
  }

  /** @param {number} id */
  clear(id) {
    const timer = this._timers.get(id);
    if (!timer) return;
    clearTimeout(timer.handle);
    this._timers.delete(id);
    this._worker?.postMessage([id]);
  }

  /** @param {number} id */
  has(id) {
    return this._timers.has(id);
  }

  close() {
    globalThis.document?.removeEventListener('visibilitychange', this._visibility);
    for (const { handle } of this._timers.values()) clearTimeout(handle);
    this._timers.clear();
    this._worker?.terminate();
    this._worker = undefined;
  }

  /** @param {number} id */
  _fire(id) {
    if (this._timers.has(id)) this._wake(id);
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

  // Gives the worker the timers that run.
  _hand() {
    for (const [id, { due }] of this._timers) this._worker?.postMessage([id, Math.max(0, due - performance.now())]);
  }

  // Tries the sources one after the other; without any of them the page's own timers have to do.
  _start() {
    while (!this._worker && this._sources.length > 0) {
      try {
        const worker = this._worker = this._sources[0]();
        worker.onmessage = ({ data }) => this._fire(data);
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
