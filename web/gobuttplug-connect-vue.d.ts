/**
 * `<gobuttplug-connect>` in templates of Vue: `import type {} from 'gobuttplug/connect/vue'`. Vue has to be told that it is
 * no component: `compilerOptions: { isCustomElement: tag => tag === 'gobuttplug-connect' }`. A client of the page's own is
 * `:client.prop`, or `:client`.
 */
import type { HTMLAttributes } from 'vue';
import type { GobuttplugConnectElement, GobuttplugConnectEvents, GobuttplugConnectProperties } from './gobuttplug-connect.js';

type Handlers = { [E in keyof GobuttplugConnectEvents as `on${Capitalize<E>}`]?: (event: GobuttplugConnectEvents[E]) => void };

declare module 'vue' {
  interface GlobalComponents {
    'gobuttplug-connect': new () => GobuttplugConnectElement & {
      /** For type checks of templates alone. */
      $props: HTMLAttributes & GobuttplugConnectProperties & Handlers;
      /** For type checks of templates alone. */
      $emit: <E extends keyof GobuttplugConnectEvents>(event: E, detail: GobuttplugConnectEvents[E]) => void;
    };
  }
}
