import { BOUNDS, moved, remembered, within } from './split-share';

const STYLE = `
:host { display: grid; grid-template-columns: var(--share, 60%) 12px minmax(0, 1fr); align-items: start; }
.border { align-self: stretch; cursor: col-resize; touch-action: none; position: relative; border-radius: 6px; }
.border::before { content: ""; position: absolute; left: 5px; top: 0; bottom: 0; width: 2px; background: var(--line); }
.border:hover::before, .border:focus-visible::before { background: var(--lumo-primary-color); left: 4px; width: 4px; }
.border:focus-visible { outline: 2px solid var(--lumo-primary-color-50pct); }
::slotted(*) { min-width: 0; }
@media (max-width: 900px) { :host { display: flex; flex-direction: column-reverse; align-items: stretch; } .border { display: none; } }
`;

/** `<marina-split name="…" label="…">` with slots `first` and `second`. */
export class SplitElement extends HTMLElement {
    #border = document.createElement('div');
    #percent = 0;

    constructor() {
        super();
        const root = this.attachShadow({ mode: 'open' });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        const slot = (name: string) => Object.assign(document.createElement('slot'), { name });
        this.#border.className = 'border';
        this.#border.tabIndex = 0;
        this.#border.addEventListener('keydown', event => this.#key(event));
        this.#border.addEventListener('pointerdown', event => this.#drag(event));
        root.append(slot('first'), this.#border, slot('second'));
    }

    connectedCallback(): void {
        this.#border.setAttribute('role', 'separator');
        this.#border.setAttribute('aria-orientation', 'vertical');
        this.#border.setAttribute('aria-label', this.getAttribute('label') ?? '');
        this.#border.setAttribute('aria-valuemin', String(BOUNDS.least));
        this.#border.setAttribute('aria-valuemax', String(BOUNDS.most));
        this.#at(remembered(localStorage.getItem(this.#place())));
    }

    #place(): string {
        return `marina-split-${this.getAttribute('name') ?? ''}`;
    }

    #at(percent: number): void {
        this.#percent = percent;
        this.style.setProperty('--share', `${percent}%`);
        this.#border.setAttribute('aria-valuenow', String(percent));
    }

    #keep(percent: number): void {
        this.#at(percent);
        localStorage.setItem(this.#place(), String(percent));
    }

    #key(event: KeyboardEvent): void {
        const next = moved(this.#percent, event.key);
        if (next !== undefined) {
            event.preventDefault();
            this.#keep(next);
        }
    }

    #drag(down: PointerEvent): void {
        this.#border.setPointerCapture(down.pointerId);
        const move = (event: PointerEvent) => {
            const frame = this.getBoundingClientRect();
            this.#at(within(100 * (event.clientX - frame.left) / frame.width));
        };
        const up = () => {
            this.#border.removeEventListener('pointermove', move);
            this.#keep(this.#percent);
        };
        this.#border.addEventListener('pointermove', move);
        this.#border.addEventListener('pointerup', up, { once: true });
        this.#border.addEventListener('pointercancel', up, { once: true });
    }
}
