// Fewer points for the same line.

/** @typedef {[at: number, level: number]} Point */

// Leaves out points that are no farther than tolerance from the line between those that stay; of
// what is left, as many as may stay: then the tolerance grows.
/**
 * @param {readonly Point[]} points in the order of their times
 * @param {number} tolerance in levels
 * @param {number} most
 * @returns {Point[]}
 */
export function simplified(points, tolerance, most) {
  let result = reduced(points, tolerance);
  for (let more = tolerance * 2; result.length > most; more *= 2) result = reduced(result, more);
  return result;
}

/**
 * @param {readonly Point[]} points
 * @param {number} tolerance
 * @returns {Point[]}
 */
function reduced(points, tolerance) {
  const keep = new Uint8Array(points.length).fill(1, 0, 1);
  keep[points.length - 1] = 1;
  /** @type {Array<[from: number, to: number]>} */
  const open = [[0, points.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part, [start, low] = points[from], [end, high] = points[to];
    let far = tolerance, at = 0;
    for (let i = from + 1; i < to; i++) {
      const line = end > start ? low + (high - low) * (points[i][0] - start) / (end - start) : low;
      const off = Math.abs(points[i][1] - line);
      if (off > far) [far, at] = [off, i];
    }
    if (at === 0) continue;
    keep[at] = 1;
    open.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep[i] === 1);
}
