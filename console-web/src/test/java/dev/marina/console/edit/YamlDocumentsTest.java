package dev.marina.console.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.edit.YamlDocuments.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlDocumentsTest {

    private static final String ONE = "apiVersion: v1\nkind: ConfigMap\n";

    @Test
    void severalDocumentsAndListsAreTheirObjects() {
        List<String> kinds = YamlDocuments.all("---\n" + ONE + "---\n\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n").stream()
                .map(object -> object.path("kind").asText()).toList();

        assertEquals(List.of("ConfigMap", "Pod"), kinds);
    }

    @Test
    void wordsThatOldYamlTookForTruthAreWords() {
        assertEquals("{\"a\":\"yes\",\"b\":\"off\",\"c\":true,\"d\":1}",
                YamlDocuments.one(ONE + "data: {a: yes, b: off, c: true, d: 1}").path("data").toString());
    }

    @Test
    void anErrorHasItsLine() {
        assertEquals(4, assertThrows(Fault.class, () -> YamlDocuments.one(ONE + "data:\n  a: [1\n")).line() - 1);
        assertTrue(assertThrows(Fault.class, () -> YamlDocuments.one(ONE + "kind: Pod\n")).getMessage().contains("duplicate key"));
    }

    @Test
    void whatIsNoObjectIsRefusedByName() {
        assertTrue(assertThrows(Fault.class, () -> YamlDocuments.all("- a\n")).getMessage().contains("this is array"));
        assertEquals("kind: must be set", assertThrows(Fault.class, () -> YamlDocuments.all("apiVersion: v1\n")).getMessage());
        assertEquals("there are 2 objects; one is wanted here", assertThrows(Fault.class, () -> YamlDocuments.one(ONE + "---\n" + ONE)).getMessage());
    }

    @Test
    void aShortTextThatStandsForALongOneIsRefused() {
        StringBuilder bomb = new StringBuilder(ONE + "a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThrows(Fault.class, () -> YamlDocuments.all(bomb.toString()));
        assertThrows(Fault.class, () -> YamlDocuments.all(ONE + "data: {a: " + "x".repeat(YamlDocuments.MOST_CHARACTERS) + "}"));
        assertThrows(Fault.class, () -> YamlDocuments.all(("---\n" + ONE).repeat(YamlDocuments.MOST_DOCUMENTS + 1)));
        assertThrows(Fault.class, () -> YamlDocuments.all(ONE + "a: &a [*a]\n"));
        assertThrows(Fault.class, () -> YamlDocuments.all("[".repeat(20_000)));
    }
}
