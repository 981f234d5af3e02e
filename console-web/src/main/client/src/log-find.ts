/** How a word is sought in lines. */
export interface Seek {
    text: string;
    matchCase: boolean;
    word: boolean;
    regex: boolean;
}

/** @returns undefined where nothing is sought, null where what is sought is no regular expression */
export function finder(seek: Seek): ((line: string) => boolean) | undefined | null {
    if (!seek.text) {
        return undefined;
    }
    const source = seek.regex ? seek.text : seek.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    try {
        const pattern = new RegExp(seek.word ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source, seek.matchCase ? 'u' : 'iu');
        return line => pattern.test(line);
    } catch {
        return null;
    }
}

export interface Line {
    time: string;
    text: string;
}

/** A line as the API gives it, with its time before it. What the console itself notes has none. */
export function lineOf(raw: string): Line {
    const match = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s.exec(raw);
    return match ? { time: match[1]!, text: match[2]! } : { time: '', text: raw };
}
