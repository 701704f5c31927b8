// What gobuttplug-funscript.mjs exports.

export { FunscriptPlayer, attach } from './player.mjs';
export { MediaClock } from './clock.mjs';
export { axes, parseFunscript, readFunscripts, writeFunscript } from './script.mjs';
export { transformed } from './transform.mjs';
export { drawHeatmap, drawTimeline, heatmapOf, segmentsOf, speedColour } from './heatmap.mjs';
