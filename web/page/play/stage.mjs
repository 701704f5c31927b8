// What all parts of this view play on: the toys that the player chose for it. What plays there ends when
// anything is stopped, and nothing in it starts by itself.

import { ButtplugGroup } from './gobuttplug.mjs';
import { client } from '../session.mjs';
import { messageOf } from '../dom.mjs';
import { log } from '../log.mjs';
import { onStop } from '../stop.mjs';
import { toyEvents } from '../toys.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Funscript from '../../gobuttplug-funscript.js' */
/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Patterns from '../../gobuttplug-patterns.js' */
/** @import { Stage } from '../internal.d.ts' */

// Those of all toys that the player wants. Toys that come later are among them.
class Chosen extends ButtplugGroup {
  /** @type {Set<Public.ButtplugClientDevice>} */
  left = new Set();

  get devices() {
    return super.devices.filter(device => !this.left.has(device));
  }
}

// Parts of the library that are loaded with this view: most visitors never come here.
/** @type {(name: string) => Promise<any>} */
const part = name => import(new URL(`./gobuttplug-${name}.mjs`, document.baseURI).href);

/** @returns {Promise<Stage>} */
export async function openStage() {
  /** @type {[typeof Games, typeof Funscript, typeof Patterns]} */
  const [games, funscript, patterns] = await Promise.all([part('games'), part('funscript'), part('patterns')]);
  const chosen = new Chosen(client);
  const haptics = new games.Haptics(chosen, { panicKey: false }); // the page watches the keys
  haptics.on('error', error => log('problem', messageOf(error)));
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const stopped = () => { for (const listener of listeners) listener(); };
  // Nothing here moves a toy before the player has said how strongly.
  let strength = 0;
  /** @type {Set<(strength: number) => void>} */
  const followers = new Set();
  const stop = () => {
    haptics.stop();
    stopped();
  };
  onStop(stop);
  toyEvents.on('stopped', stop);
  client.on('disconnect', stop);
  client.on('reconnecting', stop); // nothing goes on by itself when the server is there again
  toyEvents.on('removed', toy => { chosen.left.delete(toy.device); });
  return {
    games, funscript, patterns, haptics,
    get strength() {
      return strength;
    },
    set strength(part) {
      strength = part;
      for (const follow of followers) follow(part);
    },
    onStrength(follow) {
      followers.add(follow);
      return () => { followers.delete(follow); };
    },
    plays: device => !chosen.left.has(device),
    choose(device, wanted) {
      stop(); // so that a toy that is left out rests, and all others are where they say they are
      if (wanted) chosen.left.delete(device);
      else chosen.left.add(device);
    },
    onStop(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
}
