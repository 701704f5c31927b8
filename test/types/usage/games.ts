// What games do with patterns, events and limits.
import { ButtplugClient, ButtplugDeviceError, limits, safety } from 'gobuttplug';
import { Haptics, PlayerSettings, bridgeRumble, easings, envelope, playerSettings, presets, pulses, ramp, sequence, wave } from 'gobuttplug/games';
import type { ButtplugClientDevice } from 'gobuttplug';
import type { Effect, KeyframePattern } from 'gobuttplug/games';

const client = new ButtplugClient('Game');

export async function devices(device: ButtplugClientDevice): Promise<void> {
  await device.vibrate(0.5, { motor: 1 });
  await device.move(0.2, 400);
  const group = client.group([device]);
  await group.rotate(-0.5);
  await client.group().stop();
  await client.startScanning({ takeOver: true });
  // @ts-expect-error: motors are counted
  await device.vibrate(0.5, { motor: 'left' });
  const controller = new AbortController();
  for await (const added of client.events('deviceadded', { signal: controller.signal })) added.vibrate(1).catch(() => {});
  for await (const reading of device.events('inputreading')) if (reading.value > 5) break;
  // @ts-expect-error: no such event
  client.events('deviceaded');
}

export function playing(): void {
  const haptics = new Haptics(client, { mix: 'sum', whenHidden: 'pause', panicKey: { key: 'F8', presses: 1 }, settings: new PlayerSettings('racer') });
  haptics.vibrate(0.4, { source: 'engine', mix: 'max', motor: 0 });
  haptics.move(1, 200);
  haptics.define('crash', envelope({ attack: 0, release: 800 }), { title: 'You crash' });
  const effect: Effect = haptics.play('crash', { strength: 0.8 });
  effect.strength = 0.3;
  effect.finished.then(how => how === 'ended');
  haptics.play([[0, 1], [300, 0, 'ease-out']]).cancel();
  haptics.play({ channel: 'position', keyframes: [{ at: 0, level: 0 }, { at: 500, level: 1, easing: x => x * x }], loop: true });
  haptics.play(ms => Math.sin(ms / 100) ** 2, { loop: 2 });
  haptics.play(sequence(ramp({ to: 0.5 }), pulses({ times: 2 }), { ...wave({ period: 300 }), loop: 3 }));
  haptics.on('error', error => console.warn(error.code, error instanceof ButtplugDeviceError));
  // @ts-expect-error: no such easing
  haptics.play([[0, 1], [300, 0, 'bounce']]);
  // @ts-expect-error: effects are made by play
  new Effect();
  const easing: number = easings['ease-in'](0.5);
  const hit: KeyframePattern | undefined = presets['hit'];
  console.log(easing, hit?.keyframes.length, haptics.definitions.map(d => d.title), haptics.effects.length, haptics.paused);
  const end = bridgeRumble(haptics, { strength: 0.5, gamepads: false });
  end();
  bridgeRumble(client)();
  haptics.close();
}

export function choices(device: ButtplugClientDevice): void {
  limits.set({ top: 0.6, stroke: [0.1, 0.9], off: ['Temperature'] }, device);
  const { top, ramp } = limits.get(device);
  const ends: Array<() => void> = [limits.onchange(() => console.log(top, ramp)), safety.onchange(stopped => console.log(stopped)), safety.usePanicKey()];
  for (const end of ends) end();
  playerSettings.map('Constrict', { follow: 'always', strength: 0.3 }, device);
  playerSettings.bind('crash', 'knock');
  playerSettings.bind('hit', null);
  playerSettings.bind('win', [[0, 1], [200, 0]]);
  // @ts-expect-error: functions can't be remembered
  playerSettings.bind('win', () => 1);
  // @ts-expect-error: nothing follows with light
  playerSettings.map('Led', {});
}
