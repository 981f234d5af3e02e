import type { State } from './terminal-link';
import type { TerminalView } from './terminal-view';

/**
 * `<marina-terminal terminal="id" label="…" text-…="…" [another]>`: a terminal, one's own or another's, and above it what there is to say about it. xterm.js is fetched with the first one.
 */
export class TerminalElement extends HTMLElement {
    static observedAttributes = ['screenreader'];

    #view: TerminalView | undefined;
    #entering = false;
    #standing = '';
    readonly #notice = document.createElement('div');
    readonly #place = document.createElement('div');

    async connectedCallback(): Promise<void> {
        this.#notice.className = 'terminal-notice';
        this.#notice.setAttribute('role', 'status');
        this.#place.className = 'terminal-place';
        this.replaceChildren(this.#notice, this.#place);
        this.#say(this.#text('starting'));
        const { TerminalView } = await import('./terminal-view');
        if (!this.isConnected || this.#view) {
            return;
        }
        this.#view = new TerminalView(this.#place, this.getAttribute('terminal') ?? '', `${this.getAttribute('label')}. ${this.#text('out')}`, this.hasAttribute('another'), {
            state: state => this.#show(state),
            idle: minutes => this.#say(minutes ? this.#text('idle', minutes) : this.#standing),
            full: () => this.#say(this.#text('full')),
            typing: may => {
                this.dataset['typing'] = String(may);
                this.#standing = this.#text(may ? 'typing' : 'watching');
                this.#say(this.#standing);
            },
        }, () => this.#leave());
        this.#view.aloud(this.hasAttribute('screenreader'));
        if (this.#entering) {
            this.enter();
        }
    }

    disconnectedCallback(): void {
        this.#view?.close();
        this.#view = undefined;
    }

    attributeChangedCallback(): void {
        this.#view?.aloud(this.hasAttribute('screenreader'));
    }

    /** The keyboard types here from now on. */
    enter(): void {
        this.#entering = true;
        this.#view?.enter();
    }

    /** To the tab that this terminal belongs to, from which the keyboard goes on to everything else. */
    #leave(): void {
        const tab = this.closest('.dock')?.querySelector<HTMLElement>('vaadin-tab[selected]');
        (tab ?? (document.activeElement as HTMLElement | null))?.[tab ? 'focus' : 'blur']();
    }

    #show(state: State): void {
        this.dataset['state'] = state.is;
        switch (state.is) {
            case 'open': this.#say(this.#standing); break;
            case 'exited': this.#say(this.#text('exited', state.code)); break;
            case 'ended': this.#say(this.#text('ended', state.why)); break;
            default: this.#say(this.#text(state.is));
        }
    }

    #say(words: string): void {
        this.#notice.textContent = words;
        this.#notice.hidden = !words;
    }

    #text(name: string, value: string | number = ''): string {
        return (this.getAttribute(`text-${name}`) ?? '').replace('{0}', String(value));
    }
}
