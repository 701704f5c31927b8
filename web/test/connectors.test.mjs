import assert from 'node:assert/strict';
import test from 'node:test';
import { ButtplugBrowserWebsocketClientConnector } from '../src/websocket.mjs';
import { ButtplugLogLevel, ButtplugLogger } from '../src/logging.mjs';
import { ButtplugPopupClientConnector } from '../src/popup.mjs';
import { ForeignLink, LINK } from '../src/link.mjs';
import { failure, settled, until } from './fakes.mjs';

const page = new EventTarget();
Object.assign(globalThis, {
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
  origin: 'https://game.example',
});
const reported = [];
globalThis.reportError = error => reported.push(error.message);

test('a WebSocket connector dials once', async () => {
  const sockets = [];
  const connector = new ButtplugBrowserWebsocketClientConnector('ws://127.0.0.1:1');
  connector._websocketConstructor = class extends EventTarget {
    constructor() {
      super();
      sockets.push(this);
    }

    close() {}
  };
  const failed = connector.connect();
  assert.match(await failure(() => connector.connect()), /already-connected/);
  sockets[0].dispatchEvent(new Event('close'));
  assert.match(await failure(() => failed), /unreachable/);
  const connected = connector.connect();
  sockets[1].dispatchEvent(new Event('open'));
  await connected;
  assert.deepEqual([sockets.length, connector.Connected], [2, true]);
});

test('a listener that throws leaves a connector free for the next connection', () => {
  const connector = new ButtplugBrowserWebsocketClientConnector('ws://127.0.0.1:1');
  connector.on('disconnect', () => { throw new Error('mine'); });
  const link = connector[LINK]();
  link.opened();
  link.closed();
  link.closed();
  assert.equal(connector.Connected, false);
  assert.deepEqual(reported.splice(0), ['mine']);
});

test('a listener of the log that throws stops nothing', () => {
  const logger = ButtplugLogger.Logger;
  const listener = () => { throw new Error('no log'); };
  logger.MaximumEventLogLevel = ButtplugLogLevel.Error;
  logger.on('log', listener);
  logger.Error('something');
  logger.off('log', listener);
  logger.MaximumEventLogLevel = ButtplugLogLevel.Off;
  assert.deepEqual(reported.splice(0), ['no log']);
});

// A window with a bridge for one game at a time.
const bridge = new URL('gobuttplug-bridge.html', 'https://game.example/').href;
let games = 0, port;
class Popup {
  closed = false;
  leaves = () => this.close();
  location = { href: bridge };
  document = { readyState: 'complete' };

  postMessage({ gobuttplug: what }, target, [mine] = []) {
    assert.equal(target, origin);
    if (what === 'hello') setTimeout(() => page.dispatchEvent(Object.assign(new Event('message'), { source: this, origin, data: { gobuttplug: 'ready', build: '@STAMP@' } })));
    if (what !== 'open') return;
    games++;
    port?.postMessage(['closed']);
    port = mine;
    port.postMessage(['opened']);
    port.onmessage = ({ data: [kind, then] }) => {
      if (kind === 'bye' && then === 'close') this.leaves(); // when its toys are stopped
    };
  }

  close() {
    this.closed = true;
  }
}

test('a connection over a window that was given up does not disturb the next one', async t => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const pass = async ms => {
    for (let i = 0; i < ms; i += 50) {
      t.mock.timers.tick(50);
      await settled();
    }
  };
  let popup;
  globalThis.open = () => popup = new Popup();
  const connector = new ButtplugPopupClientConnector({ url: bridge });
  let ended = 0;
  connector.on('disconnect', () => ended++);
  const given = failure(() => connector.connect());
  await connector.disconnect();
  const connected = connector.connect();
  await pass(100);
  assert.match(await given, /popup-closed/);
  await connected;
  await pass(1000); // more than there are between two greetings, and between two looks at the window
  assert.deepEqual([games, connector.Connected, ended], [1, true, 0]);
  const gone = connector.disconnect();
  assert.equal(ended, 1);
  await until(() => popup.closed);
  await pass(50);
  await gone;
  port.close();
});

test('a window that can stop no toy is closed all the same, and is not used again meanwhile', async t => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const names = [];
  globalThis.open = (_, name) => {
    names.push(name);
    return new Popup();
  };
  const connector = new ButtplugPopupClientConnector({ url: bridge });
  const connect = async () => {
    const connected = connector.connect();
    for (let i = 0; i < 4; i++) {
      t.mock.timers.tick(50);
      await settled();
    }
    await connected;
    return connector._window;
  };
  const first = await connect();
  first.leaves = () => {};
  let done = false;
  const gone = connector.disconnect().then(() => { done = true; });
  await settled();
  assert.equal(first.closed, false, 'its toys come first');
  const second = await connect();
  assert.notEqual(names[0], names[1]);
  for (let ms = 200; ms < 3000; ms += 50) { // connecting has taken 200
    assert.equal(done && first.closed, false);
    t.mock.timers.tick(50);
    await settled();
  }
  await gone;
  assert.deepEqual([first.closed, second.closed], [true, false]);
  const last = connector.disconnect();
  await until(() => second.closed);
  t.mock.timers.tick(50);
  await last;
  port.close();
});

test('what a server behind the window sends beside the protocol is passed over', () => {
  const connector = new ButtplugPopupClientConnector({ url: bridge });
  const got = [];
  connector.on('message', messages => got.push(messages));
  connector._state = 'connected';
  connector._frame('hello');
  connector._frame('[{"Ok":{"Id":1}}]');
  assert.deepEqual(got, [[{ Ok: { Id: 1 } }]]);
});

test('a connector that fails to send ends the session, also if it tells later', async () => {
  const fails = [() => { throw new Error('full'); }, async () => { throw new Error('full'); }];
  for (const send of fails) {
    const calls = [];
    const link = new ForeignLink({ connect() {}, disconnect() { calls.push('disconnect'); }, send, addListener() {} });
    await link.open({ newId: () => 7, sessions: new Map(), now: (...call) => calls.push(call.join(' ')) });
    link._frame([{ Ping: { Id: 1 } }]);
    await settled();
    assert.deepEqual(calls, ['disconnect', 'hangUp 7']);
  }
});
