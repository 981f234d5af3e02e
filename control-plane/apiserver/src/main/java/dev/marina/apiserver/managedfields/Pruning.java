package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.merge.MentionedFields;
import dev.marina.apiserver.merge.Removal;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.merge.ShapedSets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Takes out what a manager applied last time, does not apply any more, and nobody else manages.
///
/// @param apiVersion that the manager speaks now
/// @param entries of all managers, with what this one applies now
record Pruning(Versions versions, String apiVersion, List<ManagedEntry> entries) {

    /// @param merged the object with the new configuration over it
    /// @param last what was applied before
    JsonNode pruned(JsonNode merged, ManagedEntry last) {
        String version = last.apiVersion();
        Shape shape = versions.shape(version).orElseThrow();
        JsonNode whole = versions.converted(merged, apiVersion, version);
        FieldSet applied = ShapedSets.withDeclared(last.set(), shape);
        JsonNode rest = Removal.of(whole, applied, shape);
        // The version of the last configuration first: what was removed may be needed for conversion to the others.
        Set<String> spoken = new LinkedHashSet<>(List.of(version));
        entries.forEach(entry -> spoken.add(entry.apiVersion()));
        for (String other : new ArrayList<>(spoken)) {
            rest = versions.converted(withOwned(versions.converted(whole, version, other), versions.converted(rest, version, other), other), other, version);
        }
        FieldSet gone = mentioned(whole, shape).difference(mentioned(rest, shape)).intersection(applied);
        return versions.converted(Removal.of(whole, gone, shape), version, apiVersion);
    }

    /// @param rest of the object, to which comes back what anybody manages in this version
    private JsonNode withOwned(JsonNode whole, JsonNode rest, String version) {
        Shape shape = versions.shape(version).orElseThrow();
        FieldSet owned = FieldSet.EMPTY;
        for (ManagedEntry entry : entries) {
            if (entry.apiVersion().equals(version)) {
                owned = owned.union(entry.set());
            }
        }
        FieldSet gone = mentioned(whole, shape).difference(mentioned(rest, shape).union(ShapedSets.withDeclared(owned, shape)));
        return Removal.of(whole, gone, shape);
    }

    private static FieldSet mentioned(JsonNode value, Shape shape) {
        return value.isNull() ? FieldSet.EMPTY : ShapedSets.withDeclared(MentionedFields.of(value, shape), shape);
    }
}
