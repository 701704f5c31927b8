// Version 0 has no client in JavaScript: its messages are written by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Server } from './lib/server.mjs';

// A session that gives the messages of the server one after the other.
class Session {
  static async open(address) {
    const session = new Session();
    session.#socket = new WebSocket(address);
    session.#socket.on('message', data => {
      session.#inbox.push(...JSON.parse(data));
      session.#wake();
    });
    session.closed = new Promise(resolve => session.#socket.once('close', resolve));
    await new Promise((resolve, reject) => session.#socket.once('open', resolve).once('error', reject));
    return session;
  }

  #socket;
  #inbox = [];
  #wake = () => {};

  send(...messages) {
    this.#socket.send(JSON.stringify(messages));
  }

  async receive() {
    while (this.#inbox.length === 0) await new Promise(resolve => { this.#wake = resolve; });
    return this.#inbox.shift();
  }

  // Sends a message and gives the reply.
  async ask(message) {
    this.send(message);
    return this.receive();
  }

  close() {
    this.#socket.close();
    return this.closed;
  }
}

const handshake = { RequestServerInfo: { Id: 1, ClientName: 'version 0' } };
const vibrator = { DeviceIndex: 0, DeviceName: 'Simulated Vibrator', DeviceMessages: ['SingleMotorVibrateCmd', 'StopDeviceCmd'] };

test('version 0, by hand', async t => {
  const server = await Server.start(t);
  const session = await Session.open(server.address);
  assert.deepEqual(await session.ask(handshake), {
    ServerInfo: { Id: 1, ServerName: 'gobuttplug', MajorVersion: 0, MinorVersion: 0, BuildVersion: 0, MessageVersion: 0, MaxPingTime: 0 },
  });
  assert.deepEqual(await session.ask({ RequestDeviceList: { Id: 2 } }), { DeviceList: { Id: 2, Devices: [] } });

  session.send({ StartScanning: { Id: 3 } });
  const seen = [];
  for (let finished = false; !finished || seen.filter(m => m.DeviceAdded).length < 6;) {
    const message = await session.receive();
    seen.push(message);
    finished ||= 'ScanningFinished' in message;
  }
  assert.ok(seen.some(m => m.Ok?.Id === 3));
  assert.deepEqual(seen.find(m => m.ScanningFinished), { ScanningFinished: { Id: 0 } });
  assert.deepEqual(seen.find(m => m.DeviceAdded?.DeviceIndex === 0), { DeviceAdded: { Id: 0, ...vibrator } });
  const list = await session.ask({ RequestDeviceList: { Id: 4 } });
  assert.equal(list.DeviceList.Devices.length, 6);
  assert.deepEqual(list.DeviceList.Devices[0], vibrator);

  assert.deepEqual(await session.ask({ SingleMotorVibrateCmd: { Id: 5, DeviceIndex: 0, Speed: 0.5 } }), { Ok: { Id: 5 } });
  await server.told('Simulated Vibrator', 'Vibrate', 10);
  assert.deepEqual(await session.ask({ StopDeviceCmd: { Id: 6, DeviceIndex: 0 } }), { Ok: { Id: 6 } });
  await server.told('Simulated Vibrator', 'Vibrate', 0);
  server.forget();
  assert.deepEqual(await session.ask({ SingleMotorVibrateCmd: { Id: 7, DeviceIndex: 0, Speed: 1 } }), { Ok: { Id: 7 } });
  await server.told('Simulated Vibrator', 'Vibrate', 20);
  assert.deepEqual(await session.ask({ StopAllDevices: { Id: 8 } }), { Ok: { Id: 8 } });
  await server.told('Simulated Vibrator', 'Vibrate', 0);

  assert.deepEqual(await session.ask({ Ping: { Id: 9 } }), { Ok: { Id: 9 } });
  assert.deepEqual(await session.ask({ Test: { Id: 10, TestString: 'hello' } }), { Test: { Id: 10, TestString: 'hello' } });
  for (const [message, code] of [
    [{ SingleMotorVibrateCmd: { Id: 11, DeviceIndex: 9, Speed: 0.5 } }, 4],
    [{ SingleMotorVibrateCmd: { Id: 12, DeviceIndex: 0, Speed: 1.5 } }, 3],
    [{ VibrateCmd: { Id: 13, DeviceIndex: 0, Speeds: [{ Index: 0, Speed: 1 }] } }, 3],
    [{ OutputCmd: { Id: 14, DeviceIndex: 0, FeatureIndex: 0, Command: { Vibrate: { Value: 1 } } } }, 3],
  ]) {
    const [{ Id }] = Object.values(message);
    const { Error } = await session.ask(message);
    assert.equal(Error.Id, Id);
    assert.equal(Error.ErrorCode, code, Error.ErrorMessage);
  }
  await session.close();
});

test('version 0: a missed ping', async t => {
  const server = await Server.start(t, '--max-ping-time', '300ms');
  const session = await Session.open(server.address);
  assert.equal((await session.ask(handshake)).ServerInfo.MaxPingTime, 300);
  const { Error } = await session.receive();
  assert.deepEqual([Error.Id, Error.ErrorCode], [0, 2]);
  await session.closed;
});

test('a client of the future is told why it can’t connect', async t => {
  const server = await Server.start(t);
  const session = await Session.open(server.address);
  const { Error } = await session.ask({ RequestServerInfo: { Id: 1, ClientName: 'version 9', ProtocolVersionMajor: 9, ProtocolVersionMinor: 0 } });
  assert.deepEqual([Error.Id, Error.ErrorCode], [1, 1]);
  assert.match(Error.ErrorMessage, /9.*4|4.*9/);
  await session.closed;
});
