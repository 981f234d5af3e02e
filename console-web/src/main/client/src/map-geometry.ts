/** What the map shows, as the server says it. */
export interface MapItem {
    id: string;
    column: number;
    row: number;
    kind: string;
    name: string;
    word: string;
    tone: string;
    label: string;
    pods: readonly { tone: string; count: number }[];
}

export interface MapEdge {
    from: string;
    to: string;
    relation: string;
}

export interface MapGraph {
    items: readonly MapItem[];
    edges: readonly MapEdge[];
}

export interface Point {
    x: number;
    y: number;
}

/** What of the plane is seen: `scale` pixels of the screen for one of the plane, whose `x`, `y` is in the upper left corner. */
export interface Viewport extends Point {
    scale: number;
}

export const CARD = { width: 190, height: 56 };
const STEP = { x: 250, y: 76 };
const MARGIN = 24;
const SCALES = { least: 0.15, most: 2.5 };

export function placeOf(item: MapItem): Point {
    return { x: item.column * STEP.x, y: item.row * STEP.y };
}

export function bounds(items: readonly MapItem[]): { x: number; y: number; width: number; height: number } {
    if (items.length === 0) {
        return { x: 0, y: 0, width: STEP.x, height: STEP.y };
    }
    const places = items.map(placeOf);
    const x = Math.min(...places.map(place => place.x));
    const y = Math.min(...places.map(place => place.y));
    return {
        x, y,
        width: Math.max(...places.map(place => place.x)) + CARD.width - x,
        height: Math.max(...places.map(place => place.y)) + CARD.height - y,
    };
}

/** Everything in sight, never larger than life. */
export function fit(items: readonly MapItem[], width: number, height: number): Viewport {
    const all = bounds(items);
    const scale = clamp(Math.min(1, (width - 2 * MARGIN) / all.width, (height - 2 * MARGIN) / all.height));
    return { scale, x: all.x - (width / scale - all.width) / 2, y: all.y - MARGIN / scale };
}

/** Nearer or farther, with what is under `at` (in pixels of the screen) staying there. */
export function zoom(view: Viewport, factor: number, at: Point): Viewport {
    const scale = clamp(view.scale * factor);
    return { scale, x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale };
}

export function pan(view: Viewport, dx: number, dy: number): Viewport {
    return { ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale };
}

/** Moved just so far that the item is in sight. */
export function reveal(view: Viewport, item: MapItem, width: number, height: number): Viewport {
    const place = placeOf(item);
    const margin = MARGIN / view.scale;
    const within = (start: number, length: number, from: number, size: number) =>
        from - margin < start ? from - margin : from + size + margin > start + length ? from + size + margin - length : start;
    return {
        scale: view.scale,
        x: within(view.x, width / view.scale, place.x, CARD.width),
        y: within(view.y, height / view.scale, place.y, CARD.height),
    };
}

/** The nearest item in the direction of an arrow key: what lies sideways counts for less. */
export function neighbour(items: readonly MapItem[], of: MapItem, key: string): MapItem | undefined {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!direction) {
        return undefined;
    }
    const [dx = 0, dy = 0] = direction;
    const from = placeOf(of);
    let best: MapItem | undefined;
    let least = Infinity;
    for (const item of items) {
        const to = placeOf(item);
        const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
        const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
        const distance = along + 2 * aside;
        if (along > 0 && distance < least) {
            best = item;
            least = distance;
        }
    }
    return best;
}

/** A ring's parts, as lengths of dashes of a circle of this circumference, with a gap between. */
export function ring(pods: readonly { tone: string; count: number }[], circumference: number): { tone: string; length: number; offset: number }[] {
    const all = pods.reduce((sum, pod) => sum + pod.count, 0);
    const gap = pods.length > 1 ? 3 : 0;
    let offset = 0;
    return pods.map(pod => {
        const share = (pod.count / all) * circumference;
        const part = { tone: pod.tone, length: Math.max(0.5, share - gap), offset };
        offset += share;
        return part;
    });
}

/** From the side of one card to the side of the other that are nearest. */
export function curve(from: MapItem, to: MapItem): string {
    const a = placeOf(from);
    const b = placeOf(to);
    const forth = b.x >= a.x;
    const start = { x: a.x + (forth ? CARD.width : 0), y: a.y + CARD.height / 2 };
    const end = { x: b.x + (forth && b.x > a.x ? 0 : CARD.width), y: b.y + CARD.height / 2 };
    const bend = Math.max(30, Math.abs(end.x - start.x) / 2) * (forth ? 1 : -1);
    return `M${start.x},${start.y} C${start.x + bend},${start.y} ${end.x - (b.x === a.x ? -bend : bend)},${end.y} ${end.x},${end.y}`;
}

function clamp(scale: number): number {
    return Math.min(SCALES.most, Math.max(SCALES.least, scale));
}
