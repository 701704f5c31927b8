import assert from 'node:assert/strict';
import test, { afterEach, beforeEach, mock } from 'node:test';
import { checkTransport, forModule, kinds, letGo, transports } from '../src/transports/index.mjs';
import { chooseSerialPort } from '../src/transports/serial.mjs';
import { pulses } from '../src/transports/vibration.mjs';
import { FakePort, fakeSerial } from './fakeserial.mjs';
import { failure } from './fakes.mjs';

const own = ['isSecureContext', 'navigator', 'document', 'self', 'top', 'origin', 'addEventListener', 'removeEventListener'];
const before = Object.fromEntries(own.map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
let events;

// A page in a browser that has what navigator says.
function page(navigator, { denied = [] } = {}) {
  events = new EventTarget();
  const globals = {
    isSecureContext: true,
    navigator: { userAgent: 'Chrome', ...navigator },
    document: { featurePolicy: { features: () => ['serial', 'gamepad'], allowsFeature: name => !denied.includes(name) } },
    self: globalThis,
    top: globalThis,
    origin: 'https://game.example',
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }));
afterEach(() => {
  letGo();
  mock.timers.reset();
  for (const name of own) {
    if (before[name]) Object.defineProperty(globalThis, name, before[name]);
    else delete globalThis[name];
  }
});

const text = new TextEncoder(), untext = new TextDecoder();
const settled = async () => { for (let i = 0; i < 50; i++) await null; };

async function scan(kind, signal = new AbortController().signal) {
  const found = [];
  await transports[kind].scan(toy => found.push(toy), signal);
  return found;
}

test('every way says whether it can be used, before the player is asked', async () => {
  assert.deepEqual(kinds, ['webbluetooth', 'simulated', 'serial', 'gamepad', 'vibration']);
  page({});
  const codes = async () => Object.fromEntries(await Promise.all(kinds.map(async kind => [kind, (await checkTransport(kind)).code])));
  assert.deepEqual(await codes(), { webbluetooth: 'no-web-bluetooth', simulated: undefined, serial: 'no-web-serial', gamepad: 'no-gamepads', vibration: 'no-vibration' });
  for (const kind of Object.keys(transports)) assert.match(await failure(() => scan(kind)), /ButtplugClientConnectorException no-/, kind);
  page({ serial: {}, getGamepads: () => [], vibrate: () => true }, { denied: ['serial', 'gamepad'] });
  assert.deepEqual(await codes(), { webbluetooth: 'no-web-bluetooth', simulated: undefined, serial: 'blocked-by-policy', gamepad: 'blocked-by-policy', vibration: 'no-vibration' });
  page({ serial: {}, getGamepads: () => [], vibrate: () => true, userAgentData: { mobile: true } });
  assert.deepEqual(await codes(), { webbluetooth: 'no-web-bluetooth', simulated: undefined, serial: undefined, gamepad: undefined, vibration: undefined });
  globalThis.isSecureContext = false;
  assert.equal((await checkTransport('serial')).code, 'insecure-context');
  assert.match(await failure(() => checkTransport('telepathy')), /invalid-option: telepathy is no way to toys/);
});

test('a port that was allowed before is found without asking, else the player chooses one', async () => {
  const port = new FakePort({ usbVendorId: 0x1a86, usbProductId: 0x7523 });
  const serial = fakeSerial({ allowed: [], chooses: port });
  page({ serial });
  const [toy] = await scan('serial');
  assert.deepEqual([toy.address, toy.name, toy.protocol, toy.about], ['serial:1a86:7523#0', 'USB serial port 1a86:7523', 'tcode-v03', undefined]);
  assert.ok(serial.asked[0].filters.some(filter => filter.usbVendorId === 0x1a86));
  serial.allowed.push(port, new FakePort({ usbVendorId: 0x1a86, usbProductId: 0x7523 }), new FakePort({}));
  assert.deepEqual((await scan('serial')).map(one => one.address), ['serial:1a86:7523#0', 'serial:1a86:7523#1', 'serial:other#0']);
  assert.equal(serial.asked.length, 1);
  serial.allowed.forEach(one => { one.connected = false; });
  serial.chooses = new DOMException('No port selected by the user.', 'NotFoundError');
  assert.deepEqual(await scan('serial'), [], 'the player closed the list');
  serial.chooses = new DOMException('Must be handling a user gesture to show a permission request.', 'SecurityError');
  assert.match(await failure(() => scan('serial')), /no-gesture/);
  serial.chooses = new DOMException('Access to the feature "serial" is disallowed by permissions policy.', 'SecurityError');
  assert.match(await failure(() => scan('serial')), /blocked-by-policy/);
});

