import { path, say, top, type Moment } from './plot';

const MOST = 360;
const WIDTH = 720;
const HEIGHT = 130;
const LEFT = 64;
const COLOURS = 8;
const SVG = 'http://www.w3.org/2000/svg';

/** `<marina-plot label="…" unit="cores|bytes">`: lines over time, and below them the same numbers as a table. */
export class PlotElement extends HTMLElement {
    #moments: Moment[] = [];
    readonly #head = document.createElement('div');
    readonly #picture = document.createElementNS(SVG, 'svg');
    readonly #table = document.createElement('table');

    connectedCallback(): void {
        this.#head.className = 'plot-head';
        this.#picture.setAttribute('viewBox', `0 0 ${WIDTH + LEFT + 10} ${HEIGHT + 30}`);
        this.#picture.setAttribute('role', 'img');
        const twin = document.createElement('details');
        const summary = document.createElement('summary');
        summary.textContent = this.#text('text-table');
        twin.append(summary, this.#table);
        this.replaceChildren(this.#head, this.#picture, twin);
        this.#draw();
    }

    /** From the server. */
    add(time: number, values: string): void {
        this.#moments = [...this.#moments, { time, values: JSON.parse(values) as Record<string, number> }].slice(-MOST);
        this.#draw();
    }

    clear(): void {
        this.#moments = [];
        this.#draw();
    }

    #draw(): void {
        const unit = this.#text('unit');
        const names = [...new Set(this.#moments.flatMap(moment => Object.keys(moment.values)))];
        const last = this.#moments.at(-1);
        const highest = top(Math.max(0, ...this.#moments.flatMap(moment => Object.values(moment.values))));
        const title = document.createElement('strong');
        title.textContent = this.#text('label');
        this.#head.replaceChildren(title, ...names.map((name, index) => {
            const legend = document.createElement('span');
            legend.className = `pod${index % COLOURS}`;
            legend.textContent = `${name} ${last?.values[name] === undefined ? '' : say(last.values[name], unit)}`;
            return legend;
        }));
        this.#picture.setAttribute('aria-label', `${this.#text('label')}: ${names.map(name => `${name} ${say(last?.values[name] ?? 0, unit)}`).join(', ') || this.#text('text-none')}`);
        this.#picture.replaceChildren(...[0, 0.5, 1].flatMap(part => this.#rule(part, highest, unit)), ...this.#times(),
            ...names.map((name, index) => this.#line(name, index, highest)));
        this.#rows(names, unit);
    }

    #rule(part: number, highest: number, unit: string): SVGElement[] {
        const y = 8 + HEIGHT - part * HEIGHT;
        return [shape('line', { class: 'grid', x1: LEFT, x2: LEFT + WIDTH, y1: y, y2: y }), words(say(part * highest, unit), { x: LEFT - 6, y: y + 4, 'text-anchor': 'end' })];
    }

    #times(): SVGElement[] {
        const first = this.#moments[0];
        const last = this.#moments.at(-1);
        if (!first || !last || first === last) {
            return [];
        }
        return [words(clock(first.time), { x: LEFT, y: HEIGHT + 26, 'text-anchor': 'start' }), words(clock(last.time), { x: LEFT + WIDTH, y: HEIGHT + 26, 'text-anchor': 'end' })];
    }

    #line(name: string, index: number, highest: number): SVGElement {
        const group = shape('g', { class: `pod${index % COLOURS}`, transform: `translate(${LEFT} 8)` });
        group.append(shape('path', { d: path(this.#moments, name, WIDTH, HEIGHT, highest) }));
        return group;
    }

    /** Newest first. */
    #rows(names: string[], unit: string): void {
        const row = (cells: string[], tag: string) => {
            const line = document.createElement('tr');
            line.append(...cells.map(text => {
                const cell = document.createElement(tag);
                cell.textContent = text;
                return cell;
            }));
            return line;
        };
        this.#table.replaceChildren(row([this.#text('text-time'), ...names], 'th'),
            ...this.#moments.slice(-30).reverse().map(moment => row([clock(moment.time), ...names.map(name => moment.values[name] === undefined ? '–' : say(moment.values[name], unit))], 'td')));
    }

    #text(name: string): string {
        return this.getAttribute(name) ?? '';
    }
}

function clock(time: number): string {
    return new Date(time).toLocaleTimeString(document.documentElement.lang || undefined);
}

function shape(tag: string, attributes: Record<string, string | number>): SVGElement {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, String(value)));
    return element;
}

function words(text: string, attributes: Record<string, string | number>): SVGElement {
    const element = shape('text', attributes);
    element.textContent = text;
    return element;
}
