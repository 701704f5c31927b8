// "Is my toy supported?": a search in the list of all models.

import { catalogue, plain, searchIn } from './catalogue.mjs';
import { h, messageOf, newId } from '../dom.mjs';
import { log } from '../log.mjs';
import { maybe, t } from '../texts/index.mjs';

/** @import { Model } from '../internal.d.ts' */

const MOST_FOUND = 20;  // results shown
const TYPING = 150;     // ms: not for every letter of a fast typist

// 'Vibrate ×2, Rotate ±' in the language of the page.
/** @param {string} list */
const inWords = list => list.split(', ').map(one => {
  const [, name, rest] = /^(\S+)(.*)$/.exec(one) ?? ['', one, ''];
  return `${maybe(name === 'Move' ? 'HwPositionWithDuration' : name) ?? name}${rest}`;
}).join(', ');

/**
 * @param {Model} model
 * @param {Record<string, string[]>} notes
 */
function foundItem({ brand, model, protocol, outputs, inputs, other, supported, confirmed }, notes) {
  const name = other ? t('finderOther', { brand }) : model === brand ? model : `${brand} ${model}`;
  const parts = [outputs && inWords(outputs), inputs && t('finderTells', { inputs: inWords(inputs) })].filter(Boolean);
  const what = !supported ? t('finderUnsupported') : parts.join('; ') || t('finderNothing');
  return h('li', { 'data-supported': String(supported) },
    h('b', {}, name), h('span', {}, what),
    confirmed && h('small', {}, t('finderConfirmed', { what: confirmed })),
    ...(notes[protocol] ?? []).map(note => h('small', { lang: 'en' }, note)));
}

export function finderPanel() {
  const id = newId(), countId = newId(), titleId = newId();
  const count = h('p', { class: 'hint', id: countId, role: 'status' });
  const results = h('ul', { class: 'results', tabIndex: 0, 'aria-label': () => t('finderResults') });
  const input = h('input', { type: 'search', id, autocomplete: 'off', autocapitalize: 'off', spellcheck: false, 'aria-describedby': countId, maxLength: 100 });
  const look = async () => {
    const wanted = plain(input.value);
    if (wanted.length < 2) {
      count.textContent = wanted ? t('finderMore') : '';
      results.replaceChildren();
      return;
    }
    try {
      const { models, notes } = await catalogue();
      if (plain(input.value) !== wanted) return; // somebody types on
      const found = searchIn(models, wanted);
      results.replaceChildren(...found.slice(0, MOST_FOUND).map(model => foundItem(model, notes)));
      count.textContent = found.length === 0 ? t('finderNone')
        : found.length > MOST_FOUND ? t('finderFirst', { n: found.length, shown: MOST_FOUND }) : t('finderFound', { n: found.length });
    } catch (error) {
      results.replaceChildren();
      count.textContent = t('finderFailed');
      log('problem', messageOf(error));
    }
  };
  /** @type {number | undefined} */
  let waiting;
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, TYPING);
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    clearTimeout(waiting);
    void look();
  };
  return h('section', { class: 'panel', 'data-part': 'finder', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('finderTitle')),
    h('form', { class: 'field', role: 'search', onsubmit: submit }, h('label', { for: id }, () => t('finderLabel')), input, count), results);
}
