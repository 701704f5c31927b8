// What a game plays on the toys: levels and patterns of several sources, mixed, and spread over
// whatever the toys can do in the way that the player chose.

import { ButtplugDeviceError, EventEmitter, OutputType, safety } from './gobuttplug.mjs';
import { Effect } from './effect.mjs';
import { PageTime } from './time.mjs';
import { PlayerSettings, followers } from './settings.mjs';
import { PositionDrive, drivesOf } from './drive.mjs';
import { channels, leastOf, patternOf, presets, repeated, timesOf } from './pattern.mjs';
import { invalid, name, number, oneOf, refuse, shown } from './check.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Checked, Chosen, Contribution, Live, Time } from './internal.d.ts' */
/** @import { LevelDrive } from './drive.mjs' */

// The ms of a frame: an output is told something new once in it at most.
const FRAME_TIME = 20;

// How many sources there may be, and how many effects may play; of more the oldest are cancelled.
const SOURCES = 256;
const EFFECTS = 64;

/** @type {readonly Games.Mix[]} */
const mixes = ['max', 'sum', 'product'];

// The settings that are used where a game has none of its own.
export const playerSettings = new PlayerSettings();

/** @extends {EventEmitter<Games.HapticsEvents>} */
export class Haptics extends EventEmitter {
  static get name() { return 'Haptics'; }

  // target: a client, for all its toys; a group; a device or an array of them. time is for tests.
  /**
   * @param {ConstructorParameters<typeof Games.Haptics>[0]} target
   * @param {Games.HapticsOptions} [options]
   * @param {Time} [time]
   */
  constructor(target, { settings = playerSettings, mix = 'max', panicKey = {}, whenHidden = 'keep' } = {}, time = new PageTime()) {
    super();
    this._toys = toysOf(target);
    this._settings = settings;
    this._mix = oneOf('Haptics: mix', mix, mixes);
    this._whenHidden = oneOf('Haptics: whenHidden', whenHidden, ['keep', 'pause', 'stop']);
    this._time = time;
    /** @type {Map<string, Contribution>} */
    this._sources = new Map();
    /** @type {Set<Effect>} */
    this._effects = new Set();   // those that play or are paused
    /** @type {Set<Live>} */
    this._live = new Set();      // what is played by another clock
    /** @type {Map<string, { pattern: Checked, title: string }>} */
    this._events = new Map();    // what the game defined, by name
    /** @type {WeakMap<Public.ButtplugClientDevice, Array<LevelDrive | PositionDrive>>} */
    this._drives = new WeakMap();
    /** @type {WeakMap<Public.ButtplugClientDevice, string>} */
    this._troubles = new WeakMap(); // the code of the error that was told last
    /** @type {Set<Effect> | false} */
    this._paused = false;        // with the effects that go on then
    this._hid = false;           // whether it is paused because the page is hidden
    this._closed = false;
    this._last = -Infinity;      // time of the last frame
    /** @type {Partial<Record<Games.Channel, number>>} */
    this._played = {};           // what listeners were told
    /** @type {(() => void) | undefined} */
    this._timer = undefined;
    this._soon = false;
    this._leave = [
      settings.onchange(() => this._touch()),
      safety.onchange(stopped => { if (stopped) this._forget(); }),
      listen(globalThis, 'pagehide', () => this._forget()),
      listen(globalThis.document, 'visibilitychange', () => this._shown(!document.hidden)),
    ];
    if (this._toys.client) this._leave.push(hear(this._toys.client, 'deviceadded', () => this._touch()));
    if (panicKey !== false) this._leave.push(safety.usePanicKey(panicKey));
  }

  // A level from 0 to 1 that lasts until the same source gives another one. May be called as often
  // as the game likes.
  /**
   * @param {number} level
   * @param {Games.LevelOptions} [options]
   */
  vibrate(level, options) {
    this._source('vibrate', level, options);
  }

