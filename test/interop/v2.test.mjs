// Version 2: npm buttplug 1.0.17, a client in Rust. It imports its WebAssembly, which Node
// allows with --experimental-wasm-modules.
import { ButtplugClient, ButtplugWebsocketConnectorOptions, buttplugInit } from 'buttplug-1';
import { scenario } from './lib/scenario.mjs';

await buttplugInit();

scenario({
  name: 'buttplug 1.0.17',
  async connect(address) {
    const client = new ButtplugClient('interop');
    await client.connect(new ButtplugWebsocketConnectorOptions(address));
    return client;
  },
  // It never tells that a connection has ended, however that came.
  events: { added: 'deviceadded', finished: 'scanningfinished' },
  devices: client => client.Devices,
  deviceName: device => device.Name,
  scan: client => client.startScanning(),
  stopAll: client => client.stopAllDevices(),
  disconnect: client => client.disconnect(),
  stop: device => device.stop(),
  battery: async device => 100 * await device.batteryLevel(),
  outputs: [
    ['Simulated Vibrator', 'Vibrate', 10, d => d.vibrate(0.5)],
    ['Simulated Rotator', 'Rotate', -10, d => d.rotate(0.5, false)],
    ['Simulated Rotator', 'Rotate', 5, d => d.rotate(0.25, true)],
    ['Simulated Rotator', 'Vibrate', 20, d => d.vibrate([1])],
    ['Simulated Trainer', 'Vibrate', 33, d => d.vibrate(0.33)],
    ['Simulated Stroker', 'HwPositionWithDuration', '70 in 500 ms', d => d.linear(0.7, 500)],
  ],
});
