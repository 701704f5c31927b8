// The one way in which the page makes elements: text is only ever text. What is given as a function is
// a text that follows the language: it is asked again when that changes.

/** @typedef {Node | string | (() => string) | null | undefined | false} Child */

/** @type {Set<WeakRef<object>>} */
const living = new Set();
/** @type {WeakMap<object, Array<() => void>>} */
const updates = new WeakMap();
let pruneAt = 1000;

// Calls update now, and again whenever the language changes, as long as node is in use.
/**
 * @param {object} node
 * @param {() => void} update
 */
export function keep(node, update) {
  update();
  const all = updates.get(node);
  if (all) return void all.push(update);
  updates.set(node, [update]);
  living.add(new WeakRef(node));
  if (living.size < pruneAt) return;
  for (const ref of living) if (!ref.deref()) living.delete(ref);
  pruneAt = Math.max(1000, living.size * 2);
}

export function refreshTexts() {
  for (const ref of living) {
    const node = ref.deref();
    if (node) for (const update of updates.get(node) ?? []) update();
    else living.delete(ref);
  }
}

// h('button', { type: 'button', class: 'quiet', onclick: fn, 'aria-label': () => t('close') }, () => t('close'), node)
/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (typeof value === 'function') keep(node, () => put(node, name, value()));
    else put(node, name, value);
  }
  node.append(...children.filter(child => child !== undefined && child !== null && child !== false).map(nodeOf));
  return node;
}

/** @param {Exclude<Child, null | undefined | false>} child */
function nodeOf(child) {
  if (typeof child !== 'function') return child;
  const text = document.createTextNode('');
  keep(text, () => { text.data = child(); });
  return text;
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {unknown} value
 */
function put(node, name, value) {
  if (name === 'class') node.className = String(value);
  else if (name.includes('-') || name === 'role' || name === 'for' || name === 'list') node.setAttribute(name, String(value));
  else Object.assign(node, { [name]: value });
}

// An element of a drawing: svg('circle', { cx: 8, cy: 8, r: 4 }).
/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {Node[]} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// Small line drawings, 24 by 24.
const paths = {
  toys: 'M9 3h6a3 3 0 0 1 3 3v7a6 6 0 0 1-12 0V6a3 3 0 0 1 3-3zM12 19v3',
  play: 'M7 4.500v15l12-7.500z',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.8.4-1 .9-1 1.700M12 16.800v.2',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5',
  bluetooth: 'M6.500 7.500l11 9L12 21V3l5.500 4.500-11 9',
  server: 'M4 4h16v7H4zM4 13h16v7H4zM8 7.500v.1M8 16.500v.1',
  sparkle: 'M12 3l1.900 5.600L19.500 10.500l-5.600 1.900L12 18l-1.900-5.600L4.500 10.500l5.600-1.900zM19 16v4M17 18h4',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  cable: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  gamepad: 'M7 7h10a5 5 0 0 1 4.500 7l-1 2.500a2.200 2.200 0 0 1-3.800.6L15 15H9l-1.700 2.100a2.200 2.200 0 0 1-3.800-.6l-1-2.500A5 5 0 0 1 7 7zM8 9.500v3M6.500 11h3M16 10v.1M17.500 12v.1',
  phone: 'M8 3h8a1.500 1.500 0 0 1 1.500 1.500v15A1.500 1.500 0 0 1 16 21H8a1.500 1.500 0 0 1-1.500-1.500v-15A1.500 1.500 0 0 1 8 3zM11 18h2M3 9v6M21 9v6',
  close: 'M6 6l12 12M18 6L6 18',
  good: 'M4.500 12.500l5 5 10-11',
  warn: 'M12 4l9 16H3zM12 10v4M12 17v.1',
  bad: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20 20',
};

/** @param {keyof typeof paths} name */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: paths[name] }));
}

/** @type {(id: string) => HTMLElement} */
export const byId = id => /** @type {HTMLElement} */ (document.getElementById(id)); // index.html has them all

// What an error says, whatever was thrown.
/** @type {(error: unknown) => string} */
export const messageOf = error => String(/** @type {Error | undefined} */ (error)?.message ?? error);

let lastId = 0;

export const newId = () => `id${++lastId}`;

// Hands the player a file.
/**
 * @param {string} name
 * @param {string} text
 * @param {string} [type]
 */
export function saveFile(name, text, type = 'text/plain') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
