import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit, neighbour, pan, placeOf, reveal, ring, zoom, type MapItem } from '../src/map-geometry';

const item = (id: string, column: number, row: number): MapItem => ({ id, column, row, kind: 'Pod', name: id, word: '', tone: 'good', label: id, pods: [] });
const items = [item('a', 0, 0), item('b', 1, 0), item('c', 1, 3), item('d', 2, 1)];

test('everything is in sight and nothing larger than life', () => {
    const view = fit(items, 600, 400);
    for (const each of items) {
        const place = placeOf(each);
        assert.ok((place.x - view.x) * view.scale >= 0 && (place.x + 190 - view.x) * view.scale <= 600, each.id);
        assert.ok((place.y - view.y) * view.scale >= 0 && (place.y + 56 - view.y) * view.scale <= 400, each.id);
    }
    assert.equal(fit([item('a', 0, 0)], 2000, 2000).scale, 1);
    assert.ok(Number.isFinite(fit([], 600, 400).scale));
});

test('what is under the pointer stays there', () => {
    const view = { x: 10, y: 20, scale: 1 };
    const nearer = zoom(view, 2, { x: 100, y: 50 });
    assert.equal(nearer.x + 100 / nearer.scale, 110);
    assert.equal(nearer.y + 50 / nearer.scale, 70);
    assert.ok(zoom(view, 1e9, { x: 0, y: 0 }).scale <= 2.5);
});

test('dragging moves the plane with the pointer', () => assert.deepEqual(pan({ x: 0, y: 0, scale: 2 }, 10, -4), { x: -5, y: 2, scale: 2 }));

test('arrows go to what lies in their direction', () => {
    assert.equal(neighbour(items, items[0]!, 'ArrowRight')?.id, 'b');
    assert.equal(neighbour(items, items[1]!, 'ArrowDown')?.id, 'c');
    assert.equal(neighbour(items, items[0]!, 'ArrowLeft'), undefined);
    assert.equal(neighbour(items, items[0]!, 'x'), undefined);
});

test('what is gone to comes into sight, and what is in sight does not move', () => {
    const view = { x: 0, y: 0, scale: 1 };
    assert.deepEqual(reveal(view, items[0]!, 600, 400).x <= 0, true);
    const far = reveal(view, item('e', 6, 9), 600, 400);
    assert.ok(6 * 250 + 190 <= far.x + 600 && 9 * 76 + 56 <= far.y + 400);
});

test('a ring has a part for each state, as large as its share', () => {
    const parts = ring([{ tone: 'good', count: 3 }, { tone: 'bad', count: 1 }], 100);
    assert.deepEqual(parts.map(part => part.length), [72, 22]);
    assert.deepEqual(parts.map(part => part.offset), [0, 75]);
    assert.equal(ring([{ tone: 'good', count: 2 }], 100)[0]?.length, 100);
});
