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
    private static final Path MAP = Path.of("../../docs/courses.md");

    @Test
    void thePageIsWhatTheLabsSay() throws IOException {
        String page = ScenarioList.page(LABS);
        if (System.getProperty("rewrite") != null) {
            ScenarioList.write(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE));
    }

    @Test
    void theMapOfCoursesIsWhatTheLabsSay() throws IOException {
        String map = CourseMap.page(LABS);
        if (System.getProperty("rewrite") != null) {
            ScenarioList.write(MAP, map);
        }
        assertEquals(map, Files.readString(MAP));
    }

    /// So nobody is sent in a circle, or to what comes later.
    @Test
    void whatALabNeedsComesBeforeIt() {
        List<String> order = LabCatalogue.load(LABS).labs().stream().map(Lab::id).toList();
        List<String> wrong = LabCatalogue.load(LABS).labs().stream()
                .flatMap(lab -> lab.needs().stream().filter(need -> !order.subList(0, order.indexOf(lab.id())).contains(need))
                        .map(need -> lab.id() + " needs " + need))
                .toList();
        assertEquals(List.of(), wrong);
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
