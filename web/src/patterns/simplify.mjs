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

// In one pass, so that noise takes no longer than anything else. From the point that was kept last,
// steepest and flattest are the lines that still come near enough to all points since.
/**
 * @param {readonly Point[]} points
 * @param {number} tolerance
 * @returns {Point[]}
 */
function reduced(points, tolerance) {
  const result = points.slice(0, 1);
  let steepest = Infinity, flattest = -Infinity;
  for (let i = 1; i < points.length; i++) {
    let [start, low] = result[result.length - 1];
    const slope = (points[i][1] - low) / (points[i][0] - start);
    if (slope > steepest || slope < flattest) {
      result.push(points[i - 1]);
      [start, low] = points[i - 1];
      steepest = Infinity;
      flattest = -Infinity;
    }
    const [at, level] = points[i];
    steepest = Math.min(steepest, (level + tolerance - low) / (at - start));
    flattest = Math.max(flattest, (level - tolerance - low) / (at - start));
  }
  return points.length > 1 ? [...result, points[points.length - 1]] : result;
}
