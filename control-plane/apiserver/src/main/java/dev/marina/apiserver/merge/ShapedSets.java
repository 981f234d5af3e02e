package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldSet.Branch;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.ArrayList;
import java.util.List;

/// Sets of fields in the light of a shape.
public final class ShapedSets {

    private ShapedSets() {}

    /// With the fields that the schema names and on whose way there are others: a set of `.spec.replicas` has `.spec` too then.
    public static FieldSet withDeclared(FieldSet set, Shape shape) {
        boolean changed = false;
        List<Branch> branches = new ArrayList<>(set.branches().size());
        for (Branch branch : set.branches()) {
            Branch declared = withDeclared(branch, shape);
            changed |= declared != branch;
            branches.add(declared);
        }
        return changed ? FieldSet.of(branches) : set;
    }

    private static Branch withDeclared(Branch branch, Shape shape) {
        if (branch.below().isEmpty()) {
            return branch;
        }
        boolean declared = shape instanceof Shape.Granular granular && branch.step() instanceof PathElement.Field(String name)
                && granular.declared().apply(name).isPresent();
        boolean member = branch.member() || declared;
        FieldSet below = withDeclared(branch.below(), shape.below(branch.step()));
        return member == branch.member() && below == branch.below() ? branch : new Branch(branch.step(), member, below);
    }

    /// As somebody would own it who wrote the same under today's schema: what has become one whole is owned as a whole, and who
    /// owned what has become granular owns all of its present fields.
    ///
    /// @param live the object
    public static FieldSet reconciled(FieldSet set, JsonNode live, Shape shape) {
        if (shape instanceof Shape.Deduced) {
            return set;
        }
        boolean changed = false;
        List<Branch> branches = new ArrayList<>(set.branches().size());
        // One look at a list for all of its items.
        Items items = shape instanceof Shape.SetOf || shape instanceof Shape.KeyedList ? Items.of(live, shape) : Items.NONE;
        for (Branch branch : set.branches()) {
            Branch reconciled = reconciled(branch, at(live, branch.step(), items), shape);
            changed |= reconciled != branch;
            branches.add(reconciled);
        }
        return changed ? FieldSet.of(branches) : set;
    }

    /// @param value that stands there; null for none
    private static Branch reconciled(Branch branch, JsonNode value, Shape outer) {
        Shape shape = outer.below(branch.step());
        if (shape instanceof Shape.Deduced) {
            return branch;
        }
        if (shape instanceof Shape.Whole) {
            return branch.below().isEmpty() ? branch : Branch.leaf(branch.step());
        }
        if (branch.below().isEmpty()) {
            FieldSet fields = value == null ? FieldSet.EMPTY : MentionedFields.of(value, shape);
            return fields.isEmpty() ? branch : new Branch(branch.step(), true, fields);
        }
        FieldSet below = reconciled(branch.below(), value, shape);
        return below == branch.below() ? branch : new Branch(branch.step(), branch.member(), below);
    }

    private static JsonNode at(JsonNode parent, PathElement step, Items items) {
        return switch (step) {
            case PathElement.Field(String name) -> parent == null ? null : parent.get(name);
            case PathElement.Key _, PathElement.Value _ -> items.only(step);
            case PathElement.Index _ -> null;
        };
    }
}
