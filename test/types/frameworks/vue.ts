// The element in templates of Vue, as its checker of templates looks at it.
import type {} from 'gobuttplug/connect/vue';
import type { GobuttplugConnectElement } from 'gobuttplug/connect';
import type { GlobalComponents } from 'vue';

type Made = InstanceType<GlobalComponents['gobuttplug-connect']>;
export const element: GobuttplugConnectElement = null! as Made;
export const props: Made['$props'] = { ways: 'simulated', devices: ['gamepad'], class: 'wide', onDeviceadded: event => event.detail.device.vibrate(0.5) };
// @ts-expect-error there is no such attribute
export const wrong: Made['$props'] = { colour: 'red' };
