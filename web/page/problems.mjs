// What went wrong, as a headline and one sentence with the remedy.

import { maybe, t } from './texts/index.mjs';
import { messageOf } from './dom.mjs';

/** @import { Finding } from './internal.d.ts' */

// Of an error, or of a finding about what a browser can't do. The library's own sentence is taken for
// what the page has no words for.
/**
 * @param {unknown} error
 * @returns {{ title: string, text: string, code: string }}
 */
export function explained(error) {
  const { code = '', remedy = '' } = /** @type {Finding} */ (error ?? {});
  const text = maybe(`remedy.${remedy}`) ?? maybe(`remedy.${code}`) ?? messageOf(error);
  return { title: maybe(`problem.${code}`) ?? t('problem.other'), text, code };
}
