/**
 * `<gobuttplug-connect>` in TSX of Solid: `import type {} from 'gobuttplug/connect/solid'`. Its events are `on:connect`,
 * `on:deviceadded` and so on; a client of the page's own is `prop:client`.
 */
import type { JSX as Solid } from 'solid-js';
import type { GobuttplugConnectAttributes, GobuttplugConnectElement, GobuttplugConnectEvents, GobuttplugConnectProperties } from './gobuttplug-connect.js';

type Handlers = { [E in keyof GobuttplugConnectEvents as `on:${E}`]?: (event: GobuttplugConnectEvents[E]) => void };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'gobuttplug-connect': Solid.HTMLAttributes<GobuttplugConnectElement> & GobuttplugConnectAttributes & Handlers & { 'prop:client'?: GobuttplugConnectProperties['client']; 'prop:devices'?: GobuttplugConnectProperties['devices'] };
    }
  }
}
