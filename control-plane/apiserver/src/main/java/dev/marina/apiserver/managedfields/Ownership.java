package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.managedfields.ApplyConflict.Conflict;
import dev.marina.apiserver.merge.Comparison;
import dev.marina.apiserver.merge.ConfigurationCheck;
import dev.marina.apiserver.merge.InvalidConfiguration;
import dev.marina.apiserver.merge.MentionedFields;
import dev.marina.apiserver.merge.Merge;
import dev.marina.apiserver.fieldset.PlainValues;
import dev.marina.apiserver.merge.ShapedSets;
import dev.marina.apiserver.merge.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a write through one path makes of managedFields. Objects are given without theirs.
///
/// @param apiVersion that the writer speaks
/// @param subresource "" for the object itself
/// @param reset what this path does not write, whatever is submitted
/// @param empty an object of the type that holds nothing
public record Ownership(String apiVersion, String subresource, Versions versions, FieldSet reset, JsonNode empty) {

    /// Nobody manages what names the object, and what the server alone decides.
    private static final FieldSet NOBODYS = FieldSet.fields("apiVersion").union(FieldSet.fields("kind")).union(FieldSet.fields("metadata"))
            .union(metadata("name")).union(metadata("namespace")).union(metadata("creationTimestamp")).union(metadata("selfLink")).union(metadata("uid"))
            .union(metadata("clusterName")).union(metadata("generation")).union(metadata("managedFields")).union(metadata("resourceVersion"));

    private static final String BEFORE_FIRST = "before-first-apply";

    private static FieldSet metadata(String field) {
        return FieldSet.fields("metadata", field);
    }

    public record Applied(JsonNode object, ManagedFields managed) {}

    /// Any write but an apply: who changes a field takes it over.
    ///
    /// @param before [#empty] for a new object
    public ManagedFields updated(JsonNode before, JsonNode after, ManagedFields managed, String manager, Instant now) {
        Differences differences = new Differences(before, after);
        Comparison own;
        List<ManagedEntry> entries;
        try {
            own = differences.in(apiVersion).orElseThrow();
            if (own.same()) {
                return managed;
            }
            entries = afterChange(managed.entries(), null, differences, new ArrayList<>());
        } catch (InvalidConfiguration e) {
            // An object that cannot be taken apart stays with those who have it.
            return managed;
        }
        FieldSet mine = own.changed().difference(NOBODYS);
        if (!mine.isEmpty()) {
            ManagerKey key = ManagerKey.update(manager, apiVersion, subresource);
            Optional<ManagedEntry> previous = entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
            previous.ifPresent(entries::remove);
            entries.add(ManagedEntry.of(key, apiVersion, now, previous.map(entry -> entry.set().union(mine)).orElse(mine)));
        }
        return ManagedFields.of(entries).capped();
    }

    /// Throws [ApplyConflict], unless `force` is set, and [InvalidConfiguration].
    ///
    /// @param live [#empty] where there is none
    public Applied applied(JsonNode live, JsonNode configuration, ManagedFields managed, String manager, boolean force, Instant now) throws ApplyConflict {
        // What an object has from before anybody was tracked is somebody's too.
        ManagedFields present = managed.isEmpty() ? updated(empty, live, managed, BEFORE_FIRST, now) : managed;
        if (!manager.equals(LastApplied.KUBECTL)) {
            return merged(live, configuration, present, manager, force, now);
        }
        Applied applied = appliedByKubectl(live, configuration, present, force, now);
        return new Applied(LastApplied.inStep(applied.object(), configuration), applied.managed());
    }

    private Applied appliedByKubectl(JsonNode live, JsonNode configuration, ManagedFields managed, boolean force, Instant now) throws ApplyConflict {
        try {
            return merged(live, configuration, managed, LastApplied.KUBECTL, force, now);
        } catch (ApplyConflict e) {
            FieldSet allowed = LastApplied.unchanged(live, apiVersion, versions.shape(apiVersion).orElseThrow());
            if (!e.fields().difference(allowed).isEmpty()) {
                throw e.without(allowed);
            }
            return merged(live, configuration, managed, LastApplied.KUBECTL, true, now);
        }
    }

