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
  const id = clock.set(5000);
  clock.close();
  delete globalThis.document;
  delete globalThis.Worker;
  assert.deepEqual(posted, [[id, 5000]]);
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
