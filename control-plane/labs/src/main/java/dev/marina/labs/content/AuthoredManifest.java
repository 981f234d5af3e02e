package dev.marina.labs.content;

import dev.marina.api.Document;
import java.util.List;

/// What manifests of somebody's own lab must not say, whoever may apply them: what would keep a run from going away, or tie it to other objects.
final class AuthoredManifest {

    static final int MOST_OBJECTS = 50;
    private static final List<String> FORBIDDEN = List.of("finalizers", "ownerReferences");

    private AuthoredManifest() {}

    static void check(String file, List<Document> objects, LabProblems problems) {
        if (objects.size() > MOST_OBJECTS) {
            problems.add(file, "", "has %d objects; it must have %d at most".formatted(objects.size(), MOST_OBJECTS));
        }
        objects.forEach(object -> FORBIDDEN.stream().filter(field -> object.has("metadata", field)).forEach(field -> problems.add(file, "metadata." + field,
                "is given for %s %s; a lab of your own must not have it".formatted(object.kind(), object.name()))));
    }
}
