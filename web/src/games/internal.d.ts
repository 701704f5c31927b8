// Types of what is no part of the module's own face: see ../../gobuttplug-games.d.ts for that.
import type * as Games from '../../gobuttplug-games.js';
import type * as Public from '../../gobuttplug.js';
import type { Effect } from './effect.mjs';

/** Whether a device is meant. */
export type Chosen = (device: Public.ButtplugClientDevice) => boolean;

/** A pattern in the one form that is played. */
export interface Checked {
  channel: Games.Channel;
  /** In ms. */
  length: number;
  /** How often it plays. */
  loop: number;
  /** The level at a time in ms. */
  at: (ms: number) => number;
}

/** A keyframe of one. */
export interface Frame {
  at: number;
  level: number;
  ease: (part: number) => number;
}

/** What a source or an effect wants of the toys. */
export interface Contribution {
  channel: Games.Channel;
  level: number;
  mix: Games.Mix;
  motor: number | undefined;
  chosen: Chosen;
}

/** What plays a pattern. */
export interface EffectHost {
  _now(): number;
  _touch(): void;
  _ended(effect: Effect): void;
}

/** What drives outputs. */
export interface DriveHost {
  _now(): number;
  _touch(): void;
  _failed(device: Public.ButtplugClientDevice, error: Public.ButtplugError): void;
  _worked(device: Public.ButtplugClientDevice): void;
}

/** The time that patterns go by. */
export interface Time {
  now(): number;
  after(ms: number, fn: () => void): () => void;
  close(): void;
}

/** What a player has chosen of one toy, or of all. */
export type Mapping = Partial<Record<Games.Follower, Partial<Games.Following>>>;

/** What storage can keep of a pattern. */
export type Stored = string | readonly Games.Keyframe[] | Games.KeyframePattern | null;

/** An output of a toy among those that can follow a game. */
export type LevelType = 'Vibrate' | 'Rotate' | 'Oscillate' | 'Constrict';
export type PositionType = 'Position' | 'HwPositionWithDuration';
