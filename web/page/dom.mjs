// The one way in which the page makes elements: text is only ever text.

/** @import { Elements } from './internal.d.ts' */

// h('button', { type: 'button', class: 'quiet', onclick: fn, 'aria-label': 'Close' }, 'text', node)
/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props]
 * @param {Array<Node | string | null | undefined>} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name.includes('-') || name === 'role' || name === 'for') node.setAttribute(name, value);
    else Object.assign(node, { [name]: value });
  }
  node.append(...children.filter(child => child !== undefined && child !== null));
  return node;
}

/** @type {<Id extends string>(id: Id) => Id extends keyof Elements ? Elements[Id] : HTMLElement} */
export const byId = id => /** @type {any} */ (document.getElementById(id)); // index.html has them all

// What an error says, whatever was thrown.
/** @type {(error: unknown) => string} */
export const messageOf = error => String(/** @type {Error | undefined} */ (error)?.message ?? error);

let lastId = 0;

export const newId = () => `id${++lastId}`;
