package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldSet.Branch;
import dev.marina.apiserver.fieldset.PathElement;
import dev.marina.apiserver.fieldset.PlainValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The fields in which two values of one shape differ.
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    private static final Comparison SAME = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    /// Throws [InvalidConfiguration] for an item of a list that cannot be told from others.
    public static Comparison of(JsonNode before, JsonNode after, Shape shape) {
        return compare(before, after, shape).below();
    }

    public boolean same() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    /// What has another value now than before, or one at last.
    public FieldSet changed() {
        return modified.union(added);
    }

    public Comparison each(UnaryOperator<FieldSet> change) {
        return new Comparison(change.apply(added), change.apply(modified), change.apply(removed));
    }

    private enum Own {
        SAME, ADDED, MODIFIED, REMOVED
    }

    /// @param own what happened to the value itself
    /// @param below what happened to its parts
    private record Difference(Own own, Comparison below) {}

    /// @param before null where there was none; not null together with `after`
    private static Difference compare(JsonNode before, JsonNode after, Shape shape) {
        if (before == after) {
            return new Difference(Own.SAME, SAME);
        }
        Shape old = shape.of(before);
        Shape now = shape.of(after);
        if (after == null) {
            return compareAs(before, null, old);
        }
        if (before == null || old.equals(now)) {
            return compareAs(before, after, now);
        }
        // Only what has no schema can change its kind: then all of the old is gone and the new is there.
        Difference gone = compareAs(before, after, old);
        Difference come = compareAs(before, after, now);
        return new Difference(come.own() == Own.SAME ? gone.own() : come.own(), gone.below().union(come.below()));
    }

    private Comparison union(Comparison other) {
        return new Comparison(added.union(other.added), modified.union(other.modified), removed.union(other.removed));
    }

    private static Difference compareAs(JsonNode before, JsonNode after, Shape shape) {
        return switch (shape) {
            case Shape.Granular granular when holdsObject(before) || holdsObject(after) ->
                new Difference(presence(before, after), fields(before, after, granular));
            case Shape.SetOf _, Shape.KeyedList _ when holdsItems(before) || holdsItems(after) ->
                new Difference(presence(before, after), items(before, after, shape));
            case Shape.Granular _, Shape.SetOf _, Shape.KeyedList _, Shape.Whole _, Shape.Deduced _ -> leaf(before, after);
        };
    }

    private static boolean holdsObject(JsonNode value) {
        return value != null && value.isObject() && !value.isEmpty();
    }

    private static boolean holdsItems(JsonNode value) {
        return value != null && value.isArray() && !value.isEmpty();
    }

    private static Own presence(JsonNode before, JsonNode after) {
        return before == null ? Own.ADDED : after == null ? Own.REMOVED : Own.SAME;
    }

    private static Difference leaf(JsonNode before, JsonNode after) {
        Own presence = presence(before, after);
        return new Difference(presence == Own.SAME && !PlainValues.same(before, after) ? Own.MODIFIED : presence, SAME);
    }

    private static Comparison fields(JsonNode before, JsonNode after, Shape.Granular shape) {
        Collected collected = new Collected();
        if (holdsObject(before)) {
            for (Map.Entry<String, JsonNode> field : before.properties()) {
                JsonNode counterpart = holdsObject(after) ? after.get(field.getKey()) : null;
                collected.add(new PathElement.Field(field.getKey()), compare(field.getValue(), counterpart, inner(shape, field.getKey())));
            }
        }
        if (holdsObject(after)) {
            for (Map.Entry<String, JsonNode> field : after.properties()) {
                if (!holdsObject(before) || !before.has(field.getKey())) {
                    collected.add(new PathElement.Field(field.getKey()), compare(null, field.getValue(), inner(shape, field.getKey())));
                }
            }
        }
        return collected.comparison();
    }

    private static Shape inner(Shape.Granular shape, String field) {
        Optional<Shape> found = shape.field(field);
        return found.isPresent() ? found.get() : Shape.WHOLE;
    }

    private static Comparison items(JsonNode before, JsonNode after, Shape shape) {
        Shape inner = shape instanceof Shape.KeyedList list ? list.items().get() : Shape.WHOLE;
        Items old = Items.of(before, shape);
        Items now = Items.of(after, shape);
        Set<PathElement> steps = new LinkedHashSet<>(old.byStep().keySet());
        steps.addAll(now.byStep().keySet());
        Collected collected = new Collected();
        for (PathElement step : steps) {
            collected.item(step, old.at(step), now.at(step), inner);
        }
        return collected.comparison();
    }

    /// The parts of one value.
    private static final class Collected {
        private List<Branch> added;
        private List<Branch> modified;
        private List<Branch> removed;

        /// Several items with one identity count as one, which differs when any of them does.
        void item(PathElement step, List<JsonNode> before, List<JsonNode> after, Shape shape) {
            if (before.size() <= 1 && after.size() <= 1) {
                add(step, compare(before.isEmpty() ? null : before.getFirst(), after.isEmpty() ? null : after.getFirst(), shape));
            } else if (before.size() >= 2 && after.size() >= 2) {
                boolean same = before.size() == after.size() && IntStream.range(0, before.size())
                        .allMatch(i -> PlainValues.same(before.get(i), after.get(i)));
                add(step, new Difference(same ? Own.SAME : Own.MODIFIED, SAME));
            } else if (before.size() >= 2) {
                add(step, new Difference(Own.REMOVED, SAME));
                if (!after.isEmpty()) {
                    add(step, compare(null, after.getFirst(), shape));
                }
            } else {
                if (!before.isEmpty()) {
                    add(step, compare(before.getFirst(), null, shape));
                }
                add(step, new Difference(Own.ADDED, SAME));
            }
        }

        void add(PathElement step, Difference difference) {
            added = with(added, step, difference.own() == Own.ADDED, difference.below().added());
            modified = with(modified, step, difference.own() == Own.MODIFIED, difference.below().modified());
            removed = with(removed, step, difference.own() == Own.REMOVED, difference.below().removed());
        }

        private static List<Branch> with(List<Branch> branches, PathElement step, boolean member, FieldSet below) {
            if (!member && below.isEmpty()) {
                return branches;
            }
            List<Branch> longer = branches == null ? new ArrayList<>() : branches;
            longer.add(new Branch(step, member, below));
            return longer;
        }

        Comparison comparison() {
            return added == null && modified == null && removed == null ? SAME : new Comparison(set(added), set(modified), set(removed));
        }

        private static FieldSet set(List<Branch> branches) {
            return branches == null ? FieldSet.EMPTY : FieldSet.of(branches);
        }
    }
}
