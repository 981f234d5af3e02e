package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldSet.Branch;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields that a value mentions: all its leaves, items of lists, and keys of maps.
public final class MentionedFields {

    private MentionedFields() {}

    /// Throws [InvalidConfiguration] for an item of a list that cannot be told from others.
    public static FieldSet of(JsonNode value, Shape shape) {
        return switch (shape.of(value)) {
            case Shape.Granular granular when value.isObject() -> fields(value, granular);
            case Shape.SetOf _, Shape.KeyedList _ when value.isArray() -> items(value, shape);
            case Shape.Granular _, Shape.SetOf _, Shape.KeyedList _, Shape.Whole _, Shape.Deduced _ -> FieldSet.EMPTY;
        };
    }

    private static FieldSet fields(JsonNode value, Shape.Granular shape) {
        List<Branch> branches = new ArrayList<>(value.size());
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Optional<Shape> declared = shape.declared().apply(field.getKey());
            Shape inner = declared.or(shape::others).orElse(Shape.WHOLE);
            boolean nothingInside = field.getValue().isNull() || field.getValue().isObject() && field.getValue().isEmpty();
            boolean member = declared.isEmpty() || nothingInside || leaf(field.getValue(), inner);
            branches.add(new Branch(new PathElement.Field(field.getKey()), member, of(field.getValue(), inner)));
        }
        return FieldSet.of(branches);
    }

    private static FieldSet items(JsonNode value, Shape shape) {
        Shape inner = shape instanceof Shape.KeyedList list ? list.items().get() : Shape.WHOLE;
        Items items = Items.of(value, shape);
        List<Branch> branches = new ArrayList<>(items.byStep().size());
        items.byStep().forEach((step, same) -> branches.add(new Branch(step, true, same.size() == 1 ? of(same.getFirst(), inner) : FieldSet.EMPTY)));
        return FieldSet.of(branches);
    }

    private static boolean leaf(JsonNode value, Shape shape) {
        return shape.of(value) instanceof Shape.Whole;
    }
}
