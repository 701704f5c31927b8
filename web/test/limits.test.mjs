import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeStorage, failure } from './fakes.mjs';

const storage = globalThis.localStorage = new FakeStorage();
storage.setItem('gobuttplug.limits', JSON.stringify({ all: { top: 0.9, ramp: 'fast', later: 1 }, toys: { Hush: { floor: 0.2 } } }));
const heard = globalThis.addEventListener = (event, fn) => { heard[event] = fn; };
const { limits } = await import('../src/limits.mjs');
const { begin } = await import('../src/engine.mjs');

const told = [];
const started = () => begin({ now: (call, text) => told.push([call, JSON.parse(text)]) });
const stored = () => JSON.parse(storage.getItem('gobuttplug.limits'));

test('what the player decided is there again, and goes to the module when it starts', () => {
  assert.deepEqual({ ...limits.get() }, { top: 0.9, floor: 0, ramp: 0, stroke: [0, 1], off: [] });
  assert.equal(limits.get({ name: 'Hush' }).floor, 0.2);
  assert.deepEqual(told, []);
  started();
  assert.deepEqual(told.splice(0), [['limits', { all: { top: 0.9 }, toys: { Hush: { floor: 0.2 } } }]]);
});

test('a change is kept, told to the module and to listeners', () => {
  let changes = 0;
  const leave = limits.onchange(() => { changes++; });
  limits.set({ top: 0.5, ramp: 2 });
  limits.set({ stroke: [0.1, 0.8], off: ['Constrict'] }, { name: 'Hush' });
  limits.set({ top: undefined });
  leave();
  limits.set({ floor: 0 }, 'Hush');
  const all = { all: { ramp: 2 }, toys: { Hush: { stroke: [0.1, 0.8], off: ['Constrict'] } } };
  assert.deepEqual(told.splice(0).at(-1), ['limits', all]);
  assert.deepEqual(stored(), all);
  assert.equal(changes, 3);
  assert.deepEqual(limits.toys(), ['Hush']);
  assert.deepEqual(limits.rules(), all);
  limits.load(limits.rules());
  assert.deepEqual(limits.rules(), all);
  limits.reset('Hush');
  assert.deepEqual(limits.toys(), []);
  limits.reset();
  assert.deepEqual(stored(), { all: {}, toys: {} });
  told.length = 0;
});

test('a module that starts is told nothing while there are no limits', () => {
  const calls = [];
  begin({ now: call => calls.push(call) });
  assert.deepEqual(calls, []);
  limits.set({ top: 0.5 });
  assert.deepEqual(calls, ['limits']);
  limits.reset();
  told.length = 0;
});

test('another tab is heard', () => {
  storage.setItem('gobuttplug.limits', JSON.stringify({ all: { top: 0.3 } }));
  heard.storage({ key: 'other' });
  assert.deepEqual(told, []);
  heard.storage({ key: 'gobuttplug.limits' });
  assert.equal(limits.get().top, 0.3);
  assert.deepEqual(told.splice(0), [['limits', { all: { top: 0.3 }, toys: {} }]]);
});

test('what makes no sense is refused and changes nothing', async () => {
  for (const [rule, text] of [
    [{ top: 1.5 }, 'limits: top must be a number from 0 to 1; it is 1.5'],
    [{ top: NaN }, 'limits: top must be a number from 0 to 1; it is NaN'],
    [{ floor: '0.5' }, 'limits: floor must be a number from 0 to 1; it is "0.5"'],
    [{ ramp: -1 }, 'limits: ramp must be a number from 0 to 100; it is -1'],
    [{ stroke: [0.5, 0.2] }, 'limits: stroke must be two numbers from 0 to 1, the lower one first; it is object'],
    [{ off: ['Inflate'] }, 'limits: off must be an array of output types such as "Constrict"; it is object'],
    [{ tpo: 1 }, 'limits: there is no "tpo"; a rule has top, floor, ramp, stroke and off'],
    ['low', 'limits: "low" is no rule; give an object such as { top: 0.5 }'],
  ]) assert.equal(await failure(() => limits.set(rule)), `ButtplugDeviceError invalid-value: ${text}`);
  assert.equal(await failure(() => limits.set({ top: 1 }, '')), 'ButtplugDeviceError invalid-value: limits: "" is no toy; give a device or its name');
  assert.match(await failure(() => limits.load('all')), /invalid-value: limits: load/);
  assert.match(await failure(() => limits.load({ toys: { Hush: { top: 5 } } })), /invalid-value: limits: top/);
  await assert.rejects(async () => limits.onchange('x'), TypeError);
  assert.equal(limits.get().top, 0.3);
  assert.deepEqual(told, []);
});

test('what the module would not take is refused', async () => {
  const toys = (n, rule) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${i}`.padEnd(80, 'ü'), rule]));
  const long = { top: 0.1, off: ['Vibrate', 'Rotate', 'Oscillate', 'Constrict', 'Temperature', 'Led', 'Spray', 'Position'] };
  assert.match(await failure(() => limits.load({ toys: toys(1025, { top: 0.1 }) })), /invalid-value: limits: too many toys/);
  assert.match(await failure(() => limits.load({ toys: toys(1024, long) })), /invalid-value: limits: too many toys/);
  assert.deepEqual(told, []);
});

test('without storage they last as long as the page', () => {
  storage.setItem = () => { throw new Error('full'); };
  limits.set({ top: 0.2 });
  assert.equal(limits.get().top, 0.2);
});
