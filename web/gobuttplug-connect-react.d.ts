/**
 * `<gobuttplug-connect>` in TSX of React 19: `import type {} from 'gobuttplug/connect/react'`. Its events are `onconnect`,
 * `ondeviceadded` and so on, all in small letters.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { GobuttplugConnectElement, GobuttplugConnectEvents, GobuttplugConnectProperties } from './gobuttplug-connect.js';

type Handlers = { [E in keyof GobuttplugConnectEvents as `on${E}`]?: ((event: GobuttplugConnectEvents[E]) => void) | undefined };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'gobuttplug-connect': DetailedHTMLProps<HTMLAttributes<GobuttplugConnectElement>, GobuttplugConnectElement> & GobuttplugConnectProperties & Handlers;
    }
  }
}
