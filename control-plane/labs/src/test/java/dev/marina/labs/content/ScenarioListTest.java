package dev.marina.labs.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The page of scenarios says what the labs say; `-Drewrite` writes it.
class ScenarioListTest {

    private static final Path LABS = Path.of("../../labs");
    private static final Path PAGE = Path.of("../../docs/scenarios.md");

    @Test
    void thePageIsWhatTheLabsSay() throws IOException {
        String page = ScenarioList.page(LABS);
        if (System.getProperty("rewrite") != null) {
            ScenarioList.write(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE));
    }

    @Test
    void everyScenarioStandsInTheTableOnceWithAReasonWhereItIsAbsent() throws IOException {
        JsonNode table = new YAMLMapper().readTree(LABS.resolve("scenarios.yaml").toFile()).path("scenarios");
        assertEquals(IntStream.rangeClosed(1, 141).mapToObj("AT-%03d"::formatted).toList(), table.valueStream().map(row -> row.path("id").asText()).toList());
        table.forEach(row -> assertTrue(Set.of("works", "partly", "absent").contains(row.path("state").asText()), row::toString));
        table.forEach(row -> assertTrue(row.path("state").asText().equals("works") || row.hasNonNull("reason"), row::toString));
    }

    @Test
    void labsNameScenariosThatThereAre() throws IOException {
        Set<String> known = new YAMLMapper().readTree(LABS.resolve("scenarios.yaml").toFile()).path("scenarios").valueStream()
                .map(row -> row.path("id").asText()).collect(Collectors.toSet());
        List<String> unknown = LabCatalogue.load(LABS).labs().stream().flatMap(lab -> lab.scenarios().stream()).filter(id -> !known.contains(id)).toList();
        assertEquals(List.of(), unknown);
    }
}
