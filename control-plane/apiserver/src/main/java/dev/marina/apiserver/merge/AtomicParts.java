package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists and objects of a configuration that can only be replaced as a whole. Who means to change a field of one would lose the others.
/// validatePatch in apiserver's pkg/admission/plugin/policy/mutating/patch/smd.go
public final class AtomicParts {

    private AtomicParts() {}

    /// Their paths, such as `.spec.template.spec.containers[0].args`.
    public static List<String> of(JsonNode configuration, Shape shape) {
        List<String> found = new ArrayList<>();
        find(configuration, Optional.of(shape), "", found);
        return found;
    }

    private static void find(JsonNode value, Optional<Shape> shape, String path, List<String> found) {
        if (shape.isEmpty() || !value.isContainerNode()) {
            return;
        }
        switch (shape.get().of(value)) {
            case Shape.Whole _ -> found.add(path);
            case Shape.Granular granular -> value.properties()
                    .forEach(field -> find(field.getValue(), granular.field(field.getKey()), path + "." + field.getKey(), found));
            case Shape.KeyedList list -> {
                for (int i = 0; i < value.size(); i++) {
                    find(value.get(i), Optional.of(list.items().get()), path + "[" + i + "]", found);
                }
            }
            case Shape.SetOf _, Shape.Deduced _ -> {
            }
        }
    }
}
