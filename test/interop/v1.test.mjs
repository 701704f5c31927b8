// Version 1: npm buttplug 0.13.2.
import { WebSocket } from 'ws';
import { createRequire } from 'node:module';
import { scenario } from './lib/scenario.mjs';

// A library for browsers. It tells Blobs from text and logs every message.
globalThis.WebSocket ??= WebSocket;
console.log = () => {};
const { ButtplugBrowserWebsocketClientConnector, ButtplugClient } = createRequire(import.meta.url)('buttplug-0');

scenario({
  name: 'buttplug 0.13.2',
  async connect(address) {
    const client = new ButtplugClient('interop');
    await client.Connect(new ButtplugBrowserWebsocketClientConnector(address));
    return client;
  },
  events: { added: 'deviceadded', finished: 'scanningfinished', disconnected: 'disconnect' },
  devices: client => client.Devices,
  deviceName: device => device.Name,
  scan: client => client.StartScanning(),
  stopAll: client => client.StopAllDevices(),
  disconnect: client => client.Disconnect(),
  stop: device => device.SendStopDeviceCmd(),
  outputs: [
    ['Simulated Vibrator', 'Vibrate', 10, d => d.SendVibrateCmd(0.5)],
    ['Simulated Rotator', 'Rotate', -10, d => d.SendRotateCmd(0.5, false)],
    ['Simulated Rotator', 'Rotate', 5, d => d.SendRotateCmd(0.25, true)],
    ['Simulated Rotator', 'Vibrate', 20, d => d.SendVibrateCmd([1])],
    ['Simulated Trainer', 'Vibrate', 33, d => d.SendVibrateCmd(0.33)],
    ['Simulated Stroker', 'HwPositionWithDuration', '70 in 500 ms', d => d.SendLinearCmd(0.7, 500)],
  ],
});
