// An axis over time: places from 0 to 1 and times in ms.

/** @import * as Declared from '../../gobuttplug-funscript.js' */

export class Track {
  /** @param {readonly Declared.Action[]} actions in the order of their times */
  constructor(actions) {
    this.at = Float64Array.from(actions, action => action.at);
    this.pos = Float64Array.from(actions, action => action.pos / 100);
  }

  get length() {
    return this.at.length;
  }

  // The index of the first point after a time.
  /** @param {number} time */
  after(time) {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // Where it is at a time; before the first point and after the last one, there.
  /** @param {number} time */
  place(time) {
    const { at, pos } = this, i = this.after(time);
    if (i === 0) return pos[0];
    if (i === this.length) return pos[i - 1];
    return pos[i - 1] + (pos[i] - pos[i - 1]) * (time - at[i - 1]) / (at[i] - at[i - 1]);
  }

  // How fast it is at a time, in ranges a second; below 0 on the way down.
  /** @param {number} time */
  speed(time) {
    const { at, pos } = this, i = this.after(time);
    return i === 0 || i === this.length ? 0 : (pos[i] - pos[i - 1]) / (at[i] - at[i - 1]) * 1000;
  }

  /** @param {number} time */
  within(time) {
    return time >= this.at[0] && time <= this.at[this.length - 1];
  }
}
