// Version 3: npm buttplug 3.2.2.
import { createRequire } from 'node:module';
import { scenario } from './lib/scenario.mjs';

const { ButtplugClient, ButtplugNodeWebsocketClientConnector } = createRequire(import.meta.url)('buttplug-3');

// One output of a type that the client has no method of its own for.
const scalar = (type, level) => device => {
  const { Index } = device.messageAttributes.ScalarCmd.find(a => a.ActuatorType === type);
  return device.scalar({ Index, Scalar: level, ActuatorType: type });
};

scenario({
  name: 'buttplug 3.2.2',
  async connect(address) {
    const client = new ButtplugClient('interop');
    await client.connect(new ButtplugNodeWebsocketClientConnector(address));
    return client;
  },
  events: { added: 'deviceadded', finished: 'scanningfinished', disconnected: 'disconnect' },
  devices: client => client.devices,
  deviceName: device => device.name,
  scan: client => client.startScanning(),
  stopAll: client => client.stopAllDevices(),
  disconnect: client => client.disconnect(),
  stop: device => device.stop(),
  battery: async device => 100 * await device.battery(),
  outputs: [
    ['Simulated Vibrator', 'Vibrate', 10, d => d.vibrate(0.5)],
    ['Simulated Rotator', 'Rotate', -10, d => d.rotate(0.5, false)],
    ['Simulated Rotator', 'Rotate', 5, d => d.rotate(0.25, true)],
    ['Simulated Rotator', 'Vibrate', 20, d => d.vibrate([1])],
    ['Simulated Trainer', 'Vibrate', 33, d => d.vibrate(0.33)],
    ['Simulated Stroker', 'HwPositionWithDuration', '70 in 500 ms', d => d.linear(0.7, 500)],
    ['Simulated Stroker', 'Position', 40, scalar('Position', 0.4)],
    ['Simulated Stroker', 'Oscillate', 7, d => d.oscillate(0.35)],
    ['Simulated Air Pump', 'Constrict', 3, scalar('Constrict', 0.6)],
    ['Simulated Air Pump', 'Spray', 1, scalar('Spray', 1)],
    ['Simulated Heater', 'Temperature', 4, scalar('Temperature', 0.4)],
    ['Simulated Heater', 'Led', 9, scalar('Led', 0.9)],
  ],
});