  // From -1 to 1.
  /**
   * @param {number} speed
   * @param {Games.LevelOptions} [options]
   */
  rotate(speed, options) {
    this._source('rotate', speed, options);
  }

  /**
   * @param {number} speed
   * @param {Games.LevelOptions} [options]
   */
  oscillate(speed, options) {
    this._source('oscillate', speed, options);
  }

  /**
   * @param {number} level
   * @param {Games.LevelOptions} [options]
   */
  constrict(level, options) {
    this._source('constrict', level, options);
  }

  // Sends strokers to a place from 0 to 1 within so many ms.
  /**
   * @param {number} position
   * @param {number} [duration]
   * @param {{ devices?: Games.Devices }} [options]
   */
  move(position, duration = 0, { devices } = {}) {
    number('move: position', position, 0, 1);
    number('move: duration', duration, 0, 3600000);
    const chosen = devicesOf(devices);
    if (this._still() || this._paused) return;
    this.emit('played', 'position', position, duration);
    for (const device of this._toys.devices) {
      if (!chosen(device)) continue;
      for (const drive of this._drivesOf(device)) if (drive instanceof PositionDrive && drive.main) drive.want(position, duration);
    }
    this._touch();
  }

  // Gives an event of the game a pattern and a title for the player, who may bind it to another.
  /**
   * @param {string} event
   * @param {string | Games.Pattern} pattern
   * @param {{ title?: string }} [options]
   */
  define(event, pattern, { title = event } = {}) {
    const made = typeof pattern === 'string' ? this._ownPattern(pattern) : patternOf(pattern);
    this._events.set(name('define', event), { pattern: made, title: String(title) });
  }

  // What the game defined, for a page of settings: an array of { name, title, binding }.
  get definitions() {
    return [...this._events].map(([event, { title }]) => ({ name: event, title, binding: this._settings.binding(event) }));
  }

  // Plays a pattern, or the event of that name. An event that plays already begins anew, unless
  // overlap is set. Returns the Effect.
  /**
   * @param {string | Games.Pattern} what
   * @param {Games.PlayOptions} [options]
   * @returns {Effect}
   */
  play(what, { strength = 1, speed = 1, mix = this._mix, motor, devices, overlap = false, name: own, loop } = {}) {
    number('play: strength', strength, 0, 1);
    number('play: speed', speed, 0.1, 10);
    oneOf('play: mix', mix, mixes);
    const named = typeof what === 'string' ? what : undefined;
    let pattern = named === undefined ? patternOf(what) : this._patternNamed(named);
    // That what the player bound an event to has no length is no mistake of the game.
    if (loop !== undefined && pattern) pattern = repeated(pattern, named !== undefined && pattern.length === 0 ? 1 : timesOf(loop));
    const label = own ?? named;
    const effect = new Effect(this, pattern, { name: label, strength, speed, mix, motor: checkedMotor(motor), devices: devicesOf(devices) });
    if (!pattern || this._still()) {
      effect._end(pattern ? 'cancelled' : 'ended');
      return effect;
    }
    if (label !== undefined && !overlap) for (const other of [...this._effects]) if (other.name === label) other.cancel();
    this._effects.add(effect);
    if (this._effects.size > EFFECTS) this._effects.values().next().value?.cancel();
    if (this._paused) {
      effect.pause();
      this._paused.add(effect);
    }
    this._touch();
    return effect;
  }

  // Cancels everything and stops the toys at once.
  stop() {
    this._forget();
    for (const device of this._toys.devices) device.stop().catch(error => this._failed(device, error));
  }

  // Keeps everything still, for a menu say, until resume(); levels and patterns go on then.
  pause() {
    this._hid = false; // what the game has paused stays so when the page is shown again
    if (this._paused) return;
    this._paused = new Set([...this._effects].filter(effect => effect.state === 'playing'));
    for (const effect of this._paused) effect.pause();
    this._touch();
  }

  resume() {
    if (!this._paused) return;
    const effects = this._paused;
    this._paused = false;
    for (const effect of this._effects) if (effects.has(effect)) effect.resume();
    this._touch();
  }

