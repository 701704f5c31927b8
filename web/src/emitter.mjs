// Events, with the methods and rules of the eventemitter3 package that npm buttplug uses.

import { eventStream } from './stream.mjs';

/**
 * @typedef {object} Listener
 * @property {(...args: any[]) => void} fn
 * @property {unknown} context what fn is called on
 * @property {boolean} once
 */

/** @template {Record<keyof Events, unknown[]>} [Events=Record<string | symbol, any[]>] */
export class EventEmitter {
  static get name() { return 'EventEmitter'; }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(...args: Events[E]) => void} fn
   * @param {any} [context]
   */
  on(event, fn, context) {
    return add(this, event, fn, context, false);
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(...args: Events[E]) => void} fn
   * @param {any} [context]
   */
  addListener(event, fn, context) {
    return add(this, event, fn, context, false);
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(...args: Events[E]) => void} fn
   * @param {any} [context]
   */
  once(event, fn, context) {
    return add(this, event, fn, context, true);
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(...args: Events[E]) => void} [fn]
   * @param {any} [context]
   * @param {boolean} [once]
   */
  off(event, fn, context, once) {
    const listeners = listenersOf(this);
    const all = listeners?.get(event);
    if (!listeners || !all) return this;
    const rest = fn === undefined ? [] : all.filter(l => l.fn !== fn || (once && !l.once) || (context && l.context !== context));
    if (rest.length > 0) listeners.set(event, rest);
    else listeners.delete(event);
    return this;
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(...args: Events[E]) => void} [fn]
   * @param {any} [context]
   * @param {boolean} [once]
   */
  removeListener(event, fn, context, once) {
    return this.off(event, fn, context, once);
  }

  /** @param {keyof Events} [event] */
  removeAllListeners(event) {
    if (event === undefined) listenersOf(this)?.clear();
    else listenersOf(this)?.delete(event);
    return this;
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {Events[E]} args
   */
  emit(event, ...args) {
    const all = listenersOf(this)?.get(event);
    if (!all) return false;
    for (const l of all) {
      if (l.once) this.off(event, l.fn, undefined, true);
      l.fn.apply(l.context, args);
    }
    return true;
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @returns {Array<(...args: Events[E]) => void>}
   */
  listeners(event) {
    return (listenersOf(this)?.get(event) ?? []).map(l => l.fn);
  }

  /** @param {keyof Events} event */
  listenerCount(event) {
    return listenersOf(this)?.get(event)?.length ?? 0;
  }

  // The events of a name as an async iterable: for await (const d of client.events('deviceadded')).
  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {AsyncIterableIterator<Events[E][0]>}
   */
  events(event, { signal } = {}) {
    return eventStream(this, event, signal);
  }

  /** @returns {Array<keyof Events>} */
  eventNames() {
    return /** @type {Array<keyof Events>} */ ([...(listenersOf(this)?.keys() ?? [])]);
  }
}

/**
 * @param {EventEmitter<any>} emitter
 * @returns {Map<PropertyKey, Listener[]> | undefined}
 */
function listenersOf(emitter) {
  return /** @type {any} */ (emitter)._listeners;
}

/**
 * @template {EventEmitter<any>} Emitter
 * @param {Emitter} emitter
 * @param {PropertyKey} event
 * @param {(...args: any[]) => void} fn
 * @param {unknown} context
 * @param {boolean} once
 */
function add(emitter, event, fn, context, once) {
  if (typeof fn !== 'function') throw new TypeError('The listener must be a function');
  const listeners = listenersOf(emitter) ?? new Map();
  // Not a private field: those break when a framework wraps the object in a Proxy.
  if (!listenersOf(emitter)) Object.defineProperty(emitter, '_listeners', { value: listeners });
  listeners.set(event, [...(listeners.get(event) ?? []), { fn, context: context ?? emitter, once }]);
  return emitter;
}

// Emits to every listener even when one throws; what it throws goes to the page's own error handling.
/**
 * @template {Record<keyof Events, unknown[]>} Events
 * @template {keyof Events} E
 * @param {EventEmitter<Events>} emitter
 * @param {E} event
 * @param {Events[E]} args
 */
export function notify(emitter, event, ...args) {
  for (const l of listenersOf(emitter)?.get(event) ?? []) {
    if (l.once) emitter.off(event, l.fn, undefined, true);
    guarded(() => l.fn.apply(l.context, args));
  }
}

// Runs fn. What it throws goes to the page's error handling instead of to the caller.
/** @param {() => void} fn */
export function guarded(fn) {
  try {
    fn();
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else setTimeout(() => { throw error; });
  }
}
