// What the address of the page asks for: ?server=ws://…, ?simulated, ?devices=webbluetooth,simulated.
// A link may fill in; it starts nothing but simulated toys.

/** @import * as Public from '../gobuttplug.js' */

const MAX_ADDRESS = 500;

/** @param {string} search */
export function linkFrom(search) {
  const asked = new URLSearchParams(search);
  const devices = /** @type {Public.DeviceSource[]} */ ((asked.get('devices') ?? '').split(',').filter(kind => kind === 'webbluetooth' || kind === 'simulated'));
  const only = devices.length === 1 && devices[0] === 'simulated';
  const server = asked.get('server')?.trim().slice(0, MAX_ADDRESS);
  return {
    server: server && /^wss?:\/\//i.test(server) ? server : undefined,
    simulated: asked.has('simulated') && asked.get('simulated') !== '0' || only,
    devices: devices.length > 0 && !only ? devices : undefined,
  };
}