  get paused() {
    return this._paused !== false;
  }

  // The effects that play or are paused.
  get effects() {
    return [...this._effects];
  }

  // Stops everything and lets go of the toys.
  close() {
    if (this._closed) return;
    this.stop();
    this._closed = true;
    for (const leave of this._leave) leave();
    this._time.close();
  }

  _now() {
    return this._time.now();
  }

  // Whether nothing is to move, whatever is called.
  _still() {
    if (this._closed) refuse('closed', 'This Haptics was closed; make a new one to go on');
    return safety.stopped;
  }

  /**
   * @param {Exclude<Games.Channel, 'position'>} channel
   * @param {number} level
   * @param {Games.LevelOptions} [options]
   */
  _source(channel, level, { source = '', mix = this._mix, motor, devices } = {}) {
    number(`${channel}: level`, level, leastOf(channel), 1);
    if (typeof source !== 'string') invalid(`${channel}: source is ${shown(source)}; it must be a string`);
    oneOf(`${channel}: mix`, mix, mixes);
    checkedMotor(motor);
    const chosen = devicesOf(devices);
    if (this._still()) return;
    const key = JSON.stringify([channel, source, motor]);
    if (level === 0 && mix !== 'product') this._sources.delete(key);
    else if (this._sources.size >= SOURCES && !this._sources.has(key)) refuse('too-many', `${channel}: there are ${SOURCES} sources already; give each the level 0 when it ends`);
    else this._sources.set(key, { channel, level, mix, motor, chosen });
    this._touch();
  }

  // The pattern of an event, as the player or the game wants it; undefined for nothing.
  /**
   * @param {string} event
   * @returns {Checked | undefined}
   */
  _patternNamed(event) {
    const binding = this._settings.binding(event);
    if (binding === null) return undefined;
    if (typeof binding === 'object') return patternOf(binding);
    // Games share what the player bound: the event of another game is nothing in this one.
    return this._ownPattern(binding !== undefined && (this._events.has(binding) || binding in presets) ? binding : event);
  }

  // The pattern that the game defined for an event, or the preset of that name.
  /**
   * @param {string} event
   * @returns {Checked}
   */
  _ownPattern(event) {
    const defined = this._events.get(event)?.pattern;
    if (defined) return defined;
    return event in presets ? patternOf(presets[event]) : refuse('unknown-event', `There is no event ${shown(event)}; define() it, or play one of ${Object.keys(presets).join(', ')}`);
  }

  // Forgets everything, of toys that something else has stopped.
  _forget() {
    for (const effect of [...this._effects]) effect.cancel();
    for (const live of this._live) live._forget();
    this._sources.clear();
    if (this._paused) this._paused.clear();
    for (const device of this._toys.devices) for (const drive of this._drives.get(device) ?? []) drive.reset();
    this._touch(); // for those who are told what is played
  }

  /** @param {boolean} visible */
  _shown(visible) {
    if (this._whenHidden === 'stop' && !visible) this.stop();
    if (this._whenHidden !== 'pause') return;
    if (!visible && !this._paused) {
      this.pause();
      this._hid = true;
    } else if (visible && this._hid) {
      this._hid = false;
      this.resume();
    }
  }

  /** @param {Effect} effect */
  _ended(effect) {
    this._effects.delete(effect);
    this._touch();
  }

  /**
   * @param {Public.ButtplugClientDevice} device
   * @param {Public.ButtplugError} error
   */
  _failed(device, error) {
    if (error.code === 'device-gone' || this._troubles.get(device) === error.code) return;
    this._troubles.set(device, error.code);
    notifyError(this, error);
  }

  /** @param {Public.ButtplugClientDevice} device */
  _worked(device) {
    this._troubles.delete(device);
  }

