package dev.marina.console.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Properties;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ClientCodeTest {

    private final Document page = Jsoup.parse("<html><head><script type='module' src='vaadin.js'></script></head><body></body></html>");

    private static Properties names(String... files) {
        Properties names = new Properties();
        for (String file : files) {
            names.setProperty(file, "hashed-" + file);
        }
        return names;
    }

    @Test
    void theColoursAreDecidedBeforeAnythingElseIsLoaded() {
        ClientCode.add(page, names("theme.js", "console.js", "console.css"));

        Element first = page.head().firstElementChild();
        assertEquals("/client/hashed-theme.js", first.attr("src"));
        assertTrue(first.attr("type").isEmpty() && !first.hasAttr("defer") && !first.hasAttr("async"), "a module would run after the first paint");
        assertEquals("/client/hashed-console.css", page.head().child(1).attr("href"));
    }

    @Test
    void nothingOfItIsWrittenIntoThePageItself() {
        ClientCode.add(page, names("theme.js", "console.js", "console.css"));

        assertTrue(page.select("style").isEmpty() && page.select("script").stream().allMatch(script -> script.hasAttr("src")));
        assertEquals("/client/hashed-console.js", page.select("script[type=module]").last().attr("src"));
    }

    @Test
    void aClientThatIsNotWholeStopsTheStart() {
        Properties part = names("theme.js", "console.css");

        assertThrows(IllegalStateException.class, () -> ClientCode.add(page, part));
    }
}
