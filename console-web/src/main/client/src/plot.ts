/** What was measured at one moment, by the names of the lines. */
export interface Moment {
    time: number;
    values: Readonly<Record<string, number>>;
}

const POWERS = [1, 2, 2.5, 5, 10];

/** Where the axis ends: a number that people can halve in their heads, not below the largest. */
export function top(largest: number): number {
    if (!(largest > 0)) {
        return 1;
    }
    const power = 10 ** Math.floor(Math.log10(largest));
    return power * POWERS.find(step => step * power >= largest)!;
}

/** A line through the moments at which there is a value; it is broken where there is none. */
export function path(moments: readonly Moment[], name: string, width: number, height: number, highest: number): string {
    const first = moments[0]?.time ?? 0;
    const span = Math.max(1, (moments.at(-1)?.time ?? 0) - first);
    let drawing = false;
    return moments.map(moment => {
        const value = moment.values[name];
        if (value === undefined) {
            drawing = false;
            return '';
        }
        const step = `${drawing ? 'L' : 'M'}${round((moment.time - first) / span * width)} ${round(height - value / highest * height)}`;
        drawing = true;
        return step;
    }).filter(Boolean).join(' ');
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}

/** As people say it: cores as `250m` or `1.5`, bytes as `12.3 Mi`. */
export function say(value: number, unit: string): string {
    if (unit === 'cores') {
        return value >= 1 ? String(round(value)) : `${value < 0.01 ? round(value * 1000) : Math.round(value * 1000)}m`;
    }
    const units = ['', ' Ki', ' Mi', ' Gi', ' Ti'];
    let power = 0;
    let amount = value;
    while (amount >= 1024 && power < units.length - 1) {
        amount /= 1024;
        power++;
    }
    return `${round(amount)}${units[power]}`;
}
