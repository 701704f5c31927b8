// Version 4: npm buttplug 4.0.2 and 5.0.2.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { scenario } from './lib/scenario.mjs';
import { Server } from './lib/server.mjs';

const require = createRequire(import.meta.url);
console.log = () => {}; // 4.0.2 logs its input commands

for (const [version, { ButtplugClient, ButtplugNodeWebsocketClientConnector, DeviceOutput, InputCommandType, InputType }] of [
  ['4.0.2', require('buttplug-4')],
  ['5.0.2', require('buttplug-5')],
]) {
  const name = `buttplug ${version}`;
  const connect = async address => {
    const client = new ButtplugClient('interop');
    await client.connect(new ButtplugNodeWebsocketClientConnector(address));
    return client;
  };
  const run = command => device => device.runOutput(command);

  scenario({
    name,
    connect,
    events: { added: 'deviceadded', finished: 'scanningfinished', disconnected: 'disconnect' },
    devices: client => [...client.devices.values()],
    deviceName: device => device.name,
    scan: client => client.startScanning(),
    stopAll: client => client.stopAllDevices(),
    disconnect: client => client.disconnect(),
    stop: device => device.stop(),
    battery: device => device.battery(),
    outputs: [
      ['Simulated Vibrator', 'Vibrate', 10, run(DeviceOutput.Vibrate.percent(0.5))],
      ['Simulated Vibrator', 'Vibrate', 3, run(DeviceOutput.Vibrate.steps(3))],
      ['Simulated Rotator', 'Rotate', -10, run(DeviceOutput.Rotate.steps(-10))],
      ['Simulated Rotator', 'Vibrate', 20, run(DeviceOutput.Vibrate.percent(1))],
      ['Simulated Trainer', 'Vibrate', 33, run(DeviceOutput.Vibrate.percent(0.33))],
      ['Simulated Stroker', 'HwPositionWithDuration', '70 in 500 ms', run(DeviceOutput.PositionWithDuration.steps(70, 500))],
      ['Simulated Stroker', 'Position', 40, run(DeviceOutput.Position.steps(40))],
      ['Simulated Stroker', 'Oscillate', 7, run(DeviceOutput.Oscillate.steps(7))],
      ['Simulated Air Pump', 'Constrict', 3, run(DeviceOutput.Constrict.steps(3))],
      ['Simulated Air Pump', 'Spray', 1, run(DeviceOutput.Spray.steps(1))],
      ['Simulated Heater', 'Temperature', -4, run(DeviceOutput.Temperature.steps(-4))],
      ['Simulated Heater', 'Led', 9, run(DeviceOutput.Led.steps(9))],
    ],
  });

  test(`${name}: reads and subscribes to inputs`, async t => {
    const server = await Server.start(t);
    const client = await connect(server.address);
    const trainer = new Promise(resolve => client.addListener('deviceadded', d => { if (d.name === 'Simulated Trainer') resolve(d); }));
    await client.startScanning();
    const features = [...(await trainer).features.values()];
    const input = type => features.find(f => f.hasInput(type));
    for (const type of [InputType.Pressure, InputType.Button]) {
      await input(type).runInput(type, InputCommandType.Subscribe);
      await input(type).runInput(type, InputCommandType.Unsubscribe);
    }
    const reading = await input(InputType.Battery).runInput(InputType.Battery, InputCommandType.Read);
    assert.equal(reading.value ?? reading.Reading.Battery.Value, 85);
    await client.disconnect();
  });
}
