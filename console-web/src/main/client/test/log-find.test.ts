import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finder, lineOf, type Seek } from '../src/log-find';

const found = (seek: Partial<Seek> & { text: string }, line: string) => finder({ matchCase: false, word: false, regex: false, ...seek })?.(line);

test('what is sought is plain text unless it is to be an expression', () => {
    assert.equal(found({ text: 'a.b' }, 'xA.Bx'), true);
    assert.equal(found({ text: 'a.b' }, 'aXb'), false);
    assert.equal(found({ text: 'a.b', regex: true }, 'aXb'), true);
    assert.equal(found({ text: 'Error', matchCase: true }, 'error'), false);
});

test('a whole word ends at what is no letter, in any script', () => {
    assert.equal(found({ text: 'err', word: true }, 'an err: x'), true);
    assert.equal(found({ text: 'err', word: true }, 'error'), false);
    assert.equal(found({ text: 'err', word: true }, 'érr err_1'), false);
    assert.equal(found({ text: 'a|b', word: true, regex: true }, 'ab'), false);
});

test('what is no expression is told apart from what is not found', () => {
    assert.equal(finder({ text: '(', matchCase: false, word: false, regex: true }), null);
    assert.equal(finder({ text: '', matchCase: false, word: false, regex: true }), undefined);
});

test('times are parted from lines', () => {
    assert.deepEqual(lineOf('2027-01-01T00:00:00.123456789Z hello world'), { time: '2027-01-01T00:00:00.123456789Z', text: 'hello world' });
    assert.deepEqual(lineOf('2027-01-01T00:00:00Z '), { time: '2027-01-01T00:00:00Z', text: '' });
    assert.deepEqual(lineOf('— 5 lines left out —'), { time: '', text: '— 5 lines left out —' });
});
