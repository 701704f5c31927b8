/**
 * Funscripts on toys, in step with a video, an audio file or a clock. See docs/funscript.md.
 */
import { ButtplugClient, ButtplugClientDevice, ButtplugError, ButtplugGroup, EventEmitter } from './gobuttplug.js';
import { Haptics, HapticsOptions } from './gobuttplug-games.js';

// ---- Scripts -----------------------------------------------------------------------------------

/** A place at a time: `at` in ms, `pos` from 0 to 100. */
export interface Action {
  readonly at: number;
  readonly pos: number;
}

/** What moves: the strokes, further directions and angles of a stroker, and levels. */
export type Axis = 'stroke' | 'surge' | 'sway' | 'twist' | 'roll' | 'pitch' | 'vib' | 'vib2' | 'pump' | 'suck' | 'valve' | 'lube';

export const axes: readonly Axis[];

export interface Funscript {
  /** `''` if it has none. */
  readonly title: string;
  /** When its last action is, in ms. */
  readonly duration: number;
  /** Those that have actions, in the order of their times. */
  readonly axes: Readonly<Partial<Record<Axis, readonly Action[]>>>;
  /** Sentences about what was mended or left out; for whoever chose the file. */
  readonly notes: readonly string[];
  /** The same in parts, for pages in other languages. */
  readonly details: readonly ScriptNote[];
}

/**
 * Which sentence it is, and what is put in: `unordered`, of `file` and `axis`. Errors with the code `invalid-script` have
 * both, too. More reasons may come.
 */
export interface ScriptNote {
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * Reads a script: a text of JSON, what was parsed from one, or its actions alone.
 * @param options.name the name of the file, which tells the axis: `scene.twist.funscript`
 * @throws {ButtplugDeviceError & ScriptNote} with the code `invalid-script` and a sentence, if it is none, is empty or is too large
 */
export function parseFunscript(source: unknown, options?: { name?: string }): Funscript;

/**
 * Reads a script of one file, or of several, one for each axis: files, answers of `fetch`, texts, objects.
 * @throws {ButtplugDeviceError} as `parseFunscript` does
 */
export function readFunscripts(sources: FunscriptSource | Iterable<FunscriptSource>): Promise<Funscript>;

export type FunscriptSource = Blob | Response | string | object;

/** Writes a script, or the actions of one axis, as the text of a file. Times and places become whole numbers. */
export function writeFunscript(script: readonly Action[] | { axes: Partial<Record<Axis, readonly Action[]>>; title?: string }): string;

// ---- What is made of a script ------------------------------------------------------------------

/** In this order. */
export interface Transform {
  /** Up is down. */
  invert?: boolean;
  /** One stroke in place of two. */
  halfSpeed?: boolean;
  /** Each place is the mean of so many ms; 0 to 5000. */
  smooth?: number;
  /** The least and the greatest place become 0 and 100. */
  stretch?: boolean;
  /** Where 0 and 100 are then. */
  range?: readonly [low: number, high: number];
  /** The greatest speed, in hundredths of the range a second; faster strokes become shorter. */
  speedLimit?: number;
}

/** The actions with a transform; those given stay as they are. */
export function transformed(actions: readonly Action[], transform?: Transform): readonly Action[];

// ---- Playing -----------------------------------------------------------------------------------

/** What of a media element is used. A page may have a source of time of its own that is like one. */
export interface MediaLike extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  /** In seconds. */
  readonly currentTime: number;
  readonly playbackRate: number;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly seeking: boolean;
  /** From 3 on it plays. Default: 4. */
  readonly readyState?: number;
}

/** A clock that plays as a media element does, for scripts without one. All its times are in seconds. */
export class MediaClock extends EventTarget implements MediaLike {
  /** @param now for tests: the time in ms */
  constructor(options?: { duration?: number }, now?: () => number);
  readonly duration: number;
  currentTime: number;
  /** Up to 16. */
  playbackRate: number;
  get paused(): boolean;
  get ended(): boolean;
  get seeking(): boolean;
  get readyState(): number;
  play(): Promise<void>;
  pause(): void;
}

