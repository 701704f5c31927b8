// One output of a toy: told only what is new, once in a frame at most, and nothing more while an
// answer is outstanding, but to stop.

import { DeviceOutput, OutputType } from './gobuttplug.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { DriveHost, LevelType, PositionType, Route } from './internal.d.ts' */

// How long a jump of a pattern of places takes, and how long a stop of strokes, in ms.
export const JUMP = 100;

// Of a route: how far from it, in ms, a move may arrive before it is told anew; the shortest time
// between two moves, if the toy does not say more; and how long it takes at least to join the route
// from the other end.
const OFF_ROUTE = 15;
const SHORTEST_MOVE = 50;
const JOINING = 500;

/** @type {LevelType[]} */
const levelTypes = ['Vibrate', 'Rotate', 'Oscillate', 'Constrict'];
/** @type {PositionType[]} */
const positionTypes = ['HwPositionWithDuration', 'Position'];

// What all outputs have in common. host has _now(), _touch(), _failed(device, error) and _worked(device).
/** @template {LevelType | PositionType} Type */
class Drive {
  /**
   * @param {DriveHost} host
   * @param {Public.ButtplugClientDevice} device
   * @param {Public.IButtplugClientDeviceFeature} feature
   * @param {Type} type
   */
  constructor(host, device, feature, type) {
    this._host = host;
    this._device = device;
    this._feature = feature;
    this.type = type;
    const [min, max] = feature.output(OutputType[type])?.valueRange ?? [0, 0];
    this._min = min;
    this._max = max;
    /** @type {number | undefined} */
    this._steps = undefined;
    this._busy = 0;     // how many answers are outstanding
    this._late = false; // whether something was not sent because of that
    this.reset();
  }

  // After a stop: the output is at rest.
  reset() {
    this._steps = 0;
    this._busy = 0;
  }

  /**
   * @param {Public.DeviceOutputCommand} command
   * @param {boolean} stops
   */
  _send(command, stops) {
    if (this._busy > 0 && !stops) {
      this._late = true;
      return false;
    }
    this._busy++;
    this._feature.runOutput(command).then(() => this._host._worked(this._device), error => {
      this._steps = undefined; // what it does now is not known
      this._host._failed(this._device, error);
    }).finally(() => {
      this._busy = Math.max(0, this._busy - 1);
      if (!this._late) return;
      this._late = false;
      this._host._touch();
    });
    return true;
  }

  // Steps for a part of the range; more than 0 is at least one step.
  /** @param {number} level */
  _quantised(level) {
    if (level < 0 && this._min < 0) return -Math.min(-this._min, Math.ceil(level * this._min - 1e-9));
    return Math.min(this._max, Math.ceil(Math.abs(level) * this._max - 1e-9));
  }
}

/** @extends {Drive<LevelType>} */
export class LevelDrive extends Drive {
  // motor is the place of the output among those of its type, of so many.
  /**
   * @param {DriveHost} host
   * @param {Public.ButtplugClientDevice} device
   * @param {Public.IButtplugClientDeviceFeature} feature
   * @param {LevelType} type
   * @param {number} motor
   * @param {number} motors
   */
  constructor(host, device, feature, type, motor, motors) {
    super(host, device, feature, type);
    this.motor = motor;
    this.motors = motors;
  }

  // Whether its toy goes to places as well.
  get strokes() {
    return positionTypes.some(type => this._device.hasOutput(OutputType[type]));
  }

  /** @param {number} level */
  set(level) {
    const steps = this._quantised(level);
    if (steps !== this._steps && this._send(DeviceOutput[this.type].steps(steps), steps === 0)) this._steps = steps;
  }
}

/** @typedef {{ from: number, to: number, start: number, duration: number }} Path */

// The channel that an output of a stroker with several axes says it is, "r0" of "Twist (R0)"; "" if it says none.
/** @param {Public.IButtplugClientDeviceFeature} feature */
const channelOf = feature => /\b[LR]\d\b/.exec(feature.descriptor ?? '')?.[0].toLowerCase() ?? '';

/** @extends {Drive<PositionType>} */
export class PositionDrive extends Drive {
  // main: whether it strokes. The other axes of a stroker that has several move only as a script says.
  /**
   * @param {DriveHost} host
   * @param {Public.ButtplugClientDevice} device
   * @param {Public.IButtplugClientDeviceFeature} feature
   * @param {PositionType} type
   * @param {boolean} main
   */
  constructor(host, device, feature, type, main) {
    super(host, device, feature, type);
    this.main = main;
    this.channel = channelOf(feature);
    this._timed = type === 'HwPositionWithDuration';
    const [shortest, longest] = feature.output(OutputType[type])?.durationRange ?? [0, Infinity];
    this._shortest = shortest;
    this._longest = longest;
    this._gap = Math.max(SHORTEST_MOVE, shortest, device.messageTimingGap ?? 0);
    this._arrival = 0; // when the move that is on its way ends, in the time of the route
    this._told = -Infinity; // when it was told a move
    // As reset() has made them.
    this._path = /** @type {Path} */ (/** @type {unknown} */ (this._path));
    this._stroke = 0;
  }

  reset() {
    super.reset();
    this._steps = undefined;
    this._path ??= { from: 0, to: 0, start: -Infinity, duration: 0 };
    this._path = { from: this.at(), to: this.at(), start: -Infinity, duration: 0 };
    /** @type {{ position: number, duration: number } | undefined} */
    this._wanted = undefined;
    this._stroke = 0; // the level of strokes
    /** @type {unknown} */
    this._leg = undefined; // the leg of the route that it is on
  }

