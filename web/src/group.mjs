// Several toys as one.

import { OutputType } from './messages.mjs';
import { DeviceOutput, show } from './output.mjs';
import { deviceError } from './errors.mjs';
import { positionType } from './device.mjs';

/** @import * as Public from '../gobuttplug.js' */

// The toys of a client. Calls reach every toy that can do what is asked; it is no error if none
// can, or if there is none. A call rejects once at most, with the first error.
export class ButtplugGroup {
  static get name() { return 'ButtplugGroup'; }

  // devices: an iterable of devices; without it all devices that the client has at each call.
  /**
   * @param {Public.ButtplugClient} client
   * @param {Iterable<Public.ButtplugClientDevice>} [devices]
   */
  constructor(client, devices) {
    this._client = client;
    this._devices = devices === undefined ? undefined : checked(devices);
  }

  get client() {
    return this._client;
  }

  get devices() {
    const all = this._devices ?? [...this._client.devices.values()];
    return all.filter(device => device.connected);
  }

  /**
   * @param {number} level
   * @param {Public.MotorOptions} [options]
   */
  async vibrate(level, options) {
    await this._run('vibrate', OutputType.Vibrate, level, options);
  }

  /**
   * @param {number} speed
   * @param {Public.MotorOptions} [options]
   */
  async rotate(speed, options) {
    await this._run('rotate', OutputType.Rotate, speed, options);
  }

  /**
   * @param {number} speed
   * @param {Public.MotorOptions} [options]
   */
  async oscillate(speed, options) {
    await this._run('oscillate', OutputType.Oscillate, speed, options);
  }

  /**
   * @param {number} level
   * @param {Public.MotorOptions} [options]
   */
  async constrict(level, options) {
    await this._run('constrict', OutputType.Constrict, level, options);
  }

  /**
   * @param {number} position
   * @param {number} [duration]
   * @param {Public.MotorOptions} [options]
   */
  async move(position, duration = 0, options = undefined) {
    DeviceOutput.PositionWithDuration.percent(position, duration);
    await this._each(device => device.hasOutput(positionType(device)) && device.move(position, duration, options), options);
  }

  async stop() {
    await this._each(device => device.stop());
  }

  /**
   * @param {'vibrate' | 'rotate' | 'oscillate' | 'constrict'} method
   * @param {Public.OutputType.Vibrate | Public.OutputType.Rotate | Public.OutputType.Oscillate | Public.OutputType.Constrict} type
   * @param {number} value
   * @param {Public.MotorOptions | undefined} options
   */
  async _run(method, type, value, options) {
    DeviceOutput[type].percent(value); // a wrong value is told without toys too
    await this._each(device => device.hasOutput(type) && device[method](value, options), options);
  }

  // Toys with fewer motors than asked for are left out.
  /**
   * @param {(device: Public.ButtplugClientDevice) => Promise<void> | false} run
   * @param {Public.MotorOptions} [options]
   */
  async _each(run, options) {
    const results = await Promise.allSettled(this.devices.map(run));
    const reasons = results.map(result => result.status === 'rejected' && result.reason);
    const failed = reasons.find(reason => reason && !((options?.motor ?? 0) > 0 && reason.code === 'unsupported'));
    if (failed) throw failed;
  }
}

/**
 * @param {any} devices
 * @returns {Public.ButtplugClientDevice[]}
 */
function checked(devices) {
  const list = typeof devices?.[Symbol.iterator] === 'function' && typeof devices !== 'string' ? [...devices] : undefined;
  if (list?.every(device => typeof device?.runOutput === 'function' && typeof device.stop === 'function')) return list;
  throw deviceError('invalid-value', `group() takes an array of devices, or nothing for all; it got ${show(devices)}`);
}
