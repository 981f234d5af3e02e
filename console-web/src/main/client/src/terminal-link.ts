/** What a link needs of a WebSocket. */
export interface Socket {
    send(data: string | Uint8Array<ArrayBuffer>): void;
    close(): void;
    onopen: (() => void) | null;
    onmessage: ((event: { data: unknown }) => void) | null;
    onclose: ((event: { code: number; reason: string }) => void) | null;
}

export type State =
    | { is: 'starting' } | { is: 'open' } | { is: 'lost' }
    | { is: 'exited'; code: number } | { is: 'ended'; why: string };

/** Where what a terminal writes and becomes is shown. */
export interface Screen {
    /** @param shown runs when it has been drawn */
    write(bytes: Uint8Array, shown: () => void): void;
    /** What stood there is not what comes next. */
    clear(): void;
    /** Text that draws what has been drawn. */
    drawing(): string;
    /** Becomes as another's screen is. */
    become(columns: number, rows: number, drawing: string): void;
    /** Whether what is typed in another's terminal goes there. */
    typing(may: boolean): void;
    state(state: State): void;
    idle(minutes: number): void;
}

const CHUNK = 16 * 1024;
const MOST_ON_ITS_WAY = 64 * 1024;
const MOST_WAITING = 1024 * 1024;
const SHOWN_EVERY = 16 * 1024;
const MOST_DRAWING = 60 * 1024;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
/** The server's word that this terminal is nothing to us any more. */
const GOODBYES = [1000, 1008];

/**
 * A terminal's connection: comes back after it was lost and goes on with the byte that it has not got; types no faster than is taken; says what has
 * been drawn, so that the other side does not send more than this page can show.
 */
export class TerminalLink {
    readonly #open: (from: number) => Socket;
    readonly #screen: Screen;
    readonly #later: (run: () => void, ms: number) => void;
    #socket: Socket | undefined;
    #connected = false;
    #got = 0;
    #drawn = 0;
    #told = 0;
    /** What was written before another screen came counts no more. */
    #epoch = 0;
    #typed: Uint8Array<ArrayBuffer>[] = [];
    #waiting = 0;
    #onItsWay = 0;
    #wait = FIRST_WAIT_MS;
    #closed = false;
    #over = false;
    #size: [number, number] | undefined;

    /** @param open connects, to be told of the output from a byte on */
    constructor(open: (from: number) => Socket, screen: Screen, later: (run: () => void, ms: number) => void) {
        this.#open = open;
        this.#screen = screen;
        this.#later = later;
        this.#connect();
    }

    #connect(): void {
        if (this.#closed) {
            return;
        }
        const socket = this.#open(this.#got);
        this.#socket = socket;
        this.#onItsWay = 0;
        socket.onopen = () => {
            this.#connected = true;
            this.#wait = FIRST_WAIT_MS;
            this.#sendSize();
        };
        socket.onmessage = event => {
            if (socket === this.#socket) {
                typeof event.data === 'string' ? this.#hear(JSON.parse(event.data)) : this.#output(new Uint8Array(event.data as ArrayBuffer));
            }
        };
        socket.onclose = event => {
            if (socket === this.#socket) {
                this.#gone(event.code, event.reason);
            }
        };
    }

    #gone(code: number, reason: string): void {
        this.#connected = false;
        this.#socket = undefined;
        if (this.#closed || this.#over) {
            return;
        }
        if (GOODBYES.includes(code)) {
            this.#over = true;
            this.#screen.state({ is: 'ended', why: reason });
            return;
        }
        this.#screen.state({ is: 'lost' });
        this.#later(() => this.#connect(), this.#wait);
        this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    }

    #output(bytes: Uint8Array): void {
        this.#got += bytes.length;
        const epoch = this.#epoch;
        this.#screen.write(bytes, () => {
            if (epoch !== this.#epoch) {
                return;
            }
            this.#drawn += bytes.length;
            // Often enough that the other side never waits, and at the end of what there is.
            if (this.#connected && (this.#drawn - this.#told >= SHOWN_EVERY || this.#drawn === this.#got)) {
                this.#told = this.#drawn;
                this.#socket?.send(JSON.stringify({ shown: this.#drawn }));
            }
        });
    }

    #hear(said: { wanted?: number; screen?: string; columns?: number; rows?: number; typing?: boolean; from?: number; state?: string; took?: number; idle?: number; exit?: number; why?: string }): void {
        if (said.wanted !== undefined) {
            const drawing = this.#screen.drawing();
            this.#socket?.send(JSON.stringify({ screen: said.wanted, at: this.#drawn, text: drawing.length > MOST_DRAWING ? '' : drawing }));
        } else if (said.screen !== undefined) {
            this.#screen.become(said.columns ?? 80, said.rows ?? 24, said.screen);
            this.#got = this.#drawn = this.#told = said.from ?? 0;
            this.#epoch++;
        } else if (said.typing !== undefined) {
            this.#screen.typing(said.typing);
        } else if (said.from !== undefined) {
            if (said.from !== this.#got) {
                this.#screen.clear();
                this.#got = this.#drawn = this.#told = said.from;
            }
        } else if (said.took !== undefined) {
            this.#onItsWay = Math.max(0, this.#onItsWay - said.took);
            this.#send();
        } else if (said.idle !== undefined) {
            this.#screen.idle(Math.max(1, Math.round(said.idle / 60)));
        } else if (said.state === 'ended') {
            this.#over = true;
            this.#screen.state(said.exit !== undefined ? { is: 'exited', code: said.exit } : { is: 'ended', why: said.why ?? '' });
        } else if (said.state === 'open' || said.state === 'starting') {
            this.#screen.state({ is: said.state });
            this.#send();
        }
    }

    /** @returns whether there was room for it */
    type(text: string): boolean {
        const bytes = new TextEncoder().encode(text);
        if (this.#over || this.#waiting + bytes.length > MOST_WAITING) {
            return this.#over;
        }
        for (let at = 0; at < bytes.length; at += CHUNK) {
            this.#typed.push(bytes.slice(at, at + CHUNK));
        }
        this.#waiting += bytes.length;
        this.#send();
        return true;
    }

    #send(): void {
        while (this.#connected && this.#typed[0] && this.#onItsWay + this.#typed[0].length <= MOST_ON_ITS_WAY) {
            const next = this.#typed.shift()!;
            this.#onItsWay += next.length;
            this.#waiting -= next.length;
            this.#socket?.send(next);
        }
    }

    size(columns: number, rows: number): void {
        this.#size = [columns, rows];
        this.#sendSize();
    }

    #sendSize(): void {
        if (this.#connected && this.#size) {
            this.#socket?.send(JSON.stringify({ columns: this.#size[0], rows: this.#size[1] }));
        }
    }

    close(): void {
        this.#closed = true;
        this.#socket?.close();
    }
}
