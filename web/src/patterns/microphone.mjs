// The level of the microphone as a pattern.

import { number, refuse } from '../games/check.mjs';

/** @import * as Declared from '../../gobuttplug-patterns.js' */

// What is as loud as it gets, and how fast the level falls, in parts of the range a second.
const LOUDEST = -10; // dB
const FALL = 4;

// Asks for the microphone, which only a click or key press may do. Nothing that it hears is kept or
// leaves the page.
/**
 * @param {Declared.MicrophoneOptions} [options]
 * @param {{ mediaDevices?: Pick<MediaDevices, 'getUserMedia'>, AudioContext?: typeof globalThis.AudioContext, now?: () => number }} [host]
 * @returns {Promise<Declared.Microphone>}
 */
export async function microphone({ quietest = -50, channel = 'vibrate' } = {}, { mediaDevices = globalThis.navigator?.mediaDevices, AudioContext: Audio = globalThis.AudioContext, now = () => performance.now() } = {}) {
  number('microphone: quietest', quietest, -90, LOUDEST - 10);
  if (globalThis.navigator?.userActivation?.isActive === false) refuse('no-gesture', 'The microphone is asked for only when a button or key was pressed');
  if (!mediaDevices?.getUserMedia || !Audio) return refuse('no-microphone', 'This page can’t use a microphone: the browser lets only pages of https and of this computer');
  const audio = new Audio(); // here, in the click: some browsers let it run only then
  let stream;
  try {
    stream = await mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  } catch (error) {
    audio.close().catch(() => {});
    const { name, message } = /** @type {Error} */ (error);
    if (name === 'NotAllowedError') return refuse('no-permission', 'The microphone was not allowed. The padlock or the symbol beside the address lets you change that');
    return refuse('no-microphone', name === 'NotFoundError' ? 'There is no microphone' : `The microphone can’t be used: ${message}`);
  }
  const analyser = audio.createAnalyser();
  analyser.fftSize = 1024;
  audio.createMediaStreamSource(stream).connect(analyser);
  audio.resume().catch(() => {}); // without it, it hears nothing, and the level stays 0
  const samples = new Float32Array(analyser.fftSize);
  const tracks = stream.getTracks();
  let level = 0, last = now(), open = true;
  const hear = () => {
    if (!open || tracks.every(track => track.readyState === 'ended')) return 0;
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    const loud = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-12) - quietest) / (LOUDEST - quietest)));
    const time = now();
    level = Math.max(loud, level - FALL * (time - last) / 1000);
    last = time;
    return level;
  };
  return Object.freeze({
    pattern: Object.freeze({ level: hear, duration: Infinity, channel }),
    get level() {
      return hear();
    },
    close() {
      if (!open) return;
      open = false;
      for (const track of tracks) track.stop();
      audio.close().catch(() => {});
    },
  });
}