  // Makes the next frame come: at once if the last one is long enough ago.
  _touch() {
    if (this._closed || this._soon || this._timer) return;
    const wait = this._last + FRAME_TIME - this._now();
    if (wait > 0) {
      this._timer = this._time.after(wait, () => this._frame());
      return;
    }
    this._soon = true;
    queueMicrotask(() => this._frame());
  }

  _frame() {
    this._timer?.();
    this._timer = undefined;
    this._soon = false;
    if (this._closed) return;
    this._last = this._now();
    const playing = [];
    for (const effect of [...this._effects]) {
      const level = this._levelOf(effect);
      if (level !== undefined && effect._pattern) playing.push({ channel: effect._pattern.channel, level, mix: effect._mix, motor: effect._motor, chosen: effect._devices });
    }
    const all = this._paused ? [] : [...this._sources.values(), ...playing];
    const live = this._paused ? [] : [...this._live];
    this._tell(all);
    let due = Math.min(playing.length > 0 ? FRAME_TIME : Infinity, ...live.map(one => one._frame(this._last)));
    for (const device of this._toys.devices) {
      const own = all.filter(c => c.chosen(device));
      const rules = this._settings.mapping(device);
      for (const drive of this._drivesOf(device)) {
        this._drive(device, drive, own, rules, live);
        if (drive instanceof PositionDrive && drive.moving) due = Math.min(due, FRAME_TIME);
      }
    }
    if (due < Infinity && !this._timer) this._timer = this._time.after(due, () => this._frame());
  }

  // Tells listeners what is played, of each channel that has changed.
  /** @param {Contribution[]} all */
  _tell(all) {
    if (this.listenerCount('played') === 0) return;
    for (const channel of channels) {
      const now = channel === 'position' ? all.findLast(c => c.channel === channel)?.level : level(all, channel) * part(all, [channel]);
      if (now === undefined || now === (this._played[channel] ?? 0)) continue;
      this._played[channel] = now;
      this.emit('played', channel, now);
    }
  }

  // What an effect plays now. A function of the game that throws must not keep the others, or a
  // level of 0, from the toys.
  /** @param {Effect} effect */
  _levelOf(effect) {
    try {
      return effect._level();
    } catch (error) {
      effect.cancel();
      notifyError(this, Object.assign(new ButtplugDeviceError(`A function of a pattern failed: ${/** @type {Error | undefined} */ (error)?.message ?? error}`), { code: 'invalid-value', cause: error }));
      return undefined;
    }
  }

  /** @param {Public.ButtplugClientDevice} device */
  _drivesOf(device) {
    let drives = this._drives.get(device);
    if (!drives) this._drives.set(device, drives = drivesOf(this, device));
    return drives;
  }

  // Tells one output what becomes of all that is played on its toy.
  /**
   * @param {Public.ButtplugClientDevice} device
   * @param {LevelDrive | PositionDrive} drive
   * @param {Contribution[]} all
   * @param {Record<Games.Follower, Games.Following>} rules
   * @param {Live[]} live
   */
  _drive(device, drive, all, rules, live) {
    const position = drive instanceof PositionDrive;
    const type = position ? 'Position' : drive.type;
    const rule = rules[type];
    const following = follows(device, type, rule.follow);
    const vibration = following ? level(all, 'vibrate', !position && type === 'Vibrate' ? drive : undefined) * rule.strength : 0;
    if (position) {
      const route = live.map(one => one._route(rules, drive)).find(Boolean);
      return drive.main ? drive.step(all.findLast(c => c.channel === 'position')?.level, vibration * part(all, ['vibrate']), rule, route) : drive.step(undefined, 0, rule, route);
    }
    const channel = /** @type {Games.Channel} */ (type.toLowerCase());
    const own = type === 'Vibrate' ? 0 : level(all, channel, drive);
    const levels = [vibration, own, ...live.map(one => one._level(drive, rules, following))];
    drive.set(levels.reduce((most, one) => Math.abs(one) > Math.abs(most) ? one : most) * part(all, ['vibrate', channel], drive));
  }
}

