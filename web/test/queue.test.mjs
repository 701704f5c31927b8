import test from 'node:test';
import assert from 'node:assert/strict';
import { Op, Queue } from '../src/queue.mjs';
import { failure, settled } from './fakes.mjs';

// A queue whose module accepts every command but those whose target no() names. What it is asked is
// carriedOut, by target.
function queueOf({ no = () => false, meanwhile = () => {}, crashes = () => false } = {}) {
  const mem = new WebAssembly.Memory({ initial: 1 });
  const carriedOut = [], requests = [], records = [];
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
        records.push([view[at], target, view[at + 3], view[at + 5]]);
        if (crashes(target)) throw new Error('crashed');
        meanwhile(target);
        if (!no(target)) view[at + 7] = 1;
      }
      return count > 1 ? 1 : 0;
    },
  }, engine);
  return { queue, engine, carriedOut, requests, records };
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

test('a level takes the place of one before it, and one answer holds for both', async () => {
  const { queue, records, requests } = queueOf({ no: target => target === 9 });
  const level = (target, feature, value, type = 1, duration = 0) => queue.command(Op.Fraction, target, feature, type, value, duration);
  const one = level(1, 0, 0.1);
  level(1, 1, 0.2);
  assert.equal(level(1, 0, 0.4), one);
  level(1, 1, 0.5);
  const late = [level(9, 0, 0.6), level(9, 0, 0.7)].map(promise => promise.catch(error => error.message));
  await one;
  assert.deepEqual(records, [[Op.Fraction, 1, 0, 0.4], [Op.Fraction, 1, 1, 0.5], [Op.Fraction, 9, 0, 0.7]]);
  queue.take(requests[2]).reject(new Error('refused'));
  assert.deepEqual(await Promise.all(late), ['refused', 'refused']);
  assert.notEqual(level(1, 0, 0.1), one, 'in another task');
});

test('a level stays where something that may matter comes between', async () => {
  for (const [what, between] of Object.entries({
    'a stop': queue => queue.command(Op.StopDevice, 1),
    'a value in steps': queue => queue.command(Op.Steps, 1, 3, 1, 1),
    'another device, which may be the same toy': queue => queue.command(Op.Fraction, 2, 3, 1, 0.5),
    'another output': queue => queue.command(Op.Fraction, 1, 3, 2, 0.5),
    'a move': queue => queue.command(Op.Fraction, 1, 3, 1, 0.5, 100),
    'a value below 0': queue => queue.command(Op.Fraction, 1, 3, 1, -0.5),
    'a value above 1': queue => queue.command(Op.Fraction, 1, 3, 1, 1.5),
    'no number': queue => queue.command(Op.Fraction, 1, 3, 1, NaN),
  })) {
    const { queue, records } = queueOf();
    const first = queue.command(Op.Fraction, 1, 3, 1, 0.1), second = between(queue), third = queue.command(Op.Fraction, 1, 3, 1, 0.2);
    assert.equal(new Set([first, second, third]).size, 3, what);
    await settled();
    assert.deepEqual([records.length, records[0][3], records[2][3]], [3, 0.1, 0.2], what);
  }
});

test('a level does not overtake what waits behind full records', async () => {
  const { queue, engine, records } = queueOf();
  engine.inside++;
  for (const feature of [0, 1, 2, 3]) queue.command(Op.Fraction, 1, feature, 1, 0.1);
  queue.command(Op.StopDevice, 1);
  queue.command(Op.Fraction, 1, 0, 1, 0.9);
  engine.inside--;
  await settled();
  assert.deepEqual(records.slice(4), [[Op.StopDevice, 1, 0, 0], [Op.Fraction, 1, 0, 0.9]]);
  assert.equal(records[0][3], 0.1);
});
