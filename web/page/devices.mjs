// The player's device settings: names of toys, and configuration files for toys that are not in the
// catalogue. The browser remembers both.

import { deviceConfig } from './gobuttplug.mjs';
import { byId, h, newId } from './dom.mjs';
import { log } from './log.mjs';
import { rename } from './cards.mjs';

const modelNames = new Map(); // index to the name of the model, of devices that were connected
const here = new Set();   // indexes of those that are

// Takes note of a device of the page's own server, so that the list can name it.
export function deviceCame(device) {
  modelNames.set(device.index, device.name);
  here.add(device.index);
  showDevices();
}

export const deviceWent = device => here.delete(device.index);

function tellSettings(text, tone = '') {
  const line = byId('settings-status');
  line.textContent = text;
  line.dataset.tone = tone;
  if (text) log(text, tone);
}

function showWarnings(warnings) {
  byId('settings-warnings').replaceChildren(...warnings.map(({ file, path, problem }) => h('li', {}, `${file}: ${path} ${problem}`)));
}

function showDevices() {
  const devices = deviceConfig.userFile?.user_configs?.devices ?? [];
  byId('settings-devices').replaceChildren(...devices.filter(one => one?.config?.user_config).map(deviceRow));
  byId('settings-forget').disabled = deviceConfig.userFile === undefined;
}

function deviceRow({ identifier, config: { user_config: settings } }) {
  const id = newId();
  const model = modelNames.get(settings.index) ?? (identifier.identifier || identifier.protocol);
  const input = h('input', { type: 'text', id, value: settings.display_name ?? '', placeholder: model, maxLength: 80, autocomplete: 'off' });
  const save = async event => {
    event.preventDefault();
    try {
      const name = input.value.trim();
      await deviceConfig.rename(settings, name);
      if (here.has(settings.index)) rename(settings.index, name);
      tellSettings(`${model} is called ${name || model} now. Games see it when the toy connects the next time.`, 'good');
    } catch (error) {
      tellSettings(error.message, 'bad');
    }
  };
  return h('li', {}, h('form', { class: 'field', onsubmit: save },
    h('label', { for: id }, `Name of ${model}`),
    h('div', { class: 'row spread' }, input, h('button', { type: 'submit', class: 'quiet' }, 'Save'))));
}

// A file is a user file if it has what only those have.
async function loadFile(file) {
  try {
    const text = await file.text();
    const isUser = /"user_configs"\s*:/.test(text);
    const warnings = await deviceConfig.load(isUser ? { user: text } : { base: text });
    showWarnings(warnings);
    tellSettings(`${file.name} is in use${warnings.length > 0 ? ', but for what is listed below' : ''}.`, 'good');
  } catch (error) {
    showWarnings([]);
    tellSettings(error.code === 'config-in-use' ? 'Disconnect first: the toys that are connected use the settings before.' : error.message, 'bad');
  }
}

async function forgetAll() {
  try {
    await deviceConfig.reset();
    showWarnings([]);
    tellSettings('All names and files are forgotten.', 'good');
  } catch (error) {
    tellSettings(error.code === 'config-in-use' ? 'Disconnect first: the toys that are connected use these settings.' : error.message, 'bad');
  }
}

export function setUpDevices() {
  deviceConfig.remember();
  deviceConfig.onchange(showDevices);
  deviceConfig.onwarning(showWarnings);
  byId('settings-file').addEventListener('change', ({ target }) => {
    const [file] = target.files;
    target.value = ''; // so that the same file can be chosen again
    if (file) loadFile(file);
  });
  byId('settings-forget').addEventListener('click', forgetAll);
  showDevices();
  showWarnings(deviceConfig.warnings);
}
