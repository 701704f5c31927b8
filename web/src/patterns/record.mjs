// Takes down what is played, to play it again or to keep it.

import { number, oneOf } from '../games/check.mjs';
import { checkPattern } from './gobuttplug-games.mjs';
import { refuse } from './share.mjs';
import { simplified } from './simplify.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Declared from '../../gobuttplug-patterns.js' */
/** @import { Point } from './simplify.mjs' */

// The most points of a channel, and the longest time, in ms.
const MOST_POINTS = 50000;
const LONGEST = 6 * 3600 * 1000;
const MOST_KEYFRAMES = 9000;

// Points that come one after the other in this many ms are a line, not steps.
const LINE = 60;

/** @type {readonly Games.Channel[]} */
const channels = ['vibrate', 'rotate', 'oscillate', 'constrict', 'position'];

// What a channel is in a funscript; a speed is no place, and has no axis.
/** @type {Partial<Record<Games.Channel, 'stroke' | 'vib' | 'suck'>>} */
const axes = { position: 'stroke', vibrate: 'vib', constrict: 'suck' };

export class Recorder {
  static get name() { return 'Recorder'; }

  /** @param {() => number} [now] for tests: the time in ms */
  constructor(now = () => performance.now()) {
    this._now = now;
    /** @type {Partial<Record<Games.Channel, Point[]>>} */
    this._points = {};
    this._start = NaN;
    this._end = NaN;
    /** @type {{ from: number, to: number, start: number, duration: number }} */
    this._move = { from: 0, to: 0, start: 0, duration: 0 };
  }

  get recording() {
    return this._start >= 0 && !(this._end >= 0);
  }

  // How long it is, in ms.
  get duration() {
    return this._start >= 0 ? Math.min(LONGEST, (this._end >= 0 ? this._end : this._now()) - this._start) : 0;
  }

  // Begins anew.
  start() {
    this._points = {};
    this._start = this._now();
    this._end = NaN;
    this._move = { from: 0, to: 0, start: 0, duration: 0 };
  }

  stop() {
    if (!this.recording) return;
    this._settle(this.duration);
    this._end = this._now();
  }

  // What a channel is from now on; duration is that of a move, in ms. It is what the event played of
  // a Haptics tells.
  /**
   * @param {Games.Channel} channel
   * @param {number} level
   * @param {number} [duration]
   */
  add(channel, level, duration = 0) {
    oneOf('Recorder: channel', channel, channels);
    number('Recorder: level', level, channel === 'rotate' ? -1 : 0, 1);
    number('Recorder: duration', duration, 0, 3600000);
    if (!this.recording) return;
    const at = Math.round(this.duration);
    if (channel === 'position') {
      const from = this._settle(at);
      this._move = { from, to: level, start: at, duration };
      if (duration === 0) this._put(channel, at, level);
    } else {
      this._put(channel, at, level);
    }
  }

  // What was recorded, as patterns, one for each channel.
  /** @returns {Games.KeyframePattern[]} */
  patterns() {
    return channels.filter(channel => this._points[channel]).map(channel => checkPattern({ channel, loop: 1, keyframes: this._line(channel, MOST_KEYFRAMES) }));
  }

  // What was recorded, for writeFunscript of the funscript module. What vibrated is the strokes, too,
  // if there are none: most players know nothing else.
  /** @returns {ReturnType<Declared.Recorder['script']>} */
  script() {
    /** @type {ReturnType<Declared.Recorder['script']>['axes']} */
    const made = {};
    for (const [channel, axis] of Object.entries(axes)) {
      if (this._points[/** @type {Games.Channel} */ (channel)]) made[axis] = this._line(/** @type {Games.Channel} */ (channel), MOST_POINTS).map(([at, level]) => ({ at, pos: Math.round(level * 100) }));
    }
    if (made.vib) made.stroke ??= made.vib;
    return Object.keys(made).length > 0 ? { axes: made } : refuse('recording-empty');
  }

  // Takes down where a move has come to, and ends it.
  /** @param {number} at */
  _settle(at) {
    const { from, to, start, duration } = this._move;
    if (duration === 0) return to;
    const part = Math.min(1, (at - start) / duration), here = from + (to - from) * part;
    this._put('position', start, from);
    this._put('position', Math.round(start + duration * part), here);
    this._move = { from: here, to: here, start: at, duration: 0 };
    return here;
  }

  /**
   * @param {Games.Channel} channel
   * @param {number} at
   * @param {number} level
   */
  _put(channel, at, level) {
    const points = this._points[channel] ??= [];
    const last = points[points.length - 1];
    if (last && last[0] >= at) last[1] = level;
    else if (at <= LONGEST && points.length < MOST_POINTS) points.push([at, level]);
  }

  // The points of a channel as a line from the beginning to the end.
  /**
   * @param {Games.Channel} channel
   * @param {number} most
   */
  _line(channel, most) {
    /** @type {Point[]} */
    const line = [];
    const end = Math.round(this.duration);
    for (const [at, level] of this._points[channel] ?? []) {
      const last = line[line.length - 1] ?? [0, channel === 'position' ? level : 0];
      if (line.length === 0 && at > 0) line.push([0, last[1]]);
      // A level stays what it was until it changes; a place is on its way.
      if (channel !== 'position' && at - last[0] > LINE) line.push([at - 1, last[1]]);
      line.push([at, level]);
    }
    const last = line[line.length - 1];
    if (last && end > last[0]) line.push([end, last[1]]);
    return simplified(line, 0.005, most).map(([at, level]) => /** @type {Point} */ ([at, Math.round(level * 1000) / 1000]));
  }
}
