import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { Step } from './schema';

/** A step, or the item of a list with such a field. */
export type Wanted = Step | { key: string; value: string };

/** A field as the API names it: `spec.containers[0].image`, `.spec.containers[name="web"]`, `metadata.labels[a.b/c]`. */
export function fieldPath(field: string): Wanted[] {
    const path: Wanted[] = [];
    for (const match of field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
        const inside = match[1];
        if (inside === undefined) {
            path.push(match[2]!);
        } else if (/^\d+$/.test(inside)) {
            path.push(Number(inside));
        } else {
            const pair = /^([^=]+)="?([^",]*)"?/.exec(inside);
            path.push(pair ? { key: pair[1]!, value: pair[2]! } : inside);
        }
    }
    return path;
}

/** From and to of a field in the text; of the nearest thing around it where it is not there. */
export function rangeOf(document: Document, path: readonly Wanted[], at: 'key' | 'value'): [number, number] | undefined {
    let node = document.contents as Node | null;
    let range = start(node);
    for (const [index, step] of path.entries()) {
        const last = index === path.length - 1;
        if (isMap(node)) {
            const pair = node.items.find(one => isScalar(one.key) && String(one.key.value) === String(step));
            if (!pair) {
                return range;
            }
            const key = pair.key as Node;
            node = pair.value as Node | null;
            range = last && at === 'value' && (isScalar(node)) ? span(node) : span(key);
        } else if (isSeq(node)) {
            const item: unknown = typeof step === 'object'
                ? node.items.find(one => isMap(one) && String(one.get(step.key)) === step.value)
                : node.items[Number(step)];
            if (!item) {
                return range;
            }
            node = item as Node;
            range = isScalar(node) ? span(node) : start(node);
        } else {
            return range;
        }
    }
    return range;
}

function span(node: Node | null): [number, number] | undefined {
    return node?.range ? [node.range[0], Math.max(node.range[1], node.range[0])] : undefined;
}

/** A map or list is marked where it begins, not in all its lines. */
function start(node: Node | null): [number, number] | undefined {
    if (isMap(node) && node.items[0]) {
        return span(node.items[0].key as Node);
    }
    return node?.range ? [node.range[0], Math.min(node.range[1], node.range[0] + 1)] : undefined;
}
