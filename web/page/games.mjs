// What the player chose for games: what of a toy follows their vibration, and what their events feel
// like. All games of the site share it.

import { OutputType } from './gobuttplug.mjs';
import { choice, percentSlider } from './controls.mjs';
import { byId, h, messageOf, newId } from './dom.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import * as Games from '../gobuttplug-games.js' */
/** @import { Change, Shown } from './internal.d.ts' */

// The part of the library for games, loaded when somebody opens the panel: most visitors never do.
const gamesModule = './gobuttplug-games.mjs';

/** @type {Record<Games.Following['follow'], string>} */
const followTexts = { always: 'Always', alone: 'Instead of vibration', never: 'Never' };
/** @type {Partial<Record<Games.Follower, string>>} */
const followerTitles = { Oscillate: 'Oscillate (thrust)', Constrict: 'Constrict (squeeze)', Position: 'Position (strokes)' };

/** @type {Promise<void> | undefined} */
let opened; // promise that the settings are shown

/** @param {Public.ButtplugClient} client */
export function setUpGames(client) {
  const games = byId('games');
  games.addEventListener('toggle', () => { if (games.open && !opened) opened = openSettings(client); });
}

/** @param {Public.ButtplugClient} client */
async function openSettings(client) {
  tellGames('Loading…');
  try {
    /** @type {typeof Games} */
    const { playerSettings, presets } = await import(gamesModule);
    showSettings(client, playerSettings, Object.keys(presets));
    tellGames('');
  } catch (error) {
    opened = undefined;
    tellGames('The settings can’t be loaded. Close this and open it again.');
    log(`Games: ${messageOf(error)}`, 'bad');
  }
}

/** @param {string} text */
function tellGames(text) {
  byId('games-status').textContent = text;
}

/**
 * @param {Public.ButtplugClient} client
 * @param {Games.PlayerSettings} settings
 * @param {string[]} events
 */
function showSettings(client, settings, events) {
  /** @type {Shown[]} */
  let rows = [];
  const show = () => { for (const row of [...rows, ...bindings]) row.show(); };
  /** @type {Change} */
  const change = action => {
    tellGames('');
    try {
      action();
    } catch (error) {
      log(`Games: ${messageOf(error)}`, 'bad');
      show();
    }
  };
  const list = h('div', { class: 'settings' });
  const instead = h('p', { class: 'hint' }, '“Instead of vibration”: only for a toy that has nothing further up in this list.');
  let chosen = ''; // the name of a toy; '' for all toys
  const toy = choice({ label: 'For', options: [], onchange: name => { chosen = name; showToys(); } });
  function showToys() {
    const named = new Map([...client.devices.values()].map(device => [device.name, device]));
    if (!named.has(chosen)) chosen = '';
    toy.offer([['', 'All toys'], ...[...named.keys()].map(name => /** @type {[string, string]} */ ([name, name]))]);
    toy.set(chosen);
    rows = /** @type {Games.Follower[]} */ (Object.keys(settings.mapping()))
      .filter(type => chosen === '' || canFollow(named.get(chosen), type))
      .map(type => followRow(settings, type, chosen || undefined, change));
    list.replaceChildren(...rows.map(row => row.node));
    instead.hidden = rows.length < 2;
    forget.textContent = chosen === '' ? 'Back to how it was at first' : `${chosen}: back to what counts for all toys`;
    if (rows.length === 0) list.append(h('p', { class: 'hint' }, 'This toy has nothing that could follow.'));
    show();
  }
  const bindings = events.map(event => bindingRow(settings, event, events, change));
  const forget = h('button', { type: 'button', class: 'quiet', onclick: () => change(() => {
    settings.reset(chosen || undefined);
    tellGames(chosen === '' ? 'Everything is as at first.' : `${chosen} is as all toys are.`);
  }) });
  const titleId = newId();
  byId('games-settings').replaceChildren(
    h('section', { class: 'settings', 'aria-labelledby': titleId },
      h('h3', { id: titleId }, 'What follows when a game vibrates'),
      toy.node,
      list,
      instead),
    h('details', { class: 'fold' },
      h('summary', {}, 'What things feel like'),
      h('p', { class: 'hint' }, 'Games use these names for what happens. Choose what each feels like.'),
      ...bindings.map(row => row.node)),
    forget);
  showToys();
  settings.onchange(show);
  client.on('deviceadded', showToys);
  client.on('deviceremoved', showToys);
  client.on('disconnect', showToys);
}

/** @type {(device: Public.ButtplugClientDevice | undefined, type: Games.Follower) => boolean} */
const canFollow = (device, type) => device !== undefined && (device.hasOutput(OutputType[type]) || type === 'Position' && device.hasOutput(OutputType.HwPositionWithDuration));

// What one type of output does, of a toy or of all.
/**
 * @param {Games.PlayerSettings} settings
 * @param {Games.Follower} type
 * @param {string | undefined} toy
 * @param {Change} change
 * @returns {Shown}
 */
function followRow(settings, type, toy, change) {
  const title = followerTitles[type] ?? type;
  const map = (/** @type {Partial<Games.Following>} */ part) => change(() => settings.map(type, part, toy));
  // Nothing comes before vibration, so it is never instead of something.
  const offered = Object.entries(followTexts).filter(([value]) => value !== 'alone' || type !== 'Vibrate');
  const follow = choice({ label: title, options: offered, onchange: value => map({ follow: /** @type {Games.Following['follow']} */ (value) }) });
  const strength = percentSlider('Strength', part => map({ strength: part }));
  return {
    node: h('div', { class: 'follower', role: 'group', 'aria-label': title }, follow.node, strength.node),
    show() {
      const now = settings.mapping(toy)[type];
      follow.set(type === 'Vibrate' && now.follow === 'alone' ? 'always' : now.follow);
      strength.set(now.strength);
      strength.node.hidden = now.follow === 'never';
    },
  };
}

/** @type {(text: string) => string} */
const capital = text => text[0].toUpperCase() + text.slice(1);

// What one event feels like. The values of the list are '' for as the game has it, '-' for nothing,
// '=' and a name for another event, and '*' for a pattern that a game has put there.
/**
 * @param {Games.PlayerSettings} settings
 * @param {string} event
 * @param {string[]} events
 * @param {Change} change
 * @returns {Shown}
 */
function bindingRow(settings, event, events, change) {
  /** @type {Array<[value: string, text: string]>} */
  const options = [['', 'As the game has it'], ['-', 'Nothing'], ...events.filter(other => other !== event).map(other => /** @type {[string, string]} */ ([`=${other}`, capital(other)]))];
  const bind = (/** @type {string} */ value) => change(() => {
    if (value === '') settings.unbind(event);
    else if (value === '-') settings.bind(event, null);
    else if (value.startsWith('=')) settings.bind(event, value.slice(1));
  });
  const row = choice({ label: capital(event), options, onchange: bind });
  return {
    node: row.node,
    show() {
      const now = settings.binding(event);
      if (typeof now === 'string') row.set(`=${now}`, capital(now));
      else if (now === undefined) row.set('');
      else if (now === null) row.set('-');
      else row.set('*', 'A pattern of a game');
    },
  };
}
