import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KindSchema } from '../src/schema';

const schema = new KindSchema({
    root: 'Deployment',
    schemas: {
        Deployment: { type: 'object', properties: {
            kind: { type: 'string' }, metadata: { allOf: [{ $ref: '#/components/schemas/Meta' }] },
            spec: { allOf: [{ $ref: '#/components/schemas/Spec' }], description: 'What is wanted.' },
        } },
        Meta: { type: 'object', properties: { name: { type: 'string' }, labels: { type: 'object', additionalProperties: { type: 'string' } } } },
        Spec: { type: 'object', required: ['template'], description: 'Spec of a deployment.', properties: {
            replicas: { type: 'integer', format: 'int32' }, paused: { type: 'boolean' }, strategy: { type: 'string', enum: ['Recreate', 'RollingUpdate'] },
            maxSurge: { format: 'int-or-string', type: 'string' }, template: { type: 'object', properties: {
                containers: { type: 'array', items: { $ref: '#/components/schemas/Container' } } } },
        } },
        Container: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, image: { type: 'string' },
            cpu: { oneOf: [{ type: 'string' }, { type: 'number' }] } } },
        Unused: {},
    },
});
const wrong = (value: unknown) => schema.check(value).map(fault => `${fault.path.join('.')} ${fault.at} ${fault.message} ${fault.words.join()}`);

test('fields are found through references, maps and lists', () => {
    assert.equal(schema.at(['spec', 'replicas'])?.type, 'integer');
    assert.equal(schema.at(['metadata', 'labels', 'app'])?.type, 'string');
    assert.equal(schema.at(['spec', 'template', 'containers', 0, 'image'])?.type, 'string');
    assert.equal(schema.at(['spec', 'nothing']), undefined);
    assert.equal(schema.at(['constructor']), undefined);
});

test('what wraps a reference has the word about it', () => assert.equal(schema.at(['spec'])?.description, 'What is wanted.'));

test('the fields of a map are offered with what is required', () => {
    assert.deepEqual(schema.fields(['spec', 'template', 'containers', 3]).map(([name, , required]) => [name, required]),
        [['name', true], ['image', false], ['cpu', false]]);
});

test('what is right is said nothing of', () => {
    assert.deepEqual(wrong({ kind: 'Deployment', metadata: { labels: { a: 'b' } }, spec: { replicas: 2, maxSurge: 1, strategy: 'Recreate',
        template: { containers: [{ name: 'web', cpu: 1 }] } } }), []);
});

test('what is wrong is told with its place', () => {
    assert.deepEqual(wrong({ spec: { replicas: '2', replica: 3, strategy: 'Fast', template: { containers: [{ image: 5 }] } } }), [
        'spec.replicas value expected integer', 'spec.replica key unknown replica', 'spec.strategy value one-of Recreate, RollingUpdate',
        'spec.template.containers.0.image value expected string', 'spec.template.containers.0 key required name',
    ]);
});

test('a schema that leads in a circle ends', () => {
    const circle = new KindSchema({ root: 'A', schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } } });
    assert.deepEqual(circle.check({ a: 1 }), []);
});
