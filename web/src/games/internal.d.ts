// Types of what is no part of the module's own face: see ../../gobuttplug-games.d.ts for that.
import type * as Games from '../../gobuttplug-games.js';
import type * as Public from '../../gobuttplug.js';
import type { Effect } from './effect.mjs';
import type { LevelDrive, PositionDrive } from './drive.mjs';

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

/** What is played by another clock than that of patterns, and says for each output what it does now. */
export interface Live {
  /** Looks at its clock; gives how many ms there are to the next frame that it wants. */
  _frame(now: number): number;
  /** What an output does now; -1 to 1. `follows`: whether it does something when a game vibrates. */
  _level(drive: LevelDrive, rules: Record<Games.Follower, Games.Following>, follows: boolean): number;
  /** Where a stroker goes, or an axis of one. */
  _route(rules: Record<Games.Follower, Games.Following>, drive: PositionDrive): Route | undefined;
  /** Everything was stopped. */
  _forget(): void;
}

/** The way of a stroker over time, seen from now. Places are from 0 to 1. */
export interface Route {
  /** Another one each time that the way does not go on from where it was. */
  readonly leg: unknown;
  /** Where the way is now. */
  readonly place: number;
  /** The next move of a toy that is at a place and takes one in `gap` ms; undefined at the end of the way. */
  next(place: number, gap: number): Move | undefined;
  /** The move that meets the way in so many ms. */
  meet(ms: number): Move;
  /** How many ms there are until a time of the way. */
  until(at: number): number;
}

export interface Move {
  to: number;
  ms: number;
  /** When it arrives, in the time of the way. */
  at: number;
}

/** A sentence in parts: which one it is, and what is put in. */
export interface Told {
  reason: string;
  values: Readonly<Record<string, string | number>>;
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
