// Node's report, with another ending: which browsers were tried, and which were not.
import { Readable } from 'node:stream';
import { spec as Spec } from 'node:test/reporters';
import { browsers } from './browsers.mjs';

export default async function* report(source) {
  let passed = 0;
  async function* withoutSums() {
    for await (const event of source) {
      if (event.type === 'test:pass' && event.data.details.type !== 'suite') passed++;
      if (event.type !== 'test:diagnostic') yield event;
    }
  }
  yield* Readable.from(withoutSums()).compose(new Spec());
  yield `${closing(passed)}\n`;
}

function closing(passed) {
  const tried = browsers.filter(({ missing }) => missing.length === 0).map(({ name, version }) => `${name} ${version ?? '(did not start)'}`);
  const others = browsers.filter(({ missing }) => missing.length > 0);
  if (tried.length === 0) return `0 browsers tried: install ${others.map(({ missing }) => missing.join(' and ')).join(', or ')}`;
  return [`${passed} checks: ${tried.join(', ')}`, ...others.map(({ name, missing }) => `${name} not tried: install ${missing.join(' and ')}`)].join('; ');
}
