// The view of the toys: how to connect, or a card for each that is there, and those that are on their way.

import { byId, h, icon, keep } from './dom.mjs';
import { cancel, clearProblem, connection, disconnect, onConnection, search, searchAllPorts } from './session.mjs';
import { allCards, cardOf, makeCard, setUpCards } from './toy/card.mjs';
import { connectView } from './connect.mjs';
import { explained } from './problems.mjs';
import { knownPanel } from './known.mjs';
import { limits } from './gobuttplug.mjs';
import { log } from './log.mjs';
import { notice, unnotice } from './notices.mjs';
import { percentSlider } from './fields.mjs';
import { t } from './texts/index.mjs';
import { titleOf, toyEvents, toys } from './toys.mjs';

/** @import { TextKey, Toy } from './internal.d.ts' */

/** @param {{ server?: string | undefined }} link */
export function board(link) {
  setUpCards();
  const offline = connectView(link);
  const cards = h('div', { class: 'cards' });
  const pending = h('div', { class: 'pending', role: 'status' });
  const nothing = h('p', { class: 'empty' }, () => t(connection().way === 'remote' ? 'noToysRemote' : connection().kind ? 'noToysYet' : 'noToysBrowser'));
  const help = emptyHelp();
  const online = h('section', { class: 'board', 'aria-labelledby': 'board-title' },
    h('h2', { id: 'board-title', class: 'unseen' }, () => t('viewToys')),
    toolbar(), pending, help, nothing, cards);
  const known = knownPanel();
  const node = h('div', { class: 'view' }, offline, online, known);

  // Shows what state everything is in; called after every change.
  const show = () => {
    const { phase, searching, stages, empty, way } = connection();
    const on = phase === 'on', count = toys().length;
    offline.hidden = on;
    online.hidden = !on;
    help.hidden = !empty;
    nothing.hidden = count > 0 || searching || empty || stages.size > 0;
    pending.hidden = !searching && stages.size === 0;
    if (!pending.hidden) pending.replaceChildren(...pendingCards(stages, way));
    showStatus(count);
    showProblem();
  };
  toyEvents.on('added', toy => {
    log('event', `${titleOf(toy)}: ${t('stateReady')}`);
    cards.append(makeCard(toy).node);
    void furnish(toy);
    show();
  });
  toyEvents.on('removed', toy => {
    const card = cardNode(cards, toy);
    if (card?.contains(document.activeElement)) byId('main').focus({ preventScroll: true });
    card?.remove();
    log('event', t('toyLost', { name: titleOf(toy) }));
    if (connection().phase === 'on' && !connection().leaving) notice('lost', () => t('toyLost', { name: titleOf(toy) }), { tone: 'note' });
    show();
  });
  onConnection(show);
  keep(node, show);
  return node;
}

/** @type {Map<Toy, Element>} */
const nodes = new Map();
toyEvents.on('removed', toy => setTimeout(() => nodes.delete(toy)));

/**
 * @param {HTMLElement} cards
 * @param {Toy} toy
 */
function cardNode(cards, toy) {
  const node = cardOf(toy)?.node ?? nodes.get(toy);
  return node && cards.contains(node) ? node : undefined;
}

// What a card has besides its controls: a drawing of a simulated toy, and the chart.
/** @param {Toy} toy */
async function furnish(toy) {
  const card = cardOf(toy);
  if (!card) return;
  nodes.set(toy, card.node);
  try {
    if (connection().way === 'simulated') (await import('./simulated/index.mjs')).furnish(toy, card);
    card.more.prepend((await import('./charts.mjs')).chartPanel(toy));
  } catch (error) {
    log('problem', String(error));
  }
}

/** @type {Record<string, TextKey>} */
const kindTitles = { serial: 'serialTitle', gamepad: 'gamepadTitle', vibration: 'vibrationTitle' };

// What the connection is with.
function whereIt() {
  const { way, address, kind } = connection();
  return way === 'remote' ? t('wayRemote', { server: address }) : t(way === 'simulated' ? 'waySimulated' : kindTitles[kind ?? ''] ?? 'wayBrowser');
}

