// The page's texts in the language of the player, and numbers and dates as that language writes them.

import { english } from './en.mjs';

/** @import { Text, TextKey, Texts, Values } from '../internal.d.ts' */

// A language by its code: what it calls itself, and its texts. What the page begins with is always there in
// English, and stands in for a language that can't be loaded; loadViews() brings the rest of English.
/** @type {Record<string, { name: string, load: () => Promise<Partial<Texts>>, loadViews?: () => Promise<Partial<Texts>> }>} */
export const languages = {
  en: { name: 'English', load: async () => english, loadViews: async () => (await import('./en-views.mjs')).englishViews },
  de: { name: 'Deutsch', load: async () => (await import('./de.mjs')).german },
  zh: { name: '简体中文', load: async () => (await import('./zh.mjs')).chinese },
};

/** @type {Partial<Texts>} */
let texts = english;
let language = 'en';
let views = false; // whether those of views are wanted, too

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
  const chosen = Object.hasOwn(languages, code) ? code : 'en', { load, loadViews } = languages[chosen];
  texts = { ...await load(), ...views ? await loadViews?.() : {} };
  language = chosen;
  document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : chosen;
}

// Loads the texts of the views that are opened later: from then on they are part of every language.
export async function loadViewTexts() {
  if (views) return;
  texts = { ...texts, ...await languages[language].loadViews?.() };
  views = true;
}

// A text with its values in: {name} stands for one. Of a text with several forms, n chooses. Numbers
// are written as the language writes them.
/**
 * @param {TextKey} key
 * @param {Values} [values]
 */
export function t(key, values = {}) {
  return filled(textOf(key) ?? key, values, language);
}

/**
 * @param {string} key
 * @returns {Text | undefined}
 */
const textOf = key => [texts, english].map(all => /** @type {Record<string, Text>} */ (all)).find(all => Object.hasOwn(all, key))?.[key];

// The same for a key that may not exist.
/**
 * @param {string} key
 * @param {Values} [values]
 */
export function maybe(key, values) {
  return textOf(key) === undefined ? undefined : t(/** @type {TextKey} */ (key), values);
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
