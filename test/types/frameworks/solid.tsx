/** @jsxImportSource solid-js */
// The element in Solid.
import type {} from 'gobuttplug/connect/solid';
import type { ButtplugClient } from 'gobuttplug';
import type { GobuttplugConnectElement } from 'gobuttplug/connect';

export function Connect({ client, element }: { client: ButtplugClient; element: (made: GobuttplugConnectElement) => void }) {
  return (
    <gobuttplug-connect ref={element} prop:client={client} ways="bluetooth simulated" devices="webbluetooth serial" prop:devices={['gamepad']} forget class="wide" on:connect={event => event.detail.client.startScanning()}>
      <button slot="button">Go</button>
    </gobuttplug-connect>
  );
}

// @ts-expect-error there is no such attribute
export const wrong = <gobuttplug-connect colour="red" />;
