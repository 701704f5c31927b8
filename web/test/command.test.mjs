import assert from 'node:assert/strict';
import test from 'node:test';
import { checkedCommand, commandIn } from '../src/twine/command.mjs';

test('commands of stories', () => {
  const cases = {
    'vibrate 0.5': [['vibrate', 0.5]],
    'vibrate 50% 2s': [['vibrate', 0.5, 2000]],
    ' stop ;; rotate -30% 500ms ; ': [['stop'], ['rotate', -0.3, 500]],
    'move 1 250': [['move', 1, 250]],
    'connect': [['connect']],
    'connect ws://127.0.0.1:12345': [['connect', 'ws://127.0.0.1:12345']],
    'pattern heartbeat 0.5 x3': [['pattern', 'heartbeat', 0.5, 3]],
    'pattern heartbeat 1 loop': [['pattern', 'heartbeat', 1, true]],
    'pattern 0:0,1.5s:100%,2000:0': [['pattern', [[0, 0], [1500, 1], [2000, 0]]]],
    '': [],
  };
  for (const [text, want] of Object.entries(cases)) assert.deepEqual(commandIn(text), want, text);
});

test('commands that make no sense', () => {
  const cases = {
    'explode': /no command “explode”; there are connect/,
    '__proto__': /no command/,
    'vibrate': /vibrate takes level, time \(optional\); it got “”/,
    'vibrate 1 2 3': /it got “1 2 3”/,
    'vibrate hard': /“hard” is not a number from 0 to 1/,
    'vibrate -0.1': /“-0.1” is not/,
    'vibrate NaN': /“NaN” is not/,
    'vibrate %': /“%” is not/,
    'rotate 2': /from -1 to 1/,
    'move 0.5 -1s': /“-1s” is not a time/,
    'move 0.5 2h': /“2h” is not a time/,
    'move 0.5 9999s': /of an hour at most/,
    'pattern 0:2': /“2” is not a number from 0 to 1/,
    'pattern x 1 often': /“often” is not loop, or how often/,
    'stop now': /stop takes nothing; it got “now”/,
  };
  for (const [text, want] of Object.entries(cases)) assert.throws(() => commandIn(text), { name: 'TypeError', message: want }, text);
  assert.throws(() => checkedCommand('vibrate', [undefined]), TypeError);
});
