// What people choose, draw, record, share and hold.
import { ButtplugClient } from 'gobuttplug';
import { checkPattern, Haptics, type Channel, type KeyframePattern, type Mix } from 'gobuttplug/games';
import { drawnPattern, gamepadPattern, microphone, packPattern, patterns, readPattern, Recorder, unpackPattern, writePattern, type GamepadControl, type SharedPattern } from 'gobuttplug/patterns';
import { writeFunscript } from 'gobuttplug/funscript';

const haptics = new Haptics(new ButtplugClient('Game'));
const mix: Mix = 'product', control: GamepadControl = 'left-y';
haptics.play(patterns.tide ?? 'hit', { speed: 2 }).speed = 0.5;
haptics.play(gamepadPattern({ control, pad: 1 }), { mix });
const drawn: KeyframePattern = drawnPattern([[0, 0], [500, 1]], { channel: 'rotate', loop: 3 });
const shared: SharedPattern = unpackPattern(packPattern({ title: 'Mine', pattern: drawn }));
const again: KeyframePattern = checkPattern(readPattern(writePattern(shared)).pattern);

const recorder = new Recorder();
haptics.on('played', (channel, level, duration) => recorder.add(channel, level, duration));
const text: string = writeFunscript(recorder.script()), channel: Channel | undefined = recorder.patterns()[0]?.channel;
export async function listen(): Promise<() => void> {
  const ear = await microphone({ quietest: -60 });
  haptics.play(ear.pattern);
  void [ear.level.toFixed(), text, channel, again];
  return () => ear.close();
}
// @ts-expect-error there is no such control
gamepadPattern({ control: 'wheel' });
