package dev.marina.apiserver.worlds;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.Document.OwnerReference;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.explanation.Step;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who is who in one world. For one thread.
public final class Lineage {

    /// Named after a hash of what they hold: pkg/controller/deployment/util, pkg/controller/history
    private static final Set<GroupResource> HASHED = Set.of(new GroupResource("apps", "replicasets"), new GroupResource("apps", "controllerrevisions"));

    private final Map<String, Alias> byUid = new HashMap<>();
    private final Map<Place, Alias> byPlace = new LinkedHashMap<>();
    private final Map<Alias, String> names = new HashMap<>();
    private final Map<Family, Integer> members = new HashMap<>();

    private record Place(GroupResource resource, String namespace, String name) {
        static Place of(ObjectKey key) {
            return new Place(key.resource(), key.namespace(), key.name());
        }
    }

    private record Family(Alias owner, GroupResource resource) {}

    /// @param beginning with what the world begins, by uid
    Lineage(Map<String, Alias> beginning) {
        byUid.putAll(beginning);
    }

    /// @param beginning with what the world begins: each of these goes by its name
    public Lineage(ClusterImage beginning) {
        this(Map.of());
        for (GroupResource resource : beginning.resources()) {
            try (Stream<Stored> all = beginning.list(resource, "")) {
                all.forEach(stored -> byUid.put(stored.fields().uid(), Alias.named(resource, stored.key().namespace(), stored.key().name())));
            }
        }
    }

    /// Of the object that was changed.
    Alias of(Step step) {
        Alias alias = byPlace.computeIfAbsent(Place.of(step.key()), place -> step.creation() && !step.value().opaque()
                ? born(place, Document.parse(step.value().bytes()))
                : Alias.named(place.resource, place.namespace, place.name));
        names.put(alias, step.key().name());
        if (step.creation()) {
            byUid.put(step.value().fields().uid(), alias);
        }
        return alias;
    }

    private Alias born(Place place, Document object) {
        boolean madeUp = !object.text("metadata", "generateName").isEmpty() || HASHED.contains(place.resource);
        Optional<OwnerReference> owner = madeUp ? object.controller() : Optional.empty();
        return owner.map(its -> {
            Alias family = byUid.getOrDefault(its.uid(), Alias.named(new GroupResource("", its.kind()), place.namespace, its.name()));
            return new Alias(place.resource, place.namespace, "", Optional.of(family), members.merge(new Family(family, place.resource), 1, Integer::sum));
        }).orElseGet(() -> Alias.named(place.resource, place.namespace, place.name));
    }

    /// In words that are the same in both worlds.
    String say(GroupResource resource, String namespace, String name) {
        Alias known = byPlace.get(new Place(resource, namespace, name));
        return known == null ? name : known.toString();
    }

    /// Its own name in this world; empty when it was never there or nothing happened to it.
    Optional<String> name(Alias alias) {
        return Optional.ofNullable(names.get(alias));
    }

    /// Where it is, or would be, in this world; empty when its name was never made up.
    public Optional<ObjectKey> key(Alias alias, ClusterId cluster) {
        return name(alias).or(() -> Optional.of(alias.name()).filter(name -> !name.isEmpty()))
                .map(name -> new ObjectKey(cluster, alias.resource(), alias.namespace(), name));
    }
}
