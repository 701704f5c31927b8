// What a newcomer's machine lacks is told in one sentence, which says what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programs, run } from './run.mjs';

// sentence runs a script that has to fail, and gives the last line that it printed.
function sentence(t, script, made, { args = [], env = {} } = {}) {
  const { status, stdout, stderr } = run(script, args, { env: { PATH: programs(t, tools, made), ...env } });
  assert.notEqual(status, 0, stdout + stderr);
  return stderr.trimEnd().split('\n').at(-1);
}
const tools = ['bash', 'sh', 'sed', 'tail', 'dirname', 'cat', 'find', 'grep', 'cp'];

const says = line => `echo '${line}'`;
const goSays = says('go version go1.26.8 linux/amd64');

for (const [version, want] of [
  ['go version go1.19.8 linux/amd64', /^Go 1\.19 is too old \(.*\/go\); install Go 1\.26 or 1\.27 from https/],
  ['go version go1.25.4 linux/amd64', /^Go 1\.25 is too old/],
  ['go: no such tool', /^This Go does not work, .*\(go: no such tool\); install/],
]) {
  test(`${version}`, t => assert.match(sentence(t, 'need-go', { go: says(version) }), want));
}

test('no Go', t => assert.match(sentence(t, 'need-go', {}), /^Go is missing; install Go 1\.26 or 1\.27/));

for (const version of ['go version go1.26.0 linux/amd64', 'go version go1.27.4 linux/arm64', 'go version devel go1.30-0a1b2c3 Mon Jan 1 linux/amd64']) {
  test(`${version} is new enough`, t => {
    const { status, stderr } = run('need-go', [], { env: { PATH: programs(t, tools, { go: says(version) }) } });
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
}

test('no network for Go modules', t => {
  const go = 'echo "go: downloading a"; echo "go: a: dial tcp: no such host" >&2; exit 1';
  assert.match(sentence(t, 'modules', { go }, { args: ['internal/build'] }), /^The Go modules that internal\/build\/go\.mod names can't be downloaded \(go: a: dial tcp: no such host\); connect .* GOPROXY/);
});

test('no network for a release of Go', t => {
  const go = 'echo "go: download go1.27.4: no such host" >&2; exit 1';
  assert.match(sentence(t, 'release', { go }, { args: ['go1.27.4'] }), /^go1\.27\.4 can't be downloaded \(go: download go1\.27\.4: no such host\); connect .* GOPROXY/);
});

test('a release of Go that is downloaded', t => {
  const go = 'echo "go: downloading go1.27.4 (linux/amd64)" >&2; echo "go version go1.27.4 linux/amd64"';
  const { status, stderr } = run('release', ['go1.27.4'], { env: { PATH: programs(t, tools, { go }) } });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});

test('a go command that knows no other releases', t => assert.match(sentence(t, 'release', { go: goSays }, { args: ['go1.27.4'] }),
  /^The go command on the PATH ignores GOTOOLCHAIN=go1\.27\.4 \(go version go1\.26\.8 linux\/amd64\); install go1\.27\.4/));

test('the build names its release and its modules', t => {
  const build = go => sentence(t, 'build', { go });
  assert.match(build('echo "go: no such host" >&2; exit 1'), /^go1\.\d+\.\d+ can't be downloaded \(go: no such host\)/);
  assert.match(build('case $1 in version) echo "go version $GOTOOLCHAIN linux/amd64";; *) echo "go: no such host"; exit 1;; esac'), /^The Go modules that \.\/go\.mod names can't be downloaded/);
});

test('no Chromium', t => assert.match(sentence(t, 'chromium', {}), /^There is no Chromium; run make setup, or set CHROMIUM/));
test('CHROMIUM names nothing', t => assert.match(sentence(t, 'chromium', { chromium: '' }, { env: { CHROMIUM: '/no/such' } }), /^CHROMIUM=\/no\/such can't be run; set it/));
test('tests in a browser without one', t => assert.match(sentence(t, 'browser-test', { go: goSays }, { args: ['./a'] }), /^There is no Chromium/));

// A machine on which setup has nothing to do.
const whole = {
  node: 'case $1 in -p) echo 20;; *) echo v20.1.0;; esac', npm: 'exit 0', chromium: '', gcc: '', 'dbus-daemon': '', id: 'echo 1000', cmp: 'exit 0',
  go: 'case $1 in env) echo gcc;; esac',
};
const without = (...names) => Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

test('setup has nothing to do', t => {
  const { status, stdout, stderr } = run('setup', [], { env: { PATH: programs(t, tools, whole) } });
  assert.equal(stdout + stderr, 'everything is there\n');
  assert.equal(status, 0);
});

const root = { id: 'echo 0' };
for (const [what, made, want, options] of [
  ['no Node', without('node'), /^setup: Node\.js or npm is missing: the tests need Node\.js 20 or newer with npm \(make build and make run do not\)/],
  ['no npm', without('npm'), /^setup: Node\.js or npm is missing/],
  ['an old Node', { ...whole, node: 'case $1 in -p) echo 18;; *) echo v18.9.0;; esac' }, /^setup: Node\.js v18\.9\.0 is too old: the tests need/],
  ['CHROMIUM names nothing', whole, /^CHROMIUM=\/no\/such can't be run/, { env: { CHROMIUM: '/no/such' } }],
  ['no Chromium, not root, no sudo', { ...without('chromium'), 'apt-get': 'exit 0' }, /^setup: chromium is missing, and only root can install it: run apt-get install chromium as root, or install chromium yourself; a Chromium or Chrome elsewhere is named by CHROMIUM=path$/],
  ['no Chromium, no Debian', { ...without('chromium'), ...root }, /^setup: chromium is missing, and this is no Debian: install chromium yourself/],
  ['no network for Debian packages', { ...without('chromium', 'gcc', 'dbus-daemon'), ...root, 'apt-get': 'exit 100', env: 'exit 100' }, /^setup: the Debian packages chromium gcc libc6-dev dbus can't be installed: connect this machine to the internet, or install/],
  ['no network for Go modules', { ...whole, go: 'case $1 in env) echo gcc;; *) echo "go: no such host"; exit 1;; esac' }, /^The Go modules that .*go\.mod names can't be downloaded \(go: no such host\)/],
  ['no network for npm packages', { ...whole, cmp: 'exit 1', npm: 'exit 1' }, /^setup: the npm packages of \.\/.*package-lock\.json can't be installed: connect this machine/],
]) {
  test(`setup with ${what}`, t => assert.match(sentence(t, 'setup', made, options), want));
}
