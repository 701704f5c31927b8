import assert from 'node:assert/strict';
import test from 'node:test';
import { EventEmitter } from '../src/emitter.mjs';

test('events come one after the other, also those before the loop waits', async () => {
  const emitter = new EventEmitter();
  const stream = emitter.events('x');
  emitter.emit('x', 1, 'more');
  emitter.emit('y', 'other');
  emitter.emit('x', 2);
  setTimeout(() => emitter.emit('x', 3));
  const seen = [];
  for await (const value of stream) {
    seen.push(value);
    if (value === 3) break;
  }
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(emitter.listenerCount('x'), 0, 'leaving the loop ends it');
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
});

test('a signal ends the loop', async () => {
  const emitter = new EventEmitter();
  const controller = new AbortController();
  const stream = emitter.events('x', { signal: controller.signal });
  const both = [stream.next(), stream.next()];
  emitter.emit('x', 'first');
  controller.abort();
  assert.deepEqual(await Promise.all(both), [{ value: 'first', done: false }, { value: undefined, done: true }]);
  assert.equal(emitter.listenerCount('x'), 0);
  for await (const value of emitter.events('x', { signal: controller.signal })) assert.fail(value);
  assert.equal(emitter.listenerCount('x'), 0);
});

test('a slow reader gets the newest events', async () => {
  const emitter = new EventEmitter();
  const stream = emitter.events('x');
  for (let i = 1; i <= 3000; i++) emitter.emit('x', i);
  assert.equal((await stream.next()).value, 3000 - 1024 + 1);
  await stream.return();
});
