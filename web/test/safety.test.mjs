import assert from 'node:assert/strict';
import test from 'node:test';
import { failure } from './fakes.mjs';

const handlers = new Set();
globalThis.addEventListener = (event, fn) => { if (event === 'keydown') handlers.add(fn); };
globalThis.removeEventListener = (_event, fn) => handlers.delete(fn);
const { safety } = await import('../src/safety.mjs');
const { begin } = await import('../src/engine.mjs');

const told = [];
const start = () => begin({ now: (...call) => { if (call[0] === 'hold') told.push(call[1]); } });
const press = (timeStamp, key = 'Escape', more = {}) => { for (const fn of handlers) fn({ key, timeStamp, ...more }); };

test('a stop before the module runs is told when it starts', () => {
  safety.stop();
  assert.equal(safety.stopped, true);
  start();
  assert.deepEqual(told.splice(0), [true]);
  safety.release();
  assert.deepEqual(told.splice(0), [false]);
});

test('listeners hear changes only; the module hears every stop', () => {
  const heard = [];
  const leave = safety.onchange(stopped => heard.push(stopped));
  safety.stop();
  safety.stop();
  safety.release();
  leave();
  safety.stop();
  safety.release();
  assert.deepEqual(heard, [true, false]);
  assert.deepEqual(told.splice(0), [true, true, false, true, false]);
});

test('the panic key', () => {
  const end = safety.usePanicKey();
  const endToo = safety.usePanicKey();
  assert.equal(handlers.size, 1, 'two parts of a page do not count twice');
  press(0);
  press(1500);
  press(1600, 'a');
  assert.equal(safety.stopped, false);
  press(2000, 'Escape', { repeat: true });
  assert.equal(safety.stopped, false);
  press(2100);
  assert.equal(safety.stopped, true);
  safety.release();
  press(2200);
  assert.equal(safety.stopped, false, 'it takes both presses again');
  press(2300);
  assert.equal(safety.stopped, true);
  safety.release();
  end();
  end();
  assert.equal(handlers.size, 1);
  endToo();
  assert.equal(handlers.size, 0);
  const other = safety.usePanicKey({ key: ' ', presses: 1 });
  press(3000, ' ');
  assert.equal(safety.stopped, true);
  other();
  safety.release();
});

test('options that make no sense are refused', async () => {
  for (const options of [{ key: '' }, { key: 27 }, { presses: 0 }, { presses: 1.5 }, { within: 0 }, { within: NaN }]) {
    assert.match(await failure(() => safety.usePanicKey(options)), /^ButtplugDeviceError invalid-value: usePanicKey: /);
  }
  await assert.rejects(async () => safety.onchange(), TypeError);
  assert.equal(handlers.size, 0);
});
