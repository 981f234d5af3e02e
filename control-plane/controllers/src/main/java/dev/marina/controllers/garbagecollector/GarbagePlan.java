package dev.marina.controllers.garbagecollector;

import dev.marina.api.Document;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/// What has to be done about an object because of its owners and its dependents.
///
/// @param finalizer the finalizer that has been served and comes off, or ""
/// @param references owner references to be taken away, by uid
/// @param delete how to delete the object: "", Background, Foreground or Orphan
/// @param dependents what is to happen to those that name it as their owner
record GarbagePlan(String finalizer, List<String> references, String delete, Dependents dependents) {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    static final GarbagePlan NOTHING = new GarbagePlan("", List.of(), "", Dependents.LEAVE);

    enum Dependents {
        LEAVE, DELETE, ORPHAN
    }

    enum Presence {
        THERE,
        GONE,
        /// It is being deleted and waits for its dependents.
        WAITS
    }

    /// An entry of `metadata.ownerReferences`.
    record Owner(String apiVersion, String kind, String name, String uid, boolean blocks) {}

    static GarbagePlan of(Document object, Function<Owner, Presence> presence, int dependents, boolean blocked) {
        if (object.terminating() && object.finalizers().contains(ORPHAN)) {
            return new GarbagePlan(dependents == 0 ? ORPHAN : "", List.of(), "", Dependents.ORPHAN);
        }
        if (object.terminating() && object.finalizers().contains(FOREGROUND)) {
            return new GarbagePlan(blocked ? "" : FOREGROUND, List.of(), "", Dependents.DELETE);
        }
        List<Owner> owners = owners(object);
        if (owners.isEmpty() || object.terminating()) {
            return NOTHING;
        }
        List<Owner> there = owners.stream().filter(owner -> presence.apply(owner) == Presence.THERE).toList();
        List<String> others = owners.stream().filter(owner -> !there.contains(owner)).map(Owner::uid).toList();
        if (!there.isEmpty()) {
            return new GarbagePlan("", others, "", Dependents.LEAVE);
        }
        boolean waited = owners.stream().anyMatch(owner -> presence.apply(owner) == Presence.WAITS);
        return new GarbagePlan("", List.of(), how(object, waited, dependents), Dependents.LEAVE);
    }

    private static String how(Document object, boolean waited, int dependents) {
        if (object.finalizers().contains(ORPHAN)) {
            return "Orphan";
        }
        return object.finalizers().contains(FOREGROUND) || waited && dependents > 0 ? "Foreground" : "Background";
    }

    static List<Owner> owners(Document object) {
        return StreamSupport.stream(object.at("metadata", "ownerReferences").spliterator(), false)
                .map(owner -> new Owner(owner.path("apiVersion").asText(), owner.path("kind").asText(), owner.path("name").asText(),
                        owner.path("uid").asText(), owner.path("blockOwnerDeletion").asBoolean()))
                .toList();
    }
}
