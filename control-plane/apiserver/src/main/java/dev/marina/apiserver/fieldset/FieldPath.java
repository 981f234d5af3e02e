package dev.marina.apiserver.fieldset;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The way from an object to a part of it, such as `.spec.containers[name="main"].image`.
public record FieldPath(List<PathElement> steps) {

    public static final FieldPath ROOT = new FieldPath(List.of());

    public FieldPath then(PathElement step) {
        List<PathElement> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    @Override
    public String toString() {
        return steps.stream().map(PathElement::toString).collect(Collectors.joining());
    }
}
