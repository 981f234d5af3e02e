import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeAt } from '../src/yaml-place';

/** The cursor is at the bar. */
function at(text: string) {
    const lines = text.split('\n');
    const line = lines.findIndex(one => one.includes('|'));
    const column = lines[line]!.indexOf('|');
    lines[line] = lines[line]!.replace('|', '');
    const place = placeAt(lines, line, column);
    return `${place.kind} ${place.path.join('.')} [${place.present.join(',')}]`;
}

test('a key at the top', () => assert.equal(at('apiVersion: v1\nki|'), 'key  [apiVersion]'));

test('a key inside maps knows its siblings above and below', () => {
    assert.equal(at('spec:\n  replicas: 2\n  sel|\n  template:\n    metadata: {}\nstatus: {}'), 'key spec [replicas,template]');
});

test('an empty line is where its indentation says', () => {
    assert.equal(at('spec:\n  template:\n    |\n'), 'key spec.template []');
    assert.equal(at('spec:\n  template:\n  |\n'), 'key spec [template]');
});

test('items of lists count', () => {
    const list = 'spec:\n  containers:\n  - name: a\n    image: x\n  - name: b\n    |';
    assert.equal(at(list), 'key spec.containers.1 [name]');
    assert.equal(at('spec:\n  containers:\n    - name: a\n    - |'), 'key spec.containers.1 []');
    assert.equal(at('spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 80\n      pro|'), 'key spec.containers.0.ports.0 [containerPort]');
});

test('a value belongs to its key', () => {
    assert.equal(at('spec:\n  strategy: Re|'), 'value spec.strategy []');
    assert.equal(at('spec:\n  containers:\n  - imagePullPolicy: |'), 'value spec.containers.0.imagePullPolicy []');
});

test('another document is none of its business', () => assert.equal(at('spec:\n  a: 1\n---\nki|'), 'key  []'));

test('keys that need quotes are keys', () => assert.equal(at('metadata:\n  labels:\n    "a/b": c\n    x: |'), 'value metadata.labels.x []'));
