package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All labs of an installation, by course and in the order in which they are best done.
record Catalogue(List<Course> courses) {

    record Course(String id, Said title, List<Lab> labs) {}

    static Catalogue of(JsonNode list) {
        Map<String, List<Lab>> byCourse = new LinkedHashMap<>();
        list.path("items").valueStream().map(Lab::of).sorted(Comparator.comparingInt(Lab::order).thenComparing(Lab::id))
                .forEach(lab -> byCourse.computeIfAbsent(lab.course(), _ -> new ArrayList<>()).add(lab));
        return new Catalogue(byCourse.entrySet().stream()
                .map(course -> new Course(course.getKey(), course.getValue().getFirst().courseTitle(), List.copyOf(course.getValue()))).toList());
    }

    Optional<Lab> find(String id) {
        return courses.stream().flatMap(course -> course.labs().stream()).filter(lab -> lab.id().equals(id)).findFirst();
    }
}
