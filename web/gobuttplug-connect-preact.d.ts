/**
 * `<gobuttplug-connect>` in TSX of Preact 10.25 or newer: `import type {} from 'gobuttplug/connect/preact'`. Its events are `onconnect`,
 * `ondeviceadded` and so on, all in small letters.
 */
import type { HTMLAttributes } from 'preact';
import type { GobuttplugConnectElement, GobuttplugConnectEvents, GobuttplugConnectProperties } from './gobuttplug-connect.js';

type Handlers = { [E in keyof GobuttplugConnectEvents as `on${E}`]?: ((event: GobuttplugConnectEvents[E]) => void) | undefined };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'gobuttplug-connect': Omit<HTMLAttributes<GobuttplugConnectElement>, keyof GobuttplugConnectProperties> & GobuttplugConnectProperties & Handlers;
    }
  }
}
