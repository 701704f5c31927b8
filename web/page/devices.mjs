// The player's device settings: names of toys, and configuration files for toys that are not in the
// catalogue. The browser remembers both.

import { deviceConfig } from './gobuttplug.mjs';
import { byId, h, messageOf, newId } from './dom.mjs';
import { log } from './log.mjs';
import { rename } from './cards.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Tone } from './internal.d.ts' */

/** @type {Map<number, string>} */
const modelNames = new Map(); // index to the name of the model, of devices that were connected
/** @type {Set<number>} */
const here = new Set();   // indexes of those that are

// Takes note of a device of the page's own server, so that the list can name it.
/** @param {Public.ButtplugClientDevice} device */
export function deviceCame(device) {
  modelNames.set(device.index, device.name);
  here.add(device.index);
  showDevices();
}

/** @type {(device: Public.ButtplugClientDevice) => void} */
export const deviceWent = device => here.delete(device.index);

/**
 * @param {string} text
 * @param {Tone} [tone]
 */
function tellSettings(text, tone = '') {
  const line = byId('settings-status');
  line.textContent = text;
  line.dataset.tone = tone;
  if (text) log(text, tone);
}

/** @param {readonly Public.DeviceConfigWarning[]} warnings */
function showWarnings(warnings) {
  byId('settings-warnings').replaceChildren(...warnings.map(({ file, path, problem }) => h('li', {}, `${file}: ${path} ${problem}`)));
}

function showDevices() {
  const devices = deviceConfig.userFile?.user_configs?.devices ?? [];
  byId('settings-devices').replaceChildren(...devices.filter((/** @type {any} */ one) => one?.config?.user_config).map(deviceRow));
  byId('settings-forget').disabled = deviceConfig.userFile === undefined;
}

/** @param {any} device an entry of the user file */
function deviceRow({ identifier, config: { user_config: settings } }) {
  const id = newId();
  const model = modelNames.get(settings.index) ?? (identifier.identifier || identifier.protocol);
  const input = h('input', { type: 'text', id, value: settings.display_name ?? '', placeholder: model, maxLength: 80, autocomplete: 'off' });
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      const name = input.value.trim();
      await deviceConfig.rename(settings, name);
      if (here.has(settings.index)) rename(settings.index, name);
      tellSettings(`${model} is called ${name || model} now. Games see it when the toy connects the next time.`, 'good');
    } catch (error) {
      tellSettings(messageOf(error), 'bad');
    }
  };
  return h('li', {}, h('form', { class: 'field', onsubmit: save },
    h('label', { for: id }, `Name of ${model}`),
    h('div', { class: 'row spread' }, input, h('button', { type: 'submit', class: 'quiet' }, 'Save'))));
}

/** @param {unknown} error */
const inUse = error => /** @type {{ code?: string }} */ (error).code === 'config-in-use';

// A file is a user file if it has what only those have.
/** @param {File} file */
async function loadFile(file) {
  try {
    const text = await file.text();
    const isUser = /"user_configs"\s*:/.test(text);
    const warnings = await deviceConfig.load(isUser ? { user: text } : { base: text });
    showWarnings(warnings);
    tellSettings(`${file.name} is in use${warnings.length > 0 ? ', but for what is listed below' : ''}.`, 'good');
  } catch (error) {
    showWarnings([]);
    tellSettings(inUse(error) ? 'Disconnect first: the toys that are connected use the settings before.' : messageOf(error), 'bad');
  }
}

async function forgetAll() {
  try {
    await deviceConfig.reset();
    showWarnings([]);
    tellSettings('All names and files are forgotten.', 'good');
  } catch (error) {
    tellSettings(inUse(error) ? 'Disconnect first: the toys that are connected use these settings.' : messageOf(error), 'bad');
  }
}

export function setUpDevices() {
  deviceConfig.remember();
  deviceConfig.onchange(showDevices);
  deviceConfig.onwarning(showWarnings);
  const input = byId('settings-file');
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    input.value = ''; // so that the same file can be chosen again
    if (file) void loadFile(file);
  });
  byId('settings-forget').addEventListener('click', forgetAll);
  showDevices();
  showWarnings(deviceConfig.warnings);
}
