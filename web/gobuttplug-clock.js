// Timers in a worker, which browsers do not slow down when the tab is hidden.
// Message in: [id, ms] starts a timer, [id] ends it. Message out: id, when its time has come.
'use strict';
const timers = new Map();
onmessage = ({ data: [id, ms] }) => {
  clearTimeout(timers.get(id));
  if (ms === undefined) timers.delete(id);
  else timers.set(id, setTimeout(() => { timers.delete(id); postMessage(id); }, ms));
};
