// The parts of the page. Each is made when somebody goes there for the first time; what it needs is
// loaded then.

import { byId, h, icon, messageOf } from './dom.mjs';
import { log } from './log.mjs';
import { notice } from './notices.mjs';
import { t } from './texts/index.mjs';

/** @import { TextKey } from './internal.d.ts' */

/** @typedef {{ name: string, title: TextKey, icon: 'toys' | 'play' | 'help' | 'settings', make: () => Promise<HTMLElement> }} View */

/** @type {View[]} */
let views = [];
/** @type {Map<string, Promise<HTMLElement>>} */
const made = new Map();

// The name of the view that the address asks for: #help, or #help/doctor for a part of it.
function wanted() {
  const [name, part = ''] = location.hash.slice(1).split('/');
  return { view: views.find(view => view.name === name) ?? views[0], part };
}

async function show() {
  const { view, part } = wanted();
  for (const link of byId('views').querySelectorAll('a')) {
    if (link.hash === `#${view.name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (!made.has(view.name)) made.set(view.name, view.make());
  try {
    const node = await made.get(view.name);
    if (wanted().view !== view || !node) return;
    const main = byId('main');
    if (main.firstElementChild !== node) {
      main.replaceChildren(node);
      main.scrollTop = 0;
    }
    const target = part ? node.querySelector(`[data-part="${CSS.escape(part)}"]`) : null;
    if (target instanceof HTMLDetailsElement) target.open = true;
    target?.scrollIntoView({ block: 'start' });
  } catch (error) {
    made.delete(view.name);
    log('problem', messageOf(error));
    notice('view', () => t('problem.wasm-unreachable'));
  }
}

/** @param {View[]} all */
export function setUpViews(all) {
  views = all;
  byId('views').append(...all.map(view => h('a', { href: `#${view.name}` }, icon(view.icon), h('span', {}, () => t(view.title)))));
  document.querySelector('.skip')?.addEventListener('click', event => {
    event.preventDefault();
    byId('main').focus();
  });
  addEventListener('hashchange', () => {
    void show();
    byId('main').focus({ preventScroll: true });
  });
  return show();
}
