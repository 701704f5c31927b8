// The page: one client, which the connect element connects, and a card for each toy.

import { ButtplugClient, ButtplugLogger, ButtplugLogLevel } from './gobuttplug.mjs';
import { addCard, cardCount, removeCard, resetCards, showState } from './cards.mjs';
import { byId, messageOf } from './dom.mjs';
import { deviceCame, deviceWent, setUpDevices } from './devices.mjs';
import { setUpFinder } from './finder.mjs';
import { setUpGames } from './games.mjs';
import { setUpHold } from './hold.mjs';
import { hideKnown, showKnown } from './known.mjs';
import { leaveSimulator, watchSimulator } from './simulator.mjs';
import { log, setUpLog } from './log.mjs';

/** @import { ConnectState } from '../gobuttplug-connect.js' */

const client = new ButtplugClient('gobuttplug page');
const connection = byId('connection');

/** @type {Record<ConnectState, [tone: string, text: (toys: number) => string]>} */
const states = {
  disconnected: ['off', () => 'Not connected'],
  connecting: ['busy', () => 'Connecting…'],
  connected: ['on', n => `Connected · ${n === 0 ? 'no toys' : n === 1 ? '1 toy' : `${n} toys`}`],
  scanning: ['busy', () => 'Scanning…'],
};

// Shows what state everything is in; called after every change.
function show() {
  const [tone, text] = states[connection.state];
  const count = cardCount();
  const status = byId('status');
  if (status.textContent !== text(count)) status.textContent = text(count);
  status.dataset.state = tone;
  byId('stop-all').disabled = !client.connected;
  byId('empty').hidden = count > 0;
  byId('empty').textContent = client.connected ? 'Press “Scan for toys”.' : 'Choose a connection and press Connect.';
}

function stopAll() {
  if (!client.connected) return;
  resetCards();
  client.stopAllDevices().then(() => log('Everything stopped'), error => connection.explain(error, 'Stopping'));
}

async function greet() {
  log(`Connected to ${client.serverInfo?.serverName || 'the server'}`, 'good');
  if (connection.way === 'simulated') await watchSimulator();
  if (connection.way === 'bluetooth') await showKnown();
}

client.on('deviceadded', device => {
  log(`${device.name} connected`, 'good');
  addCard(device);
  if (connection.way !== 'remote') deviceCame(device);
  show();
});
client.on('deviceremoved', device => {
  log(`${device.name} disconnected`);
  removeCard(device);
  deviceWent(device);
  show();
});
client.on('devicereconnecting', (device, { attempt, delay, error }) => {
  log(`${device.name} has dropped out: ${error.message}`, 'bad');
  showState(device, `Reconnecting (try ${attempt}${delay < 1000 ? '' : `, in ${Math.round(delay / 1000)} s`}). Switch it on and hold it near.`);
});
client.on('devicereconnected', device => {
  log(`${device.name} is back`, 'good');
  showState(device, '');
});
client.on('reconnecting', ({ attempt, error }) => {
  log(`The connection was lost and is made again (try ${attempt}): ${error.message}`, 'bad');
  for (const device of client.devices.values()) showState(device, 'Reconnecting to the server.');
});
client.on('reconnected', () => {
  log('The connection is back', 'good');
  for (const device of client.devices.values()) showState(device, '');
});
client.on('scanningfinished', () => log('Scanning finished'));
client.on('disconnect', () => {
  leaveSimulator();
  hideKnown();
  log('Disconnected');
});

connection.client = client;
connection.addEventListener('connect', () => greet().catch(error => connection.explain(error, 'The simulator')));
connection.addEventListener('statechange', show);
connection.addEventListener('problem', ({ detail: { error, doing } }) => log(`${doing}: ${messageOf(error)}`, 'bad'));
byId('stop-all').addEventListener('click', stopAll);
addEventListener('keydown', event => { if (event.key === 'Escape') stopAll(); }, { capture: true });
addEventListener('pageshow', event => { if (event.persisted) resetCards(); });
document.addEventListener('resume', resetCards);

byId('not-started').remove();
setUpLog();
setUpDevices();
setUpFinder();
setUpGames(client);
setUpHold();
ButtplugLogger.Logger.MaximumEventLogLevel = ButtplugLogLevel.Info;
ButtplugLogger.Logger.on('log', entry => log(entry.Message, entry.LogLevel === ButtplugLogLevel.Error ? 'bad' : ''));
show();
