import type { EditView, Said } from './edit-view';
import { KindSchema } from './schema';

/**
 * `<marina-editor schemas="/schema/<tenant>/<cluster>">`: a YAML text to write. The server sets `text` to begin with and reads it when the person asks for
 * something. Where the editor cannot be fetched a plain field takes its place.
 */
export class EditElement extends HTMLElement {
    #text = '';
    #view: EditView | undefined;
    readonly #plain = document.createElement('textarea');
    readonly #schemas = new Map<string, Promise<KindSchema | undefined>>();
    #entering = false;

    constructor() {
        super();
        this.#plain.spellcheck = false;
        this.#plain.rows = 20;
        this.attachShadow({ mode: 'open' }).append(this.#plain);
        if (Object.hasOwn(this, 'text')) {
            const early = this.text;
            Reflect.deleteProperty(this, 'text');
            this.text = early;
        }
    }

    get text(): string {
        return this.#view?.text ?? this.#plain.value;
    }

    set text(next: string) {
        this.#text = next ?? '';
        this.#plain.value = this.#text;
        this.#view?.replace(this.#text);
    }

    async connectedCallback(): Promise<void> {
        const label = this.getAttribute('aria-label') ?? 'YAML';
        this.#plain.setAttribute('aria-label', label);
        const { EditView } = await import('./edit-view');
        if (!this.isConnected || this.#view || !this.shadowRoot) {
            return;
        }
        this.#text = this.#plain.value;
        this.#plain.remove();
        this.#view = new EditView(this.shadowRoot, this.#text, label, (version, kind) => this.#described(version, kind));
        if (this.#entering) {
            this.#view.enter();
        }
    }

    disconnectedCallback(): void {
        if (this.#view) {
            this.#plain.value = this.#view.text;
            this.#view.close();
            this.#view = undefined;
            this.shadowRoot?.append(this.#plain);
        }
    }

    enter(): void {
        this.#entering = true;
        this.#view?.enter();
    }

    /** @param said a list of [Said] as JSON */
    mark(said: string): void {
        this.#view?.mark(JSON.parse(said) as Said[]);
    }

    /** Asks for a file and puts what it says at the end, as a document of its own. */
    upload(): void {
        const chooser = document.createElement('input');
        chooser.type = 'file';
        chooser.accept = '.yaml,.yml,.json,text/*';
        chooser.multiple = true;
        chooser.addEventListener('change', () => void this.#take([...chooser.files ?? []]));
        chooser.click();
    }

    async #take(files: File[]): Promise<void> {
        const texts = await Promise.all(files.map(file => file.slice(0, 1_000_000).text()));
        this.text = [this.text, ...texts].map(text => text.trimEnd()).filter(Boolean).join('\n---\n') + '\n';
    }

    #described(apiVersion: string, kind: string): Promise<KindSchema | undefined> {
        const key = `${apiVersion} ${kind}`;
        const known = this.#schemas.get(key);
        if (known) {
            return known;
        }
        const asked = kind && apiVersion ? this.#ask(apiVersion, kind) : Promise.resolve(undefined);
        this.#schemas.set(key, asked);
        return asked;
    }

    async #ask(apiVersion: string, kind: string): Promise<KindSchema | undefined> {
        const [version = '', group = ''] = apiVersion.split('/').reverse();
        const address = `${this.getAttribute('schemas')}?${new URLSearchParams({ group, version, kind })}`;
        try {
            const answer = await fetch(address, { headers: { Accept: 'application/json' } });
            return answer.ok ? new KindSchema(await answer.json()) : undefined;
        } catch {
            // Without it everything but completion works; it is asked for again with the next editor.
            return undefined;
        }
    }
}
