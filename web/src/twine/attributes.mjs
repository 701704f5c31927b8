// HTML elements that act, in passages of every story format:
//   <button data-buttplug="vibrate 0.5 2s">      when it is clicked
//   <span data-buttplug-now="pattern heartbeat"> as soon as the passage shows it
//   <span data-buttplug-status>                  shows the status
//   <ul data-buttplug-toys>                      lists the toys
//   <div data-buttplug-panel>                    holds the element gobuttplug-connect

import { nameOf } from './story.mjs';

/** @import { Story } from './story.mjs' */
/** @import { GobuttplugConnectElement } from '../../gobuttplug-connect.js' */

/** @param {Story} story */
export function watchAttributes(story) {
  document.addEventListener('click', event => {
    const target = /** @type {Partial<Element> | null} */ (event.target);
    const command = target?.closest?.('[data-buttplug]')?.getAttribute('data-buttplug');
    if (command !== undefined && command !== null) story.run(command).catch(() => {}); // it is shown
  });
  story.addEventListener('change', () => refresh(story, document));
  const begin = () => {
    look(story, document.body);
    new MutationObserver(changes => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) look(story, /** @type {Element} */ (node));
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.body) begin();
  else document.addEventListener('DOMContentLoaded', begin);
}

const done = new WeakSet(); // elements whose command was run

// Takes care of what has come into the page.
/**
 * @param {Story} story
 * @param {Element} root
 */
function look(story, root) {
  for (const node of each(root, '[data-buttplug-now]')) {
    if (done.has(node)) continue;
    done.add(node);
    story.run(node.getAttribute('data-buttplug-now') ?? '').catch(() => {}); // it is shown
  }
  for (const node of each(root, '[data-buttplug-panel]')) void panelIn(story, node);
  for (const node of each(root, '[data-buttplug-status]')) if (!node.hasAttribute('role')) node.setAttribute('role', 'status');
  for (const node of each(root, '[data-buttplug-toys]')) if (!node.hasAttribute('aria-label')) node.setAttribute('aria-label', 'Toys');
  refresh(story, root);
}

/**
 * @param {Story} story
 * @param {Element | Document} root
 */
function refresh(story, root) {
  for (const node of each(root, '[data-buttplug-status]')) if (node.textContent !== story.status) node.textContent = story.status;
  const names = story.toys.map(nameOf);
  for (const node of each(root, '[data-buttplug-toys]')) {
    if (node.childElementCount === names.length && [...node.children].every((item, i) => item.textContent === names[i])) continue;
    node.replaceChildren(...names.map(name => {
      const item = document.createElement('li');
      item.textContent = name;
      return item;
    }));
  }
}

// The connect element works with the client of the story, which has to be there first.
/**
 * @param {Story} story
 * @param {Element} node
 */
async function panelIn(story, node) {
  if (node.querySelector('gobuttplug-connect')) return;
  try {
    await story.load();
  } catch {
    return; // it is shown
  }
  const panel = document.createElement('gobuttplug-connect');
  if (story.client) panel.client = story.client;
  const ways = node.getAttribute('data-buttplug-panel');
  if (ways) panel.setAttribute('ways', ways);
  node.replaceChildren(panel);
}

/**
 * @param {Element | Document} root
 * @param {string} selector
 * @returns {Iterable<Element>}
 */
function each(root, selector) {
  return 'matches' in root && root.matches(selector) ? [root, ...root.querySelectorAll(selector)] : root.querySelectorAll(selector);
}
