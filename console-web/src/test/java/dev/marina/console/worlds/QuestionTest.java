package dev.marina.console.worlds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.console.plan.Manifests;
import dev.marina.console.shell.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n";

    @Test
    void manifestsBecomeAQuestionWithTheDifference() throws Exception {
        assertEquals(new ObjectMapper().readTree("""
                {"apiVersion":"marina.dev/v1","kind":"TwoWorlds","spec":{"begin":"Cluster","seconds":5,
                 "manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}],"difference":{"lost":{"node":"n1","seconds":3}}}}"""),
                new ObjectMapper().readTree(Question.of(MAP, "Cluster", 5, "lost", "node: n1\nseconds: 3\n").body().toString()));
        assertEquals("scheduler", Question.of(MAP, "Empty", 5, "off", " scheduler\n").body().at("/spec/difference/off").asText());
    }

    @Test
    void whatIsPreparedIsAskedAsItStands() throws Exception {
        for (Prepared each : Prepared.ALL) {
            JsonNode file = new YAMLMapper().readTree(Files.readAllBytes(Path.of("../examples/two-worlds/%s.yaml".formatted(each.name()))));
            JsonNode asked = Question.of(each.text(), "Cluster", 1, each.kind(), each.differenceText()).body();
            assertEquals(file.path("spec"), new YAMLMapper().readTree(asked.toString()).path("spec"), each.name());
        }
    }

    @Test
    void everythingPreparedIsOfferedAndSaid() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("../examples/two-worlds"))) {
            assertEquals(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")).sorted().toList(),
                    Prepared.ALL.stream().map(each -> each.name() + ".yaml").sorted().toList());
        }
        Messages texts = new Messages();
        Prepared.ALL.forEach(each -> assertTrue(said(texts, "worlds.prepared." + each.name()) && said(texts, "worlds.about." + each.name())));
        List.of("patch", "missing", "off", "lost", "pods").forEach(kind -> assertTrue(said(texts, "worlds.kind." + kind), kind));
    }

    private static boolean said(Messages texts, String key) {
        String text = texts.getTranslation(key, Locale.ENGLISH);
        return !text.isEmpty() && !text.contains(key);
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertEquals("plan.error.empty", assertThrows(Manifests.Unreadable.class, () -> Question.of("", "Empty", 5, "off", "scheduler")).key());
        assertEquals("plan.error.yaml", assertThrows(Manifests.Unreadable.class, () -> Question.of(MAP, "Empty", 5, "pods", "labels: [a")).key());
    }
}
