import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wanted, type Key } from '../src/palette-keys';

const key = (name: string, more: Partial<Key> = {}): Key => ({ key: name, code: '', ctrl: false, alt: false, into: 'nothing', ...more });

test('plain keys count only where nothing is typed into', () => {
    assert.equal(wanted(key('/')), 'find');
    assert.equal(wanted(key('?')), 'help');
    assert.equal(wanted(key('/', { into: 'field' })), undefined);
    assert.equal(wanted(key('?', { into: 'terminal' })), undefined);
});

test('a command in a terminal keeps its own keys, but for the one that hides it', () => {
    assert.equal(wanted(key('k', { ctrl: true })), 'find');
    assert.equal(wanted(key('K', { ctrl: true, into: 'field' })), 'find');
    assert.equal(wanted(key('k', { ctrl: true, into: 'terminal' })), undefined);
    assert.equal(wanted(key('`', { ctrl: true, into: 'terminal' })), 'terminals');
});
