// No check passes when what it checks is missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, programs, run } from './run.mjs';

const module = { 'go.mod': 'module example.org/m\n\ngo 1.26\n' };
const goTest = body => `package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) {${body}}\n`;

// Each case: a script, its arguments, the files it finds, and what it says; or how it passes.
const cases = [
  ['go-test', ['./...'], { ...module, 'm.go': 'package m\n', 'm_test.go': goTest('') }, { passes: /^ok {2}\texample\.org\/m/ }],
  ['go-test', ['./...'], { ...module, 'm.go': 'package m\n' }, /no test was run/],
  ['go-test', ['./...'], module, /no packages to test/],
  ['go-test', ['-run', 'TestB', './...'], { ...module, 'm_test.go': goTest('') }, /no test was run in these packages/],
  ['go-test', ['./...'], { ...module, 'm_test.go': goTest(' t.Fail() ') }, /^FAIL/m],
  ['node-test', ['a.test.mjs'], { 'a.test.mjs': "import { test } from 'node:test';\ntest('a', () => {});\n" }, { passes: /^# pass 1$/m }],
  ['node-test', ['a.test.mjs', 'b.test.mjs'], { 'a.test.mjs': "import { test } from 'node:test';\ntest('a', () => {});\n", 'b.test.mjs': '' }, /b\.test\.mjs[^]*no test was run in these files/],
  ['node-test', ['a.test.mjs'], { 'a.test.mjs': "import { test } from 'node:test';\ntest('a', { skip: true }, () => {});\n" }, /no test was run/],
  ['node-test', ['a.test.mjs'], { 'a.test.mjs': "import { test } from 'node:test';\ntest('a', () => { throw new Error('b'); });\n" }, /^not ok/m],
  ['node-test', ['*.test.mjs'], {}, /there is no \*\.test\.mjs/],
  ['node-test', [], {}, /name the files/],
  ['format', [], { 'a.go': 'package a\n' }, { passes: /^1 files$/m }],
  ['format', [], { 'a.go': 'package a\n', 'b.go': 'package  a\n' }, /run gofmt -w on \.\/b\.go/],
  ['format', [], { 'a.go': 'package a\n', 'b.go': 'pack age a\n' }, /gofmt failed/],
  ['format', [], { 'a.txt': '' }, /there are no Go files/],
  ['vet', ['.'], { ...module, 'm.go': 'package m\n' }, { passes: /^1 packages$/m }],
  ['vet', ['.'], { ...module, 'm.go': 'package m\n\nimport "fmt"\n\nfunc f() { fmt.Printf("%d", "a") }\n' }, /wrong type/],
  ['vet', ['.'], module, /there are no packages in \./],
  ['vet', [], {}, /name the folders/],
  ['links', [], { ...module, 'wasm/m.go': 'package main\n\nimport _ "strings"\n\nfunc main() {}\n' }, { passes: /packages, none of those/ }],
  ['links', [], { ...module, 'wasm/m.go': 'package main\n\nimport _ "encoding/json"\n\nfunc main() {}\n' }, /^encoding\/json\nlinks: the module must not link/m],
  ['links', [], module, /wasm/],
  ['fuzz', ['-l'], { 'a/a_test.go': 'package a\n\nfunc FuzzA(f *testing.F) {}\n' }, { passes: /^\.\/a FuzzA$/m }],
  ['fuzz', ['1s'], { 'a/a_test.go': 'package a\n\nfunc TestA(t *testing.T) {}\n' }, /there is no such target/],
  ['fuzz', ['1s'], { ...module, 'm_test.go': 'package m\n\nimport "testing"\n\nfunc FuzzA(f *testing.F) { f.Fatal() }\n' }, /^FAIL {2}FuzzA$/m],
  ['fuzz', ['1s', '!FuzzA'], { 'a/a_test.go': 'package a\n\nfunc FuzzA(f *testing.F) {}\n' }, /there is no such target/],
  ['fuzz', ['1s', 'a FuzzA$'], { ...module, 'm_test.go': 'package m\n\nimport "testing"\n\nfunc FuzzA(f *testing.F) {}\n' }, /there is no such target/],
  ['fuzz', ['1s', '!/b Fuzz'], { ...module, 'm_test.go': 'package m\n\nimport "testing"\n\nfunc FuzzA(f *testing.F) { f.Fuzz(func(*testing.T, bool) {}) }\n' }, { passes: /^ok {4}\. FuzzA {2}\d+ inputs\nsummary: 1 of 1 targets, 1s each/ }],
  ['fuzz', ['1s'], { ...module, 'm_test.go': 'package m\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc FuzzA(f *testing.F) {\n\tf.Add(true)\n\tf.Fuzz(func(*testing.T, bool) { time.Sleep(3 * time.Second) })\n}\n' }, /^-- {4}\. FuzzA {2}had only time[^]*no target had time/],
  ['fuzz', ['-share', '13/2', '1s'], { ...module, 'm_test.go': 'package m\n\nimport "testing"\n\nfunc FuzzA(f *testing.F) { f.Fuzz(func(*testing.T, bool) {}) }\n\nfunc FuzzB(f *testing.F) { f.Fail() }\n' }, { passes: /^ok {4}\. FuzzA {2}\d+ inputs\nsummary: 1 of 2 targets, 1s each/ }],
  ['fuzz', ['-share', '2', '1s'], {}, /which of how many/],
  ['fuzz', [], {}, /say for how long/],
  ['browser-test', [], {}, /name the packages/],
];

for (const [script, args, files, want] of cases) {
  test(`${script} ${args.join(' ')} with ${Object.keys(files).join(', ') || 'nothing'}: ${want.passes ?? want}`, t => {
    const { status, stdout, stderr } = run(script, args, { cwd: folder(t, files), env: { CHROMIUM: '/bin/true' } });
    assert.match(stdout + stderr, want.passes ?? want);
    assert.equal(status === 0, 'passes' in want, stdout + stderr);
  });
}

test('links fails when go list does', t => {
  const { status } = run('links', [], { cwd: folder(t), env: { PATH: programs(t, ['bash', 'dirname', 'grep', 'wc', 'sh'], { go: 'case $3 in download) exit 0;; esac; exit 1' }) } });
  assert.equal(status, 1);
});
