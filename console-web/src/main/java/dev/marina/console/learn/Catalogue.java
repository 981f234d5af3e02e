package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All labs of a cluster in the order in which they are best done: the installation's by course, then those of its own people by source.
record Catalogue(List<Course> courses) {

    /// @param source whose labs they are, instead of a course's; "" for a course
    record Course(String id, Said title, String source, List<Lab> labs) {}

    static Catalogue of(JsonNode list) {
        Map<String, List<Lab>> byCourse = new LinkedHashMap<>();
        list.path("items").valueStream().map(Lab::of).sorted(Comparator.comparing(Lab::source).thenComparingInt(Lab::order).thenComparing(Lab::id))
                .forEach(lab -> byCourse.computeIfAbsent(lab.source().isEmpty() ? lab.course() : "source/" + lab.source(), _ -> new ArrayList<>()).add(lab));
        return new Catalogue(byCourse.entrySet().stream()
                .map(course -> new Course(course.getKey(), course.getValue().getFirst().courseTitle(), course.getValue().getFirst().source(),
                        List.copyOf(course.getValue())))
                .toList());
    }

    Optional<Lab> find(String id) {
        return courses.stream().flatMap(course -> course.labs().stream()).filter(lab -> lab.id().equals(id)).findFirst();
    }
}
