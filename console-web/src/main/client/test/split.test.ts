import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moved, remembered, USUAL, within } from '../src/split-share';

test('what is remembered holds within bounds', () => {
    assert.equal(remembered('40'), 40);
    assert.equal(remembered('1'), 25);
    assert.equal(remembered('1e9'), 80);
});

test('what is remembered and means nothing is the usual', () => {
    for (const text of [null, '', 'wide', 'NaN', '40px']) {
        assert.equal(remembered(text), USUAL);
    }
});

test('arrows, Home and End move the border, other keys do not', () => {
    assert.equal(moved(60, 'ArrowLeft'), 58);
    assert.equal(moved(79, 'ArrowRight'), 80);
    assert.equal(moved(60, 'Home'), 25);
    assert.equal(moved(60, 'End'), 80);
    assert.equal(moved(60, 'Enter'), undefined);
    assert.equal(within(33.4), 33);
});
