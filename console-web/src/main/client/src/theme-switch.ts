import { CHOICES, CHOSEN, choiceOf, type Choice } from './colours';

/** `<marina-theme label="Colours" system="…" light="…" dark="…">`: chooses the colours, for this browser. */
export class ThemeSwitch extends HTMLElement {
    connectedCallback(): void {
        const select = document.createElement('select');
        select.setAttribute('aria-label', this.getAttribute('label') ?? '');
        for (const choice of CHOICES) {
            select.append(new Option(this.getAttribute(choice) ?? choice, choice));
        }
        const remembered = () => { select.value = choiceOf(localStorage.getItem(CHOSEN)); };
        remembered();
        select.addEventListener('change', () => {
            localStorage.setItem(CHOSEN, select.value as Choice);
            dispatchEvent(new Event(CHOSEN));
        });
        addEventListener('storage', remembered);
        this.replaceChildren(select);
        this.#stop = () => removeEventListener('storage', remembered);
    }

    disconnectedCallback(): void {
        this.#stop();
    }

    #stop: () => void = () => {};
}
