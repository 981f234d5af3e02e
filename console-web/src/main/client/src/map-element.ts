import { CARD, curve, fit, neighbour, pan, placeOf, reveal, ring, zoom, type MapGraph, type MapItem, type Viewport } from './map-geometry';

const SVG = 'http://www.w3.org/2000/svg';
const RADIUS = 17;
const SIGNS: Readonly<Record<string, string>> = { good: '✓', busy: '…', bad: '!', quiet: '·' };
const STYLE = `
:host { display: block; position: relative; height: calc(100vh - 300px); min-height: 380px; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--soft); }
svg { width: 100%; height: 100%; touch-action: none; cursor: grab; display: block; }
svg.moving { cursor: grabbing; }
.tools { position: absolute; top: .5rem; right: .5rem; display: flex; gap: .3rem; }
.tools button { font: inherit; min-width: 2rem; height: 2rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--ink); cursor: pointer; }
button:focus-visible { outline: 2px solid var(--lumo-primary-color); }
path { fill: none; stroke: var(--muted); stroke-width: 1.4; }
path.selects, path.unready-endpoint { stroke-dasharray: 5 4; } path.applies { stroke-dasharray: 2 3; } path.reads, path.uses { stroke-dasharray: 8 3; }
path.endpoint { stroke: var(--good-line); stroke-width: 2; }
path.near { stroke: var(--lumo-primary-color); stroke-width: 2.4; }
g.card { cursor: pointer; }
g.card rect { fill: var(--surface); stroke: var(--line); stroke-width: 1.2; }
g.card rect.mark { stroke: none; fill: var(--faint); }
g.good rect.mark { fill: var(--good-line); } g.busy rect.mark { fill: var(--full); } g.bad rect.mark { fill: var(--bad); }
g.bad rect.ground { stroke: var(--bad); }
g.chosen rect.ground { stroke: var(--lumo-primary-color); stroke-width: 3; }
g.card rect.hit { fill: transparent; stroke: none; outline: none; } g.card rect.hit:focus-visible { stroke: var(--lumo-primary-color); stroke-width: 3; }
text { font-family: var(--lumo-font-family); fill: var(--ink); font-size: 13px; font-weight: 600; }
text.kind, text.word { font-size: 11px; font-weight: 400; fill: var(--muted); }
g.bad text.word { fill: var(--bad); } g.busy text.word { fill: var(--busy); } g.good text.word { fill: var(--good); }
text.sum { font-size: 11px; text-anchor: middle; }
circle { fill: none; stroke-width: 5; stroke: var(--faint); }
circle.good { stroke: var(--good-line); } circle.busy { stroke: var(--full); } circle.bad { stroke: var(--bad); } circle.quiet { stroke: var(--faint); }
.keys { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

/**
 * `<marina-map>` draws its property `graph` (JSON) and says `marina-choice` when an object is chosen. It is moved by dragging and by Shift with the
 * arrows, made larger by the wheel with Ctrl and by + and −; arrows go from object to object, Tab leaves.
 */
export class MapElement extends HTMLElement {
    #graph: MapGraph = { items: [], edges: [] };
    #text = '';
    #view: Viewport = { x: 0, y: 0, scale: 1 };
    #fitted = false;
    #current = '';
    #svg = document.createElementNS(SVG, 'svg');
    #plane = document.createElementNS(SVG, 'g');
    #resize = new ResizeObserver(() => this.#firstSight());

    constructor() {
        super();
        const root = this.attachShadow({ mode: 'open' });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        this.#svg.append(this.#plane);
        root.append(this.#svg);
        this.#svg.addEventListener('pointerdown', event => this.#drag(event));
        this.#svg.addEventListener('wheel', event => this.#wheel(event), { passive: false });
        this.#svg.addEventListener('keydown', event => this.#key(event));
        if (Object.hasOwn(this, 'graph')) {
            const early = this.graph;
            Reflect.deleteProperty(this, 'graph');
            this.graph = early;
        }
    }

    get graph(): string {
        return this.#text;
    }

    set graph(next: string) {
        this.#text = next ?? '';
        this.#graph = this.#text ? JSON.parse(this.#text) as MapGraph : { items: [], edges: [] };
        this.#draw();
        this.#firstSight();
    }

    connectedCallback(): void {
        this.#svg.setAttribute('role', 'group');
        this.#svg.setAttribute('aria-label', this.getAttribute('label') ?? '');
        this.#tools();
        this.#resize.observe(this);
    }

    disconnectedCallback(): void {
        this.#resize.disconnect();
    }

    #tools(): void {
        if (this.shadowRoot?.querySelector('.tools')) {
            return;
        }
        const tools = document.createElement('div');
        tools.className = 'tools';
        const centre = () => ({ x: this.clientWidth / 2, y: this.clientHeight / 2 });
        const add = (sign: string, name: string, act: () => void) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = sign;
            button.setAttribute('aria-label', this.getAttribute(name) ?? name);
            button.title = this.getAttribute(name) ?? name;
            button.addEventListener('click', act);
            tools.append(button);
        };
        add('+', 'nearer', () => this.#look(zoom(this.#view, 1.25, centre())));
        add('−', 'farther', () => this.#look(zoom(this.#view, 0.8, centre())));
        add('⤢', 'fit', () => this.#fit());
        const keys = document.createElement('div');
        keys.className = 'keys';
        keys.id = 'keys';
        keys.textContent = this.getAttribute('keys') ?? '';
        this.#svg.setAttribute('aria-describedby', 'keys');
        this.shadowRoot?.append(tools, keys);
    }

    /** Once there is both something to see and room to see it in; later the person decides. */
    #firstSight(): void {
        if (!this.#fitted && this.#graph.items.length > 0 && this.clientWidth > 0) {
            this.#fitted = true;
            this.#fit();
        }
    }

    #fit(): void {
        this.#look(fit(this.#graph.items, this.clientWidth, this.clientHeight));
    }

    #look(view: Viewport): void {
        this.#view = view;
        this.#plane.setAttribute('transform', `scale(${view.scale}) translate(${-view.x} ${-view.y})`);
    }

    #draw(): void {
        const focused = this.shadowRoot?.activeElement?.getAttribute('data-id') ?? '';
        const items = new Map(this.#graph.items.map(item => [item.id, item]));
        if (!items.has(this.#current)) {
            this.#current = this.#graph.items[0]?.id ?? '';
        }
        const edges = this.#graph.edges.flatMap(edge => {
            const from = items.get(edge.from);
            const to = items.get(edge.to);
            if (!from || !to) {
                return [];
            }
            const path = part('path', edge.relation);
            path.setAttribute('d', curve(from, to));
            path.setAttribute('data-from', edge.from);
            path.setAttribute('data-to', edge.to);
            return [path];
        });
        this.#plane.replaceChildren(...edges, ...this.#graph.items.map(item => this.#card(item)));
        if (items.has(focused)) {
            this.#find(focused)?.focus();
        }
    }

    #card(item: MapItem): SVGElement {
        const place = placeOf(item);
        const card = part('g', `card ${item.tone}`);
        card.setAttribute('transform', `translate(${place.x} ${place.y})`);
        card.setAttribute('data-id', item.id);
        const ground = rect('ground', 0, 0, CARD.width, CARD.height);
        ground.setAttribute('rx', '9');
        const room = item.pods.length > 0 ? 19 : 25;
        card.append(ground, rect('mark', 0, 6, 4, CARD.height - 12), text('kind', 12, 16, item.kind), text('', 12, 33, short(item.name, room)),
            text('word', 12, 48, `${SIGNS[item.tone] ?? ''} ${short(item.word, room)}`));
        if (item.pods.length > 0) {
            card.append(...this.#ring(item));
        }
        card.append(this.#hit(item));
        return card;
    }

    /** What is pressed and focused lies over what is read: its name has whole words where the card has short ones. */
    #hit(item: MapItem): SVGElement {
        const hit = rect('hit', 0, 0, CARD.width, CARD.height);
        hit.setAttribute('rx', '9');
        hit.setAttribute('role', 'button');
        hit.setAttribute('aria-label', item.label);
        hit.setAttribute('data-id', item.id);
        hit.setAttribute('tabindex', item.id === this.#current ? '0' : '-1');
        hit.addEventListener('click', () => this.#choose(item.id));
        hit.addEventListener('focus', () => this.#near(item.id));
        return hit;
    }

    #ring(item: MapItem): SVGElement[] {
        const centre = { x: CARD.width - RADIUS - 9, y: CARD.height / 2 };
        const parts = ring(item.pods, 2 * Math.PI * RADIUS).map(piece => {
            const circle = part('circle', piece.tone);
            circle.setAttribute('cx', String(centre.x));
            circle.setAttribute('cy', String(centre.y));
            circle.setAttribute('r', String(RADIUS));
            circle.setAttribute('stroke-dasharray', `${piece.length} ${2 * Math.PI * RADIUS - piece.length}`);
            circle.setAttribute('stroke-dashoffset', String(-piece.offset));
            return circle;
        });
        return [...parts, text('sum', centre.x, centre.y + 4, String(item.pods.reduce((sum, pod) => sum + pod.count, 0)))];
    }

    #near(id: string): void {
        this.#plane.querySelectorAll('path').forEach(path =>
            path.classList.toggle('near', path.dataset['from'] === id || path.dataset['to'] === id));
    }

    #choose(id: string): void {
        this.#current = id;
        this.#reach(id);
        this.#plane.querySelectorAll('g.card').forEach(card => card.classList.toggle('chosen', card.getAttribute('data-id') === id));
        this.#near(id);
        this.dispatchEvent(new CustomEvent('marina-choice', { detail: { id } }));
    }

    /** Tab comes to one of them; arrows lead on. */
    #reach(id: string): void {
        this.#plane.querySelectorAll('rect.hit').forEach(hit => hit.setAttribute('tabindex', hit.getAttribute('data-id') === id ? '0' : '-1'));
    }

    #find(id: string): SVGElement | undefined {
        return [...this.#plane.querySelectorAll<SVGElement>('rect.hit')].find(hit => hit.dataset['id'] === id);
    }

    #go(item: MapItem): void {
        this.#reach(item.id);
        this.#current = item.id;
        this.#look(reveal(this.#view, item, this.clientWidth, this.clientHeight));
        this.#find(item.id)?.focus({ preventScroll: true });
    }

    #key(event: KeyboardEvent): void {
        if (event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const centre = { x: this.clientWidth / 2, y: this.clientHeight / 2 };
        const moves: Record<string, [number, number]> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
        const move = moves[event.key];
        const here = this.#graph.items.find(item => item.id === this.#current);
        if (move && event.shiftKey) {
            this.#look(pan(this.#view, ...move));
        } else if (move && here) {
            const next = neighbour(this.#graph.items, here, event.key);
            if (next) {
                this.#go(next);
            }
        } else if (event.key === '+' || event.key === '=') {
            this.#look(zoom(this.#view, 1.25, centre));
        } else if (event.key === '-') {
            this.#look(zoom(this.#view, 0.8, centre));
        } else if (event.key === '0') {
            this.#fit();
        } else if ((event.key === 'Enter' || event.key === ' ') && here) {
            this.#choose(here.id);
        } else {
            return;
        }
        event.preventDefault();
    }

    #wheel(event: WheelEvent): void {
        // The wheel alone scrolls the page.
        if (event.ctrlKey || event.metaKey) {
            event.preventDefault();
            const frame = this.getBoundingClientRect();
            this.#look(zoom(this.#view, event.deltaY < 0 ? 1.1 : 0.9, { x: event.clientX - frame.x, y: event.clientY - frame.y }));
        }
    }

    #drag(down: PointerEvent): void {
        let last = { x: down.clientX, y: down.clientY };
        let moved = false;
        const move = (event: PointerEvent) => {
            if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 4) {
                return;
            }
            moved = true;
            this.#svg.classList.add('moving');
            this.#look(pan(this.#view, event.clientX - last.x, event.clientY - last.y));
            last = { x: event.clientX, y: event.clientY };
        };
        const up = () => {
            this.#svg.classList.remove('moving');
            removeEventListener('pointermove', move);
            removeEventListener('pointerup', up);
            removeEventListener('pointercancel', up);
        };
        addEventListener('pointermove', move);
        addEventListener('pointerup', up);
        addEventListener('pointercancel', up);
    }
}

function part(name: string, classes: string): SVGElement {
    const element = document.createElementNS(SVG, name);
    element.setAttribute('class', classes);
    return element;
}

function rect(classes: string, x: number, y: number, width: number, height: number): SVGElement {
    const element = part('rect', classes);
    Object.entries({ x, y, width, height }).forEach(([name, value]) => element.setAttribute(name, String(value)));
    return element;
}

function text(classes: string, x: number, y: number, content: string): SVGElement {
    const element = part('text', classes);
    element.setAttribute('x', String(x));
    element.setAttribute('y', String(y));
    element.textContent = content;
    return element;
}

/** Cut in the middle: what tells pods of one workload apart stands at the end. */
function short(name: string, room: number): string {
    return name.length <= room ? name : `${name.slice(0, Math.ceil(room / 2) - 1)}…${name.slice(name.length - Math.floor(room / 2))}`;
}
