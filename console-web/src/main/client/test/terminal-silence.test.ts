import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Terminal } from '@xterm/xterm';
import { silence } from '../src/terminal-silence';

const ASKING = ['\x1b[c', '\x1b[0c', '\x1b[>c', '\x1b[=c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?996n', '\x1b[18t', '\x1b[14t', '\x1b[>q',
    '\x1b[4$p', '\x1b[?2004$p', '\x1bP$qm\x1b\\', '\x1bP$q"p\x1b\\', '\x1bP+q544e\x1b\\', '\x1b]10;?\x07', '\x1b]4;1;?\x07', '\x1b]11;?\x1b\\', '\x1b]52;c;?\x07',
    '\x1b[?u', '\x1bZ'];

async function answers(silent: boolean, written: string): Promise<string> {
    const terminal = new Terminal({ windowOptions: { getWinSizeChars: true } });
    let answered = '';
    terminal.onData(data => { answered += data; });
    if (silent) {
        silence(terminal.parser);
    }
    await new Promise<void>(done => terminal.write(written, done));
    terminal.dispose();
    return answered;
}

test('a terminal that shows another\'s answers nothing that is written there', async () => {
    let loud = 0;
    for (const asking of ASKING) {
        loud += (await answers(false, asking)) ? 1 : 0;
        assert.equal(await answers(true, asking), '', JSON.stringify(asking));
    }
    // So that this would fail without it.
    assert.ok(loud >= 8, `${loud} are answered by a terminal of one's own`);
});

test('what only draws is drawn as ever', async () => {
    const terminal = new Terminal({ cols: 20, rows: 2, allowProposedApi: true });
    silence(terminal.parser);
    await new Promise<void>(done => terminal.write('\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b[?25l\x1b[s\x1b[uplain', done));
    assert.equal(terminal.buffer.active.getLine(0)?.translateToString(true), 'red plain');
});
