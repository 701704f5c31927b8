import assert from 'node:assert/strict';
import test from 'node:test';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';

// A program with our package, or what of it makes no difference, in a Node.js without WebSocket.
async function installed(t, packages) {
  const program = mkdtempSync(join(tmpdir(), 'gobuttplug-'));
  t.after(() => rmSync(program, { recursive: true }));
  const own = join(program, 'node_modules/gobuttplug');
  cpSync(new URL('../src', import.meta.url), join(own, 'src'), { recursive: true });
  writeFileSync(join(own, 'package.json'), '{ "type": "module" }');
  for (const [name, script] of Object.entries(packages)) {
    mkdirSync(join(program, 'node_modules', name));
    writeFileSync(join(program, 'node_modules', name, 'index.js'), script);
  }
  const native = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
  delete globalThis.WebSocket;
  t.after(() => { if (native) Object.defineProperty(globalThis, 'WebSocket', native); });
  return import(pathToFileURL(join(own, 'src/index.mjs')));
}

test('in Node.js the socket is that of the package ws', async t => {
  const { ButtplugNodeWebsocketClientConnector } = await installed(t, { ws: `exports.WebSocket = class {
    constructor(url) { this.url = url; queueMicrotask(() => this.onopen?.()); }
    addEventListener(name, fn) { this['on' + name] = fn; }
    removeEventListener() {}
    close() {}
  };` });
  const connector = new ButtplugNodeWebsocketClientConnector('ws://127.0.0.1:1');
  await connector.connect();
  assert.equal(connector.Connected, true);
});

test('without that package it tells what to install', async t => {
  const { ButtplugNodeWebsocketClientConnector } = await installed(t, {});
  await assert.rejects(new ButtplugNodeWebsocketClientConnector('ws://127.0.0.1:1').connect(), { code: 'unsupported', message: /install the package ws/ });
});
