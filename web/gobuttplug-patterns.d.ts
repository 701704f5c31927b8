/**
 * Patterns that people choose, draw, record and share, and sources that they hold: gamepads and the microphone. They are
 * played by `Haptics` of gobuttplug-games.mjs. See docs/games.md.
 */
import { Channel, FunctionPattern, Keyframe, KeyframePattern } from './gobuttplug-games.js';
import { Action } from './gobuttplug-funscript.js';

/** Patterns to play for a while, until they are cancelled: tide, breath, climb, stairs, tease, gallop, ripple, staccato, heartbeat, purr. */
export const patterns: Readonly<Record<string, KeyframePattern>>;

/**
 * A pattern that somebody has drawn. Where the line goes back in time, what was drawn later counts.
 * @param points in the order in which they were drawn: ms from the beginning, level; what lies outside is brought in
 * @param options.duration in ms, if it is longer than what was drawn
 * @param options.loop default: until it is cancelled
 * @param options.tolerance how far the pattern may be from the line, in levels; default 0.02
 */
export function drawnPattern(points: ReadonlyArray<readonly [at: number, level: number]>, options?: { duration?: number; channel?: Channel; loop?: number | boolean; tolerance?: number }): KeyframePattern;

// ---- Sharing -----------------------------------------------------------------------------------

export interface SharedPattern {
  title: string;
  pattern: KeyframePattern;
}

/** A pattern as the text of a file. */
export function writePattern(pattern: SharedPattern | KeyframePattern | readonly Keyframe[]): string;
/** @throws {ButtplugDeviceError} with the code `invalid-value` and a sentence for whoever chose the file */
export function readPattern(text: string): SharedPattern;
/**
 * A pattern as a short text of letters, digits, `-` and `_`, for an address.
 * @throws {ButtplugDeviceError} with the code `invalid-value`, if it is too long for one
 */
export function packPattern(pattern: SharedPattern | KeyframePattern | readonly Keyframe[]): string;
/** @throws {ButtplugDeviceError} with the code `invalid-value` and a sentence for whoever opened the address */
export function unpackPattern(text: string): SharedPattern;

// ---- Recording ---------------------------------------------------------------------------------

/** Takes down what is played: up to six hours, or 50,000 changes of a channel. */
export class Recorder {
  /** @param now for tests: the time in ms */
  constructor(now?: () => number);
  get recording(): boolean;
  /** In ms. */
  get duration(): number;
  /** Begins anew. */
  start(): void;
  stop(): void;
  /** What a channel is from now on; `duration`: of a move, in ms. For `haptics.on('played', …)`, or for levels from elsewhere. */
  add(channel: Channel, level: number, duration?: number): void;
  /** One for each channel. */
  patterns(): KeyframePattern[];
  /**
   * For `writeFunscript` of gobuttplug-funscript.mjs. What vibrated is the strokes, too, if there are none.
   * @throws {ButtplugDeviceError} with the code `invalid-value`, if there is nothing that a funscript can hold
   */
  script(): { axes: { stroke?: Action[]; vib?: Action[]; suck?: Action[] } };
}

// ---- Sources -----------------------------------------------------------------------------------

export type GamepadControl = 'left-x' | 'left-y' | 'right-x' | 'right-y' | 'left-trigger' | 'right-trigger';

export interface GamepadOptions {
  /** Default: `'right-trigger'`. */
  control?: GamepadControl;
  /** The place of the gamepad among those of the browser, from 0; default 0. */
  pad?: number;
  channel?: Channel;
  /** The part of the way that does nothing, 0 to 0.9; default 0.1. */
  deadZone?: number;
}

/**
 * A stick or trigger as a pattern; it counts from when it is played until it is cancelled. Sticks have two directions for
 * `rotate` and `position`. In a tab that is not shown it is 0.
 */
export function gamepadPattern(options?: GamepadOptions, host?: { getGamepads(): ReadonlyArray<Gamepad | null> }): FunctionPattern;

export interface MicrophoneOptions {
  /** What is no level yet, in dB; default -50. */
  quietest?: number;
  channel?: Channel;
}

export interface Microphone {
  /** To be played. */
  readonly pattern: FunctionPattern;
  /** 0 to 1, for a meter. */
  readonly level: number;
  /** Lets go of the microphone. */
  close(): void;
}

/**
 * Asks for the microphone; call it in a click or key press. Nothing that it hears is kept or leaves the page.
 * @throws {ButtplugDeviceError} with the code `no-gesture`, `no-permission` or `no-microphone`
 */
export function microphone(options?: MicrophoneOptions, host?: { mediaDevices?: Pick<MediaDevices, 'getUserMedia'>; AudioContext?: typeof AudioContext; now?: () => number }): Promise<Microphone>;
