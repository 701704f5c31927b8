// Plays a script on the toys, in step with a media element.

import { EventEmitter, safety } from './gobuttplug.mjs';
import { Haptics } from './gobuttplug-games.mjs';
import { MediaTime } from './clock.mjs';
import { Track } from './track.mjs';
import { checkedTransform, transformed } from './transform.mjs';
import { axes, axisByName, parseFunscript } from './script.mjs';
import { invalid, number, object, oneOf } from '../games/check.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Declared from '../../gobuttplug-funscript.js' */
/** @import { LevelType, Live, Move, Route } from '../games/internal.d.ts' */
/** @import { LevelDrive, PositionDrive } from '../games/drive.mjs' */

// The ms of a frame.
const FRAME = 20;

// A point that is this near, in ms, has been reached: timers are not exact.
const REACHED = 4;

// The longest move that a toy is told, in ms: a page that is gone can't take one back.
const LONGEST_MOVE = 1000;

// Axes that are levels rather than places or angles.
/** @type {Set<string>} */
const levelAxes = new Set(['vib', 'vib2', 'pump', 'suck', 'valve', 'lube']);

// The axes that an output follows, if the script has them, before the strokes.
/** @type {Record<LevelType, Declared.Axis[][]>} */
const usualAxes = {
  Vibrate: [['vib'], ['vib2', 'vib']], // by the motors
  Rotate: [['twist', 'roll']],
  Oscillate: [[]],
  Constrict: [['suck', 'pump', 'valve']],
};

/** @type {Declared.Funscript} */
const nothing = { title: '', duration: 0, axes: {}, notes: [], details: [] };

// Events of the media element after which something else may be due.
const heard = ['playing', 'pause', 'waiting', 'seeking', 'seeked', 'ratechange', 'ended', 'error', 'timeupdate'];

// Nothing moves until the media element is started: by somebody who uses the page, after attach().
/**
 * @param {Declared.MediaLike} media
 * @param {unknown} script
 * @param {Declared.Target} target
 * @param {Declared.PlayerOptions} [options]
 */
export function attach(media, script, target, options) {
  return new FunscriptPlayer(media, script, target, options);
}

/** @extends {EventEmitter<Declared.PlayerEvents>} */
export class FunscriptPlayer extends EventEmitter {
  static get name() { return 'FunscriptPlayer'; }

  /**
   * @param {Declared.MediaLike} media
   * @param {unknown} script
   * @param {Declared.Target} target
   * @param {Declared.PlayerOptions} [options]
   */
  constructor(media, script, target, { transform = {}, axes: byAxis = {}, offset = 0, strength = 1, fullSpeed = 400, ...others } = {}) {
    super();
    if (typeof media?.addEventListener !== 'function' || typeof media.currentTime !== 'number') invalid('attach() takes a <video>, an <audio> or a MediaClock first');
    this._media = media;
    this._clock = new MediaTime(media);
    /** @type {Declared.PlayerState} */
    this._state = 'ready';
    this._armed = false;   // whether somebody has started it
    this._goes = false;    // whether the script goes on now
    this._time = 0;        // of the script, in ms
    this._leg = {};        // another one each time that the time has jumped
    /** @type {Map<Declared.Axis, readonly Declared.Action[]>} */
    this._actions = new Map();
    /** @type {Map<Declared.Axis, Track>} */
    this._tracks = new Map();
    /** @type {Declared.PlayerSettable & { script: Declared.Funscript }} */
    this._settings = { script: nothing, transform: {}, axes: {}, offset: 0, strength: 1, fullSpeed: 400 };
    this._set({ script, transform, axes: byAxis, offset, strength, fullSpeed });
    const own = !(target instanceof Haptics);
    this._haptics = own ? new Haptics(/** @type {ConstructorParameters<typeof Haptics>[0]} */ (target), others) : target;
    this._own = own;
    /** @type {Live} */
    this._live = {
      _frame: now => this._frame(now),
      _level: (drive, rules, follows) => this._level(drive, rules, follows),
      _route: (rules, drive) => this._route(rules.Position, this._place(rules.Position, drive)),
      _forget: () => this._disarm(),
    };
    /** @type {Games.Haptics & { _live: Set<Live>, _touch(): void }} */ (/** @type {unknown} */ (this._haptics))._live.add(this._live);
    this._failed = (/** @type {any} */ error) => { this.emit('error', error); };
    this._haptics.on('error', this._failed);
    this._started = () => { if (globalThis.navigator?.userActivation?.hasBeenActive !== false) this.start(); };
    this._changed = () => this._touch();
    media.addEventListener('play', this._started);
    media.addEventListener('emptied', this._live._forget);
    for (const event of heard) media.addEventListener(event, this._changed);
  }