test('the player chooses port, speed and protocol', async () => {
  const port = new FakePort({});
  const serial = fakeSerial({ allowed: [port], chooses: port });
  page({ serial });
  for (const options of [{ baudRate: 0 }, { baudRate: '9600' }, { protocol: 'lovense' }, { protocol: 'toString' }]) assert.match(await failure(() => chooseSerialPort(options)), /invalid-option/);
  assert.equal(await chooseSerialPort({ protocol: 'nobra', allPorts: true }), true);
  assert.deepEqual(serial.asked, [{}]);
  let [toy] = await scan('serial');
  assert.equal(toy.protocol, 'nobra');
  await toy.open(() => {}, () => {}).then(line => line.close());
  assert.equal(port.opened[0].baudRate, 19200);
  assert.equal(await chooseSerialPort({ baudRate: 250000 }), true);
  await settled();
  [toy] = await scan('serial');
  assert.equal(toy.protocol, 'tcode-v03');
  await toy.open(() => {}, () => {});
  assert.equal(port.opened[1].baudRate, 250000);
  serial.chooses = new DOMException('No port selected by the user.', 'NotFoundError');
  assert.equal(await chooseSerialPort(), false);
});

test('a serial port carries bytes both ways, and is closed when it has written them', async () => {
  const port = new FakePort({});
  page({ serial: fakeSerial({ allowed: [port] }) });
  const heard = [];
  let gone = 0;
  const [toy] = await scan('serial');
  const line = await toy.open(bytes => heard.push(untext.decode(bytes)), () => gone++);
  assert.deepEqual(await scan('serial').catch(error => error.message), [], 'it is in use, and the player closes the list');
  port.say(text.encode('TCo'));
  port.say(text.encode('de v0.3\r\n'));
  await settled();
  port.fail(new DOMException('A framing error.', 'FramingError'));
  await settled();
  port.say(text.encode('on'));
  await settled();
  assert.deepEqual(heard, ['TCo', 'de v0.3\r\n', 'on'], 'noise on the line is no end');
  await line.write(text.encode('L0500\n'));
  line.writeNow(text.encode('DSTOP\n'));
  line.close();
  await settled();
  assert.equal(untext.decode(port.written()), 'L0500\nDSTOP\n');
  assert.deepEqual([port.open_, gone], [false, 0]);
  const again = await toy.open(() => {}, () => {});
  await again.write(text.encode('D1\n'));
  assert.equal(port.opened.length, 2);
});

test('an unplugged port is gone, at once and once', async () => {
  const port = new FakePort({});
  page({ serial: fakeSerial({ allowed: [port] }) });
  let gone = 0;
  const [toy] = await scan('serial');
  const line = await toy.open(() => {}, () => gone++);
  port.unplug();
  await settled();
  assert.equal(gone, 1);
  assert.match(await failure(() => line.write(text.encode('x'))), /device-gone/);
  assert.equal(gone, 1);
});

test('a port that another tab has, and one whose speed is wrong', async () => {
  const port = new FakePort({});
  page({ serial: fakeSerial({ allowed: [port] }) });
  port.refuses = new DOMException('Failed to open serial port.', 'NetworkError');
  const [toy] = await scan('serial');
  assert.match(await failure(() => toy.open(() => {}, () => {})), /port-busy: the serial port can’t be opened/);
  port.refuses = undefined;
  let gone = 0;
  await toy.open(() => {}, () => gone++);
  for (let i = 0; i < 200 && gone === 0; i++) {
    port.fail(new DOMException('A framing error.', 'FramingError'));
    await settled();
  }
  assert.equal(gone, 1, 'it gives nothing but errors');
});

test('a port that takes nothing is closed all the same', async () => {
  const port = new FakePort({});
  page({ serial: fakeSerial({ allowed: [port] }) });
  const [toy] = await scan('serial');
  const line = await toy.open(() => {}, () => {});
  port.stuck = true;
  line.writeNow(text.encode('x')).catch(() => {});
  line.close();
  await settled();
  assert.equal(port.open_, true);
  mock.timers.tick(500);
  await settled();
  assert.equal(port.open_, false);
});

test('without the module a stroker is stopped and its port closed', async () => {
  const port = new FakePort({});
  page({ serial: fakeSerial({ allowed: [port] }) });
  const [toy] = await scan('serial');
  await toy.open(() => {}, () => {});
  letGo();
  await settled();
  assert.equal(untext.decode(port.written()), 'DSTOP\n');
  assert.equal(port.open_, false);
});

