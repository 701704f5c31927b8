// A pattern that plays.

import { number } from './check.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Checked, Chosen, EffectHost } from './internal.d.ts' */

export class Effect {
  static get name() { return 'Effect'; }

  // host is the Haptics: now() tells its time in ms, and touch(effect) that something has changed.
  /**
   * @param {EffectHost} host
   * @param {Checked | undefined} pattern
   * @param {{ name: string | undefined, strength?: number, speed?: number, mix: Games.Mix, motor: number | undefined, devices: Chosen }} options
   */
  constructor(host, pattern, { name, strength = 1, speed = 1, mix, motor, devices }) {
    this._host = host;
    this._pattern = pattern;
    this._strength = strength;
    this._speed = speed;
    /** @type {Games.Effect['state']} */
    this._state = 'playing';
    this._since = host._now(); // it would have begun then, had it never been paused
    this._at = 0;              // while it is paused: where it is, in ms
    this.name = name;
    this._mix = mix;
    this._motor = motor;
    this._devices = devices;
    /** @type {(how: 'ended' | 'cancelled') => void} */
    this._finish = () => {};
    // It never rejects.
    /** @type {Promise<'ended' | 'cancelled'>} */
    this.finished = new Promise(resolve => { this._finish = resolve; });
  }

  // 'playing', 'paused', 'ended' or 'cancelled'.
  get state() {
    return this._state;
  }

  // How far it has played, in ms, loops included.
  get time() {
    return this._state === 'playing' ? (this._host._now() - this._since) * this._speed : this._at;
  }

  // From 0 to 1, also while it plays.
  get strength() {
    return this._strength;
  }

  set strength(value) {
    this._strength = number('strength', value, 0, 1);
    this._host._touch();
  }

  // How many times as fast as it was made, from 0.1 to 10, also while it plays.
  get speed() {
    return this._speed;
  }

  set speed(value) {
    number('speed', value, 0.1, 10);
    this._since = this._host._now() - this.time / value; // goes on from where it is
    this._speed = value;
    this._host._touch();
  }

  pause() {
    if (this._state !== 'playing') return;
    this._at = this.time;
    this._state = 'paused';
    this._host._touch();
  }

  resume() {
    if (this._state !== 'paused') return;
    this._since = this._host._now() - this._at / this._speed;
    this._state = 'playing';
    this._host._touch();
  }

  cancel() {
    this._end('cancelled');
  }

  /** @param {'ended' | 'cancelled'} state */
  _end(state) {
    if (this._state !== 'playing' && this._state !== 'paused') return;
    this._at = this.time;
    this._state = state;
    this._finish(state);
    this._host._ended(this);
  }

  // Its level now, undefined while it has none. It ends by itself when its time is over.
  _level() {
    if (this._state !== 'playing' || !this._pattern) return undefined;
    const { channel, length, loop, at } = this._pattern;
    const time = this.time;
    if (time >= length * loop) {
      this._end('ended');
      return undefined;
    }
    const level = at(loop === 1 ? time : time % length);
    return channel === 'position' ? level : level * this._strength;
  }
}
