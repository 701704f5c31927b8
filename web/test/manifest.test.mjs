// The manifest of the connect element against the element.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { GobuttplugConnectElement } from '../src/connect/element.mjs';

const read = name => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const { modules: [{ declarations: [element], exports }] } = JSON.parse(read('custom-elements.json'));
const source = readdirSync(new URL('../src/connect/', import.meta.url)).map(name => read(`src/connect/${name}`)).join('\n');
const found = pattern => [...new Set([...source.matchAll(pattern)].map(match => match[1]))].sort();
const names = list => list.map(({ name }) => name).sort();

test('it tells all that the element has, and no more', () => {
  assert.equal(element.name, GobuttplugConnectElement.name);
  const members = Object.getOwnPropertyNames(GobuttplugConnectElement.prototype).filter(name => !/^(_|constructor$|\w+Callback$)/.test(name)).sort();
  assert.deepEqual(names(element.members), members);
  const attributes = found(/(?:\b(?:get|has|set)Attribute|[ (]url)\('([\w-]+)'/g);
  assert.deepEqual(names(element.attributes), [...new Set([...attributes.filter(name => name !== 'part' && name !== 'role'), ...GobuttplugConnectElement.observedAttributes])].sort());
  assert.deepEqual(names(element.events), found(/_tell\('(\w+)'/g));
  assert.deepEqual(names(element.slots), found(/make\('slot', \{ name: '(\w+)'/g));
  assert.deepEqual(names(element.cssProperties), found(/var\((--gobuttplug-[\w-]+)/g));
  const parts = [...found(/\bpart: '([\w -]+)'/g), ...found(/= button\('([\w -]+)'/g)].flatMap(text => text.split(' '));
  assert.deepEqual(names(element.cssParts), [...new Set(parts)].sort());
});

test('it leads to the package', () => {
  const manifest = JSON.parse(read('package.json'));
  assert.equal(manifest.customElements, './custom-elements.json');
  for (const { declaration: { module } } of exports) assert.equal(manifest.exports['./connect'].default, `./${module}`);
});
