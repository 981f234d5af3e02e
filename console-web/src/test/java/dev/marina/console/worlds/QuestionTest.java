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
import java.util.ArrayList;
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
                new ObjectMapper().readTree(Question.of(MAP, "Cluster", 5, "lost", "node: n1\nseconds: 3\n", List.of()).body().toString()));
        assertEquals("scheduler", Question.of(MAP, "Empty", 5, "off", " scheduler\n", List.of()).body().at("/spec/difference/off").asText());
    }

    @Test
    void whatIsPreparedIsAskedAsItStands() throws Exception {
        for (Prepared each : Prepared.ALL) {
            JsonNode file = new YAMLMapper().readTree(Files.readAllBytes(Path.of("../examples/two-worlds/%s.yaml".formatted(each.name()))));
            JsonNode asked = Question.of(each.text(), "Cluster", 1, each.kind(), each.differenceText(), json(each.later())).body();
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
        assertEquals("plan.error.empty", assertThrows(Manifests.Unreadable.class, () -> Question.of("", "Empty", 5, "off", "scheduler", List.of())).key());
        assertEquals("plan.error.yaml", assertThrows(Manifests.Unreadable.class, () -> Question.of(MAP, "Empty", 5, "pods", "labels: [a", List.of())).key());
    }

    private static List<JsonNode> json(List<LaterAct> acts) throws Manifests.Unreadable {
        List<JsonNode> json = new ArrayList<>();
        for (LaterAct act : acts) {
            json.add(act.json());
        }
        return json;
    }

    @Test
    void laterActsAreWhatTheApiTakes() throws Exception {
        List<LaterAct> acts = List.of(new LaterAct.Apply(5, MAP + "---\n" + MAP), new LaterAct.Delete(6, "v1", "Pod", "", " a "),
                new LaterAct.Delete(7, "apps/v1", "Deployment", "shop", "web"), new LaterAct.Drain(8, "n1"));
        assertEquals(new ObjectMapper().readTree("""
                [{"seconds":5,"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}]},
                 {"seconds":6,"delete":{"apiVersion":"v1","kind":"Pod","name":"a"}},
                 {"seconds":7,"delete":{"apiVersion":"apps/v1","kind":"Deployment","namespace":"shop","name":"web"}},{"seconds":8,"drain":"n1"}]"""),
                new ObjectMapper().readTree(Question.of(MAP, "Empty", 5, "off", "scheduler", json(acts)).body().at("/spec/then").toString()));
        assertEquals(json(acts), json(LaterAct.of(new ObjectMapper().readTree(json(acts).toString()))), "a form shows what it made");
        assertEquals(2, Question.of("apiVersion: marina.dev/v1\nkind: TwoWorlds\nspec: {then: [{seconds: 1, drain: n2}]}", "Empty", 5, "off", "scheduler",
                json(List.of(new LaterAct.Drain(8, "n1")))).body().at("/spec/then").size(), "behind those that somebody wrote");
    }
}
