import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { fieldPath, rangeOf } from '../src/yaml-range';

const TEXT = 'metadata:\n  labels: {a.b/c: x}\nspec:\n  replicas: two\n  containers:\n  - name: web\n    image: 5\n  - name: db\n    image: y\n';
const marked = (field: string, at: 'key' | 'value' = 'value') => {
    const range = rangeOf(parseDocument(TEXT), fieldPath(field), at);
    return range && TEXT.slice(...range);
};

test('a field is found however the API names it', () => {
    assert.equal(marked('spec.replicas'), 'two');
    assert.equal(marked('.spec.containers[name="db"].image'), 'y');
    assert.equal(marked('spec.containers[0].image'), '5');
    assert.equal(marked('metadata.labels[a.b/c]'), 'x');
    assert.equal(marked('spec.replicas', 'key'), 'replicas');
});

test('for what is not there the nearest thing is marked', () => {
    assert.equal(marked('spec.containers[1].ports[0].name'), 'name');
    assert.equal(marked('spec.selector'), 'spec');
    assert.equal(marked('nothing.at.all'), 'metadata');
});
