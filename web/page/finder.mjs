// "Is my toy supported?": a search in the list of all models, which is fetched when somebody searches.

import { byId, h, messageOf } from './dom.mjs';

/** @import { Model } from './internal.d.ts' */

const MOST_FOUND = 20; // results shown

/** @type {Promise<{ models: Model[], notes: Record<string, string[]> }> | undefined} */
let catalogue; // promise of { models, notes }

function loadCatalogue() {
  catalogue ??= fetch('./devices.json').then(async response => {
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const { columns, models, notes } = await response.json();
    return { models: models.map((/** @type {unknown[]} */ values) => prepared(Object.fromEntries(columns.map((/** @type {string} */ name, /** @type {number} */ i) => [name, values[i]])))), notes };
  });
  catalogue.catch(() => { catalogue = undefined; });
  return catalogue;
}

/**
 * @param {any} model a line of devices.json
 * @returns {Model}
 */
function prepared(model) {
  return { ...model, text: plain(`${model.brand} ${model.model} ${model.brand}${model.model} ${model.protocol}`) };
}

// Without what people write differently: case, accents, blanks and punctuation within a name.
/** @param {string} text */
function plain(text) {
  return text.normalize('NFKD').toLowerCase().replace(/[\u0300-\u036f'’.\-_]/g, '').replace(/\s+/g, ' ').trim();
}

// Every word must be in it; models that begin with the text go first.
/**
 * @param {Model[]} models
 * @param {string} wanted
 */
function searchIn(models, wanted) {
  const words = wanted.split(' ');
  const found = models.filter(model => words.every(word => model.text.includes(word)));
  const rank = (/** @type {Model} */ model) => plain(`${model.brand} ${model.model}`).startsWith(wanted) || plain(model.model).startsWith(wanted) ? 0 : 1;
  return found.sort((a, b) => rank(a) - rank(b));
}

/** @type {(text: string) => string} */
const abilities = text => text.replaceAll(/ ×(\d+)/g, ' ($1 motors)').replaceAll(' ±', ' both ways');

/**
 * @param {Model} model
 * @param {Record<string, string[]>} notes
 */
function foundItem({ brand, model, protocol, outputs, inputs, other, supported }, notes) {
  const name = other ? `Other toys of ${brand}` : model === brand ? model : `${brand} ${model}`;
  const what = !supported ? 'Not supported' : [outputs && abilities(outputs), inputs && `tells ${inputs.toLowerCase()}`].filter(Boolean).join('; ') || 'Nothing to control';
  return h('li', { 'data-supported': String(supported) },
    h('b', {}, name), h('span', {}, what),
    ...(notes[protocol] ?? []).map(note => h('small', {}, note)));
}

async function showFound() {
  const wanted = plain(byId('finder-text').value);
  const [count, results] = [byId('finder-count'), byId('finder-results')];
  if (wanted.length < 2) {
    count.textContent = wanted ? 'One more letter, please.' : '';
    results.replaceChildren();
    return;
  }
  try {
    const { models, notes } = await loadCatalogue();
    if (plain(byId('finder-text').value) !== wanted) return; // somebody types on
    const found = searchIn(models, wanted);
    results.replaceChildren(...found.slice(0, MOST_FOUND).map(model => foundItem(model, notes)));
    count.textContent = found.length === 0
      ? 'Not in the list. Makers sell the same toy under many names, so scanning for it may still find it.'
      : `${found.length === 1 ? '1 model' : `${found.length} models`}${found.length > MOST_FOUND ? `; the first ${MOST_FOUND} are shown` : ''}`;
  } catch (error) {
    results.replaceChildren();
    count.textContent = `The list can’t be loaded: ${messageOf(error)}. Try again later.`;
  }
}

export function setUpFinder() {
  /** @type {number | undefined} */
  let waiting;
  byId('finder-text').addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(showFound, 150); // not for every letter of a fast typist
  });
  byId('finder').addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(waiting);
    void showFound();
  });
}
