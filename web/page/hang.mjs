// Whether the page has hung: a tick that comes far too late tells it.

export const EVERY = 1000;  // ms between ticks
export const LONGEST = 3000; // ms that a tick may be late

// Gives a function that is called at each tick, and tells for how many ms the page has hung since the last
// one; 0 for not at all.
/** @param {number} start */
export function hangWatch(start) {
  let last = start;
  return (/** @type {number} */ now) => {
    const late = now - last - EVERY;
    last = now;
    return late > LONGEST ? late : 0;
  };
}
