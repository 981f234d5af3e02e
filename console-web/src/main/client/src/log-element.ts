import { finder, lineOf } from './log-find';

const MOST_LINES = 10_000;
const COLOURS = 8;
const NEAR_END = 40;

/**
 * `<marina-log text-…="…">`: lines as they come, of one source or of several in their colours. Follows until somebody scrolls up; finds; keeps a bounded
 * number of lines as plain text, which the browser lays out only where it is looked at.
 */
export class LogElement extends HTMLElement {
    readonly #log = document.createElement('div');
    readonly #resume = document.createElement('button');
    readonly #found = document.createElement('span');
    readonly #sought = document.createElement('input');
    readonly #options = { matchCase: false, word: false, regex: false };
    readonly #labels = new Map<number, string>();
    #kept = 0;
    #held = false;
    #missed = 0;
    #hits: HTMLElement[] = [];
    #hit = -1;
    #made = false;

    connectedCallback(): void {
        if (this.#made) {
            return;
        }
        this.#made = true;
        this.#log.className = 'log';
        for (const [name, value] of Object.entries({ role: 'log', tabindex: '0', 'aria-label': this.#text('label'), 'data-empty': this.#text('empty') })) {
            this.#log.setAttribute(name, value);
        }
        this.#log.addEventListener('scroll', () => this.#hold(this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight > NEAR_END));
        this.#resume.className = 'log-resume';
        this.#resume.hidden = true;
        this.#resume.addEventListener('click', () => {
            this.#hold(false);
            this.#log.scrollTop = this.#log.scrollHeight;
            this.#log.focus();
        });
        this.append(this.#bar(), this.#log, this.#resume);
    }

    /** From the server: how a source's lines begin. */
    source(number: number, label: string): void {
        this.#labels.set(number, label);
    }

    clear(): void {
        this.#log.replaceChildren();
        this.#kept = 0;
        this.#hold(false);
        this.#seek();
    }

    /** @param batch a list of source and text as JSON */
    lines(batch: string): boolean {
        const element = document.createElement('div');
        element.className = 'log-batch';
        for (const [number, text] of JSON.parse(batch) as [number, string][]) {
            for (const raw of text.replace(/\n$/, '').split('\n')) {
                element.append(this.#line(number, raw));
            }
        }
        const added = element.childElementCount;
        // What is not seen yet is taken to be as high as it will be, so that the place scrolled to stays.
        element.style.containIntrinsicSize = `auto ${added * 1.5}em`;
        this.#log.append(element);
        this.#kept += added;
        while (this.#kept > MOST_LINES && this.#log.childElementCount > 1) {
            this.#kept -= this.#log.firstElementChild!.childElementCount;
            this.#log.firstElementChild!.remove();
        }
        if (this.#held) {
            this.#missed += added;
            this.#say();
        } else {
            this.#log.scrollTop = this.#log.scrollHeight;
        }
        if (this.#sought.value) {
            this.#seek(false);
        }
        return true;
    }

    #line(number: number, raw: string): HTMLElement {
        const line = lineOf(raw);
        const element = document.createElement('div');
        element.className = 'log-line';
        const label = this.#labels.get(number);
        if (label) {
            const pod = document.createElement('span');
            pod.className = `pod pod${number % COLOURS}`;
            pod.textContent = label;
            element.append(pod);
        }
        if (line.time) {
            const time = document.createElement('time');
            time.textContent = line.time;
            element.append(time);
        }
        element.append(line.text || '\u200b');
        return element;
    }

    #hold(held: boolean): void {
        if (held !== this.#held) {
            this.#held = held;
            this.#missed = 0;
            this.#say();
        }
    }

    #say(): void {
        this.#resume.hidden = !this.#held;
        this.#resume.textContent = this.#text('resume', this.#missed);
    }

    #bar(): HTMLElement {
        const bar = document.createElement('div');
        bar.className = 'log-bar';
        this.#sought.type = 'search';
        this.#sought.placeholder = this.#text('find');
        this.#sought.setAttribute('aria-label', this.#text('find'));
        this.#sought.addEventListener('input', () => this.#seek());
        this.#sought.addEventListener('keydown', event => event.key === 'Enter' && this.#go(event.shiftKey ? -1 : 1));
        this.#found.setAttribute('role', 'status');
        bar.append(this.#sought, this.#tick('case', on => { this.#options.matchCase = on; this.#seek(); }), this.#tick('word', on => { this.#options.word = on; this.#seek(); }),
            this.#tick('regex', on => { this.#options.regex = on; this.#seek(); }), this.#button('previous', () => this.#go(-1)), this.#button('next', () => this.#go(1)), this.#found,
            this.#tick('times', on => this.#log.classList.toggle('times', on)), this.#tick('wrap', on => this.#log.classList.toggle('wrap', on)),
            this.#button('download', () => this.#download()));
        return bar;
    }

    #tick(name: string, changed: (on: boolean) => void): HTMLElement {
        const label = document.createElement('label');
        const box = document.createElement('input');
        box.type = 'checkbox';
        box.addEventListener('change', () => changed(box.checked));
        label.append(box, this.#text(name));
        return label;
    }

    #button(name: string, pressed: () => void): HTMLElement {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = this.#text(name);
        button.addEventListener('click', pressed);
        return button;
    }

    /** @param move whether to go to what is found */
    #seek(move = true): void {
        const find = finder({ text: this.#sought.value, ...this.#options });
        this.#found.className = find === null ? 'bad' : '';
        this.#hits = [];
        for (const line of this.#log.querySelectorAll<HTMLElement>('.log-line')) {
            const hit = !!find && find(line.lastChild?.textContent ?? '');
            line.classList.toggle('hit', hit);
            line.classList.remove('now');
            if (hit) {
                this.#hits.push(line);
            }
        }
        this.#hit = Math.min(move ? this.#hits.length - 1 : this.#hit, this.#hits.length - 1);
        if (move && this.#hits.length) {
            this.#go(0);
        } else {
            this.#hits[this.#hit]?.classList.add('now');
        }
        this.#count(find);
    }

    #count(find: unknown): void {
        this.#found.textContent = find === null ? this.#text('bad') : find ? this.#text('hits', this.#hit + 1, this.#hits.length) : '';
    }

    #go(step: number): void {
        if (!this.#hits.length) {
            return;
        }
        this.#hits[this.#hit]?.classList.remove('now');
        this.#hit = (this.#hit + step + this.#hits.length) % this.#hits.length;
        const line = this.#hits[this.#hit]!;
        line.classList.add('now');
        // The log alone is scrolled, not the page around it.
        this.#log.scrollTop = line.offsetTop - this.#log.offsetTop - this.#log.clientHeight / 2;
        this.#count(true);
    }

    #download(): void {
        const lines = [...this.#log.querySelectorAll('.log-line')].map(line => [...line.childNodes].map(part => part.textContent).join(' ').replace('\u200b', ''));
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], { type: 'text/plain' }));
        link.download = 'log.txt';
        link.click();
        URL.revokeObjectURL(link.href);
    }

    #text(name: string, ...values: unknown[]): string {
        return (this.getAttribute(`text-${name}`) ?? '').replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
    }
}