  // What plays the script, with whatever else plays on the toys.
  /** @returns {Haptics} */
  get haptics() {
    return this._haptics;
  }

  get media() {
    return this._media;
  }

  // 'ready': nothing moves until the media element is started. 'playing', 'paused'; 'stalled', while
  // the media element should play and does not; 'detached'.
  get state() {
    return this._state;
  }

  // Of the script, in ms.
  get time() {
    return this._media.currentTime * 1000 - this._settings.offset;
  }

  get script() {
    return this._settings.script;
  }

  // Another script; the toys go on with that.
  /** @param {Declared.Funscript} script */
  set script(script) {
    this._set({ script });
  }

  // What is made of the script, of all its axes.
  get transform() {
    return this._settings.transform;
  }

  /** @param {Declared.Transform} transform */
  set transform(transform) {
    this._set({ transform });
  }

  // What is made of single axes instead.
  get axes() {
    return this._settings.axes;
  }

  /** @param {Partial<Record<Declared.Axis, Declared.Transform>>} byAxis */
  set axes(byAxis) {
    this._set({ axes: byAxis });
  }

  // By how many ms the toys are later than the media; below 0 they are earlier.
  get offset() {
    return this._settings.offset;
  }

  /** @param {number} ms */
  set offset(ms) {
    this._set({ offset: ms });
  }

  // Of all that has a level, from 0 to 1. Strokers go where the script says, but for 0: then nothing moves.
  get strength() {
    return this._settings.strength;
  }

  /** @param {number} strength */
  set strength(strength) {
    this._set({ strength });
  }

  // The speed at which what follows the speed is at full strength, in hundredths of the range a second.
  get fullSpeed() {
    return this._settings.fullSpeed;
  }

  /** @param {number} speed */
  set fullSpeed(speed) {
    this._set({ fullSpeed: speed });
  }

  // An axis as it is played.
  /**
   * @param {Declared.Axis} axis
   * @returns {readonly Declared.Action[]}
   */
  actions(axis = 'stroke') {
    return this._actions.get(axis) ?? [];
  }

  // Lets the toys follow the media element from now on, as starting that does. For media that play
  // already; call it in a click or key press.
  start() {
    if (this._state === 'detached' || safety.stopped) return;
    this._armed = true;
    this._show(this._media.paused ? 'paused' : 'stalled'); // until its clock is seen to go
    this._touch();
  }

  // Keeps the toys still until the media element is started again, or start() is called.
  stop() {
    this._disarm();
    this._touch();
  }

  // Lets go of the media element and of the toys.
  detach() {
    if (this._state === 'detached') return;
    this._disarm();
    this._state = 'detached';
    this._media.removeEventListener('play', this._started);
    this._media.removeEventListener('emptied', this._live._forget);
    for (const event of heard) this._media.removeEventListener(event, this._changed);
    this._haptics.off('error', this._failed);
    this._inner._live.delete(this._live);
    if (this._own) this._haptics.close();
    else this._inner._touch();
    this.emit('statechange', 'detached');
  }

  get _inner() {
    return /** @type {{ _live: Set<Live>, _touch(): void }} */ (/** @type {unknown} */ (this._haptics));
  }

  // Checks all before it changes anything.
  /** @param {Partial<Declared.PlayerSettable> & { script?: unknown }} changes */
  _set(changes) {
    const { script, ...others } = { ...this._settings, ...changes };
    const { transform, axes: byAxis, offset, strength, fullSpeed } = others;
    number('offset', offset, -60000, 60000);
    number('strength', strength, 0, 1);
    number('fullSpeed', fullSpeed, 1, 100000);
    checkedTransform(transform);
    for (const [axis, one] of Object.entries(object('axes', byAxis))) {
      oneOf('axes', axis, axes);
      checkedTransform(one);
    }
    this._settings = { ...others, script: 'script' in changes ? parseFunscript(script) : this._settings.script };
    if ('script' in changes || 'transform' in changes || 'axes' in changes) {
      const present = /** @type {Array<[Declared.Axis, Declared.Action[]]>} */ (Object.entries(this._settings.script.axes));
      this._actions = new Map(present.map(([axis, actions]) => [axis, transformed(actions, byAxis[axis] ?? transform)]));
      this._tracks = new Map([...this._actions].map(([axis, actions]) => [axis, new Track(actions)]));
      this._leg = {};
    }
    this._touch();
  }

  _touch() {
    if (this._haptics && this._state !== 'detached') this._inner._touch();
  }

  _disarm() {
    this._armed = false;
    this._goes = false;
    this._show('ready');
  }

