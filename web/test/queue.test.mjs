import test from 'node:test';
import assert from 'node:assert/strict';
import { Queue } from '../src/queue.mjs';

// A queue whose module accepts every command but those of which no() is true.
function queueOf(no = () => false, meanwhile = () => {}) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const carriedOut = [], accepted = [];
  const queue = new Queue({ outputs: 'Vibrate', inputs: 'Battery,Rssi', records: 64, capacity: 4 }, memory, count => {
    const view = new Float64Array(memory.buffer, 64, count * 8);
    for (let at = 0; at < view.length; at += 8) {
      carriedOut.push(view[at + 1]);
      meanwhile(view[at + 1]);
      if (!no(view[at + 1])) view[at + 7] = 1;
    }
    queue.accepted(count, request => accepted.push(request));
  });
  return { queue, carriedOut, accepted };
}

test('what the module accepts at once comes back with the call', async () => {
  const { queue, carriedOut, accepted } = queueOf(request => request === 2);
  for (const request of [1, 2, 3]) queue.push(1, request, 9);
  assert.deepEqual(carriedOut, [], 'in a microtask');
  await Promise.resolve();
  assert.deepEqual(carriedOut, [1, 2, 3]);
  assert.deepEqual(accepted, [1, 3]);
  queue.push(1, 4, 9);
  queue.flush();
  assert.deepEqual(accepted, [1, 3, 4]);
});

test('a command called while others are carried out gets no answer of theirs', async () => {
  const { queue, carriedOut, accepted } = queueOf(request => request >= 10, request => {
    if (request === 1) for (const later of [10, 11, 12, 13, 14, 15]) queue.push(1, later, 9);
    if (request === 1) queue.flush();
  });
  queue.push(1, 1, 9);
  queue.push(1, 2, 9);
  queue.flush();
  assert.deepEqual(accepted, [1, 2], 'not those that were called meanwhile');
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(carriedOut, [1, 2, 10, 11, 12, 13, 14, 15], 'in their order, and none is lost');
  assert.deepEqual(accepted, [1, 2]);
});
