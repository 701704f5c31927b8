// What gobuttplug-connect.mjs exports, and the definition of the element.

import { GobuttplugConnectElement } from './element.mjs';

export { GobuttplugConnectElement } from './element.mjs';

if (globalThis.customElements && !customElements.get('gobuttplug-connect')) customElements.define('gobuttplug-connect', GobuttplugConnectElement);
