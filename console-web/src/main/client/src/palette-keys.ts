/** What a key asks of the page, wherever the keyboard is. */
export type Wanted = 'find' | 'help' | 'terminals' | undefined;

export interface Key {
    key: string;
    code: string;
    ctrl: boolean;
    alt: boolean;
    /** What is typed into: nothing, a field, or a command in a terminal, whose own keys go first. */
    into: 'nothing' | 'field' | 'terminal';
}

export function wanted(key: Key): Wanted {
    if (key.ctrl && !key.alt && (key.key === '`' || key.code === 'Backquote')) {
        return 'terminals';
    }
    if (key.ctrl && !key.alt && key.key.toLowerCase() === 'k' && key.into !== 'terminal') {
        return 'find';
    }
    if (key.into !== 'nothing' || key.ctrl || key.alt) {
        return undefined;
    }
    return key.key === '/' ? 'find' : key.key === '?' ? 'help' : undefined;
}

/** Into what an event types: looked up through shadow roots. */
export function into(path: readonly EventTarget[]): Key['into'] {
    for (const target of path) {
        if (target instanceof HTMLElement) {
            if (target.closest('marina-terminal')) {
                return 'terminal';
            }
            if (target.isContentEditable || /^(input|textarea|select)$/.test(target.localName)) {
                return 'field';
            }
        }
    }
    return 'nothing';
}
