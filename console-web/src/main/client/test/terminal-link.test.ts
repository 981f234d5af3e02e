import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TerminalLink, type Screen, type Socket, type State } from '../src/terminal-link';

class FakeSocket implements Socket {
    sent: (string | Uint8Array)[] = [];
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    constructor(readonly from: number) {}
    send(data: string | Uint8Array): void { this.sent.push(data); }
    close(): void {}
    says(said: object): void { this.onmessage?.({ data: JSON.stringify(said) }); }
    writes(text: string): void { this.onmessage?.({ data: new TextEncoder().encode(text).buffer }); }
    typed(): string { return this.sent.filter(one => typeof one !== 'string').map(one => new TextDecoder().decode(one as Uint8Array)).join(''); }
}

function opened() {
    const sockets: FakeSocket[] = [];
    const later: (() => void)[] = [];
    const drawn: (() => void)[] = [];
    const states: State[] = [];
    const mayType: boolean[] = [];
    let text = '';
    const screen: Screen = {
        write: (bytes, shown) => { text += new TextDecoder().decode(bytes); drawn.push(shown); },
        clear: () => { text = ''; }, state: state => states.push(state), idle: () => {},
        drawing: () => `[${text}]`, become: (columns, rows, drawing) => { text = `${columns}x${rows}${drawing}`; }, typing: may => mayType.push(may),
    };
    const link = new TerminalLink(from => { const socket = new FakeSocket(from); sockets.push(socket); return socket; }, screen, run => later.push(run));
    const socket = () => sockets.at(-1)!;
    socket().onopen?.();
    socket().says({ from: 0 });
    socket().says({ state: 'open' });
    return { link, socket, later, drawn, states, text: () => text, sockets, mayType };
}

test('a lost connection goes on with the byte that is missing, and what was typed meanwhile is not lost', () => {
    const it = opened();
    it.socket().writes('hello');
    it.socket().onclose?.({ code: 1006, reason: '' });
    assert.deepEqual(it.states.at(-1), { is: 'lost' });
    it.link.type('ls\r');

    it.later.shift()!();
    assert.equal(it.socket().from, 5);
    it.socket().onopen?.();
    it.socket().says({ from: 5 });
    it.socket().says({ state: 'open' });
    it.socket().writes(' again');

    assert.equal(it.text(), 'hello again');
    assert.equal(it.socket().typed(), 'ls\r');
});

test('what the other side no longer has is not shown as if it followed', () => {
    const it = opened();
    it.socket().writes('old');
    it.socket().onclose?.({ code: 1006, reason: '' });
    it.later.shift()!();
    it.socket().onopen?.();
    it.socket().says({ from: 900 });
    it.socket().writes('new');

    assert.equal(it.text(), 'new');
});

test('a large paste waits until what is on its way has been taken', () => {
    const it = opened();
    assert.equal(it.link.type('x'.repeat(200_000)), true);
    assert.equal(it.socket().typed().length, 64 * 1024);

    it.socket().says({ took: 16 * 1024 });
    assert.equal(it.socket().typed().length, 80 * 1024);
});

test('more than anybody pastes is refused whole', () => {
    const it = opened();
    assert.equal(it.link.type('x'.repeat(2_000_000)), false);
    assert.equal(it.socket().typed(), '');
});

test('only what has been drawn is told as shown', () => {
    const it = opened();
    it.socket().writes('abc');
    assert.deepEqual(it.socket().sent, []);
    it.drawn.shift()!();
    assert.deepEqual(it.socket().sent, ['{"shown":3}']);
});

test('a terminal that is over, or another\'s, is not asked for again', () => {
    const it = opened();
    it.socket().says({ state: 'ended', exit: 3 });
    it.socket().onclose?.({ code: 1000, reason: 'closed' });
    assert.deepEqual(it.states.at(-1), { is: 'exited', code: 3 });
    assert.equal(it.later.length, 0);

    const other = opened();
    other.socket().onclose?.({ code: 1008, reason: 'there is no such terminal' });
    assert.deepEqual(other.states.at(-1), { is: 'ended', why: 'there is no such terminal' });
    assert.equal(other.later.length, 0);
});

test('the size is told again to whom it is new', () => {
    const it = opened();
    it.link.size(100, 30);
    it.socket().onclose?.({ code: 1006, reason: '' });
    it.later.shift()!();
    it.socket().onopen?.();
    assert.deepEqual(it.socket().sent, ['{"columns":100,"rows":30}']);
});

test('a page tells how its screen is, with the byte that it has drawn', () => {
    const it = opened();
    it.socket().writes('hello');
    it.drawn.shift()!();
    it.socket().writes(' not drawn yet');

    it.socket().says({ wanted: 7 });

    assert.deepEqual(JSON.parse(it.socket().sent.at(-1) as string), { screen: 7, at: 5, text: '[hello not drawn yet]' });
});

test('another\'s screen takes the place of what was there, and what was written before is not told to be drawn', () => {
    const it = opened();
    it.socket().writes('old');
    const old = it.drawn.shift()!;

    it.socket().says({ screen: 'fresh', from: 9000, columns: 100, rows: 30 });
    assert.equal(it.text(), '100x30fresh');
    old();
    assert.equal(it.socket().sent.filter(one => typeof one === 'string' && one.includes('shown')).length, 0);
    it.socket().writes('on');
    it.drawn.shift()!();
    assert.equal(it.socket().sent.at(-1), '{"shown":9002}');
    it.socket().says({ typing: true });
    assert.deepEqual(it.mayType, [true]);
});
