// A desktop session: npm buttplug 5.0.2 drives Bluetooth toys through `gobuttplug serve --bluetooth`
// and a D-Bus message bus.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { BlueZ } from './lib/bluez.mjs';
import { Server } from './lib/server.mjs';

const { ButtplugClient, ButtplugNodeWebsocketClientConnector, DeviceOutput } = createRequire(import.meta.url)('buttplug-5');

// The options that launchers give the official server.
const asLaunched = ['--use-bluetooth-le', '--use-serial', '--log', 'info', '--max-ping-time', '0'];

test('Bluetooth toys', async t => {
  const bluez = await BlueZ.start(t);
  const server = await Server.startWith(t, bluez.env, ...asLaunched);
  await server.printed(/--use-serial is left out: /);
  const client = new ButtplugClient('interop');
  await client.connect(new ButtplugNodeWebsocketClientConnector(server.address));
  const devices = new Map();
  const all = new Promise(resolve => client.addListener('deviceadded', device => {
    if (devices.set(device.name, device).size === 3) resolve();
  }));
  await client.startScanning();
  await all;
  assert.deepEqual([...devices.keys()].sort(), ['Lovense Edge', 'Lovense Hush', 'Sinloli Cosima']);

  const hush = devices.get('Lovense Hush');
  await hush.runOutput(DeviceOutput.Vibrate.percent(0.5));
  await bluez.told('LVS-Z001', 'Vibrate:10;');
  assert.equal(await hush.battery(), 85);
  await devices.get('Lovense Edge').runOutput(DeviceOutput.Vibrate.percent(1)); // each of its motors
  await bluez.told('LVS-Edge36', 'Vibrate1:20;');
  await bluez.told('LVS-Edge36', 'Vibrate2:20;');
  await devices.get('Sinloli Cosima').runOutput(DeviceOutput.Oscillate.percent(0.5));
  await bluez.told('Sinloli Cosima', 'cc033235');

  const removed = new Promise(resolve => client.addListener('deviceremoved', resolve));
  const back = new Promise(resolve => client.addListener('deviceadded', resolve));
  bluez.drop('LVS-Edge36');
  assert.equal((await removed).name, 'Lovense Edge');
  await hush.runOutput(DeviceOutput.Vibrate.percent(1)); // others are undisturbed
  await bluez.told('LVS-Z001', 'Vibrate:20;');
  const edge = await back;
  assert.equal(edge.index, devices.get('Lovense Edge').index);
  await edge.runOutput(DeviceOutput.Vibrate.percent(0.5));
  await bluez.told('LVS-Edge36', 'Vibrate1:10;');

  bluez.forget();
  await server.stop(); // without the client having stopped anything
  await bluez.told('LVS-Z001', 'Vibrate:0;');
  await bluez.told('Sinloli Cosima', 'cc030003');
});