    private Applied merged(JsonNode live, JsonNode configuration, ManagedFields managed, String manager, boolean force, Instant now) throws ApplyConflict {
        Shape shape = versions.shape(apiVersion).orElseThrow();
        ConfigurationCheck.check(configuration, shape);
        ManagerKey key = ManagerKey.apply(manager, subresource);
        List<ManagedEntry> reconciled = reconciled(managed.entries(), live);
        Optional<ManagedEntry> last = reconciled.stream().filter(entry -> entry.key().equals(key)).findFirst();
        FieldSet mentioned = MentionedFields.of(configuration, shape).without(reset);
        ManagedEntry mine = ManagedEntry.of(key, apiVersion, now, mentioned);
        List<ManagedEntry> entries = new ArrayList<>(reconciled.stream().filter(entry -> !entry.key().equals(key)).toList());
        entries.add(mine);
        JsonNode merged = Merge.of(live, configuration, shape);
        if (last.isPresent() && !last.get().set().isEmpty()) {
            merged = new Pruning(versions, apiVersion, entries).pruned(merged, last.get());
        }
        List<Conflict> conflicts = new ArrayList<>();
        entries = afterChange(entries, key, new Differences(live, merged), conflicts);
        if (!force && !conflicts.isEmpty()) {
            throw new ApplyConflict(conflicts);
        }
        FieldSet kept = mentioned.difference(NOBODYS);
        boolean changed = !PlainValues.same(live, merged);
        boolean asBefore = !changed && last.filter(entry -> entry.apiVersion().equals(apiVersion) && entry.set().equals(kept)).isPresent();
        entries.remove(mine);
        if (!kept.isEmpty()) {
            entries.add(asBefore ? last.get() : mine.with(kept));
        }
        return new Applied(merged, ManagedFields.of(entries));
    }

    private List<ManagedEntry> reconciled(List<ManagedEntry> entries, JsonNode live) {
        List<ManagedEntry> result = new ArrayList<>(entries.size());
        for (ManagedEntry entry : entries) {
            versions.shape(entry.apiVersion()).ifPresent(shape -> result.add(reconciled(entry, live, shape)));
        }
        return result;
    }

    private ManagedEntry reconciled(ManagedEntry entry, JsonNode object, Shape shape) {
        FieldSet set = ShapedSets.reconciled(entry.set(), versions.converted(object, apiVersion, entry.apiVersion()), shape);
        return set == entry.set() ? entry : entry.with(set);
    }

    /// The entries without what changed under them.
    ///
    /// @param writer whose entry stays as it is; null where all are others
    /// @param conflicts where others' fields that changed are noted
    private List<ManagedEntry> afterChange(List<ManagedEntry> entries, ManagerKey writer, Differences differences, List<Conflict> conflicts) {
        List<ManagedEntry> result = new ArrayList<>(entries.size());
        for (ManagedEntry entry : entries) {
            Optional<Comparison> comparison = differences.in(entry.apiVersion());
            if (entry.key().equals(writer)) {
                result.add(entry);
            } else if (comparison.isPresent()) {
                FieldSet touched = comparison.get().changed().union(comparison.get().removed());
                if (entry.fields().mayMeet(touched)) {
                    ManagedEntry present = reconciled(entry, differences.before, versions.shape(entry.apiVersion()).orElseThrow());
                    FieldSet lost = present.set().intersection(comparison.get().changed());
                    lost.forEach(path -> conflicts.add(new Conflict(entry.key(), path)));
                    FieldSet left = present.set().difference(lost).difference(comparison.get().removed());
                    if (!left.isEmpty()) {
                        result.add(left.equals(present.set()) ? present : present.with(left));
                    }
                } else {
                    result.add(entry);
                }
            }
        }
        return result;
    }

    /// What changed, in the words of each version.
    private final class Differences {
        private final JsonNode before;
        private final JsonNode after;
        private final Map<String, Optional<Comparison>> byVersion = new HashMap<>();

        Differences(JsonNode before, JsonNode after) {
            this.before = before;
            this.after = after;
        }

        /// Empty for a version that is not served.
        Optional<Comparison> in(String version) {
            return byVersion.computeIfAbsent(version, _ -> versions.shape(version).map(shape -> Comparison.of(
                    versions.converted(before, apiVersion, version), versions.converted(after, apiVersion, version), shape).each(set -> set.without(reset))));
        }
    }
}