// A controller as the browser shows it: a new object each time.
function controller({ index = 0, id = 'Xbox Wireless Controller (STANDARD GAMEPAD Vendor: 045e Product: 02fd)', effects } = {}) {
  const played = [];
  const vibrationActuator = {
    effects,
    playEffect: (type, effect) => { played.push([type, effect]); return vibrationActuator.result ?? Promise.resolve('complete'); },
    reset: () => { played.push('reset'); return vibrationActuator.result ?? Promise.resolve('complete'); },
  };
  return { played, vibrationActuator, shown() { return { index, id, vibrationActuator: this.vibrationActuator }; } };
}

test('a gamepad: its motors, its effects, and their renewal', async () => {
  const pad = controller();
  page({ getGamepads: () => [pad.shown(), null, { index: 2, id: 'wheel without motors' }] });
  const [toy, ...others] = await scan('gamepad');
  assert.deepEqual([others.length, toy.name, toy.protocol, toy.about], [0, 'Xbox Wireless Controller', 'motors', 'Xbox Wireless Controller\nStrong motor\nWeak motor']);
  const connection = await toy.open(() => {}, () => assert.fail('it is there'));
  assert.deepEqual(await scan('gamepad'), [], 'it is in use');
  await connection.write(Uint8Array.of(100, 25));
  const effect = ['dual-rumble', { duration: 2000, startDelay: 0, strongMagnitude: 1, weakMagnitude: 0.25 }];
  assert.deepEqual(pad.played.splice(0), [effect]);
  mock.timers.tick(4600);
  assert.deepEqual(pad.played.splice(0), [effect, effect, effect]);
  await connection.write(Uint8Array.of(0, 0));
  assert.deepEqual(pad.played.splice(0), ['reset']);
  mock.timers.tick(10_000);
  assert.deepEqual(pad.played, []);
  connection.writeNow(Uint8Array.of(5, 0));
  connection.close();
  assert.equal(pad.played.at(-1), 'reset');
  mock.timers.tick(10_000);
  assert.equal(pad.played.length, 2);
});

test('triggers with motors are two more', async () => {
  const pad = controller({ effects: ['dual-rumble', 'trigger-rumble'] });
  page({ getGamepads: () => [pad.shown()] });
  const [toy] = await scan('gamepad');
  assert.match(toy.about, /\nLeft trigger\nRight trigger$/);
  const connection = await toy.open(() => {}, () => {});
  await connection.write(Uint8Array.of(0, 0, 50, 100));
  assert.deepEqual(pad.played, [['trigger-rumble', { duration: 2000, startDelay: 0, strongMagnitude: 0, weakMagnitude: 0, leftTrigger: 0.5, rightTrigger: 1 }]]);
});

test('a gamepad that disappears is gone, also without an event; so is one that refuses', async () => {
  for (const vanish of [
    pads => { pads.length = 0; events.dispatchEvent(Object.assign(new Event('gamepaddisconnected'), { gamepad: { index: 0 } })); },
    pads => { pads[0] = controller({ id: 'Another' }); mock.timers.tick(1500); },
    (_pads, pad) => { pad.vibrationActuator.result = Promise.reject(new DOMException('no', 'NotSupportedError')); mock.timers.tick(1500); },
    (_pads, pad) => { pad.vibrationActuator.result = Promise.resolve('not-supported'); mock.timers.tick(1500); },
    (_pads, pad) => { pad.vibrationActuator.result = Promise.resolve('invalid-parameter'); mock.timers.tick(1500); },
    (_pads, pad) => { pad.vibrationActuator = null; mock.timers.tick(1500); },
  ]) {
    const pad = controller(), pads = [pad];
    page({ getGamepads: () => pads.map(one => one.shown()) });
    let gone = 0;
    const [toy] = await scan('gamepad');
    const connection = await toy.open(() => {}, () => gone++);
    await connection.write(Uint8Array.of(1, 1));
    vanish(pads, pad);
    await settled();
    assert.equal(gone, 1);
    assert.match(await failure(() => connection.write(Uint8Array.of(1, 1))), /device-gone/);
  }
});

// A page that is hidden may play no effects, and reset none: what it played has ended.
test('a gamepad is kept while the page is hidden, and felt again afterwards', async () => {
  const pad = controller();
  page({ getGamepads: () => [pad.shown()] });
  const [toy] = await scan('gamepad');
  const connection = await toy.open(() => {}, () => assert.fail('it is there'));
  await connection.write(Uint8Array.of(50, 0));
  document.hidden = true;
  pad.vibrationActuator.result = Promise.reject(new DOMException('hidden', 'InvalidStateError'));
  mock.timers.tick(1500);
  await settled();
  await connection.write(Uint8Array.of(0, 0));
  await connection.write(Uint8Array.of(20, 0));
  await settled();
  document.hidden = false;
  pad.vibrationActuator.result = undefined;
  pad.played.length = 0;
  events.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(pad.played.splice(0).map(([type, effect]) => [type, effect.strongMagnitude]), [['dual-rumble', 0.2]]);
  await connection.write(Uint8Array.of(0, 0));
  pad.played.length = 0;
  events.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(pad.played, [], 'it is still');
  connection.close();
  pad.played.length = 0;
  events.dispatchEvent(new Event('visibilitychange'));
  assert.deepEqual(pad.played, []);
});