// Whether an output of a toy does something when the game vibrates.
/**
 * @param {Public.ButtplugClientDevice} device
 * @param {Games.Follower} type
 * @param {Games.Following['follow']} follow
 */
function follows(device, type, follow) {
  if (follow !== 'alone') return follow === 'always';
  const has = (/** @type {Games.Follower} */ t) => device.hasOutput(OutputType[t]) || t === 'Position' && device.hasOutput(OutputType.HwPositionWithDuration);
  return followers.find(has) === type;
}

// What several contributions to a channel come to: the greatest of those that are mixed by maximum,
// and all others on top. Those for one motor count for that motor, or for the last if a toy has fewer.
/**
 * @param {Contribution[]} all
 * @param {Games.Channel} channel
 * @param {LevelDrive} [drive]
 */
function level(all, channel, drive) {
  let most = 0, sum = 0;
  for (const c of all) {
    if (c.channel !== channel || c.mix === 'product' || !isFor(c, drive)) continue;
    if (c.mix === 'sum') sum += c.level;
    else if (Math.abs(c.level) > Math.abs(most)) most = c.level;
  }
  return Math.min(1, Math.max(-1, most + sum));
}

// The part of all that which those that are mixed by product let through.
/**
 * @param {Contribution[]} all
 * @param {Games.Channel[]} of
 * @param {LevelDrive} [drive]
 */
function part(all, of, drive) {
  return all.reduce((product, c) => c.mix === 'product' && of.includes(c.channel) && isFor(c, drive) ? product * Math.abs(c.level) : product, 1);
}

/** @type {(c: Contribution, drive?: LevelDrive) => boolean} */
const isFor = ({ motor }, drive) => !drive || motor === undefined || Math.min(motor, drive.motors - 1) === drive.motor;

/**
 * @param {unknown} motor
 * @returns {number | undefined}
 */
function checkedMotor(motor) {
  return motor === undefined || typeof motor === 'number' && Number.isInteger(motor) && motor >= 0 ? motor : invalid(`motor is ${shown(motor)}; it must be a whole number from 0 on`);
}

// What devices stand for: a function that tells whether a device is among them.
/**
 * @param {any} devices
 * @returns {Chosen}
 */
function devicesOf(devices) {
  if (devices === undefined) return () => true;
  if (typeof devices?.runOutput === 'function') return device => device === devices;
  if (Array.isArray(devices)) return device => devices.includes(device);
  if (Array.isArray(devices?.devices)) return device => devices.devices.includes(device);
  return invalid(`devices is ${shown(devices)}; it must be a device, an array of devices or a group`);
}

// A group, or what looks like one.
/**
 * @param {any} target
 * @returns {{ readonly devices: Public.ButtplugClientDevice[], readonly client?: Public.ButtplugClient }}
 */
function toysOf(target) {
  if (typeof target?.group === 'function') return target.group();
  if (Array.isArray(target?.devices)) return target;
  const list = Array.isArray(target) ? target : [target];
  if (!list.every(device => typeof device?.runOutput === 'function')) invalid(`Haptics takes a client, a group, a device or an array of devices; it got ${shown(target)}`);
  return {
    get devices() {
      return list.filter(device => device.connected);
    },
  };
}

/**
 * @param {EventTarget | undefined} target
 * @param {string} event
 * @param {() => void} fn
 */
function listen(target, event, fn) {
  target?.addEventListener?.(event, fn);
  return () => target?.removeEventListener?.(event, fn);
}

/**
 * @param {Public.ButtplugClient} emitter
 * @param {keyof Public.ButtplugClientEvents} event
 * @param {() => void} fn
 */
function hear(emitter, event, fn) {
  emitter.on(event, fn);
  return () => emitter.off(event, fn);
}

// Tells of an error without letting a listener that throws disturb the frame.
/**
 * @param {Haptics} emitter
 * @param {Public.ButtplugError} error
 */
function notifyError(emitter, error) {
  queueMicrotask(() => emitter.emit('error', error));
}
