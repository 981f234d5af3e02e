import { into, wanted } from './palette-keys';

interface Offer {
    group: string;
    text: string;
    href: string;
    action: string;
}

interface Server {
    find(words: string): void;
    act(action: string): void;
}

/**
 * `<marina-palette text-…="…" shortcuts="[[key, what], …]">`: a field to find things with, and below it what is found (the combobox pattern of ARIA). The
 * server says what there is.
 */
export class PaletteElement extends HTMLElement {
    readonly #dialog = document.createElement('dialog');
    readonly #input = document.createElement('input');
    readonly #list = document.createElement('ul');
    readonly #note = document.createElement('p');
    #offers: Offer[] = [];
    #chosen = 0;
    #timer = 0;
    readonly #key = (event: KeyboardEvent) => this.#pressed(event);

    connectedCallback(): void {
        const label = this.#text('label');
        this.#dialog.className = 'palette';
        this.#dialog.setAttribute('aria-label', label);
        this.#input.type = 'text';
        this.#input.placeholder = this.#text('hint');
        this.#input.maxLength = 100;
        for (const [name, value] of Object.entries({
            role: 'combobox', 'aria-label': label, 'aria-controls': 'palette-list', 'aria-expanded': 'true', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false',
        })) {
            this.#input.setAttribute(name, value);
        }
        this.#list.id = 'palette-list';
        this.#list.setAttribute('role', 'listbox');
        this.#list.setAttribute('aria-label', label);
        this.#note.setAttribute('role', 'status');
        this.#dialog.replaceChildren(this.#input, this.#list, this.#note);
        this.replaceChildren(this.#dialog);
        this.#input.addEventListener('input', () => {
            clearTimeout(this.#timer);
            this.#timer = window.setTimeout(() => this.#ask(), 120);
        });
        this.#input.addEventListener('keydown', event => this.#move(event));
        this.#dialog.addEventListener('click', event => event.target === this.#dialog && this.#dialog.close());
        document.addEventListener('keydown', this.#key);
    }

    disconnectedCallback(): void {
        document.removeEventListener('keydown', this.#key);
    }

    open(): void {
        if (!this.#dialog.open) {
            this.#input.value = '';
            this.#dialog.showModal();
            this.#input.focus();
            this.#ask();
        }
    }

    /** From the server. */
    offer(words: string, offers: string, note: string): void {
        if (words !== this.#input.value) {
            return;
        }
        this.#offers = JSON.parse(offers) as Offer[];
        this.#chosen = 0;
        this.#list.replaceChildren(...this.#offers.map((offer, index) => this.#item(offer, index)));
        this.#note.textContent = this.#offers.length ? note : note || this.#text('none');
        this.#note.hidden = !this.#note.textContent;
        this.#choose(0);
    }

    #item(offer: Offer, index: number): HTMLElement {
        const item = document.createElement('li');
        item.id = `palette-${index}`;
        item.setAttribute('role', 'option');
        const group = document.createElement('small');
        group.textContent = offer.group;
        item.append(offer.text, group);
        item.addEventListener('click', () => this.#take(offer));
        return item;
    }

    #ask(): void {
        (this as unknown as { $server?: Server }).$server?.find(this.#input.value);
    }

    #pressed(event: KeyboardEvent): void {
        const what = wanted({ key: event.key, code: event.code, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, into: into(event.composedPath()) });
        if (what === undefined) {
            return;
        }
        event.preventDefault();
        if (what === 'find') {
            this.open();
        } else if (what === 'terminals') {
            document.getElementById('terminal-toggle')?.click();
        } else {
            this.#help();
        }
    }

    #move(event: KeyboardEvent): void {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step !== undefined) {
            event.preventDefault();
            this.#choose((this.#chosen + step + this.#offers.length) % Math.max(1, this.#offers.length));
        } else if (event.key === 'Enter') {
            event.preventDefault();
            const offer = this.#offers[this.#chosen];
            if (offer) {
                this.#take(offer);
            }
        }
    }

    #choose(index: number): void {
        this.#chosen = index;
        [...this.#list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
        const item = this.#list.children[index];
        this.#input.setAttribute('aria-activedescendant', item?.id ?? '');
        item?.scrollIntoView({ block: 'nearest' });
    }

    #take(offer: Offer): void {
        this.#dialog.close();
        if (offer.action) {
            (this as unknown as { $server?: Server }).$server?.act(offer.action);
            return;
        }
        // As a link that is clicked, so that the console goes there without loading itself anew.
        const link = document.createElement('a');
        link.href = offer.href;
        if (offer.href === '/logout') {
            link.setAttribute('router-ignore', '');
        }
        this.append(link);
        link.click();
        link.remove();
    }

    #help(): void {
        const dialog = document.createElement('dialog');
        dialog.className = 'palette';
        const title = document.createElement('h2');
        title.textContent = this.#text('keys');
        dialog.setAttribute('aria-label', this.#text('keys'));
        const list = document.createElement('dl');
        for (const [key, does] of JSON.parse(this.getAttribute('shortcuts') ?? '[]') as [string, string][]) {
            const term = document.createElement('dt');
            term.textContent = key;
            const words = document.createElement('dd');
            words.textContent = does;
            list.append(term, words);
        }
        const close = document.createElement('button');
        close.textContent = this.#text('close');
        close.addEventListener('click', () => dialog.close());
        dialog.append(title, list, close);
        dialog.addEventListener('close', () => dialog.remove());
        this.append(dialog);
        dialog.showModal();
    }

    #text(name: string): string {
        return this.getAttribute(`text-${name}`) ?? '';
    }
}
