// What the player has chosen: which outputs follow a game that vibrates, and what the events of the
// game feel like. It is remembered by the browser.

import { Remembered } from './gobuttplug.mjs';
import { invalid, name, number, object, oneOf, shown } from './check.mjs';
import { checkPattern, presets } from './pattern.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Toy } from '../internal.d.ts' */
/** @import { Mapping, Stored } from './internal.d.ts' */

// The outputs that can follow vibration, the most alike first.
/** @type {readonly Games.Follower[]} */
export const followers = Object.freeze(['Vibrate', 'Oscillate', 'Rotate', 'Constrict', 'Position']);

// follow: 'always'; 'alone', if the toy has no output that comes before it in followers; 'never'.
// strength: what vibration at full level is for it. Of a stroker, slow and fast are the ms of a
// stroke there and back at the lowest and the highest level. script and axis: what of a funscript it
// follows, and which axis of one; see docs/funscript.md.
/** @type {Readonly<Record<Games.Follower, Readonly<Games.Following>>>} */
const usual = Object.freeze({
  Vibrate: Object.freeze({ follow: 'always', strength: 1, script: 'auto', axis: 'auto' }),
  Oscillate: Object.freeze({ follow: 'alone', strength: 1, script: 'auto', axis: 'auto' }),
  Rotate: Object.freeze({ follow: 'alone', strength: 1, script: 'auto', axis: 'auto' }),
  Constrict: Object.freeze({ follow: 'alone', strength: 0.5, script: 'auto', axis: 'auto' }),
  Position: Object.freeze({ follow: 'alone', strength: 1, script: 'auto', axis: 'auto', slow: 3000, fast: 600 }),
});

/** @type {Record<string, (what: string, v: unknown) => unknown>} */
const checks = {
  follow: (what, v) => oneOf(what, v, ['always', 'alone', 'never']),
  strength: (what, v) => number(what, v, 0, 1),
  slow: (what, v) => number(what, v, 200, 60000),
  fast: (what, v) => number(what, v, 200, 60000),
  script: (what, v) => oneOf(what, v, ['auto', 'speed', 'position', 'never']),
  axis: (what, v) => name(what, v),
};

export class PlayerSettings {
  static get name() { return 'PlayerSettings'; }

  // game keeps the settings of several games of one site apart; without it they share them.
  /** @param {string} [game] */
  constructor(game = '') {
    const key = game === '' ? 'gobuttplug.player' : `gobuttplug.player.${name('PlayerSettings: game', game)}`;
    this._kept = new Remembered(key, checkedSettings);
  }

  // What each output does when a game vibrates, of a toy (a device or its name) or in general.
  /**
   * @param {Toy} [toy]
   * @returns {Record<Games.Follower, Games.Following>}
   */
  mapping(toy) {
    const { all, toys } = this._kept.value;
    /** @type {Mapping} */
    const own = toy === undefined ? {} : toys[typeof toy === 'string' ? toy : toy.name] ?? {};
    const entries = followers.map(type => [type, { ...usual[type], ...all[type], ...own[type] }]);
    return /** @type {Record<Games.Follower, Games.Following>} */ (Object.fromEntries(entries));
  }

  // Changes parts of that: map('Constrict', { follow: 'always', strength: 0.3 }, device).
  /**
   * @param {Games.Follower} type
   * @param {Partial<Games.Following>} change
   * @param {Toy} [toy]
   */
  map(type, change, toy) {
    oneOf('map', type, followers);
    object('map', change);
    const { all, toys, events } = this._kept.value;
    const merged = (/** @type {Mapping} */ rules) => ({ ...rules, [type]: { ...rules?.[type], ...change } });
    if (toy === undefined) return this._kept.set({ all: merged(all), toys, events });
    this._kept.set({ all, toys: { ...toys, [toyName(toy)]: merged(toys[toyName(toy)]) }, events });
  }

  // What the player bound an event to: a pattern, null for nothing, undefined if it is not bound.
  /**
   * @param {string} event
   * @returns {Stored | undefined}
   */
  binding(event) {
    return this._kept.value.events[event];
  }

  // Binds an event: to a pattern of keyframes, to the name of another event, or to null for nothing.
  /**
   * @param {string} event
   * @param {Stored} pattern
   */
  bind(event, pattern) {
    const { all, toys, events } = this._kept.value;
    this._kept.set({ all, toys, events: { ...events, [name('bind', event)]: pattern } });
  }

  // Lets an event be what the game made it again.
  /** @param {string} event */
  unbind(event) {
    const { all, toys, events } = this._kept.value;
    this._kept.set({ all, toys, events: Object.fromEntries(Object.entries(events).filter(([key]) => key !== event)) });
  }

  // Forgets what was chosen for a toy, or everything.
  /** @param {Toy} [toy] */
  reset(toy) {
    if (toy === undefined) return this._kept.set({});
    const { all, toys, events } = this._kept.value;
    const { [toyName(toy)]: forgotten, ...others } = toys;
    this._kept.set({ all, toys: others, events });
  }

  // Calls listener after every change, also one in another tab, until the function that it returns
  // is called.
  /**
   * @param {() => void} listener
   * @returns {() => void}
   */
  onchange(listener) {
    return this._kept.onchange(listener);
  }
}

/** @type {(toy: Toy) => string} */
const toyName = toy => name('PlayerSettings: toy', typeof toy === 'string' ? toy : toy?.name);

/** @param {unknown} value */
function checkedSettings(value) {
  const { all = {}, toys = {}, events = {} } = /** @type {{ all?: unknown, toys?: Record<string, unknown>, events?: Record<string, unknown> }} */ (value ?? {});
  if (Object.keys(toys).length > 1000 || Object.keys(events).length > 1000) invalid('PlayerSettings: more than 1000 toys or events; reset() them');
  return {
    all: rulesOf(all),
    toys: dictionary(toys, rulesOf),
    events: dictionary(events, bound),
  };
}

/**
 * @template T
 * @param {Record<string, unknown>} entries
 * @param {(value: unknown) => T} check
 * @returns {Record<string, T>}
 */
function dictionary(entries, check) {
  return Object.assign(Object.create(null), Object.fromEntries(Object.entries(entries).map(([key, value]) => [name('PlayerSettings', key), check(value)])));
}

/**
 * @param {unknown} rules
 * @returns {Mapping}
 */
function rulesOf(rules) {
  return Object.fromEntries(Object.entries(object('PlayerSettings', rules)).map(([type, rule]) => {
    const known = usual[oneOf('PlayerSettings', type, followers)];
    return [type, Object.fromEntries(Object.entries(rule).map(([part, value]) => {
      if (!Object.hasOwn(known, part)) invalid(`PlayerSettings: ${type} has no ${shown(part)}, only ${Object.keys(known).join(', ')}`);
      return [part, checks[part](`PlayerSettings: ${type}: ${part}`, value)];
    }))];
  }));
}

// What an event is bound to, as storage keeps it.
/**
 * @param {unknown} pattern
 * @returns {Stored}
 */
function bound(pattern) {
  if (pattern === null || typeof pattern === 'string' && pattern in presets) return pattern;
  if (typeof pattern === 'string') return name('bind', pattern);
  return Array.isArray(pattern) ? checkPattern(pattern).keyframes : checkPattern(pattern);
}
