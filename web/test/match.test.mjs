import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matching } from '../src/stand-in/match.mjs';

const usual = ['127.0.0.1:12345', 'localhost:12345', '[::1]:12345'];

for (const [address, list, answered] of [
  ['ws://127.0.0.1:12345', usual, true],
  ['ws://127.0.0.1:12345/', usual, true],
  ['ws://127.0.0.1:12345/buttplug?x=1', usual, true],
  ['wss://localhost:12345/buttplug', usual, true],
  ['WS://LOCALHOST:12345', usual, true],
  ['http://localhost:12345', usual, true],
  ['ws://[::1]:12345', usual, true],
  ['ws://127.1:12345', usual, true],
  ['ws://127.0.0.1:12346', usual, false],
  ['ws://127.0.0.1', usual, false],
  ['ws://127.0.0.2:12345', usual, false],
  ['ws://localhost.example:12345', usual, false],
  ['ws://127.0.0.1:12345/#part', usual, false],
  ['ftp://127.0.0.1:12345', usual, false],
  ['/relative', usual, false],
  ['', usual, false],
  [undefined, usual, false],
  [Symbol.iterator, usual, false],
  ['ws://127.0.0.1:12345', [], false],
  ['ws://toys.example/buttplug', ['toys.example/buttplug'], true],
  ['ws://toys.example/buttplug?a', ['wss://toys.example/buttplug'], false], // 80 and 443
  ['wss://toys.example/buttplug?a', ['wss://toys.example:443/buttplug'], true],
  ['wss://toys.example/other', ['wss://toys.example/buttplug'], false],
  ['wss://toys.example/other', ['wss://toys.example'], true],
]) {
  test(`stand-in for ${String(address)} of [${list}]: ${answered}`, () => {
    assert.equal(matching(list, address) !== undefined, answered);
  });
}

test('stand-in: a bad entry of the list is passed over, with a warning', t => {
  const warn = t.mock.method(console, 'warn', () => {});
  assert.ok(matching(['http://[', ...usual], 'ws://127.0.0.1:12345'));
  assert.match(warn.mock.calls[0].arguments[0], /is no address/);
});

test('stand-in: the address is that which would be dialled', () => {
  assert.equal(matching(usual, 'http://localhost:12345/x').href, 'ws://localhost:12345/x');
});
