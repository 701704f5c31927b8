// Events, with the methods and rules of the eventemitter3 package that npm buttplug uses.

import { eventStream } from './stream.mjs';

export class EventEmitter {
  static get name() { return 'EventEmitter'; }

  on(event, fn, context) {
    return add(this, event, fn, context, false);
  }

  addListener(event, fn, context) {
    return add(this, event, fn, context, false);
  }

  once(event, fn, context) {
    return add(this, event, fn, context, true);
  }

  off(event, fn, context, once) {
    const all = this._listeners?.get(event);
    if (!all) return this;
    const rest = fn === undefined ? [] : all.filter(l => l.fn !== fn || (once && !l.once) || (context && l.context !== context));
    if (rest.length > 0) this._listeners.set(event, rest);
    else this._listeners.delete(event);
    return this;
  }

  removeListener(event, fn, context, once) {
    return this.off(event, fn, context, once);
  }

  removeAllListeners(event) {
    if (event === undefined) this._listeners?.clear();
    else this._listeners?.delete(event);
    return this;
  }

  emit(event, ...args) {
    const all = this._listeners?.get(event);
    if (!all) return false;
    for (const l of all) {
      if (l.once) this.off(event, l.fn, undefined, true);
      l.fn.apply(l.context, args);
    }
    return true;
  }

  listeners(event) {
    return (this._listeners?.get(event) ?? []).map(l => l.fn);
  }

  listenerCount(event) {
    return this._listeners?.get(event)?.length ?? 0;
  }

  // The events of a name as an async iterable: for await (const d of client.events('deviceadded')).
  events(event, { signal } = {}) {
    return eventStream(this, event, signal);
  }

  eventNames() {
    return [...(this._listeners?.keys() ?? [])];
  }
}

function add(emitter, event, fn, context, once) {
  if (typeof fn !== 'function') throw new TypeError('The listener must be a function');
  // Not a private field: those break when a framework wraps the object in a Proxy.
  if (!emitter._listeners) Object.defineProperty(emitter, '_listeners', { value: new Map() });
  emitter._listeners.set(event, [...(emitter._listeners.get(event) ?? []), { fn, context: context ?? emitter, once }]);
  return emitter;
}

// Emits to every listener even when one throws; what it throws goes to the page's own error handling.
export function notify(emitter, event, ...args) {
  for (const l of emitter._listeners?.get(event) ?? []) {
    if (l.once) emitter.off(event, l.fn, undefined, true);
    guarded(() => l.fn.apply(l.context, args));
  }
}

// Runs fn. What it throws goes to the page's error handling instead of to the caller.
export function guarded(fn) {
  try {
    fn();
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else setTimeout(() => { throw error; });
  }
}