function toolbar() {
  const where = h('p', { class: 'where' }, h('span', { class: 'dot' }), h('span', {}, whereIt));
  const find = h('button', { type: 'button', class: 'primary', onclick: () => search() }, icon('plus'), () => t(connection().way === 'browser' ? 'addToy' : 'search'));
  const leave = h('button', { type: 'button', onclick: disconnect }, () => t('disconnect'));
  const strength = percentSlider(() => t('strength'), part => limits.set({ top: part }));
  strength.node.classList.add('strength');
  strength.input.title = t('strengthHint');
  const show = () => strength.set(limits.get().top);
  show();
  limits.onchange(show);
  onConnection(() => {
    find.disabled = connection().searching;
    const words = where.lastElementChild;
    const { way } = connection();
    if (words) words.textContent = whereIt();
    const label = find.lastChild;
    if (label) label.textContent = t(way === 'browser' ? 'addToy' : 'search');
  });
  return h('div', { class: 'toolbar' }, where, strength.node, h('div', { class: 'row' }, find, leave));
}

/** @type {Record<string, TextKey>} */
const stageOf = { gamepad: 'padHint', serial: 'stagePort', vibration: 'stageSearching' };

/**
 * @param {Map<string, string>} stages
 * @param {string} way
 */
function pendingCards(stages, way) {
  const lines = [...stages].map(([name, stage]) => t('stageFor', { name: name || t('someToy'), stage: t(stage === 'identifying' ? 'stageIdentifying' : 'stageConnecting') }));
  const { kind } = connection();
  if (lines.length === 0) lines.push(t(way !== 'browser' ? 'stageSearching' : stageOf[kind ?? ''] ?? 'stageChoosing'));
  return lines.map((line, i) => h('div', { class: 'card waiting row spread' },
    h('span', { class: 'row' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), line),
    i === 0 && h('button', { type: 'button', class: 'quiet', onclick: cancel }, () => t('cancel'))));
}

// What may be the matter when nothing was found or chosen, by where it was looked for, and what shows more.
/** @type {Record<string, { title: TextKey, reasons: TextKey[], more?: { text: TextKey, show: () => unknown } }>} */
const helps = {
  bluetooth: { title: 'emptyTitle', reasons: ['emptyCharged', 'emptyTaken', 'emptyFar', 'emptyUnknown'], more: { text: 'showAll', show: () => search({ allDevices: true }) } },
  serial: { title: 'emptyPort', reasons: ['emptyCable', 'emptyPortBusy', 'emptyPortUnknown'], more: { text: 'showAllPorts', show: searchAllPorts } },
  gamepad: { title: 'emptyGamepad', reasons: ['emptyPress', 'emptyNoMotor'] },
};

function emptyHelp() {
  const title = h('h3', { id: 'helper-title' }), reasons = h('ul', { class: 'reasons' }), actions = h('div', { class: 'row' });
  const node = h('section', { class: 'card helper', hidden: true, 'aria-labelledby': 'helper-title' }, title, reasons, actions);
  /** @type {unknown} */
  let shown;
  const show = () => {
    const help = helps[connection().kind ?? 'bluetooth'] ?? helps.bluetooth;
    if (help === shown) return;
    shown = help;
    const { more } = help;
    title.replaceChildren(text(help.title));
    reasons.replaceChildren(...help.reasons.map(reason => h('li', {}, () => t(reason))));
    actions.replaceChildren(
      h('button', { type: 'button', class: 'primary', onclick: () => search() }, () => t('tryAgain')),
      ...more ? [h('button', { type: 'button', onclick: more.show }, () => t(more.text))] : [],
      h('a', { class: 'button', href: '#help/finder' }, () => t('isSupported')));
  };
  onConnection(show);
  show();
  return node;
}

/** @param {TextKey} key */
const text = key => h('span', {}, () => t(key));

/** @param {number} count */
function showStatus(count) {
  const { phase, searching, lost } = connection();
  const [state, text] = phase === 'off' ? ['off', t('statusOff')]
    : phase === 'connecting' ? ['busy', t('statusConnecting')]
      : lost ? ['busy', t('stateReconnecting')]
        : searching ? ['busy', t('statusSearching')]
          : ['on', count === 0 ? t('statusNoToys') : t('statusToys', { n: count })];
  const status = byId('status');
  status.dataset.state = state;
  if (status.textContent !== text) status.textContent = text;
}

/** @type {unknown} */
let shown;

function showProblem() {
  const { problem } = connection();
  if (problem === shown) return;
  shown = problem;
  if (problem === undefined) return unnotice('problem');
  const { title, text, detail, code } = explained(problem);
  log('problem', `${title} – ${detail || text}`);
  const takeOver = code === 'in-use' ? [h('button', { type: 'button', class: 'quiet', onclick: () => search({ takeOver: true }) }, () => t('takeOver'))] : [];
  notice('problem', () => explained(problem).text, { title: () => explained(problem).title, detail, actions: takeOver, onclose: clearProblem });
}

export const cardCount = () => allCards().length;
