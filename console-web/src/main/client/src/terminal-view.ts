import { FitAddon } from '@xterm/addon-fit';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Terminal } from '@xterm/xterm';
import { silence } from './terminal-silence';
import { TerminalLink, type Screen, type Socket, type State } from './terminal-link';

function connect(id: string, from: number): Socket {
    const address = new URL('/terminal', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = new URLSearchParams({ id, from: String(from), n: crypto.randomUUID() }).toString();
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    return socket as Socket;
}

/** xterm.js in a place of the page, with the page's colours, as large as the place. */
export class TerminalView implements Screen {
    readonly #terminal: Terminal;
    readonly #link: TerminalLink;
    readonly #stop: () => void;
    readonly #state: (state: State) => void;
    readonly #idle: (minutes: number) => void;
    readonly #typing: (may: boolean) => void;
    readonly #serialize = new SerializeAddon();

    /**
     * @param another whether it is another's terminal, which has the size that it has there, answers nothing, and takes what is typed only where it is said to
     * @param leave what the key does by which one gets out of the terminal
     */
    constructor(place: HTMLElement, id: string, label: string, another: boolean, told: { state(state: State): void; idle(minutes: number): void; full(): void; typing(may: boolean): void }, leave: () => void) {
        this.#state = state => told.state(state);
        this.#idle = minutes => told.idle(minutes);
        this.#typing = may => told.typing(may);
        this.#terminal = new Terminal({
            fontFamily: 'ui-monospace, "DejaVu Sans Mono", Consolas, monospace', fontSize: 13, scrollback: 5000, cursorBlink: false,
            theme: colours(place), minimumContrastRatio: 4.5, allowProposedApi: false,
        });
        const fit = new FitAddon();
        this.#terminal.loadAddon(fit);
        this.#terminal.loadAddon(this.#serialize);
        if (another) {
            this.#terminal.options.disableStdin = true;
            silence(this.#terminal.parser);
        }
        this.#terminal.open(place);
        this.#terminal.textarea?.setAttribute('aria-label', label);
        this.#terminal.attachCustomKeyEventHandler(key => this.#own(key, leave));
        this.#link = new TerminalLink(from => connect(id, from), this, (run, ms) => setTimeout(run, ms));
        this.#terminal.onData(text => {
            told.idle(0);
            if (!this.#link.type(text)) {
                told.full();
            }
        });
        const fitting = new ResizeObserver(() => place.clientHeight > 0 && fit.fit());
        if (!another) {
            this.#terminal.onResize(({ cols, rows }) => this.#link.size(cols, rows));
            fitting.observe(place);
        }
        const recolour = new MutationObserver(() => { this.#terminal.options.theme = colours(place); });
        recolour.observe(document.documentElement, { attributeFilter: ['theme'] });
        this.#stop = () => { fitting.disconnect(); recolour.disconnect(); };
        if (!another) {
            fit.fit();
            this.#link.size(this.#terminal.cols, this.#terminal.rows);
        }
    }

    /** Keys that are the page's and not the command's. */
    #own(key: KeyboardEvent, leave: () => void): boolean {
        if (key.ctrlKey && key.key === 'F6') {
            if (key.type === 'keydown') {
                key.preventDefault();
                leave();
            }
            return false;
        }
        if (key.ctrlKey && key.shiftKey && key.code === 'KeyC' && this.#terminal.hasSelection()) {
            if (key.type === 'keydown') {
                key.preventDefault();
                void navigator.clipboard.writeText(this.#terminal.getSelection());
            }
            return false;
        }
        return !(key.ctrlKey && (key.key === '`' || key.key === 'k' && key.altKey));
    }

    write(bytes: Uint8Array, shown: () => void): void {
        this.#terminal.write(bytes, shown);
    }

    clear(): void {
        this.#terminal.reset();
    }

    drawing(): string {
        return this.#serialize.serialize({ scrollback: 0 });
    }

    become(columns: number, rows: number, drawing: string): void {
        // Behind what has been written and is not drawn yet.
        this.#terminal.write('\x1bc', () => this.#terminal.resize(columns, rows));
        this.#terminal.write(drawing);
    }

    typing(may: boolean): void {
        this.#terminal.options.disableStdin = !may;
        this.#typing(may);
    }

    state(state: State): void {
        this.#state(state);
    }

    idle(minutes: number): void {
        this.#idle(minutes);
    }

    aloud(read: boolean): void {
        this.#terminal.options.screenReaderMode = read;
    }

    enter(): void {
        this.#terminal.focus();
    }

    close(): void {
        this.#stop();
        this.#link.close();
        this.#terminal.dispose();
    }
}

function colours(place: HTMLElement) {
    const style = getComputedStyle(place);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    return {
        background: colour('--code-ground'), foreground: colour('--code-text'), cursor: colour('--code-text'), cursorAccent: colour('--code-ground'),
        selectionBackground: colour('--terminal-selection'),
    };
}
