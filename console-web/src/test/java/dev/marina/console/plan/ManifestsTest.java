package dev.marina.console.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestsTest {

    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m%d}\n";

    private static String refused(String text) {
        return assertThrows(Manifests.Unreadable.class, () -> Manifests.of(text)).key();
    }

    @Test
    void documentsAndListsAreTakenOneByOne() throws Exception {
        String text = MAP.formatted(1)
                + "---\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n---\n{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}";
        assertEquals(List.of("ConfigMap", "Pod", "Secret"), Manifests.of(text).objects().stream().map(each -> each.path("kind").asText()).toList());
    }

    @Test
    void theRequestIsWhatTheApiTakes() throws Exception {
        assertEquals(new ObjectMapper().readTree("""
                {"apiVersion":"marina.dev/v1","kind":"Plan","metadata":{"namespace":"shop"},
                 "spec":{"podsBecome":"Waiting","seconds":5,"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m1"}}]}}"""),
                new ObjectMapper().readTree(Manifests.of(MAP.formatted(1)).request("shop", "Waiting", 5)));
    }

    @Test
    void whatIsNoManifestSaysWhere() {
        assertEquals("plan.error.empty", refused("  \n# nothing\n"));
        assertEquals("plan.error.no-manifest", refused("a: 1"));
        assertEquals("plan.error.no-manifest", refused("just words"));
        Manifests.Unreadable yaml = assertThrows(Manifests.Unreadable.class, () -> Manifests.of("apiVersion: v1\nkind: [Pod\n"));
        assertEquals("plan.error.yaml", yaml.key());
        assertTrue((int) yaml.values()[0] >= 2, () -> String.valueOf(yaml.values()[0]));
    }

    @Test
    void whatIsTooMuchIsRefusedBeforeAnybodyIsAsked() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= Manifests.MOST_OBJECTS; i++) {
            many.append(MAP.formatted(i)).append("---\n");
        }
        assertEquals("plan.error.many", refused(many.toString()));
        assertEquals("plan.error.large", refused("a".repeat(Manifests.MOST_CHARACTERS + 1)));
        assertEquals("plan.error.yaml", refused("[".repeat(1_000)));
    }

    @Test
    void aliasesDoNotGrow() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        assertEquals("plan.error.no-manifest", refused(bomb.toString()));
    }
}
