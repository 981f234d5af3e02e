// Runs before anything is painted, so that no page flashes in the wrong colours.
import { applied, CHOSEN, choiceOf, DARK_SYSTEM } from './colours';

const system = matchMedia(DARK_SYSTEM);

function apply(): void {
    const root = document.documentElement;
    const theme = applied(choiceOf(localStorage.getItem(CHOSEN)), system.matches);
    root.setAttribute('theme', theme);
    root.style.colorScheme = theme;
}

apply();
system.addEventListener('change', apply);
// From another tab, and from the switch of this one.
addEventListener('storage', apply);
addEventListener(CHOSEN, apply);
