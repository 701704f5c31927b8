// A site with a video and a script for it.
import { ButtplugClient } from 'gobuttplug';
import { Haptics, playerSettings } from 'gobuttplug/games';
import { attach, drawHeatmap, drawTimeline, FunscriptPlayer, heatmapOf, MediaClock, parseFunscript, readFunscripts, transformed, writeFunscript, type Action, type Funscript, type MediaLike, type PlayerState } from 'gobuttplug/funscript';

const client = new ButtplugClient('Site');
const video = document.querySelector('video')!;

export async function play(files: FileList, canvas: HTMLCanvasElement): Promise<FunscriptPlayer> {
  const script: Funscript = await readFunscripts(files);
  const player = attach(video, script, client, { offset: -40, transform: { range: [10, 90], speedLimit: 400 }, axes: { twist: { invert: true } }, whenHidden: 'stop' });
  player.on('statechange', state => { const now: PlayerState = state; void now; });
  player.on('error', error => error.code.trim());
  player.transform = { ...player.transform, halfSpeed: true };
  const actions: readonly Action[] = player.actions('twist');
  drawHeatmap(canvas, actions, { duration: video.duration * 1000 });
  drawTimeline(canvas, transformed(actions, { smooth: 100 }), { from: 0, to: 10000, time: player.time });
  const least: number = Math.min(...heatmapOf(actions, { columns: 10 }));
  void [least, script.notes.join(), script.axes.stroke?.[0]?.pos];
  return player;
}

const clock: MediaLike = new MediaClock({ duration: 60 });
attach(clock, parseFunscript('{}', { name: 'a.funscript' }), new Haptics(client)).detach();
playerSettings.map('Rotate', { script: 'speed', axis: 'twist' });
void readFunscripts(fetch('a.funscript').then(answer => answer) as never as Response).then(writeFunscript);
// @ts-expect-error there is no such transform
attach(video, {}, client, { transform: { faster: true } });
// @ts-expect-error a script is not changed
parseFunscript('').axes.stroke = [];
