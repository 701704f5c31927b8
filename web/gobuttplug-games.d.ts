/**
 * What games play on toys: levels and patterns of several sources, events that players can make feel as they
 * like, and rumble. See docs/games.md.
 */
import { ButtplugClient, ButtplugClientDevice, ButtplugError, ButtplugGroup, EventEmitter } from './gobuttplug.js';

// ---- Patterns ----------------------------------------------------------------------------------

/** What a level is for. A position is a place from 0 to 1, a rotation goes from -1 to 1, all else from 0 to 1. */
export type Channel = 'vibrate' | 'rotate' | 'oscillate' | 'constrict' | 'position';

/** How a level gets to a keyframe. `step` stays as it is until then. */
export type EasingName = 'linear' | 'step' | 'ease-in' | 'ease-out' | 'ease-in-out' | 'sine';
/** Gets the part of the way that is over in time, and gives the part that is over in level; both from 0 to 1. */
export type Easing = EasingName | ((part: number) => number);

/** The level at a time, in ms from the beginning, and how it gets there. */
export type Keyframe =
  | readonly [at: number, level: number, easing?: Easing]
  | { readonly at: number; readonly level: number; readonly easing?: Easing };

export interface KeyframePattern {
  /** In the order of their times. If the first is later than 0, the pattern begins at level 0. */
  keyframes: readonly Keyframe[];
  /** How often it plays; `true`: until it is cancelled. Default: once. */
  loop?: number | boolean;
  /** Default: `'vibrate'`. */
  channel?: Channel;
}

export interface FunctionPattern {
  /** The level at a time in ms. What is out of range is brought into it; what is no number is 0. */
  level: (ms: number) => number;
  /** In ms; `Infinity` for no end. */
  duration: number;
  loop?: number | boolean;
  channel?: Channel;
}

export type Pattern = readonly Keyframe[] | KeyframePattern | FunctionPattern | ((ms: number) => number);

/** What every pattern can have besides its own options. */
export interface PatternOptions {
  loop?: number | boolean;
  channel?: Channel;
}

/** From one level to another; default: from 0 to 1 in 1000 ms. */
export function ramp(options?: PatternOptions & { from?: number; to?: number; duration?: number; easing?: Easing }): KeyframePattern;
/** On and off; default: three times 100 ms each. */
export function pulses(options?: PatternOptions & { level?: number; on?: number; off?: number; times?: number }): KeyframePattern;
/** Up and down, until it is cancelled; default: between 0 and 1 in 1000 ms. */
export function wave(options?: PatternOptions & { low?: number; high?: number; period?: number; easing?: Easing }): KeyframePattern;
/** Up to a level within `attack` ms, down to the part `sustain` of it within `decay` ms, held, and out within `release` ms. */
export function envelope(options?: PatternOptions & { level?: number; attack?: number; decay?: number; sustain?: number; hold?: number; release?: number }): KeyframePattern;
/** One pattern after the other. */
export function sequence(...patterns: Array<readonly Keyframe[] | KeyframePattern>): KeyframePattern;

/**
 * A pattern of keyframes from elsewhere: from a file, from another player.
 * @throws {ButtplugDeviceError} with the code `invalid-value`, if it is none
 * @returns a plain copy, which can be stored
 */
export function checkPattern(pattern: unknown): KeyframePattern;

/** The events that have a pattern of their own: tap, knock, pulse, hit, explosion, boost, reward, heartbeat, wave, purr, rumble. */
export const presets: Readonly<Record<string, KeyframePattern>>;
export const easings: Readonly<Record<EasingName, (part: number) => number>>;

// ---- Haptics -----------------------------------------------------------------------------------

/**
 * How several sources come together: the greatest counts; (`'sum'`) they are added on top of that; or (`'product'`) they are
 * the part of all that which gets through.
 */
export type Mix = 'max' | 'sum' | 'product';

export type Devices = ButtplugClientDevice | readonly ButtplugClientDevice[] | ButtplugGroup;

export interface HapticsOptions {
  /** The choices of the player. Default: `playerSettings`. */
  settings?: PlayerSettings;
  /** Default of all sources: `'max'`. */
  mix?: Mix;
  /** The key that stops everything (see `safety.usePanicKey`), or `false` for none. Default: Escape twice within a second. */
  panicKey?: { key?: string; presses?: number; within?: number } | false;
  /** What happens while the tab is hidden. Default: `'keep'`, it goes on at full rate. */
  whenHidden?: 'keep' | 'pause' | 'stop';
}

export interface LevelOptions {
  /** Who asks; every source has a level of its own. Default: `''`. */
  source?: string;
  mix?: Mix;
  /** Only the motor that this counts to, from 0; toys with fewer use their last one. */
  motor?: number;
  /** Only these toys. */
  devices?: Devices;
}

export interface PlayOptions {
  /** 0 to 1; default 1. */
  strength?: number;
  /** How many times as fast, 0.1 to 10; default 1. */
  speed?: number;
  mix?: Mix;
  motor?: number;
  devices?: Devices;
  /** Instead of the loop of the pattern. */
  loop?: number | boolean;
  /** Effects of one name end each other. Default: the name of the event. */
  name?: string;
  /** Let an effect of the same name go on. */
  overlap?: boolean;
}

export interface HapticsEvents {
  error: [error: ButtplugError];
  /** What all sources come to has changed, whatever the toys make of it; for a recording, say. `duration`: of a move, in ms. */
  played: [channel: Channel, level: number, duration?: number];
}

