/** What of xterm.js's parser is needed here. */
interface Parser {
    registerCsiHandler(id: { prefix?: string; intermediates?: string; final: string }, handler: (params: (number | number[])[]) => boolean): unknown;
    registerDcsHandler(id: { prefix?: string; intermediates?: string; final: string }, handler: () => boolean): unknown;
    registerOscHandler(ident: number, handler: (data: string) => boolean): unknown;
}

/** Modes in which a terminal tells of the mouse and of the focus by itself. */
const TELLING = [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016];
const swallowed = () => true;

/**
 * Makes a terminal that shows another's answer nothing: what is written there may ask the terminal for its type, its place, its colours and more, and an
 * answer would be typed in the name of whoever looks. The terminal that it is written for answers. Whatever xterm.js answers by itself (its InputHandler
 * and coreService.triggerDataEvent) is taken before it gets there; nor is there a link to click or a clipboard to fill.
 */
export function silence(parser: Parser): void {
    // Device attributes, device status, window reports, modes, keyboard.
    for (const prefix of [undefined, '>', '=']) {
        parser.registerCsiHandler({ ...(prefix ? { prefix } : {}), final: 'c' }, swallowed);
    }
    for (const prefix of [undefined, '?', '>']) {
        parser.registerCsiHandler({ ...(prefix ? { prefix } : {}), final: 'n' }, swallowed);
        if (prefix) {
            parser.registerCsiHandler({ prefix, final: 'u' }, swallowed);
        }
    }
    parser.registerCsiHandler({ final: 't' }, swallowed);
    parser.registerCsiHandler({ prefix: '>', final: 't' }, swallowed);
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallowed);
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallowed);
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallowed);
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, params => params.flat().some(mode => TELLING.includes(mode)));
    // Settings and capabilities.
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallowed);
    parser.registerDcsHandler({ intermediates: '+', final: 'q' }, swallowed);
    // Colours, where they are asked for; links; the clipboard.
    for (const ident of [4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]) {
        parser.registerOscHandler(ident, data => data.includes('?'));
    }
    for (const ident of [8, 52]) {
        parser.registerOscHandler(ident, swallowed);
    }
}
