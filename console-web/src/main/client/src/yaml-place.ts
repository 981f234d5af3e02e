import type { Step } from './schema';

/** Where in a document somebody types: what it is inside of, and what stands there so far. */
export interface Place {
    /** Of the map, list item or value that the cursor is in. */
    path: Step[];
    /** Whether a key is typed here, or the value of the last step of the path. */
    kind: 'key' | 'value';
    /** Keys of the same map, which need not be offered again. */
    present: string[];
    /** First line of the document, from 0 on. */
    start: number;
}

interface Line {
    indent: number;
    /** Indents of the list items that begin in this line. */
    dashes: number[];
    key: string | undefined;
    blank: boolean;
}

const LINE = /^(\s*)((?:-\s+|-$)*)(.*)$/;
const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s:#'"{\[][^:#]*?))\s*:(?:\s|$)/;

function read(text: string): Line {
    const [, spaces = '', items = '', rest = ''] = LINE.exec(text) ?? [];
    const dashes: number[] = [];
    for (let at = 0; at < items.length; at++) {
        if (items[at] === '-') {
            dashes.push(spaces.length + at);
        }
    }
    const key = KEY.exec(rest);
    return {
        indent: spaces.length + items.length, dashes, key: key ? key[1] ?? key[2] ?? key[3] : undefined,
        blank: rest.trim() === '' && !dashes.length || rest.trimStart().startsWith('#'),
    };
}

/**
 * Found by how lines are indented rather than by a parser's tree, because what is being typed is hardly ever whole. Maps and lists in braces
 * are one value to it.
 */
export function placeAt(lines: readonly string[], line: number, column: number): Place {
    let start = line;
    while (start > 0 && !/^---(\s|$)/.test(lines[start - 1] ?? '')) {
        start--;
    }
    const here = read((lines[line] ?? '').slice(0, column));
    const whole = read(lines[line] ?? '');
    const path: Step[] = [];
    const typedValue = here.key !== undefined;
    if (typedValue) {
        path.unshift(here.key!);
    }
    const blank = here.blank && !here.dashes.length;
    let indent = blank ? column : here.indent;
    const mapIndent = indent;
    let pending = [...here.dashes];
    for (let at = line; ;) {
        // The list items that begin in the line looked at, from the inmost on.
        while (pending.length) {
            const dash = pending.pop()!;
            path.unshift(placeInList(lines, start, at, dash));
            indent = dash;
        }
        at--;
        if (at < start) {
            break;
        }
        const above = read(lines[at] ?? '');
        if (above.blank) {
            continue;
        }
        if (above.key !== undefined && above.indent < indent + (path.length && typeof path[0] === 'number' ? 1 : 0) && opens(lines[at] ?? '')) {
            path.unshift(above.key);
            indent = above.indent;
            pending = above.dashes.filter(dash => dash < above.indent);
        } else if (above.dashes.some(dash => dash < indent) && above.indent <= indent) {
            pending = above.dashes.filter(dash => dash < indent);
            indent = above.indent;
            continue;
        }
    }
    return { path, kind: typedValue ? 'value' : 'key', present: typedValue ? [] : siblings(lines, start, line, mapIndent, whole), start };
}

/** Whether a line leaves it to those below it to say its value. */
function opens(text: string): boolean {
    return /:\s*(?:[&!|>][^\s]*\s*)?(?:#.*)?$/.test(text);
}

/** How many items of the same list stand above. */
function placeInList(lines: readonly string[], start: number, line: number, dash: number): number {
    let before = 0;
    for (let at = line - 1; at >= start; at--) {
        const above = read(lines[at] ?? '');
        if (above.blank) {
            continue;
        }
        if (above.dashes.includes(dash)) {
            before++;
        } else if (above.indent <= dash) {
            break;
        }
    }
    return before;
}

function siblings(lines: readonly string[], start: number, line: number, indent: number, whole: Line): string[] {
    const found: string[] = [];
    const look = (from: number, step: number) => {
        for (let at = from; at >= start && at < lines.length && !/^---(\s|$)/.test(lines[at] ?? ''); at += step) {
            const one = read(lines[at] ?? '');
            if (one.blank) {
                continue;
            }
            const begins = one.dashes.length > 0 && one.dashes[0]! < indent;
            if (one.indent < indent || begins && step > 0) {
                return;
            }
            if (one.indent === indent && one.key !== undefined) {
                found.push(one.key);
            }
            if (begins) {
                return;
            }
        }
    };
    if (!(whole.dashes.length && whole.dashes[0]! < indent)) {
        look(line - 1, -1);
    }
    look(line + 1, 1);
    return found;
}