/**
 * Plays on the toys of a client. All methods return at once and may be called at any rate, with or without
 * toys: each output of a toy gets one command in 20 ms at most, and nothing that it has already.
 *
 * What makes no sense (NaN, a string, a level out of range) is thrown at once as a `ButtplugDeviceError` with a
 * `code`. What goes wrong later is the event `error`, once until it works again; nothing is ever an unhandled
 * rejection.
 */
export class Haptics extends EventEmitter<HapticsEvents> {
  /** @param target a client, for all its toys, those to come too; or a group, a device, an array of devices */
  constructor(target: ButtplugClient | ButtplugGroup | ButtplugClientDevice | readonly ButtplugClientDevice[], options?: HapticsOptions);
  /** A level from 0 to 1 that lasts until the same source gives another one. The player says what else follows it. */
  vibrate(level: number, options?: LevelOptions): void;
  /** From -1 to 1. */
  rotate(speed: number, options?: LevelOptions): void;
  oscillate(speed: number, options?: LevelOptions): void;
  constrict(level: number, options?: LevelOptions): void;
  /** Sends strokers to a place from 0 to 1 within so many ms. */
  move(position: number, duration?: number, options?: { devices?: Devices }): void;
  /** Plays a pattern, or the event of that name as the player, the game or the preset has it. */
  play(what: string | Pattern, options?: PlayOptions): Effect;
  /** Gives an event of the game its pattern, or that of another event, and a title for the player. */
  define(event: string, pattern: string | Pattern, options?: { title?: string }): void;
  /** What the game defined, for a page of settings. */
  get definitions(): Array<{ name: string; title: string; binding: string | Pattern | null | undefined }>;
  /** Cancels everything and stops the toys at once. */
  stop(): void;
  /** Keeps everything still until `resume()`; levels and patterns go on then. */
  pause(): void;
  resume(): void;
  get paused(): boolean;
  /** What plays or is paused; 64 at most, then the oldest is cancelled. */
  get effects(): Effect[];
  /** Stops everything and lets go of the toys. */
  close(): void;
}

/** A pattern that plays. */
export class Effect {
  private constructor();
  readonly name: string | undefined;
  get state(): 'playing' | 'paused' | 'ended' | 'cancelled';
  /** How far it has played, in ms. */
  get time(): number;
  /** 0 to 1, also while it plays. */
  strength: number;
  /** 0.1 to 10, also while it plays. */
  speed: number;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Never rejects. */
  readonly finished: Promise<'ended' | 'cancelled'>;
}

// ---- The player's choices ----------------------------------------------------------------------

/** The outputs that can follow a game that vibrates, the most alike first. */
export type Follower = 'Vibrate' | 'Oscillate' | 'Rotate' | 'Constrict' | 'Position';

export interface Following {
  /** `'alone'`: if the toy has no output that comes before it in `Follower`. */
  follow: 'always' | 'alone' | 'never';
  /** What vibration at full level is for it, 0 to 1. */
  strength: number;
  /** What of a funscript it follows: how fast it moves, or where it is. `'auto'`: see docs/funscript.md. */
  script: 'auto' | 'speed' | 'position' | 'never';
  /** Which axis of a funscript: `'stroke'`, `'twist'`, … `'auto'`: the one that fits, or else the strokes. */
  axis: string;
  /** Of `Position`: how long a stroke there and back takes at the lowest level, in ms. */
  slow?: number;
  /** Of `Position`: at the highest level. */
  fast?: number;
}

/** What the player has chosen, remembered by the browser. */
export class PlayerSettings {
  /** @param game keeps the settings of several games of one site apart */
  constructor(game?: string);
  /** What each output does when a game vibrates: of a toy (a device or its name), or in general. */
  mapping(toy?: ButtplugClientDevice | string): Record<Follower, Following>;
  /** Changes parts of that. */
  map(output: Follower, change: Partial<Following>, toy?: ButtplugClientDevice | string): void;
  /** What an event is bound to: a pattern, the name of another event, `null` for nothing; `undefined` if it is not bound. */
  binding(event: string): string | readonly Keyframe[] | KeyframePattern | null | undefined;
  /** Binds an event. Patterns have to be keyframes with named easings, so that they can be stored. */
  bind(event: string, pattern: string | readonly Keyframe[] | KeyframePattern | null): void;
  /** Makes an event what the game made it. */
  unbind(event: string): void;
  /** Forgets what was chosen for a toy (a device or its name), or everything. */
  reset(toy?: ButtplugClientDevice | string): void;
  /** Calls the listener after every change, also one in another tab; returns a function that ends it. */
  onchange(listener: () => void): () => void;
}

/** The settings that all games of the site share. */
export const playerSettings: PlayerSettings;

// ---- Rumble ------------------------------------------------------------------------------------

export interface RumbleOptions extends HapticsOptions {
  /** 0 to 1; default 1. */
  strength?: number;
  /** Whether `navigator.vibrate` drives the toys; default `true`. */
  vibrate?: boolean;
  /** Whether the rumble of gamepads does; default `true`. */
  gamepads?: boolean;
}

/**
 * Lets the rumble that a game makes anyway drive the toys: `navigator.vibrate`, and `playEffect` of a gamepad's
 * `vibrationActuator`, whose strong motor is motor 0 and whose weak one is motor 1. Phones and gamepads rumble
 * as before; gamepads without an actuator get one. A second bridge takes the place of the first. Returns a
 * function that takes the bridge away.
 */
export function bridgeRumble(target: ConstructorParameters<typeof Haptics>[0] | Haptics, options?: RumbleOptions): () => void;
