// A timer in a worker, which browsers do not slow down when the tab is hidden.
// Message in: ms, after which a message goes out; the next message in starts anew.
'use strict';
let timer;
onmessage = ({ data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(0), data);
};
