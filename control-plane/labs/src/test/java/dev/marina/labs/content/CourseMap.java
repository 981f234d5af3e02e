package dev.marina.labs.content;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The page that shows the courses: their labs in order, and what to do before.
final class CourseMap {

    private static final String HEAD = """
            # Courses

            Generated from the labs in `labs/` (`./marina test unit ScenarioListTest`; with `-Drewrite` the test writes this page). Labs of a course are in their order;
            an arrow leads from what to do before.
            """;

    private CourseMap() {}

    static String page(Path labs) {
        List<Lab> all = LabCatalogue.load(labs).labs();
        return HEAD + Stream.of(Lab.Course.values()).map(course -> section(course, all)).collect(Collectors.joining());
    }

    private static String section(Lab.Course course, List<Lab> all) {
        List<Lab> own = all.stream().filter(lab -> lab.course() == course).toList();
        Map<String, Lab> byId = all.stream().collect(Collectors.toMap(Lab::id, Function.identity()));
        String arrows = own.stream().flatMap(lab -> lab.needs().stream().map(need -> "  %s --> %s%n".formatted(node(byId.get(need), course), lab.id())))
                .collect(Collectors.joining());
        return "%n## %s · %s%n%n%d labs, %d minutes.%n%n| Lab | | Minutes | Before |%n| --- | --- | ---: | --- |%n%s%n```mermaid%nflowchart LR%n%s```%n"
                .formatted(
                        course.title().en(), course.title().zh(), own.size(), own.stream().mapToInt(Lab::minutes).sum(),
                        own.stream().map(CourseMap::row).collect(Collectors.joining()), arrows);
    }

    /// One of another course is drawn otherwise.
    private static String node(Lab lab, Lab.Course course) {
        return lab.course() == course ? lab.id() : "%1$s([%1$s])".formatted(lab.id());
    }

    private static String row(Lab lab) {
        return "| [%s](../labs/%s/en.md) | %s · %s | %d | %s |%n".formatted(lab.id(), lab.id(), lab.title().en(), lab.title().zh(), lab.minutes(),
                String.join(", ", lab.needs()));
    }
}
