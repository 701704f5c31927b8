import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, run, start } from './run.mjs';

const makefile = `
good: ; @echo one; echo "two   words"
bad: ; @echo "this is the cause"; exit 3
go: ; @printf 'ok  \\ta\\t0.1s\\nok  \\tb\\t0.1s\\n'
node: ; @echo '# pass 12'
own: ; @printf 'summary: all of it\\nok  \\ta\\t0.1s\\n'
hangs: ; @echo it begins; sleep 60
marks: ; @touch marked
gives: ; @mkfifo pipe 2>/dev/null; echo it was taken >pipe
takes: ; @mkfifo pipe 2>/dev/null; cat pipe
tells: ; @echo $$$$ >pid.new; mv pid.new pid; exec sleep 60
`;

function parts(t, ...args) {
  const cwd = folder(t, { Makefile: makefile });
  const { status, stdout, stderr } = run('parts', args, { cwd });
  return { status, stderr, lines: stdout.replace(/ +\d+ s/g, ' N s').trimEnd().split('\n'), marked: existsSync(join(cwd, 'marked')) };
}

test('every part that passes tells what it did', t => {
  const { status, lines } = parts(t, 'good', 'go:good', 'node:good,go', 'own');
  assert.deepEqual(lines, ['ok    good N s  two words', 'ok    go N s  2 packages', 'ok    node N s  12 tests', 'ok    own N s  all of it', 'ok    all 4 parts in N s']);
  assert.equal(status, 0);
});

test('what needs a part that failed is not run, and what does not is', t => {
  const { status, lines, marked } = parts(t, 'bad', 'good', 'node:good,bad', 'own:node', 'marks:good');
  assert.deepEqual(lines, [
    'FAIL  bad N s  (.cache/log/bad.log)', '      this is the cause', lines[2],
    'ok    good N s  two words', '--    node             not run: bad failed', '--    own              not run: node not run', 'ok    marks N s  ',
    'FAIL  bad after N s; not run: node own']);
  assert.match(lines[2], /make: .* Error 3/);
  assert.equal(status, 1);
  assert.ok(marked);
});

test('a part that hangs is stopped', t => {
  const { status, lines } = parts(t, '-t', '1', 'hangs', 'good:hangs');
  assert.equal(lines[0], 'FAIL  hangs N s  (stopped after N s, .cache/log/hangs.log)');
  assert.equal(lines[1], '      it begins');
  assert.equal(lines.at(-1), 'FAIL  hangs after N s; not run: good');
  assert.equal(status, 1);
});

test('an interrupt stops the part that runs', async t => {
  const cwd = folder(t, { Makefile: makefile });
  const began = new Promise(resolve => {
    const watcher = watch(cwd, (_, name) => {
      if (name === 'pid') resolve(watcher.close());
    });
  });
  const parts = start('parts', ['tells', 'marks'], { cwd });
  const ended = once(parts, 'exit');
  await began;
  parts.kill('SIGINT');
  assert.deepEqual(await ended, [130, null]);
  const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.ok(!existsSync(join(cwd, 'marked')));
});

test('parts behind -- run beside the others once what they need has been run', t => {
  const { status, lines, marked } = parts(t, 'good', 'own', '--', 'go:good', 'marks:go');
  assert.deepEqual(lines.toSorted(), ['all', 'go', 'good', 'marks', 'own'].map(name => lines.find(line => line.startsWith(`ok    ${name} `))));
  assert.match(lines.at(-1), /^ok {4}all 4 parts in/);
  assert.equal(status, 0);
  assert.ok(marked);
});

test('parts of several lanes run at the same time', t => {
  const { status, lines } = parts(t, 'good', '--', 'gives:good', '--', 'takes:good');
  assert.deepEqual(lines.toSorted().slice(0, 2), ['ok    all 3 parts in N s', 'ok    gives N s  ']);
  assert.ok(lines.includes('ok    takes N s  it was taken'));
  assert.equal(status, 0);
});

test('what fails in the last lane fails the whole', t => {
  const { status, lines } = parts(t, 'good', '--', 'own', '--', 'bad', 'marks:bad');
  assert.equal(lines.at(-1), 'FAIL  bad after N s; not run: marks');
  assert.equal(status, 1);
});

test('what fails beside fails the whole, and what needs it is not run', t => {
  const { status, lines, marked } = parts(t, 'good', '--', 'bad', 'marks:bad');
  assert.equal(lines.at(-1), 'FAIL  bad after N s; not run: marks');
  assert.ok(lines.includes('      this is the cause'));
  assert.equal(status, 1);
  assert.ok(!marked);
});

test('parts beside are not run without what they need', t => {
  const { lines, marked } = parts(t, 'bad', '--', 'marks:bad');
  assert.equal(lines.at(-1), 'FAIL  bad after N s; not run: marks');
  assert.ok(!marked);
});

test('an interrupt stops the part that runs beside, too', async t => {
  const cwd = folder(t, { Makefile: makefile });
  const began = new Promise(resolve => {
    const watcher = watch(cwd, (_, name) => {
      if (name === 'pid') resolve(watcher.close());
    });
  });
  const parts = start('parts', ['good', 'hangs', '--', 'tells:good', 'marks'], { cwd });
  const ended = once(parts, 'exit');
  await began;
  parts.kill('SIGINT');
  assert.deepEqual(await ended, [130, null]);
  const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.ok(!existsSync(join(cwd, 'marked')));
});

test('a part that the Makefile does not have fails', t => {
  const { status, lines } = parts(t, 'none');
  assert.match(lines.join('\n'), /^FAIL {2}none[^]*No rule to make target 'none'/);
  assert.equal(status, 1);
});

for (const [what, args, complaint] of [
  ['no parts', [], 'name the parts'],
  ['a need that is no part', ['marks', 'good:none'], 'good needs none, which is not named before it'],
  ['a need that comes later', ['marks', 'good:go', 'go'], 'good needs go, which is not named before it'],
  ['a need that runs beside', ['good', '--', 'own', '--', 'marks:own'], 'marks needs own, which runs beside it'],
  ['a part twice', ['marks', 'good', 'marks'], 'marks is named twice'],
]) {
  test(`${what}: refused before anything is run`, t => {
    const { status, stderr, marked } = parts(t, ...args);
    assert.ok(stderr.includes(complaint), stderr);
    assert.equal(status, 2);
    assert.ok(!marked);
  });
}
