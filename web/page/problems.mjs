// What went wrong, as a headline and one sentence with the remedy, in the language of the player.

import { maybe, t } from './texts/index.mjs';
import { messageOf } from './dom.mjs';
import { titleOfAxis } from './toy/names.mjs';

/** @import { Finding, Values } from './internal.d.ts' */

// Codes that mean the same to a player: the texts of the second are those of the first, too. "said" has only
// the sentence of the library or server, "fault" says that the page did something wrong.
/** @type {Readonly<Record<string, string>>} */
const same = Object.freeze({
  'no-webassembly': 'wasm-blocked', 'wasm-start': 'wasm-blocked',
  'wasm-not-found': 'wasm-unreachable',
  'wasm-invalid': 'wasm-version', 'wasm-address': 'wasm-version',
  'frame-too-large': 'congested',
  'already-connected': 'fault', 'invalid-connector': 'fault', 'invalid-option': 'fault', 'invalid-value': 'fault', range: 'fault',
  'unexpected-reply': 'fault', 'unknown-toy': 'fault', 'unknown-event': 'fault', 'too-many': 'fault', message: 'fault',
  connector: 'other', device: 'other', unknown: 'other',
});

// Whether a code of the library has texts of its own, or those of another one.
/** @param {string} code */
export const isKnown = code => maybe(`problem.${same[code] ?? code}`) !== undefined;

// What to do about an error, or about what a browser can't do. The library's own sentence is taken for what
// the page has no words for.
/** @param {unknown} error */
export function remedyOf(error) {
  const { code = '', remedy = '', reason = '', values = {} } = /** @type {Finding & { reason?: string, values?: Values }} */ (error ?? {});
  const said = messageOf(error), { axis } = values;
  return maybe(`remedy.${remedy}`) ?? maybe(`reason.${reason}`, { ...values, ...axis !== undefined && { axis: titleOfAxis(String(axis)) } })
    ?? maybe(`remedy.${same[code] ?? code}`, { said }) ?? (isKnown(code) ? t('remedy.said', { said }) : said);
}

// detail is the sentence of the library, if it says more than the text: which toy it was, say.
/**
 * @param {unknown} error
 * @returns {{ title: string, text: string, detail: string, code: string }}
 */
export function explained(error) {
  const { code = '' } = /** @type {Finding} */ (error ?? {}), text = remedyOf(error), said = messageOf(error);
  return { title: maybe(`problem.${same[code] ?? code}`) ?? t('problem.other'), text, detail: text.includes(said) ? '' : said, code };
}
