/**
 * `<gobuttplug-connect>` in components of Svelte: `import type {} from 'gobuttplug/connect/svelte'`. Its events are `onconnect`,
 * `ondeviceadded` and so on.
 */
import type { HTMLAttributes } from 'svelte/elements';
import type { GobuttplugConnectElement, GobuttplugConnectEvents, GobuttplugConnectProperties } from './gobuttplug-connect.js';

type Handlers = { [E in keyof GobuttplugConnectEvents as `on${E}`]?: ((event: GobuttplugConnectEvents[E]) => void) | undefined | null };

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'gobuttplug-connect': Omit<HTMLAttributes<GobuttplugConnectElement>, keyof GobuttplugConnectProperties> & GobuttplugConnectProperties & Handlers;
  }
}
