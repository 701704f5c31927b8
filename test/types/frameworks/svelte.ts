// The element in components of Svelte, as its checker looks at it.
import type {} from 'gobuttplug/connect/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

type Props = SvelteHTMLElements['gobuttplug-connect'];
export const props: Props = { ways: 'simulated', devices: ['gamepad'], class: 'wide', forget: true, ondeviceadded: event => event.detail.device.vibrate(0.5) };
// @ts-expect-error it has another detail
export const wrong: Props = { onproblem: event => event.detail.device };