  // Where it should be now, from 0 to 1.
  /** @returns {number} */
  at() {
    const { from, to, start, duration } = this._path;
    const part = duration > 0 ? (this._host._now() - start) / duration : 1;
    return from + (to - from) * Math.min(1, Math.max(0, part));
  }

  // Whether it needs the next frame.
  get moving() {
    const { start, duration } = this._path;
    return this._stroke > 0 || this._wanted !== undefined || !this._timed && this._host._now() < start + duration;
  }

  // Asks for a move, made with the next frame.
  /**
   * @param {number} position
   * @param {number} duration
   */
  want(position, duration) {
    this._wanted = { position, duration };
  }

  // Does what is due: follows a pattern of places, makes the move that was asked for, follows a
  // route, or strokes.
  /**
   * @param {number | undefined} place
   * @param {number} level
   * @param {Games.Following} mapping
   * @param {Route} [route]
   */
  step(place, level, mapping, route) {
    const now = this._host._now();
    if (place !== undefined) {
      this._stroke = 0;
      this._leg = undefined;
      if (this._timed && now - this._path.start < JUMP) return;
      this._go(place, this._timed ? JUMP : 0);
    } else if (this._wanted) {
      const { position, duration } = this._wanted;
      this._stroke = 0;
      this._leg = undefined;
      if (this._go(position, duration)) this._wanted = undefined;
    } else if (route) {
      this._stroke = 0;
      this._travel(route, now);
    } else if (level > 0) {
      this._leg = undefined;
      this._strokes(level, mapping, now);
    } else if (this._stroke > 0 || this._leg !== undefined) {
      this._stroke = 0;
      this._leg = undefined;
      this._go(this.at(), this._timed ? JUMP : 0, true);
    } else if (!this._timed) {
      this._follow();
    }
  }

  // Half a stroke after the other, to the end that is farther away. A level that has changed a lot
  // changes the speed of the stroke that is on its way.
  /**
   * @param {number} level
   * @param {Games.Following} mapping
   * @param {number} now
   */
  _strokes(level, { slow = 0, fast = 0 }, now) {
    const { to, start, duration } = this._path;
    const half = 1 / (2 / slow + (2 / fast - 2 / slow) * level);
    const due = this._stroke === 0 || now >= start + duration;
    if (!due && Math.abs(level - this._stroke) < 0.1) return this._timed ? undefined : this._follow();
    const here = this.at();
    const end = due ? (this._stroke === 0 ? (here < 0.5 ? 1 : 0) : 1 - to) : to;
    if (this._go(end, half * Math.abs(end - here))) this._stroke = level;
  }

  // Goes along a route, one move after the other. Each is told when it begins, to arrive when the
  // route does; a move that the clock of the route has run away from is told anew.
  /**
   * @param {Route} route
   * @param {number} now
   */
  _travel(route, now) {
    const { start, duration } = this._path, here = this.at();
    const joins = this._leg !== route.leg;
    const left = start + duration - now;
    const held = !joins && (now - this._told < this._gap || left > 1 && Math.abs(route.until(this._arrival) - left) <= OFF_ROUTE);
    const away = this._steps === undefined ? 1 : Math.abs(route.place - here);
    const move = held ? undefined : joins && away > 0.02 ? route.meet(JOINING * away) : route.next(here, this._gap);
    if (move) {
      // A toy that rests where it is need not be told.
      const rests = this._timed && Math.abs(move.to - here) < 0.005 && this._quantised(move.to) === this._steps;
      if (rests) this._path = { from: here, to: here, start: now, duration: move.ms };
      if (rests || this._go(move.to, move.ms)) {
        this._leg = route.leg;
        this._arrival = move.at;
      }
    }
    if (!this._timed) this._follow();
  }

  /**
   * @param {number} position
   * @param {number} duration
   * @param {boolean} [stops]
   */
  _go(position, duration, stops = false) {
    const from = this.at();
    const ms = Math.round(Math.min(this._longest, Math.max(this._shortest, duration)));
    if (this._timed) {
      const steps = this._quantised(position);
      if (steps === this._steps && ms === JUMP && !stops) return true; // a pattern that rests
      if (!this._send(DeviceOutput.PositionWithDuration.steps(steps, ms), stops)) return false;
      this._steps = steps;
      this._told = this._host._now();
    }
    this._path = { from, to: position, start: this._host._now(), duration: ms };
    if (!this._timed) this._follow();
    return true;
  }

  // Takes an output that knows no duration along its way.
  _follow() {
    const steps = this._quantised(this.at());
    if (steps === this._steps || this._path.start === -Infinity) return;
    if (this._send(DeviceOutput.Position.steps(steps), false)) this._steps = steps;
  }
}

// The drives of a device, in the order of its features.
/**
 * @param {DriveHost} host
 * @param {Public.ButtplugClientDevice} device
 */
export function drivesOf(host, device) {
  /** @type {Array<LevelDrive | PositionDrive>} */
  const drives = [];
  for (const type of levelTypes) {
    const features = [...device.features.values()].filter(f => f.hasOutput(OutputType[type]));
    features.forEach((feature, i) => drives.push(new LevelDrive(host, device, feature, type, i, features.length)));
  }
  const places = [...device.features.values()].filter(f => positionTypes.some(type => f.hasOutput(OutputType[type])));
  const strokes = places.filter(f => ['', 'l0'].includes(channelOf(f)));
  for (const feature of places) {
    const type = /** @type {PositionType} */ (positionTypes.find(t => feature.hasOutput(OutputType[t])));
    drives.push(new PositionDrive(host, device, feature, type, strokes.length > 0 ? strokes.includes(feature) : feature === places[0]));
  }
  return drives;
}
