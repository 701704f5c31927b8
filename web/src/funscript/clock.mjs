// The time of a script: of a media element, or of a clock that stands in for one.

/** @import * as Declared from '../../gobuttplug-funscript.js' */
/** @typedef {Declared.MediaLike} Media */

// A clock that is this many ms away from where it was expected has jumped.
const JUMP = 100;
// One that stands still longer than this many times the steps in which it goes, has stalled.
const STALL = 3;
const LONGEST_STEP = 300;

// Reads the clock of a media element. Browsers move currentTime in steps, of 40 ms in some; between
// them the time goes on as the page's own clock does.
export class MediaTime {
  /** @param {Media} media */
  constructor(media) {
    this._media = media;
    this.rate = 1;
    this.time = 0;          // in ms
    this._since = 0;        // when it was that
    this._seen = NaN;       // what the media said last, in ms
    this._seenAt = 0;       // when it began to say so
    this._still = false;    // whether it has been seen to say so again
    this._step = 0;         // how long it says the same; 0 if it is never seen to
    this._runs = false;     // whether it has been seen to go on since it began to play
    this._played = false;
  }

  // Looks at the clock: whether it goes, and whether it has jumped since the last look.
  /** @param {number} now */
  read(now) {
    const { currentTime, playbackRate, paused, ended, seeking, readyState = 4 } = this._media;
    const said = currentTime * 1000;
    const plays = !paused && !ended && !seeking && readyState >= 3 && playbackRate > 0 && Number.isFinite(said);
    const expected = this.time + (now - this._since) * this.rate;
    const moved = said !== this._seen;
    let jumped = false;
    if (!plays || !this._played) { // it stands, or may not have begun to go
      this._runs = false;
      this._step = 0;
      this.time = said;
    } else if (!moved) {
      this._still = true;
      if (now - this._seenAt > Math.min(LONGEST_STEP, STALL * Math.max(20, this._step))) this._runs = false;
      this.time = this._runs ? expected : said;
    } else {
      const off = said - expected;
      jumped = !this._runs || Math.abs(off) > JUMP;
      // One that goes in steps can be late to say something, but not early.
      this.time = jumped || off > 0 || this._step < 1 ? said : expected + off / 10;
      if (this._runs) this._step = Math.max(this._still ? now - this._seenAt : 0, this._step * 0.9);
      this._runs = true;
    }
    if (moved) {
      this._seenAt = now;
      this._still = false;
    }
    this._seen = said;
    this._played = plays;
    this._since = now;
    this.rate = playbackRate;
    return { goes: plays && this._runs, jumped };
  }
}

// A clock that plays as a media element does, for scripts without one.
export class MediaClock extends EventTarget {
  static get name() { return 'MediaClock'; }

  // duration is in seconds, as all of it is.
  /**
   * @param {{ duration?: number }} [options]
   * @param {() => number} [now]
   */
  constructor({ duration = Infinity } = {}, now = () => performance.now()) {
    super();
    this._now = now;
    this.duration = duration;
    this._rate = 1;
    this._paused = true;
    this._at = 0;        // where it was
    this._since = now(); // and when
  }

  get currentTime() {
    const passed = this._paused ? 0 : (this._now() - this._since) / 1000 * this._rate;
    return Math.min(this.duration, this._at + passed);
  }

  set currentTime(seconds) {
    this._paused = this.paused;
    this._set(Number.isFinite(seconds) ? Math.min(this.duration, Math.max(0, seconds)) : 0);
    this._tell('seeking');
    this._tell('seeked');
  }

  get playbackRate() {
    return this._rate;
  }

  set playbackRate(rate) {
    this._set(this.currentTime);
    this._rate = rate > 0 && rate <= 16 ? rate : 1;
    this._tell('ratechange');
  }

  // Also at the end, as media elements are.
  get paused() {
    return this._paused || this.ended;
  }

  get ended() {
    return this.currentTime >= this.duration;
  }

  get seeking() {
    return false;
  }

  get readyState() {
    return 4;
  }

  async play() {
    if (!this.paused) return;
    this._set(this.ended ? 0 : this.currentTime);
    this._paused = false;
    this._tell('play');
    this._tell('playing');
  }

  pause() {
    if (this.paused) return;
    this._set(this.currentTime);
    this._paused = true;
    this._tell('pause');
  }

  /** @param {number} seconds */
  _set(seconds) {
    this._at = seconds;
    this._since = this._now();
  }

  /** @param {string} event */
  _tell(event) {
    this.dispatchEvent(new Event(event));
  }
}
