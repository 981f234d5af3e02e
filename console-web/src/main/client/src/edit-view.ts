import { autocompletion, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { codeFolding, foldGutter, foldKeymap, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, hoverTooltip, keymap, lineNumbers, type Tooltip } from '@codemirror/view';
import { parseAllDocuments, type Document } from 'yaml';
import { words } from './edit-words';
import { phrases } from './phrases';
import { KindSchema, type Schema } from './schema';
import { placeAt } from './yaml-place';
import { fieldPath, rangeOf } from './yaml-range';
import { COLOURS, LOOKS } from './yaml-view';

/** What the API said of the text: of a line, or of a field of one of its documents. */
export interface Said {
    line?: number;
    document?: number;
    field?: string;
    message: string;
}

/** Where the cluster describes its kinds; undefined for those that it does not. */
export type Described = (apiVersion: string, kind: string) => Promise<KindSchema | undefined>;

const POPUPS = EditorView.theme({
    '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '6px', maxWidth: '38rem' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--lumo-primary-color)', color: '#fff' },
    '.cm-completionDetail': { color: 'var(--muted)' },
    '.cm-field': { padding: '.4rem .6rem', whiteSpace: 'pre-wrap', maxHeight: '14rem', overflow: 'auto' },
    '.cm-activeLine': { backgroundColor: 'var(--shade)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});

/** A YAML text to write, with what the cluster itself knows of its kinds. */
export class EditView {
    readonly #view: EditorView;
    readonly #described: Described;

    constructor(place: ShadowRoot, text: string, label: string, described: Described) {
        this.#described = described;
        this.#view = new EditorView({
            root: place, parent: place,
            state: EditorState.create({
                doc: text,
                extensions: [
                    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
                    EditorState.phrases.of(phrases(document.documentElement.lang)),
                    yaml(), indentUnit.of('  '), syntaxHighlighting(COLOURS), LOOKS, POPUPS,
                    lineNumbers(), foldGutter(), codeFolding(), lintGutter(), history(), drawSelection(), highlightSpecialChars(), highlightActiveLine(),
                    search({ top: true }),
                    autocompletion({ override: [context => this.#complete(context)] }),
                    linter(view => this.#lint(view.state.doc.toString()), { delay: 400 }),
                    hoverTooltip((view, at) => this.#hover(view, at)),
                    // Esc, then Tab leaves the editor, as CodeMirror itself describes it; Tab alone indents.
                    keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
                ],
            }),
        });
    }

    get text(): string {
        return this.#view.state.doc.toString();
    }

    replace(text: string): void {
        this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    }

    enter(): void {
        this.#view.focus();
    }

    close(): void {
        this.#view.destroy();
    }

    /** Marks what the API said, until the text changes. */
    mark(said: readonly Said[]): void {
        const doc = this.#view.state.doc;
        const documents = parseAllDocuments(doc.toString());
        const list: readonly Document[] = Array.isArray(documents) ? documents : [];
        const diagnostics = said.map<Diagnostic>(one => {
            const document = list[one.document ?? 0];
            const line = one.line ? doc.line(Math.min(one.line, doc.lines)) : undefined;
            const range = line ? [line.from, line.to] as const : document && one.field ? rangeOf(document, fieldPath(one.field), 'value') : undefined;
            const [from, to] = range ?? [0, 0];
            return { from, to: Math.max(to, from), severity: 'error', message: one.message, source: 'API' };
        });
        this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
        const first = diagnostics[0];
        if (first) {
            this.#view.dispatch({ selection: { anchor: first.from }, scrollIntoView: true });
        }
    }

    async #lint(text: string): Promise<Diagnostic[]> {
        const documents = parseAllDocuments(text);
        const found: Diagnostic[] = [];
        for (const document of Array.isArray(documents) ? documents : []) {
            for (const error of document.errors) {
                found.push({ from: error.pos[0], to: Math.min(error.pos[1], text.length), severity: 'error', message: error.message.split('\n')[0] ?? '' });
            }
            if (document.errors.length || !document.contents) {
                continue;
            }
            const value = document.toJS({ maxAliasCount: 20 }) as { apiVersion?: unknown; kind?: unknown };
            const schema = await this.#described(String(value?.apiVersion ?? ''), String(value?.kind ?? ''));
            for (const fault of schema?.check(value) ?? []) {
                const [from, to] = rangeOf(document, fault.path, fault.at) ?? [0, 0];
                found.push({ from, to, severity: fault.message === 'unknown' ? 'error' : 'warning', message: words(fault.message, fault.words) });
            }
        }
        return found;
    }

    async #schemaAt(lines: string[], start: number): Promise<KindSchema | undefined> {
        const rest = lines.slice(start);
        const end = rest.findIndex((line, index) => index > 0 && /^---(\s|$)/.test(line));
        const own = rest.slice(0, end < 0 ? undefined : end);
        const value = (name: string) => own.map(line => new RegExp(`^${name}:\\s*["']?([^\\s"'#]+)`).exec(line)?.[1]).find(Boolean) ?? '';
        return this.#described(value('apiVersion'), value('kind'));
    }

    async #complete(context: CompletionContext): Promise<CompletionResult | null> {
        const word = context.matchBefore(/[\w./-]*/);
        if (!word || word.from === word.to && !context.explicit) {
            return null;
        }
        const lines = context.state.doc.toString().split('\n');
        const line = context.state.doc.lineAt(context.pos);
        const place = placeAt(lines, line.number - 1, word.from - line.from);
        const schema = await this.#schemaAt(lines, place.start);
        if (!schema) {
            return null;
        }
        const options: Completion[] = place.kind === 'value'
            ? values(schema.at(place.path))
            : schema.fields(place.path).filter(([name]) => !place.present.includes(name)).map(([name, field, required]) => ({
                label: name, type: 'property', detail: typeOf(field) + (required ? ` · ${words('needed')}` : ''),
                info: field.description ?? '', apply: `${name}:${after(field, context, line.text)}`, boost: required ? 1 : 0,
            }));
        return options.length ? { from: word.from, options, validFor: /^[\w./-]*$/ } : null;
    }

    async #hover(view: EditorView, at: number): Promise<Tooltip | null> {
        const line = view.state.doc.lineAt(at);
        const key = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[^\s:#]+)\s*:/.exec(line.text);
        if (!key) {
            return null;
        }
        const from = line.from + key[1]!.length;
        const to = from + key[2]!.length;
        if (at < from || at > to) {
            return null;
        }
        const lines = view.state.doc.toString().split('\n');
        const place = placeAt(lines, line.number - 1, key[0].length);
        const field = (await this.#schemaAt(lines, place.start))?.at(place.path);
        if (!field) {
            return null;
        }
        return {
            pos: from, end: to, above: true,
            create: () => {
                const dom = document.createElement('div');
                dom.className = 'cm-field';
                const type = document.createElement('strong');
                type.textContent = typeOf(field);
                const rest = field.default === undefined ? '' : `\n${words('default', [JSON.stringify(field.default)])}`;
                dom.append(type, `\n${field.description ?? ''}${rest}`);
                return { dom };
            },
        };
    }
}

function typeOf(field: Schema): string {
    return field.type === 'array' ? `[]${field.items?.type ?? ''}` : field.type ?? (field.oneOf || field.anyOf ? 'string | number' : 'object');
}

function values(field: Schema | undefined): Completion[] {
    const offered = field?.enum ?? (field?.type === 'boolean' ? [true, false] : field?.default === undefined ? [] : [field.default]);
    return offered.filter(value => typeof value !== 'object').map(value => ({ label: String(value), type: 'constant' }));
}

/** What follows a key: a value on the same line, or a line of its own for what is inside. */
function after(field: Schema, context: CompletionContext, line: string): string {
    if (field.type !== 'array' && field.type !== 'object' && !field.properties) {
        return ' ';
    }
    const indent = ' '.repeat((/^\s*(?:-\s+)*/.exec(line)?.[0] ?? '').length);
    return field.type === 'array' ? `\n${indent}- ` : `\n${indent}${context.state.facet(indentUnit)}`;
}
