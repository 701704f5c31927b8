// Reads and writes funscripts: 1.0 has one axis, 1.1 further ones in a list, 2.0 in an object; and
// there can be a file for each axis. What people and programs have made of the format is mended and
// told, what can't be right is refused.

import { refuse as refuseWith } from '../games/check.mjs';

/** @import * as Declared from '../../gobuttplug-funscript.js' */

// The most bytes and points of a script, its files together, and the longest one, in ms.
const MOST_BYTES = 16 * 2 ** 20;
const MOST_POINTS = 200000;
const LONGEST = 24 * 3600 * 1000;
const MOST_FILES = 64;
const MOST_NOTES = 20;

// The axes, with the names that they have in files and in the names of files.
/** @type {Record<Declared.Axis, string[]>} */
const names = {
  stroke: ['l0', 'up'],
  surge: ['l1', 'forward'],
  sway: ['l2', 'left'],
  twist: ['r0', 'yaw'],
  roll: ['r1'],
  pitch: ['r2'],
  vib: ['v0', 'vib1', 'vibe', 'vibrate', 'vibration'],
  vib2: ['v1', 'vibe2'],
  pump: [],
  suck: ['a1', 'suction'],
  valve: ['a0', 'suckmanual', 'suckposition'],
  lube: ['a2'],
};

export const axes = /** @type {readonly Declared.Axis[]} */ (Object.freeze(Object.keys(names)));
// The axes by all their names.
export const axisByName = new Map(axes.flatMap(axis => [axis, ...names[axis]].map(name => /** @type {const} */ ([name, axis]))));

/** @typedef {{ axes: Partial<Record<Declared.Axis, Declared.Action[]>>, points: number, title: string, notes: Declared.ScriptNote[] }} Draft */

/** @type {(values: Record<string, unknown>) => unknown} */
const of = ({ file }) => file || 'The script';

// What is told of scripts, by its reason: why one is refused, and what was mended or left out.
/** @type {Readonly<Record<string, (values: Record<string, unknown>) => string>>} */
export const sentences = Object.freeze({
  'too-many-files': ({ n, most }) => `There are ${n} files; a script has ${most} at most`,
  'not-fetched': v => `${of(v)} can’t be fetched: the server answers ${v.status}`,
  'too-large': v => `${of(v)} is too large: a script has ${v.most} MB at most, all its files together`,
  'no-object': v => `${of(v)} is no funscript: it holds no object`,
  'no-json': v => `${of(v)} is no funscript: it is not JSON (${v.why})`,
  'no-actions': v => `${of(v)} is no funscript: it has no actions`,
  'too-many-points': v => `${of(v)} has too many points: more than ${v.most} in all. Simplify the script in an editor, or cut it`,
  empty: () => 'The script is empty: it has no points',
  unusable: ({ why }) => `The script is empty: it has no points that can be used (${why})`,
  'unknown-axis': v => `${of(v)}: the axis ${JSON.stringify(v.name)} is not known, and left out`,
  'second-axis': v => `${of(v)}: there is another ${v.axis} already; this one is left out`,
  'bad-points': v => `${of(v)}: ${v.n} of the ${v.all} points of ${v.axis} have no time or place that can be right, and are left out`,
  unordered: v => `${of(v)}: the points of ${v.axis} were not in the order of their times`,
  'same-time': v => `${of(v)}: ${v.n} points of ${v.axis} are at the time of another one, and are left out`,
});

/**
 * @param {string} reason
 * @param {Declared.ScriptNote['values']} [values]
 * @returns {never}
 */
const refuse = (reason, values = {}) => refuseWith('invalid-script', sentences[reason](values), { reason, values });

// The script in a text of JSON, or in what was parsed from one. name is that of the file; it tells
// the axis: scene.twist.funscript.
/**
 * @param {unknown} source
 * @param {{ name?: string }} [options]
 */
export function parseFunscript(source, { name = '' } = {}) {
  const draft = drafted();
  add(draft, source, String(name));
  return finished(draft);
}

