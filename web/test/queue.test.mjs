import test from 'node:test';
import assert from 'node:assert/strict';
import { Queue } from '../src/queue.mjs';
import { failure, settled } from './fakes.mjs';

// A queue whose module accepts every command but those whose target no() names. What it is asked is
// carriedOut, by target.
function queueOf({ no = () => false, meanwhile = () => {}, crashes = () => false } = {}) {
  const mem = new WebAssembly.Memory({ initial: 1 });
  const carriedOut = [], requests = [];
  const engine = {
    begun: [],
    inside: 0,
    lacking: false,
    _ran(begun) { this.begun.push(begun); },
    _crash(error) { queue.end(error); },
  };
  const queue = new Queue({ outputs: 'Vibrate', inputs: 'Battery,Rssi', records: 64, capacity: 4 }, {
    mem,
    gobuttplug_run(count) {
      const view = new Float64Array(mem.buffer, 64, count * 8);
      for (let at = 0; at < view.length; at += 8) {
        const target = view[at + 2];
        carriedOut.push(target);
        requests.push(view[at + 1]);
        if (crashes(target)) throw new Error('crashed');
        meanwhile(target);
        if (!no(target)) view[at + 7] = 1;
      }
      return count > 1 ? 1 : 0;
    },
  }, engine);
  return { queue, engine, carriedOut, requests };
}

// The targets of the commands that have been answered, in that order.
function calls(queue) {
  const answered = [];
  const call = target => queue.command(1, target).then(value => { answered.push(value === undefined ? target : value); });
  return { call, answered };
}

test('what the module accepts at once comes back with the call, the rest by an event', async () => {
  const { queue, engine, carriedOut, requests } = queueOf({ no: target => target === 2 });
  const { call, answered } = calls(queue);
  for (const target of [1, 2, 3]) call(target);
  assert.deepEqual(carriedOut, [], 'in a microtask');
  await settled();
  assert.deepEqual([carriedOut, answered, engine.begun], [[1, 2, 3], [1, 3], [true]]);
  call(4);
  queue.flush();
  await settled();
  assert.deepEqual([answered, engine.begun], [[1, 3, 4], [true, false]]);
  queue.take(requests[1]).resolve('late');
  await settled();
  assert.deepEqual(answered, [1, 3, 4, 'late']);
  assert.equal(queue.take(requests[1]), undefined, 'once');
});

test('more commands than there are records', async () => {
  const { queue, carriedOut } = queueOf();
  const { call, answered } = calls(queue);
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const target of all) call(target);
  assert.deepEqual(carriedOut, [1, 2, 3, 4, 5, 6, 7, 8], 'full records are not waited with');
  await settled();
  assert.deepEqual([carriedOut, answered], [all, all]);
});

test('a command called while others are carried out gets no answer of theirs', async () => {
  const later = [10, 11, 12, 13, 14, 15];
  const { queue, carriedOut } = queueOf({
    no: target => target >= 10,
    meanwhile(target) {
      if (target !== 1) return;
      later.forEach(call);
      queue.flush();
    },
  });
  const { call, answered } = calls(queue);
  call(1);
  call(2);
  queue.flush();
  await settled();
  assert.deepEqual(carriedOut, [1, 2, ...later], 'in their order, and none is lost');
  assert.deepEqual(answered, [1, 2], 'not those that were called meanwhile');
});

test('while Go is on the stack, what is called waits, and none is lost', async () => {
  const { queue, engine, carriedOut } = queueOf();
  const { call, answered } = calls(queue);
  const all = [1, 2, 3, 4, 5, 6];
  engine.inside++;
  all.forEach(call);
  queue.flush();
  assert.deepEqual([carriedOut, queue.busy], [[], true]);
  engine.inside--;
  await settled();
  assert.deepEqual([carriedOut, answered, queue.busy], [all, all, false]);
});

test('a crash rejects everything: what is carried out, was called meanwhile, waits, or comes later', async () => {
  const failed = [];
  const fails = (name, promise) => promise.catch(error => failed.push(`${name}: ${error.message}`));
  const { queue } = queueOf({
    crashes: target => target === 2,
    meanwhile(target) { if (target === 1) fails('meanwhile', queue.command(1, 3)); },
  });
  fails('request', queue.request(() => {}));
  fails('first', queue.command(1, 1));
  fails('second', queue.command(1, 2));
  queue.flush();
  await settled();
  assert.deepEqual(failed.sort(), ['first: crashed', 'meanwhile: crashed', 'request: crashed', 'second: crashed']);
  assert.match(await failure(() => queue.command(1, 4)), /crashed/);
  assert.match(await failure(() => queue.request(() => assert.fail('nothing is sent'))), /crashed/);
});

test('a crash rejects what waited for the end of a call of Go', async () => {
  const { queue, engine } = queueOf();
  engine.inside++;
  const all = [1, 2, 3, 4, 5, 6].map(target => queue.command(1, target));
  queue.end(new Error('crashed'));
  assert.deepEqual((await Promise.allSettled(all)).map(one => one.reason?.message), Array(6).fill('crashed'));
});

test('a crash while full records are carried out rejects the command that comes next', async () => {
  const { queue } = queueOf({ crashes: () => true });
  const all = [1, 2, 3, 4, 5, 6].map(target => queue.command(1, target));
  assert.deepEqual((await Promise.allSettled(all)).map(one => one.reason?.message), Array(6).fill('crashed'));
});
