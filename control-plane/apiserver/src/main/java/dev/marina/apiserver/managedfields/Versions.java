package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.merge.Shape;
import java.util.Optional;
import java.util.function.Predicate;

/// The API versions in which one object can be written. Managers name their fields in the version that they spoke.
public interface Versions {

    /// Empty for a version that is not served any more; what was owned in it is owned by nobody.
    Optional<Shape> shape(String apiVersion);

    /// Called for versions with a shape only.
    JsonNode converted(JsonNode object, String from, String to);

    /// Of a type with one version.
    static Versions single(String version, Shape only) {
        return alike(version::equals, only);
    }

    /// Of a type whose objects are the same in all versions of its group.
    static Versions ofGroup(String group, Shape shape) {
        return alike(apiVersion -> apiVersion.startsWith(group + "/"), shape);
    }

    private static Versions alike(Predicate<String> served, Shape shape) {
        return new Versions() {
            @Override
            public Optional<Shape> shape(String apiVersion) {
                return served.test(apiVersion) ? Optional.of(shape) : Optional.empty();
            }

            @Override
            public JsonNode converted(JsonNode object, String from, String to) {
                return object;
            }
        };
    }
}
