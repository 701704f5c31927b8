import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from './fakes.mjs';
import { StandInSocket } from '../src/stand-in/socket.mjs';

globalThis.CloseEvent ??= class extends Event {
  constructor(type, init) {
    super(type);
    Object.assign(this, init);
  }
};

test('a socket that was closed while it connects leaves no session behind', async () => {
  let opened, closed = 0;
  const socket = new StandInSocket(new URL('ws://127.0.0.1:12345'), undefined, () => new Promise(resolve => { opened = resolve; }));
  const events = [];
  for (const name of ['open', 'error', 'close']) socket.addEventListener(name, ({ type, code }) => events.push(`${type} ${code ?? ''}`.trim()));
  socket.close();
  await until(() => events.length >= 2);
  assert.deepEqual(events, ['error', 'close 1006']);
  opened({ send() {}, close: () => closed++ });
  await until(() => closed > 0);
  assert.deepEqual([closed, events.length, socket.readyState], [1, 2, 3]);
});
