import { yaml } from '@codemirror/lang-yaml';
import { codeFolding, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { changeOf } from './change';
import { phrases } from './phrases';

/** The colours stand in console.css, so that they follow the page's. */
export const COLOURS = HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
    { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
    { tag: [tags.content], color: 'var(--code-text)' },
    { tag: [tags.comment, tags.lineComment], color: 'var(--muted)' },
    { tag: [tags.keyword, tags.typeName, tags.labelName], color: 'var(--code-mark)' },
    { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--muted)' },
]);

export const LOOKS = EditorView.theme({
    '&': { maxHeight: '65vh', color: 'var(--code-text)', backgroundColor: 'var(--code-ground)', fontSize: '.8rem' },
    '&.cm-focused': { outline: '2px solid var(--lumo-primary-color-50pct)' },
    '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", Consolas, monospace', lineHeight: '1.5' },
    '.cm-gutters': { backgroundColor: 'var(--code-ground)', color: 'var(--muted)', border: 'none' },
    '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--lumo-primary-color-10pct) !important' },
    '.cm-foldPlaceholder': { backgroundColor: 'var(--quiet-ground)', color: 'var(--muted)', border: 'none' },
    '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
});

/** A YAML text to read: coloured, with lines to fold and something to find with. */
export class YamlView {
    readonly #view: EditorView;

    /** In a shadow root the styles are adopted sheets, which need no right to write styles into the page. */
    constructor(place: ShadowRoot, text: string, label: string) {
        this.#view = new EditorView({
            root: place,
            parent: place,
            state: EditorState.create({
                doc: text,
                extensions: [
                    EditorState.readOnly.of(true), EditorView.editable.of(false),
                    // Not editable, yet to be reached by the keyboard; Tab leaves it again.
                    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
                    EditorState.phrases.of(phrases(document.documentElement.lang)),
                    yaml(), syntaxHighlighting(COLOURS), LOOKS,
                    lineNumbers(), foldGutter(), codeFolding(), drawSelection(), highlightSpecialChars(),
                    search({ top: true }), highlightSelectionMatches(), keymap.of([...searchKeymap, ...foldKeymap]),
                ],
            }),
        });
    }

    show(text: string): void {
        const change = changeOf(this.#view.state.doc.toString(), text);
        if (change) {
            this.#view.dispatch({ changes: change });
        }
    }

    close(): void {
        this.#view.destroy();
    }
}
