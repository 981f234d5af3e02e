package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What axe finds wrong with a page as it is, by the rules of WCAG 2.2 A and AA.
final class Axe {

    /// Installed with what the client's code is built and tested with.
    private static final Path SCRIPT = Path.of("../console-web/src/main/client/node_modules/axe-core/axe.min.js");
    private static final String RUN = """
            async exclude => {
              // colours on their way are nobody's: what opens, and what changes its theme, is looked at when it has
              const moves = () => document.querySelector('[opening], [closing]') !== null || document.getAnimations().some(
                one => one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity);
              for (let look = 0; look < 100 && moves(); look++) {
                await new Promise(resolve => setTimeout(resolve, 50));
              }
              const result = await axe.run({ exclude: exclude.map(one => [one]) },
                { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
              return result.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)} ${node.any.concat(node.all, node.none).map(check => check.message).join('; ').slice(0, 300)}`));
            }""";

    private Axe() {}

    /// Fails where anything is wrong in the light or in the dark theme; leaves the page in the light one.
    ///
    /// @param shot begins the names of what is photographed
    /// @param exclude selectors of what is not looked at
    static void assertAccessible(Page page, String shot, String where, String... exclude) {
        for (String theme : List.of("dark", "light")) {
            page.evaluate("theme => { document.documentElement.setAttribute('theme', theme); }", theme);
            assertEquals(List.of(), violations(page, exclude), where + ", " + theme);
            Chromium.shot(page, shot + "-" + where + (theme.equals("dark") ? "-dark" : ""));
        }
    }

    /// @param exclude selectors of what is not ours to repair
    @SuppressWarnings("unchecked")
    static List<String> violations(Page page, String... exclude) {
        try {
            page.evaluate(Files.readString(SCRIPT));
        } catch (IOException e) {
            throw new UncheckedIOException("axe is installed by the build of the console: " + SCRIPT, e);
        }
        return (List<String>) page.evaluate(RUN, List.of(exclude));
    }
}
