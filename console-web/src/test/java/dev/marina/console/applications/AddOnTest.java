package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AddOnTest {

    @ParameterizedTest
    @EnumSource(AddOn.class)
    void everyKeyThatIsNamedIsInTheSecretAndNoPasswordOutsideIt(AddOn kind) {
        AtomicInteger number = new AtomicInteger();
        List<ObjectNode> objects = kind.objects("team", "db", kind.image(), () -> "generated-" + number.incrementAndGet());

        JsonNode keys = objects.getFirst().path("stringData");
        JsonNode application = objects.getLast();
        application.at("/spec/env").valueStream().filter(variable -> variable.has("secret"))
                .forEach(variable -> assertTrue(keys.has(variable.at("/secret/key").asText()), variable::toString));
        Environment.of(String.join("\n", kind.binding("db"))).forEach(variable -> {
            assertEquals("db-credentials", variable.at("/secret/name").asText());
            assertTrue(keys.has(variable.at("/secret/key").asText()), variable::toString);
        });
        assertFalse(application.toString().contains("generated-"));
        assertEquals(keys.properties().stream().filter(key -> key.getKey().endsWith("password")).count(),
                keys.properties().stream().filter(key -> key.getKey().endsWith("password")).map(key -> key.getValue().asText()).distinct().count());
        assertEquals("db-credentials", objects.getFirst().at("/metadata/name").asText());
    }
}
