import { ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugWasmClientConnector } from '/dist/gobuttplug.mjs';

Object.assign(globalThis, { ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugWasmClientConnector });
globalThis.element = document.querySelector('gobuttplug-connect');
globalThis.events = [];
for (const type of ['connect', 'disconnect', 'statechange', 'deviceadded', 'deviceremoved', 'problem']) {
  document.addEventListener(type, ({ detail }) => events.push([type, detail.state ?? detail.device?.name ?? detail.error?.code].filter(Boolean).join(' ')));
}
// A part's style, as it is.
globalThis.styleOf = part => getComputedStyle(element.shadowRoot.querySelector(`[part~="${part}"]`));
