// What the player chose on this page, kept in the browser.

import { Remembered } from './gobuttplug.mjs';
import { languages } from './texts/index.mjs';

/** @import { Prefs } from './internal.d.ts' */

export const KEY = 'gobuttplug.page';
const MAX_NAMES = 500;

/** @type {Prefs} */
const first = { language: 'auto', theme: 'auto', hidden: 60, way: '', address: 'ws://127.0.0.1:12345', names: {} };

/** @type {{ [Name in keyof Prefs]: (value: any) => boolean }} */
const tests = {
  language: value => value === 'auto' || Object.hasOwn(languages, value),
  theme: value => ['auto', 'light', 'dark'].includes(value),
  hidden: value => value === -1 || Number.isInteger(value) && value >= 0 && value <= 3600,
  way: value => ['', 'browser', 'remote', 'simulated'].includes(value),
  address: value => typeof value === 'string' && value.length <= 500,
  names: value => value !== null && typeof value === 'object' && Object.keys(value).length <= MAX_NAMES
    && Object.values(value).every(name => typeof name === 'string' && name.length <= 80),
};

// Whatever is in the storage: the parts that make sense, and for the others those of the first visit.
/**
 * @param {unknown} value
 * @returns {Prefs}
 */
export function checked(value) {
  const given = /** @type {Partial<Prefs>} */ (value !== null && typeof value === 'object' ? value : {});
  const names = /** @type {Array<keyof Prefs>} */ (Object.keys(tests)).filter(name => Object.hasOwn(given, name) && tests[name](given[name]));
  return { ...first, ...Object.fromEntries(names.map(name => [name, given[name]])) };
}

const kept = new Remembered(KEY, checked);

export const prefs = () => kept.value;

/** @param {Partial<Prefs>} change */
export const setPrefs = change => kept.set({ ...kept.value, ...change });

/** @type {(listener: () => void) => () => void} */
export const onPrefs = listener => kept.onchange(listener);
