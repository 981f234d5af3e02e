import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path, say, top, type Moment } from '../src/plot';

test('the axis ends at a plain number', () => {
    assert.deepEqual([0, 0.013, 0.3, 1, 7, 51, 120].map(top), [1, 0.02, 0.5, 1, 10, 100, 200]);
});

test('a line goes from the first moment to the last', () => {
    const moments = [{ time: 1000, values: { a: 0 } }, { time: 2000, values: { a: 1 } }, { time: 3000, values: { a: 0.5 } }];
    assert.equal(path(moments, 'a', 100, 50, 1), 'M0 50 L50 0 L100 25');
});

test('where nothing was measured the line is broken, not guessed', () => {
    const moments: Moment[] = [{ time: 0, values: { a: 1 } }, { time: 1, values: {} }, { time: 2, values: { a: 1 } }];
    assert.equal(path(moments, 'a', 10, 10, 1), 'M0 0 M10 0');
    assert.equal(path([], 'a', 10, 10, 1), '');
});

test('numbers are said with their unit', () => {
    assert.deepEqual([say(0.0005, 'cores'), say(0.2504, 'cores'), say(1.52, 'cores'), say(512, 'bytes'), say(12.34 * 1024 * 1024, 'bytes')], ['0.5m', '250m', '1.5', '512', '12.3 Mi']);
});
