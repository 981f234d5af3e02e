/** What the first part takes of the width, in percent. */
export const USUAL = 60;
const LEAST = 25;
const MOST = 80;

export function within(percent: number): number {
    return Math.min(MOST, Math.max(LEAST, Math.round(percent)));
}

/** What is remembered may be of another version, or anybody's. */
export function remembered(text: string | null): number {
    const number = text === null || text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(number) ? within(number) : USUAL;
}

/** Where an arrow key moves the border to; as the ARIA practice of window splitters has it. */
export function moved(percent: number, key: string): number | undefined {
    switch (key) {
        case 'ArrowLeft': return within(percent - 2);
        case 'ArrowRight': return within(percent + 2);
        case 'Home': return LEAST;
        case 'End': return MOST;
        default: return undefined;
    }
}

export const BOUNDS = { least: LEAST, most: MOST };
