import type { YamlView } from './yaml-view';

/**
 * `<marina-yaml>` shows its property `text`, which the server sets again with each change. The editor is fetched when the first one is
 * shown; until then, and where it cannot be fetched, the text stands there plain.
 */
export class YamlElement extends HTMLElement {
    #text = '';
    #view: YamlView | undefined;
    #plain: HTMLElement;

    constructor() {
        super();
        this.#plain = document.createElement('pre');
        this.attachShadow({ mode: 'open' }).append(this.#plain);
        // What was set before this class was known is a property of its own, in the way of ours.
        if (Object.hasOwn(this, 'text')) {
            const early = this.text;
            Reflect.deleteProperty(this, 'text');
            this.text = early;
        }
    }

    get text(): string {
        return this.#text;
    }

    set text(next: string) {
        this.#text = next ?? '';
        if (this.#view) {
            this.#view.show(this.#text);
        } else {
            this.#plain.textContent = this.#text;
        }
    }

    async connectedCallback(): Promise<void> {
        const { YamlView } = await import('./yaml-view');
        if (this.isConnected && !this.#view && this.shadowRoot) {
            this.#plain.remove();
            this.#view = new YamlView(this.shadowRoot, this.#text, this.getAttribute('aria-label') ?? 'YAML');
        }
    }

    disconnectedCallback(): void {
        this.#view?.close();
        this.#view = undefined;
        this.#plain.textContent = this.#text;
        this.shadowRoot?.append(this.#plain);
    }
}
