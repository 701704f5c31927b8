import assert from 'node:assert/strict';
import test from 'node:test';
import { Clock } from '../src/clock.mjs';
import { Remembered } from '../src/remembered.mjs';
import { FakeStorage } from './fakes.mjs';

test('a clock that starts in a hidden tab has a worker', () => {
  const posted = [];
  globalThis.document = Object.assign(new EventTarget(), { hidden: true });
  globalThis.Worker = class {
    postMessage(message) {
      posted.push(message);
    }

    terminate() {}
  };
  const clock = new Clock(() => {});
  clock.set(5000);
  clock.close();
  delete globalThis.document;
  delete globalThis.Worker;
  assert.deepEqual(posted, [5000]);
});

test('timers that are set and cleared all the time take one of the browser, and each rings in time', () => {
  let time = 0;
  const browser = [];  // the timers of the browser: when they are due and what they do
  const { setTimeout, clearTimeout, performance } = globalThis;
  globalThis.setTimeout = (fn, ms) => browser.push({ at: time + ms, fn });
  globalThis.clearTimeout = id => { if (id > 0) browser[id - 1].fn = undefined; };
  Object.defineProperty(globalThis, 'performance', { value: { now: () => time }, configurable: true, writable: true });
  const rang = [];
  const advance = to => {
    for (const timer of browser) {
      if (!timer.fn || timer.at > to) continue;
      time = Math.max(time, timer.at);
      const { fn } = timer;
      timer.fn = undefined;
      fn();
    }
    time = to;
  };
  const clock = new Clock(id => {
    rang.push([id, time]);
    clock.clear(id);
  });
  try {
    for (let i = 0; i < 10; i++) clock.clear(clock.set(100));
    const late = clock.set(150);
    assert.equal(browser.length, 1);
    const early = clock.set(50);
    assert.equal(browser.length, 2, 'an earlier one is not late');
    advance(1000);
    assert.deepEqual(rang, [[early, 50], [late, 150]]);
    clock.set(10);
    clock.close();
    advance(2000);
    assert.equal(rang.length, 2, 'none rings after the end');
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true, writable: true });
  }
});

test('a page that the player comes back to knows what was decided meanwhile', () => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  const storage = globalThis.localStorage = new FakeStorage();
  const shown = persisted => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  const kept = new Remembered('kept', value => value ?? 0);
  let told = 0;
  kept.onchange(() => told++);
  shown(true);
  storage.setItem('kept', '5');
  shown(false);
  assert.deepEqual([kept.value, told], [0, 0]);
  shown(true);
  shown(true);
  assert.deepEqual([kept.value, told], [5, 1]);
  kept.set(6);
  shown(true);
  assert.deepEqual([kept.value, told], [6, 2]);
  storage.setItem = () => { throw new Error('full'); };
  kept.set(7);
  shown(true);
  assert.equal(kept.value, 7, 'what could not be stored still counts');
  globalThis.localStorage = undefined;
  shown(true);
  assert.equal(kept.value, 7);
});
