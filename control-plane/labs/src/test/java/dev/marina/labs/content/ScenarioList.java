package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The page that says which lab covers which scenario, and why others are not covered: made of the labs' own metadata and a table of scenarios.
final class ScenarioList {

    private static final String HEAD = """
            # Scenarios

            Generated from the labs in `labs/` and from `labs/scenarios.yaml` (`./marina test unit ScenarioListTest`; with `-Drewrite` the test writes this
            page). A scenario is covered when a lab says so; what the platform has not is named.

            | State of the feature | Scenarios | With a lab |
            | --- | ---: | ---: |
            """;

    private ScenarioList() {}

    private record Scenario(String id, String title, String state, String reason, List<String> labs) {
        boolean covered() {
            return !labs.isEmpty();
        }

        String row() {
            String why = covered() ? reason : reason.isEmpty() ? "no lab yet" : reason;
            String links = labs.stream().map("[%1$s](../labs/%1$s/en.md)"::formatted).collect(Collectors.joining(", "));
            return "| %s | %s | %s | %s | %s |".formatted(id, title, links, state, why);
        }
    }

    static String page(Path labs) throws IOException {
        LabCatalogue catalogue = LabCatalogue.load(labs);
        JsonNode table = new YAMLMapper().readTree(labs.resolve("scenarios.yaml").toFile()).path("scenarios");
        List<Scenario> all = table.valueStream().map(row -> new Scenario(row.path("id").asText(), row.path("title").asText(), row.path("state").asText(),
                row.path("reason").asText(""),
                catalogue.labs().stream().filter(lab -> lab.scenarios().contains(row.path("id").asText())).map(Lab::id).toList()))
                .toList();
        return HEAD + List.of("works", "partly", "absent").stream().map(state -> sum(state, all)).collect(Collectors.joining())
                + "| **all** | **%d** | **%d** |%n".formatted(all.size(), all.stream().filter(Scenario::covered).count())
                + "\n| Scenario | | Lab | Feature | Reason |\n| --- | --- | --- | --- | --- |\n"
                + all.stream().map(Scenario::row).collect(Collectors.joining("\n")) + "\n";
    }

    private static String sum(String state, List<Scenario> all) {
        List<Scenario> those = all.stream().filter(scenario -> scenario.state.equals(state)).toList();
        return "| %s | %d | %d |%n".formatted(state, those.size(), those.stream().filter(Scenario::covered).count());
    }

    static void write(Path page, String text) throws IOException {
        Files.writeString(page, text);
    }
}