// The script in files (or texts, objects, answers of fetch), which may be one for each axis.
/** @param {unknown} sources */
export async function readFunscripts(sources) {
  const list = isList(sources) ? [...sources] : [sources];
  if (list.length > MOST_FILES) refuse('too-many-files', { n: list.length, most: MOST_FILES });
  const draft = drafted();
  let bytes = 0;
  for (const source of list) {
    const name = String(source?.name ?? (typeof source?.url === 'string' ? source.url.replace(/[?#].*/, '').replace(/.*\//, '') : ''));
    if (source?.ok === false) refuse('not-fetched', { file: short(name), status: Number(source.status) });
    const blob = typeof source?.arrayBuffer === 'function' && source.size === undefined ? await source.blob() : source;
    bytes += blob?.size ?? 0;
    if (bytes > MOST_BYTES) tooLarge(short(name));
    add(draft, typeof blob?.arrayBuffer === 'function' ? decoded(await blob.arrayBuffer()) : blob, name);
  }
  return finished(draft);
}

// A script as the text of a file: the strokes where every player looks for them, further axes where
// those of 1.1 do. actions of one axis, or { axes } as parseFunscript gives them.
/**
 * @param {readonly Declared.Action[] | { axes: Partial<Record<Declared.Axis, readonly Declared.Action[]>>, title?: string }} script
 * @returns {string}
 */
export function writeFunscript(script) {
  const { axes: all, title: text = '' } = Array.isArray(script) ? { axes: { stroke: script } } : /** @type {Declared.Funscript} */ (script);
  const { axes: checked } = parseFunscript({ axes: all, metadata: { title: text } });
  const plain = (/** @type {readonly Declared.Action[]} */ actions) => actions.map(({ at, pos }) => ({ at: Math.round(at), pos: Math.round(pos) }));
  const further = axes.filter(axis => axis !== 'stroke' && checked[axis]).map(axis => ({ id: (names[axis][0] ?? axis).toUpperCase(), actions: plain(checked[axis] ?? []) }));
  return JSON.stringify({
    version: further.length > 0 ? '1.1' : '1.0',
    inverted: false,
    range: 100,
    actions: plain(checked.stroke ?? []),
    ...further.length > 0 && { axes: further },
    metadata: { ...text && { title: text }, creator: 'gobuttplug' },
  });
}

/** @returns {Draft} */
const drafted = () => ({ axes: {}, points: 0, title: '', notes: [] });

/**
 * @param {Draft} draft
 * @param {string} reason
 * @param {Declared.ScriptNote['values']} values
 */
function note({ notes }, reason, values) {
  if (notes.length < MOST_NOTES) notes.push(Object.freeze({ reason, values: Object.freeze(values) }));
}

// Puts what is in a file into the draft.
/**
 * @param {Draft} draft
 * @param {unknown} source
 * @param {string} name
 */
function add(draft, source, name) {
  const file = short(name);
  const script = typeof source === 'string' ? parsed(source, file) : source;
  if (script === null || typeof script !== 'object') refuse('no-object', { file });
  const fields = /** @type {Record<string, any>} */ (script);
  const main = Array.isArray(script) ? script : fields.actions;
  const inner = [fields.axes, fields.channels, fields.tracks].flatMap(one => Array.isArray(one)
    ? one.map(axis => /** @type {const} */ ([axis?.id ?? axis?.name, axis]))
    : Object.entries(one && typeof one === 'object' ? one : {}));
  if (!Array.isArray(main) && inner.length === 0) refuse('no-actions', { file });
  const text = fields.metadata?.title ?? fields.title;
  if (typeof text === 'string') draft.title ||= text.slice(0, 200);
  const inverted = isTrue(fields.inverted);
  if (Array.isArray(main) && main.length > 0) put(draft, axisOfFile(name), main, inverted, file);
  for (const [id, axis] of inner.slice(0, MOST_FILES)) {
    const known = axisByName.get(String(id).toLowerCase());
    const actions = Array.isArray(axis) ? axis : axis?.actions;
    if (!known) note(draft, 'unknown-axis', { file, name: String(id).slice(0, 40) });
    else if (Array.isArray(actions) && actions.length > 0) put(draft, known, actions, isTrue(axis.inverted ?? inverted), file);
  }
}

/**
 * @param {Draft} draft
 * @param {Declared.Axis} axis
 * @param {any[]} source
 * @param {boolean} inverted
 * @param {string} file
 */
function put(draft, axis, source, inverted, file) {
  if (draft.axes[axis]) return note(draft, 'second-axis', { file, axis });
  draft.points += source.length;
  if (draft.points > MOST_POINTS) refuse('too-many-points', { file, most: MOST_POINTS });
  /** @type {Declared.Action[]} */
  const all = [];
  for (const action of source) {
    const at = numeric(action?.at), pos = numeric(action?.pos);
    if (at >= 0 && at <= LONGEST && Number.isFinite(pos)) all.push({ at, pos: Math.min(100, Math.max(0, inverted ? 100 - pos : pos)) });
  }
  const bad = source.length - all.length;
  if (bad > 0) note(draft, 'bad-points', { file, axis, n: bad, all: source.length });
  if (all.some(({ at }, i) => i > 0 && at < all[i - 1].at)) {
    all.sort((a, b) => a.at - b.at);
    note(draft, 'unordered', { file, axis });
  }
  // Of points at one time the last one counts.
  const kept = all.filter(({ at }, i) => at !== all[i + 1]?.at);
  if (kept.length < all.length) note(draft, 'same-time', { file, axis, n: all.length - kept.length });
  if (kept.length > 0) draft.axes[axis] = kept;
}

/**
 * @param {Draft} draft
 * @returns {Declared.Funscript}
 */
function finished({ axes: found, title: text, notes: details }) {
  const all = Object.values(found), notes = details.map(({ reason, values }) => sentences[reason](values));
  if (all.length === 0 && notes.length > 0) refuse('unusable', { why: notes[0] });
  if (all.length === 0) refuse('empty');
  const duration = Math.max(...all.map(actions => actions[actions.length - 1].at));
  return Object.freeze({ title: text, duration, axes: Object.freeze(found), notes: Object.freeze(notes), details: Object.freeze(details) });
}

/**
 * @param {string} text
 * @param {string} file
 * @returns {unknown}
 */
function parsed(text, file) {
  if (text.length > MOST_BYTES) tooLarge(file);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse('no-json', { file, why: /** @type {Error} */ (error).message.slice(0, 100) });
  }
}

// Some editors of Windows write UTF-16.
/** @param {ArrayBuffer} bytes */
function decoded(bytes) {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const name = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(name).decode(bytes);
}

/** @param {unknown} value */
function numeric(value) {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length < 40 && value.trim() !== '' ? Number(value.replace(',', '.')) : NaN;
}

/** @param {unknown} value */
const isTrue = value => value === true || value === 1 || typeof value === 'string' && value.toLowerCase() === 'true';

/** @param {string} name */
function axisOfFile(name) {
  const parts = name.toLowerCase().replace(/\.(funscript|json)$/, '').split('.');
  return parts.length > 1 ? axisByName.get(parts[parts.length - 1]) ?? 'stroke' : 'stroke';
}

/** @type {(name: string) => string} */
const short = name => name.slice(0, 80);

/** @type {(file: string) => never} */
const tooLarge = file => refuse('too-large', { file, most: MOST_BYTES / 2 ** 20 });

/**
 * @param {unknown} value
 * @returns {value is Iterable<any>}
 */
function isList(value) {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !isActions(value);
}

// Whether it is the actions of a script rather than several scripts.
/** @param {unknown} value */
const isActions = value => Array.isArray(value) && value[0] && typeof value[0] === 'object' && Object.hasOwn(value[0], 'at');
