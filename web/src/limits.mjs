// What the player allows the toys, whatever a game asks for. The module enforces it below every
// client; see Limits of the Go package device.

import { OutputType } from './messages.mjs';
import { Remembered } from './remembered.mjs';
import { atStart, everywhere, whileLoading } from './engine.mjs';
import { deviceError } from './errors.mjs';
import { show } from './output.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Toy } from './internal.d.ts' */

/** @type {Readonly<Required<Public.LimitRule>>} */
const unlimited = Object.freeze({ top: 1, floor: 0, ramp: 0, stroke: Object.freeze(/** @type {const} */ ([0, 1])), off: Object.freeze([]) });
const MAX_TOYS = 1024;
const MAX_BYTES = 2 ** 18; // of all rules as text; the module takes no more
/** @type {unknown[]} */
const notOutputs = [OutputType.Unknown, OutputType.Inflate]; // what no server has

/** @type {(value: unknown, low: number, high: number) => boolean} */
const inRange = (value, low, high) => typeof value === 'number' && value >= low && value <= high;

/** @type {Record<string, { test(value: unknown): boolean, text: string }>} */
const ruleParts = {
  top: { test: v => inRange(v, 0, 1), text: 'a number from 0 to 1' },
  floor: { test: v => inRange(v, 0, 1), text: 'a number from 0 to 1' },
  ramp: { test: v => inRange(v, 0, 100), text: 'a number from 0 to 100' },
  stroke: { test: v => Array.isArray(v) && v.length === 2 && inRange(v[0], 0, 1) && inRange(v[1], v[0], 1), text: 'two numbers from 0 to 1, the lower one first' },
  off: { test: v => Array.isArray(v) && v.length <= 16 && v.every(t => !notOutputs.includes(t) && Object.hasOwn(OutputType, t)), text: 'an array of output types such as "Constrict"' },
};

/**
 * What is in the storage, or was given.
 * @typedef {{ all?: Public.LimitRule, toys?: Record<string, Public.LimitRule> }} Rules
 */

/** @type {Remembered<{ all: Public.LimitRule, toys: Record<string, Public.LimitRule> }> | undefined} */
let remembered;

// What the player decided. The first look into the storage takes a page some time, which it has
// while the module is on its way.
function decided() {
  if (!remembered) {
    remembered = new Remembered('gobuttplug.limits', checkedRules);
    remembered.onchange(() => everywhere('limits', JSON.stringify(decided().value)));
  }
  return remembered;
}
whileLoading.push(decided);
atStart.push(started => {
  const rules = decided().value;
  // A new module has no limits: most players have set none, and reading rules is a good part of its first steps.
  if (Object.keys(rules.all).length + Object.keys(rules.toys).length > 0) started.now('limits', JSON.stringify(rules));
});

/**
 * @param {unknown} value
 * @param {boolean} stored
 */
function checkedRules(value, stored) {
  const { all = {}, toys = {} } = /** @type {Rules} */ (value ?? {});
  const own = Object.entries(toys).map(([name, rule]) => /** @type {const} */ ([nameOf(name), reduced(rule, stored)])).filter(([, rule]) => Object.keys(rule).length > 0);
  const result = { all: reduced(all, stored), toys: /** @type {Record<string, Public.LimitRule>} */ (Object.assign(Object.create(null), Object.fromEntries(own))) };
  // The module would take none of the rules.
  if (own.length > MAX_TOYS || new TextEncoder().encode(JSON.stringify(result)).length > MAX_BYTES) {
    throw deviceError('invalid-value', `limits: too many toys have limits of their own (at most ${MAX_TOYS}, or fewer with long names); reset() some`);
  }
  return result;
}

export const limits = Object.freeze({
  // The rule for a toy (a device, or its name), or for all toys. Both are kept to.
  /** @param {Toy} [toy] */
  get(toy) {
    const { all, toys } = decided().value;
    return Object.freeze({ ...unlimited, ...toy === undefined ? all : toys[nameOf(toy)] });
  },

  // Changes parts of a rule: top and floor from 0 to 1, ramp (largest rise in a second; 0 for any),
  // stroke [low, high] from 0 to 1, off (output types that do not run). It counts from now on, also
  // for toys that run.
  /**
   * @param {Public.LimitRule} rule
   * @param {Toy} [toy]
   */
  set(rule, toy) {
    if (rule === null || typeof rule !== 'object') throw deviceError('invalid-value', `limits: ${show(rule)} is no rule; give an object such as { top: 0.5 }`);
    const { all, toys } = decided().value;
    if (toy === undefined) return decided().set({ all: { ...all, ...rule }, toys });
    const name = nameOf(toy);
    decided().set({ all, toys: { ...toys, [name]: { ...toys[name], ...rule } } });
  },

  // Takes back the rule for a toy, or without a toy everything.
  /** @param {Toy} [toy] */
  reset(toy) {
    if (toy === undefined) return decided().set({});
    const { all, toys } = decided().value;
    decided().set({ all, toys: { ...toys, [nameOf(toy)]: {} } });
  },

  // All rules as one plain object, and back, to hand them to another page or to keep them.
  rules() {
    return structuredClone({ all: decided().value.all, toys: { ...decided().value.toys } });
  },

  /** @param {Rules} rules */
  load(rules) {
    if (rules === null || typeof rules !== 'object') throw deviceError('invalid-value', `limits: load() takes what rules() gave; it got ${show(rules)}`);
    decided().set(rules);
  },

  // The names of the toys that have a rule of their own.
  toys() {
    return Object.keys(decided().value.toys);
  },

  // Calls listener after every change, also one in another tab, until the function that it returns
  // is called.
  /** @param {() => void} listener */
  onchange(listener) {
    return decided().onchange(listener);
  },
});

/** @param {unknown} toy */
function nameOf(toy) {
  const name = typeof toy === 'string' ? toy : /** @type {{ name?: unknown } | null | undefined} */ (toy)?.name;
  if (typeof name === 'string' && name !== '' && name.length <= 80) return name;
  throw deviceError('invalid-value', `limits: ${show(toy)} is no toy; give a device or its name`);
}

// A rule, checked, without the parts that limit nothing. Of a stored one, what another release has
// left is passed over, so that the rest still counts.
/**
 * @param {object} rule
 * @param {boolean} stored
 * @returns {Public.LimitRule}
 */
function reduced(rule, stored) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const [name, value] of Object.entries(rule)) {
    const wanted = Object.hasOwn(ruleParts, name) ? ruleParts[name] : undefined;
    if (stored && !wanted?.test(value)) continue;
    if (!wanted) throw deviceError('invalid-value', `limits: there is no ${show(name)}; a rule has top, floor, ramp, stroke and off`);
    if (value === undefined) continue;
    if (!wanted.test(value)) throw deviceError('invalid-value', `limits: ${name} must be ${wanted.text}; it is ${show(value)}`);
    if (JSON.stringify(value) !== JSON.stringify(unlimited[/** @type {keyof Public.LimitRule} */ (name)])) result[name] = Array.isArray(value) ? [...value] : value;
  }
  return result;
}
