import assert from 'node:assert/strict';
import { constants, gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { gunzip } from '../src/classic/gunzip.mjs';

const inputs = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('a'),
  zeros: Buffer.alloc(200_000),
  text: Buffer.from('To be or not to be, that is the question. '.repeat(2000)),
  // Does not get smaller, and needs more than one stored block.
  noise: Buffer.from(Uint32Array.from({ length: 50_000 }, (_, i) => Math.imul(i, 2654435761) ^ Math.imul(i, i)).buffer),
  'short and long distances': Buffer.concat(Array.from({ length: 300 }, (_, i) => Buffer.alloc(i, i % 251))),
};

for (const [name, input] of Object.entries(inputs)) {
  for (const [how, options] of Object.entries({ stored: { level: 0 }, fast: { level: 1 }, best: { level: 9 }, 'fixed code': { strategy: constants.Z_FIXED } })) {
    test(`gunzip: ${name}, ${how}`, () => {
      assert.deepEqual(Buffer.from(gunzip(new Uint8Array(gzipSync(input, options)))), input);
    });
  }
}

test('gunzip: damaged data ends', () => {
  const packed = new Uint8Array(gzipSync(inputs.text));
  for (let i = 10; i < packed.length; i++) {
    const damaged = packed.slice();
    damaged[i] ^= 0x55;
    try {
      gunzip(damaged);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});
