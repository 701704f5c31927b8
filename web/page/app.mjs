// The page: it puts the parts together.

import { deviceConfig, preload } from './gobuttplug.mjs';
import { board } from './board.mjs';
import { byId, h, keep, refreshTexts } from './dom.mjs';
import { connect, connection, fail, onConnection, useSources } from './session.mjs';
import { linkFrom } from './link.mjs';
import { setUpLog } from './log.mjs';
import { notice, unnotice } from './notices.mjs';
import { offlineEvents, offlineState, setUpOffline, takeUpdate } from './offline.mjs';
import { onPrefs, prefs } from './prefs.mjs';
import { loadViewTexts, preferred, t, useLanguage } from './texts/index.mjs';
import { setUpStop } from './stop.mjs';
import { setUpToys } from './toys.mjs';
import { setUpViews } from './views.mjs';

/** @import { Prefs } from './internal.d.ts' */

const link = linkFrom(location.search);

// What the static part of the page says, in the language of the player.
function setUpTexts() {
  for (const node of document.querySelectorAll('[data-text]')) {
    const key = /** @type {import('./internal.d.ts').TextKey} */ (/** @type {HTMLElement} */ (node).dataset.text);
    keep(node, () => { node.textContent = t(key); });
  }
  keep(byId('views'), () => byId('views').setAttribute('aria-label', t('views')));
  keep(byId('stop-all'), () => { byId('stop-all').title = t('stopAllHint'); });
}

/** @param {Prefs} now */
function showTheme({ theme }) {
  document.documentElement.dataset.theme = theme;
}

/** @param {Prefs} now */
async function showLanguage({ language }) {
  await useLanguage(language === 'auto' ? preferred(navigator.languages) : language);
  refreshTexts();
}

function followPrefs() {
  let { language } = prefs();
  onPrefs(() => {
    const now = prefs();
    showTheme(now);
    if (now.language === language) return;
    language = now.language;
    showLanguage(now).catch(fail);
  });
}

let offered = false;

// A new version is offered once, and not while somebody plays: it loads the page anew.
function offerUpdate() {
  if (connection().phase !== 'off') return unnotice('update');
  if (offered || !offlineState().update) return;
  offered = true;
  notice('update', () => t('appUpdate'), { tone: 'note', actions: [h('button', { type: 'button', class: 'quiet', onclick: takeUpdate }, () => t('appUpdateGo'))] });
}

// A part of the page, once its texts are there, too.
/**
 * @template Part
 * @param {Promise<Part>} part
 */
async function withTexts(part) {
  const [loaded] = await Promise.all([part, loadViewTexts()]);
  return loaded;
}

async function start() {
  showTheme(prefs());
  await showLanguage(prefs()).catch(() => {}); // English is there
  byId('not-started').remove();
  deviceConfig.remember();
  setUpTexts();
  setUpLog();
  setUpToys();
  setUpStop();
  followPrefs();
  if (link.devices) useSources(link.devices);
  onConnection(() => /** @type {HTMLButtonElement} */ (byId('stop-all')).classList.toggle('ready', connection().phase === 'on'));
  const toys = board(link);
  await setUpViews([
    { name: 'toys', title: 'viewToys', icon: 'toys', make: async () => toys },
    { name: 'play', title: 'viewPlay', icon: 'play', make: async () => (await withTexts(import('./play/index.mjs'))).playView() },
    { name: 'help', title: 'viewHelp', icon: 'help', make: async () => (await withTexts(import('./help/index.mjs'))).helpView() },
    { name: 'settings', title: 'viewSettings', icon: 'settings', make: async () => (await withTexts(import('./settings/index.mjs'))).settingsView() },
  ]);
  preload().catch(fail);
  offlineEvents.on('change', offerUpdate);
  onConnection(offerUpdate);
  void setUpOffline();
  if (link.simulated) await connect('simulated');
}

start().catch(fail);
