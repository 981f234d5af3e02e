/** What a person chose. Without a choice the console follows the system. */
export type Choice = 'system' | 'light' | 'dark';

/** Where the choice is remembered, and the event that says it has changed in this tab. */
export const CHOSEN = 'marina-theme';
export const DARK_SYSTEM = '(prefers-color-scheme: dark)';
export const CHOICES: readonly Choice[] = ['system', 'light', 'dark'];

/** What is remembered may be of another version, or anybody's. */
export function choiceOf(remembered: string | null): Choice {
    return CHOICES.find(choice => choice === remembered) ?? 'system';
}

export function applied(choice: Choice, systemIsDark: boolean): 'light' | 'dark' {
    return choice === 'system' ? (systemIsDark ? 'dark' : 'light') : choice;
}
