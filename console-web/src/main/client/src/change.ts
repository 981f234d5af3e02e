/** The one stretch in which two texts differ: `old` from `from` to `to` becomes `insert`. */
export interface Change {
    from: number;
    to: number;
    insert: string;
}

/** Replacing only what differs keeps the reader's place, selection and folds. */
export function changeOf(old: string, next: string): Change | undefined {
    if (old === next) {
        return undefined;
    }
    const shorter = Math.min(old.length, next.length);
    let head = 0;
    while (head < shorter && old.charCodeAt(head) === next.charCodeAt(head)) {
        head++;
    }
    let tail = 0;
    while (tail < shorter - head && old.charCodeAt(old.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)) {
        tail++;
    }
    return { from: head, to: old.length - tail, insert: next.slice(head, next.length - tail) };
}