  /** @param {Declared.PlayerState} state */
  _show(state) {
    if (this._state === state || this._state === 'detached') return;
    this._state = state;
    queueMicrotask(() => { if (this._state === state) this.emit('statechange', state); });
  }

  // Looks at the media element; tells when the next frame is due.
  /** @param {number} now */
  _frame(now) {
    if (!this._armed) return Infinity;
    const { goes, jumped } = this._clock.read(now);
    const { paused, ended } = this._media;
    if (goes && (jumped || !this._goes)) this._leg = {};
    this._goes = goes;
    this._show(goes ? 'playing' : paused || ended ? 'paused' : 'stalled');
    if (!goes) return paused || ended ? Infinity : FRAME;
    this._time = this._clock.time - this._settings.offset;
    // The next frame is at a point rather than just before one, where the next output would have to wait.
    let next = Infinity;
    for (const track of this._tracks.values()) next = Math.min(next, track.at[track.after(this._time + REACHED)] ?? Infinity);
    const due = (next - this._time) / this._clock.rate;
    return due < 2 * FRAME ? Math.max(FRAME, due) : FRAME;
  }

  // The axis that an output follows, and whether that is just for want of one of its own.
  /**
   * @param {LevelType} type
   * @param {number} motor
   * @param {Games.Following} rule
   */
  _axis(type, motor, { axis }) {
    if (axis !== 'auto') return { axis: /** @type {Declared.Axis} */ (axis), lacks: false };
    const usual = usualAxes[type], own = usual[Math.min(motor, usual.length - 1)].find(one => this._tracks.has(one));
    return { axis: own ?? 'stroke', lacks: own === undefined };
  }

  /**
   * @param {LevelDrive} drive
   * @param {Record<Games.Follower, Games.Following>} rules
   * @param {boolean} follows
   */
  _level(drive, rules, follows) {
    const rule = rules[drive.type];
    if (!this._goes || rule.script === 'never') return 0;
    // What strokes by itself is mostly the same motor as that which goes where it is told.
    if (drive.type === 'Oscillate' && rule.script === 'auto' && drive.strokes && this._route(rules.Position, this._place(rules.Position))) return 0;
    const { axis, lacks } = this._axis(drive.type, drive.motor, rule);
    const track = this._tracks.get(axis);
    if (!track || lacks && !follows) return 0;
    const time = this._time + REACHED / 2;
    if (!track.within(time)) return 0;
    const places = rule.script === 'position' || rule.script === 'auto' && levelAxes.has(axis);
    const level = places ? track.place(time) : track.speed(time) * this._clock.rate * 100 / this._settings.fullSpeed;
    return Math.min(1, Math.max(-1, level)) * this._settings.strength * rule.strength;
  }

  // The axis that gives an output its places: what strokes has the player's choice, and the strokes in the end;
  // the other axes of a toy have their own, or none.
  /**
   * @param {Games.Following} rule
   * @param {Pick<PositionDrive, 'main' | 'channel'>} [drive]
   * @returns {Declared.Axis | undefined}
   */
  _place({ axis }, { main, channel } = { main: true, channel: '' }) {
    if (main && axis !== 'auto') return /** @type {Declared.Axis} */ (axis);
    const own = axisByName.get(channel);
    return own !== undefined && this._tracks.has(own) ? own : main ? 'stroke' : undefined;
  }

  /**
   * @param {Games.Following} rule
   * @param {Declared.Axis | undefined} axis
   * @returns {Route | undefined}
   */
  _route(rule, axis) {
    const track = axis && this._tracks.get(axis);
    if (!this._goes || rule.script === 'never' || !track || this._settings.strength === 0) return undefined;
    const { _time: time, _leg: leg } = this, { rate } = this._clock;
    const last = track.at[track.length - 1];
    /** @type {(at: number, to?: number) => Move} */
    const move = (at, to = track.place(at)) => ({ to, at, ms: (at - time) / rate });
    return {
      leg,
      place: track.place(time),
      until: at => (at - time) / rate,
      meet: ms => move(time + ms * rate),
      next: (here, gap) => {
        const first = track.after(time + REACHED), window = time + gap * rate;
        if (time + REACHED >= last) return undefined;
        // Of the points that are nearer than the toy can take them, the one that is farthest away.
        let best = first;
        for (let i = first + 1; track.at[i] <= window; i++) if (Math.abs(track.pos[i] - here) > Math.abs(track.pos[best] - here)) best = i;
        const onwards = track.at[best] < window && (track.place(window) - track.pos[best]) * (track.pos[best] - here) > 0;
        const at = onwards ? window : track.at[best], farthest = time + LONGEST_MOVE * rate;
        return at > farthest ? move(farthest) : move(at);
      },
    };
  }
}
