// What the outputs and inputs of a toy are called.

import { maybe, t } from '../texts/index.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { TextKey } from '../internal.d.ts' */

// The page's word for a type; that of the server, if the page has none.
/** @param {string} type */
export const titleOfType = type => maybe(type) ?? type;

/** @type {Readonly<Record<string, TextKey>>} */
const axes = Object.freeze({ stroke: 'axisStroke', surge: 'axisSurge', sway: 'axisSway', twist: 'axisTwist', roll: 'axisRoll', pitch: 'axisPitch', vib: 'axisVib', vib2: 'axisVib2', pump: 'axisPump', suck: 'axisSuck', valve: 'axisValve', lube: 'axisLube' });

// What an axis of a funscript is called.
/** @param {string} axis */
export const titleOfAxis = axis => Object.hasOwn(axes, axis) ? t(axes[axis]) : axis;

// What one of them is called: by its type, and by the feature's own name where that says more. Those of
// one type without a name of their own are counted.
/**
 * @param {Public.ButtplugClientDevice} device
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {string} type
 */
export function titleOfPart(device, feature, type) {
  const title = titleOfType(type);
  const own = feature.descriptor?.trim().slice(0, 60) ?? '';
  if (own && ![type, title].some(word => word.toLowerCase() === own.toLowerCase())) return `${title}: ${own}`;
  const alike = [...device.features.values()].filter(one => [...one.outputs.keys(), ...one.inputs.keys()].some(other => String(other) === type));
  return alike.length > 1 ? t('numbered', { type: title, n: alike.indexOf(feature) + 1 }) : title;
}
