import 'gobuttplug/connect';
import { Haptics } from 'gobuttplug/games';

const { client } = document.querySelector('gobuttplug-connect');
const haptics = new Haptics(client);
const engine = document.querySelector('#engine');

// Calls at any frame rate are fine: the toy gets what it can take.
let pressed = false, speed = 0;
engine.addEventListener('pointerdown', () => { pressed = true; });
addEventListener('pointerup', () => { pressed = false; });
requestAnimationFrame(function frame() {
  speed = Math.min(1, Math.max(0, speed + (pressed ? 0.02 : -0.04)));
  haptics.vibrate(speed, { source: 'engine' });
  engine.textContent = `Rev the engine: ${Math.round(speed * 100)} %`;
  requestAnimationFrame(frame);
});
