// Commands as authors write them: 'vibrate 50% 2s; pattern heartbeat'.

/** @import { Command, Word } from './internal.d.ts' */

/** @type {Record<string, string[]>} */
const verbs = {
  connect: ['where'],
  scan: [],
  disconnect: [],
  vibrate: ['level', 'time?'],
  rotate: ['speed', 'time?'],
  oscillate: ['level', 'time?'],
  constrict: ['level', 'time?'],
  move: ['level', 'time?'],
  pattern: ['pattern', 'level?', 'loop?'],
  stop: [],
};

/** @type {Record<string, (text: string) => Word>} */
const parts = {
  where: text => text,
  level: text => levelIn(text),
  speed: text => numberIn(text, -1, 1, 'a number from -1 to 1, or a percentage such as -50%'),
  time: text => timeIn(text),
  pattern: text => keyframesIn(text),
  loop: text => text === 'loop' ? true : numberIn(text.replace(/^x/, ''), 1, 1e6, 'loop, or how often, such as x3'),
};

// The commands of a text, each as an array for Story.act.
/**
 * @param {unknown} text
 * @returns {Command[]}
 */
export function commandIn(text) {
  return String(text).split(';').map(one => one.trim()).filter(one => one !== '').map(one => {
    const [verb, ...words] = one.split(/\s+/);
    return checkedCommand(verb, words);
  });
}

// A command by its verb and its words, which may be numbers already.
/**
 * @param {string} verb
 * @param {unknown[]} words
 * @returns {Command}
 */
export function checkedCommand(verb, words) {
  if (!Object.hasOwn(verbs, verb)) throw new TypeError(`There is no command “${verb}”; there are ${Object.keys(verbs).join(', ')}`);
  const takes = verbs[verb];
  const needed = takes.filter(part => !part.endsWith('?') && part !== 'where').length;
  if (words.length < needed || words.length > takes.length) {
    throw new TypeError(`${verb} takes ${takes.length === 0 ? 'nothing' : takes.map(part => part.replace('?', ' (optional)')).join(', ')}; it got “${words.join(' ')}”`);
  }
  return [verb, ...words.map((word, i) => {
    try {
      return typeof word === 'object' && word !== null ? word : parts[takes[i].replace('?', '')](String(word));
    } catch (error) {
      throw new TypeError(`${verb}: ${/** @type {Error} */ (error).message}`);
    }
  })];
}

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 * @param {string} what
 */
function numberIn(text, least, most, what) {
  const percent = /^(.+)%$/.exec(text);
  const number = text === '' ? NaN : percent ? Number(percent[1]) / 100 : Number(text);
  if (!(number >= least && number <= most)) throw new TypeError(`“${text}” is not ${what}`);
  return number;
}

/** @param {string} text */
function levelIn(text) {
  return numberIn(text, 0, 1, 'a number from 0 to 1, or a percentage such as 50%');
}

// 2s, 500ms, or a number of ms.
/** @param {string} text */
export function timeIn(text) {
  const [, digits, unit] = /^([\d.]+)(ms|s)?$/.exec(text) ?? [];
  const ms = Number(digits) * (unit === 's' ? 1000 : 1);
  if (!(ms >= 0 && ms <= 3600000)) throw new TypeError(`“${text}” is not a time such as 2s or 500ms, of an hour at most`);
  return ms;
}

// Keyframes as 0:0,500ms:1,1s:0 with a level for each time; anything else is the name of a pattern.
/**
 * @param {string} text
 * @returns {string | Array<[at: number, level: number]>}
 */
export function keyframesIn(text) {
  if (!text.includes(':')) return text;
  return text.split(',').map(pair => {
    const [time, level] = pair.split(':');
    return [timeIn(time.trim()), levelIn(level.trim())];
  });
}
