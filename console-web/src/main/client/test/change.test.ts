import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf } from '../src/change';

const made = (old: string, next: string) => {
    const change = changeOf(old, next);
    return change ? old.slice(0, change.from) + change.insert + old.slice(change.to) : old;
};

test('equal texts differ nowhere', () => assert.equal(changeOf('a: 1', 'a: 1'), undefined));

test('only what differs is replaced', () => {
    assert.deepEqual(changeOf('replicas: 1\nname: web\n', 'replicas: 22\nname: web\n'), { from: 10, to: 11, insert: '22' });
});

test('a repeated stretch is not counted from both ends', () => {
    assert.deepEqual(changeOf('- a\n', '- a\n- a\n'), { from: 4, to: 4, insert: '- a\n' });
    assert.deepEqual(changeOf('- a\n- a\n', '- a\n'), { from: 4, to: 8, insert: '' });
});

test('the change makes the one text of the other', () => {
    for (const [old, next] of [['', 'abc'], ['abc', ''], ['aaa', 'aa'], ['abcabc', 'abc'], ['xay', 'xby'], ['ab', 'ba']] as const) {
        assert.equal(made(old, next), next);
    }
});
