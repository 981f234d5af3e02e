import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applied, choiceOf } from '../src/colours';

test('without a choice the console follows the system', () => {
    assert.equal(applied(choiceOf(null), true), 'dark');
    assert.equal(applied(choiceOf(null), false), 'light');
});

test('a choice holds whatever the system is', () => {
    assert.equal(applied(choiceOf('light'), true), 'light');
    assert.equal(applied(choiceOf('dark'), false), 'dark');
});

test('what is remembered and means nothing is no choice', () => {
    assert.equal(choiceOf('blue" onload="'), 'system');
});
