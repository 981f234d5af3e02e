import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yaml } from '@codemirror/lang-yaml';
import { ensureSyntaxTree, foldable } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { phrases } from '../src/phrases';

test('an object folds at each of its maps and lists', () => {
    const doc = 'metadata:\n  name: web\n  labels:\n    app: web\nspec:\n  replicas: 2\n';
    const opened = EditorState.create({ doc, extensions: [yaml()] });
    // However slow this machine is: the next state has the tree that was parsed to its end.
    assert.ok(ensureSyntaxTree(opened, doc.length, 60_000));
    const state = opened.update({}).state;

    const folded = (line: number) => {
        const { from, to } = state.doc.line(line);
        const range = foldable(state, from, to);
        return range && doc.slice(range.from, range.to);
    };
    assert.equal(folded(1), '\n  name: web\n  labels:\n    app: web');
    assert.equal(folded(3), '\n    app: web');
    assert.equal(folded(2), null);
});

test('only Chinese has words of its own', () => {
    assert.deepEqual(phrases('en'), {});
    assert.equal(phrases('zh-CN')['Find'], '查找');
});
