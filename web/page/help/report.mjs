// The report of a toy check: text that its owner reads before anybody else does. It has what the owner
// said and what was written, and no address of the toy nor a name that somebody gave it.

import { spaced } from '../hex.mjs';

/** @typedef {{ title: string, asked: string, answer: string, note?: string, packets: string[] }} Step */
/** @typedef {{ model: string, protocol: string, advertised: string, build: string, browser: string, date: string, steps: Step[] }} Report */

const MOST_PACKETS = 20; // of a step

/** @type {(text: string) => string} */
const oneLine = text => text.replace(/\s+/g, ' ').trim().slice(0, 300);

/** @param {Report} report */
export function reportText({ model, protocol, advertised, build, browser, date, steps }) {
  const head = [
    'gobuttplug toy check, version 1',
    `model: ${oneLine(model)}`,
    `protocol: ${protocol || 'not known'}`,
    `advertises itself as: ${oneLine(advertised) || 'not known'}`,
    `date: ${date}`,
    `build: ${build}`,
    `browser: ${oneLine(browser)}`,
  ];
  const body = steps.map(({ title, asked, answer, note, packets }, i) => [
    `${i + 1}. ${oneLine(title)}, ${oneLine(asked)}: ${answer}${note ? ` (${oneLine(note)})` : ''}`,
    ...packets.slice(0, MOST_PACKETS).map(hex => `   wrote ${spaced(hex)}`),
    ...packets.length > MOST_PACKETS ? [`   and ${packets.length - MOST_PACKETS} more`] : [],
  ].join('\n'));
  return `${head.join('\n')}\n\n${body.join('\n')}\n`;
}
