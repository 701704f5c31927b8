// The list of all models, fetched when somebody searches it.

/** @import { Model } from '../internal.d.ts' */

/** @typedef {{ models: Model[], notes: Record<string, string[]> }} Catalogue */

/** @type {Promise<Catalogue> | undefined} */
let loaded;

export function catalogue() {
  loaded ??= fetch('./devices.json').then(async response => {
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const { columns, models, notes } = await response.json();
    return { models: models.map((/** @type {unknown[]} */ values) => prepared(Object.fromEntries(columns.map((/** @type {string} */ name, /** @type {number} */ i) => [name, values[i]])))), notes };
  });
  loaded.catch(() => { loaded = undefined; });
  return loaded;
}

/**
 * @param {any} model a line of devices.json
 * @returns {Model}
 */
export function prepared(model) {
  return { ...model, text: plain(`${model.brand} ${model.model} ${model.brand}${model.model} ${model.protocol}`) };
}

// Without what people write differently: case, accents, blanks and punctuation within a name.
/** @param {string} text */
export function plain(text) {
  return text.normalize('NFKD').toLowerCase().replace(/[\u0300-\u036f'’.\-_]/g, '').replace(/\s+/g, ' ').trim();
}

// Every word must be in it; models that begin with the text go first.
/**
 * @param {Model[]} models
 * @param {string} wanted
 */
export function searchIn(models, wanted) {
  const words = wanted.split(' ');
  const found = models.filter(model => words.every(word => model.text.includes(word)));
  const rank = (/** @type {Model} */ model) => plain(`${model.brand} ${model.model}`).startsWith(wanted) || plain(model.model).startsWith(wanted) ? 0 : 1;
  return found.sort((a, b) => rank(a) - rank(b));
}