export type Target = ButtplugClient | ButtplugGroup | ButtplugClientDevice | readonly ButtplugClientDevice[] | Haptics;

export interface PlayerSettable {
  transform: Transform;
  /** Transforms of single axes, instead of that. */
  axes: Partial<Record<Axis, Transform>>;
  /** By how many ms the toys are later than the media; below 0 they are earlier. */
  offset: number;
  /** Of all that has a level, 0 to 1; default 1. Strokers go where the script says, but for 0: then nothing moves. */
  strength: number;
  /** The speed at which what follows the speed is at full strength, in hundredths of the range a second; default 400. */
  fullSpeed: number;
}

/** Those of `Haptics` count if the target is none. */
export interface PlayerOptions extends Partial<PlayerSettable>, HapticsOptions {}

/**
 * `'ready'`: nothing moves until the media element is started. `'stalled'`: it should play and does not, because it loads,
 * say.
 */
export type PlayerState = 'ready' | 'playing' | 'paused' | 'stalled' | 'detached';

export interface PlayerEvents {
  statechange: [state: PlayerState];
  error: [error: ButtplugError];
}

/**
 * Plays a script on toys in step with a media element. Nothing moves until somebody who uses the page starts that; then
 * pauses, seeks, stalls and rates hold for the toys too.
 * @param media a `<video>`, an `<audio>`, a `MediaClock`, or what is like them
 * @param script what `parseFunscript` takes or gives
 * @param target a client, for all its toys; a group, a device, an array of devices; or a `Haptics`, to play with what that plays
 * @throws {ButtplugDeviceError} with the code `invalid-script`, or `invalid-value` for an option
 */
export function attach(media: MediaLike, script: Funscript | string | object, target: Target, options?: PlayerOptions): FunscriptPlayer;

/** What `attach` gives. */
export class FunscriptPlayer extends EventEmitter<PlayerEvents> {
  constructor(media: MediaLike, script: Funscript | string | object, target: Target, options?: PlayerOptions);
  get haptics(): Haptics;
  get media(): MediaLike;
  get state(): PlayerState;
  /** Of the script, in ms. */
  get time(): number;
  /** All of these may be changed while it plays. */
  get script(): Funscript;
  set script(script: Funscript);
  get transform(): Transform;
  set transform(transform: Transform);
  get axes(): Partial<Record<Axis, Transform>>;
  set axes(axes: Partial<Record<Axis, Transform>>);
  get offset(): number;
  set offset(ms: number);
  get strength(): number;
  set strength(strength: number);
  get fullSpeed(): number;
  set fullSpeed(speed: number);
  /** An axis as it is played, with its transform; `'stroke'` by default. */
  actions(axis?: Axis): readonly Action[];
  /** For media that play already: lets the toys follow from now on. Call it in a click or key press. */
  start(): void;
  /** Keeps the toys still until the media element is started again, or `start()` is called. */
  stop(): void;
  /** Lets go of the media element and of the toys. */
  detach(): void;
}

// ---- Pictures ----------------------------------------------------------------------------------

/** A part of a script between two actions: times in ms, speed in hundredths of the range a second. */
export interface Segment {
  from: number;
  to: number;
  speed: number;
}

export function segmentsOf(actions: readonly Action[]): Segment[];
/** The mean speed in each of so many equal parts (default 200) of the duration in ms (default: up to the last action). */
export function heatmapOf(actions: readonly Action[], options?: { columns?: number; duration?: number }): number[];
/** The colour of a speed, for CSS and canvas. */
export function speedColour(speed: number): string;
/** Fills a canvas with the heat map. */
export function drawHeatmap(canvas: HTMLCanvasElement | OffscreenCanvas, actions: readonly Action[], options?: { duration?: number }): void;
/**
 * Draws the actions from one time to another, in ms, as a line that has the colours of its speeds.
 * @param options.time where a mark is drawn, in `colour`
 * @param options.line how broad it is, in pixels of the canvas
 */
export function drawTimeline(canvas: HTMLCanvasElement | OffscreenCanvas, actions: readonly Action[], options?: { from?: number; to?: number; time?: number; line?: number; colour?: string }): void;
