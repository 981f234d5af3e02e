package dev.marina.console.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.html.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabTextTest {

    private final List<String> commands = new ArrayList<>();

    private String html(String markdown) {
        return new LabText(markdown, command -> {
            commands.add(command);
            return new Span("command");
        }).getElement().getOuterHTML();
    }

    @Test
    void fencedShellBlocksAreCommandsAndOthersAreNot() {
        String html = html("Do this:\n\n```sh\nkubectl get pods\n```\n\n```yaml\nkind: Pod\n```\n");
        assertEquals(List.of("kubectl get pods"), commands);
        assertTrue(html.contains("<pre") && html.contains("kind: Pod"), html);
    }

    @Test
    void textIsTakenApart() {
        String html = html("# Title\n\nA *b* **c** `d` [e](https://example.org).\n\n1. one\n2. two\n\n- x\n");
        for (String part : List.of("<h4>", "<em>", "class=\"strong\"", "<code>", "href=\"https://example.org\"", "<ol>", "<ul>", "noopener")) {
            assertTrue(html.contains(part), part + " in " + html);
        }
    }

    @Test
    void htmlOfALabIsTextAndItsScriptsAreNoLinks() {
        String html = html(
                "<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b [c](javascript:alert(1)) [d](//evil.test) ![e](https://evil.test/e.png)");
        assertFalse(html.contains("<script") || html.contains("<img") || html.contains("javascript:") || html.contains("href=\"//"), html);
        assertTrue(html.contains("&lt;script"), html);
    }

    @Test
    void aLinkWithinTheConsoleIsOneByEveryBrowsersReading() {
        String html = html("[a](/clusters/acme/web) [b](/\\\\evil.test) [c](</\t/evil.test>) [d](/@evil.test)");
        assertTrue(html.contains("href=\"/clusters/acme/web\""), html);
        assertEquals(2, html.split("href=", -1).length, html);
    }

    @Test
    void whatIsNestedOrLongWithoutEndHasOne() {
        html("> ".repeat(50_000) + "x");
        html("*".repeat(100_000));
        assertTrue(html("a".repeat(1_000_000)).length() < 101_000);
    }
}
