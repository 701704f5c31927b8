// The page's texts in the language of the player, and numbers and dates as that language writes them.

import { english } from './en.mjs';

/** @import { TextKey, Texts, Values } from '../internal.d.ts' */

// A language by its code: what it calls itself, and its texts. Those of English are always there, and
// stand in for what another one lacks.
/** @type {Record<string, { name: string, load: () => Promise<Texts> }>} */
export const languages = {
  en: { name: 'English', load: async () => english },
  de: { name: 'Deutsch', load: async () => (await import('./de.mjs')).german },
  zh: { name: '简体中文', load: async () => (await import('./zh.mjs')).chinese },
};

/** @type {Texts} */
let texts = english;
let language = 'en';

export const languageNow = () => language;

// The language that a player who has chosen none wants most, of those that the page has.
/** @param {readonly string[]} wanted */
export function preferred(wanted) {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split('-')[0];
    if (Object.hasOwn(languages, code)) return code;
  }
  return 'en';
}

/** @param {string} code */
export async function useLanguage(code) {
  const chosen = Object.hasOwn(languages, code) ? code : 'en';
  texts = await languages[chosen].load();
  language = chosen;
  document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : chosen;
}

// A text with its values in: {name} stands for one. Of a text with several forms, n chooses. Numbers
// are written as the language writes them.
/**
 * @param {TextKey} key
 * @param {Values} [values]
 */
export function t(key, values = {}) {
  return filled(/** @type {Texts[TextKey]} */ (texts[key] ?? english[key]), values, language);
}

// The same for a key that may not exist.
/**
 * @param {string} key
 * @param {Values} [values]
 */
export function maybe(key, values) {
  return Object.hasOwn(english, key) ? t(/** @type {TextKey} */ (key), values) : undefined;
}

/**
 * @param {string | { one?: string, other: string }} text
 * @param {Values} values
 * @param {string} code
 */
export function filled(text, values, code) {
  const form = typeof text === 'string' ? text : /** @type {Record<string, string>} */ (text)[new Intl.PluralRules(code).select(Number(values.n))] ?? text.other;
  return form.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? new Intl.NumberFormat(code).format(value) : String(value ?? '');
  });
}

/** @type {(n: number, options?: Intl.NumberFormatOptions) => string} */
export const number = (n, options) => new Intl.NumberFormat(language, options).format(n);

/** @type {(part: number) => string} */
export const percent = part => number(part, { style: 'percent', maximumFractionDigits: 0 });

/** @type {(date: Date) => string} */
export const clockTime = date => new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(date);

/** @type {(list: string[]) => string} */
export const listed = list => new Intl.ListFormat(language).format(list);
