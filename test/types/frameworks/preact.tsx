/** @jsxImportSource preact */
// The element in Preact.
import type {} from 'gobuttplug/connect/preact';
import type { ButtplugClient } from 'gobuttplug';
import type { GobuttplugConnectElement } from 'gobuttplug/connect';

export function Connect({ client, element }: { client: ButtplugClient; element: import("preact").RefObject<GobuttplugConnectElement> }) {
  return (
    <gobuttplug-connect ref={element} client={client} ways="bluetooth simulated" devices={['webbluetooth', 'serial']} wasm-url="/gobuttplug.wasm" forget class="wide" onconnect={event => event.detail.client.startScanning()} ondeviceadded={event => event.detail.device.vibrate(0.5)}>
      <button slot="button">Go</button>
      <p slot="empty">Nothing here</p>
    </gobuttplug-connect>
  );
}

// @ts-expect-error there is no such attribute
export const wrong = <gobuttplug-connect colour="red" />;
// @ts-expect-error it has another detail
export const worse = <gobuttplug-connect onproblem={event => event.detail.device} />;