test('a scan waits for a button of a gamepad, but not for ever', async () => {
  const pads = [];
  page({ getGamepads: () => pads.map(pad => pad.shown()) });
  const scanning = scan('gamepad');
  await settled();
  pads.push(controller());
  events.dispatchEvent(new Event('gamepadconnected'));
  assert.equal((await scanning).length, 1);
  pads.length = 0;
  const late = scan('gamepad');
  await settled();
  mock.timers.tick(10_000);
  assert.deepEqual(await late, []);
  const ended = new AbortController();
  const aborted = scan('gamepad', ended.signal);
  await settled();
  ended.abort();
  assert.deepEqual(await aborted, []);
});

test('the motor of a phone pulses, and stops', async () => {
  assert.deepEqual(pulses(30).slice(0, 4), [30, 70, 30, 70]);
  assert.deepEqual(pulses(1).slice(0, 2), [10, 90]);
  assert.deepEqual(pulses(100), [1200]);
  for (let level = 1; level <= 100; level++) assert.equal(pulses(level).reduce((a, b) => a + b), 1200);
  const told = [];
  let lets = true;
  page({ vibrate: pattern => { told.push(pattern); return lets; }, userAgentData: { mobile: true } });
  const [toy] = await scan('vibration');
  assert.equal(toy.about, 'This device\nMotor');
  const connection = await toy.open();
  assert.deepEqual(await scan('vibration'), []);
  await connection.write(Uint8Array.of(30));
  mock.timers.tick(2500);
  assert.deepEqual(told.splice(0), [pulses(30), pulses(30), pulses(30)]);
  await connection.write(Uint8Array.of(0));
  mock.timers.tick(2500);
  assert.deepEqual(told.splice(0), [0]);
  lets = false;
  assert.match(await failure(() => connection.write(Uint8Array.of(30))), /no-gesture/);
  mock.timers.tick(2500);
  assert.equal(told.splice(0).length, 1, 'and not again');
  globalThis.document.hidden = true;
  await connection.write(Uint8Array.of(30));
  connection.writeNow(Uint8Array.of(0));
  assert.equal(told.at(-1), 0);
  connection.close();
  assert.equal(told.at(-1), 0);
  assert.match(await failure(() => connection.write(Uint8Array.of(30))), /device-gone/);
});

test('the module is not called while it calls, nor after it has closed a toy', async () => {
  const pads = [controller()];
  page({ getGamepads: () => pads.map(pad => pad.shown()) });
  const told = [];
  const scanning = forModule.gamepad.scan(toy => told.push(toy), new AbortController().signal);
  assert.deepEqual(told, []);
  await scanning;
  const [toy] = told;
  assert.equal(forModule.gamepad.name, 'Gamepads');
  let gone = 0;
  const first = await toy.open(() => {}, () => gone++);
  pads.length = 0;
  assert.match(await failure(() => first.write(Uint8Array.of(9, 9))), /device-gone/);
  assert.equal(gone, 1);
  pads.push(controller());
  const second = await toy.open(() => {}, () => gone++);
  pads.length = 0;
  second.writeNow(Uint8Array.of(9, 9)).catch(() => {});
  second.close();
  await settled();
  assert.equal(gone, 1);
  assert.match(await failure(() => toy.open(() => {}, () => gone++)), /device-gone/);
});

test('after a scan, toys that appear are told of', async () => {
  const port = new FakePort({}), stranger = new FakePort({}), pads = [], serial = fakeSerial({ allowed: [port] });
  page({ serial, getGamepads: () => pads.map(pad => pad.shown()) });
  const told = [];
  forModule.serial.watch(toy => told.push(toy.address));
  forModule.gamepad.watch(toy => told.push(toy.name));
  assert.equal(forModule.vibration.watch, undefined);
  port.plugIn(serial);
  stranger.plugIn(serial);
  await settled();
  pads.push(controller());
  events.dispatchEvent(Object.assign(new Event('gamepadconnected'), { gamepad: { index: 0 } }));
  events.dispatchEvent(Object.assign(new Event('gamepadconnected'), { gamepad: { index: 5 } }));
  await settled();
  assert.deepEqual(told, ['serial:other#0', 'Xbox Wireless Controller']);
});
