// Events as an async iterable.

// How many events wait for a slow reader; of more the oldest are dropped.
const MOST = 1024;

// The events of one name, each as the first argument that on() listeners get. It listens from now
// on until the loop over it is left, return() is called, or signal is aborted.
/**
 * @param {import('./emitter.mjs').EventEmitter<any>} emitter
 * @param {PropertyKey} event
 * @param {AbortSignal} [signal]
 * @returns {AsyncIterableIterator<any, undefined>}
 */
export function eventStream(emitter, event, signal) {
  /** @type {unknown[]} */
  const events = [];
  /** @type {Array<(result: IteratorResult<any, undefined>) => void>} */
  const readers = []; // promises' resolve functions; empty while there are events
  let ended = false;
  const listener = (/** @type {unknown} */ value) => {
    const reader = readers.shift();
    if (reader) return reader({ value, done: false });
    events.push(value);
    if (events.length > MOST) events.shift();
  };
  const end = async () => {
    ended = true;
    events.length = 0;
    emitter.off(event, listener);
    signal?.removeEventListener('abort', end);
    for (const resolve of readers.splice(0)) resolve({ value: undefined, done: true });
    return { value: undefined, done: true };
  };
  emitter.on(event, listener);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) void end();
  return {
    next() {
      if (events.length > 0) return Promise.resolve({ value: events.shift(), done: false });
      if (ended) return end();
      return new Promise(resolve => { readers.push(resolve); });
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
