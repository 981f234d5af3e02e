package dev.marina.apiserver.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.StatusException;
import dev.marina.api.Tombstone;
import dev.marina.apiserver.budget.BudgetLimits;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.fork.ForkedObject;
import dev.marina.apiserver.fork.RestoredClaims;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import dev.marina.store.backup.BackupReader;
import dev.marina.store.backup.ClusterBackups.Restored;
import dev.marina.store.backup.ClusterBackups.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// Writes objects of a backup into a cluster that is there. Namespaces and definitions of types come first, each object by itself, so that one that cannot be
/// written costs no other. For one restore, one thread.
final class Restoring {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final Set<GroupResource> FIRST = Set.of(NAMESPACES, DEFINITIONS);
    private static final int MOST_PROBLEMS = 20;
    private static final int ATTEMPTS = 3;
    private static final BudgetLimits LIMITS = BudgetLimits.STANDARD;

    private final ClusterStore store;
    private final BuiltinMachinery types;
    private final ClusterClient client;
    private final ClusterRecord into;
    private final Wish wish;
    private final Origin origin;
    private final String backup;
    private ForkedObject forked;
    private final Map<String, String> uids = new HashMap<>();
    /// Uids of what is there, and of what will be.
    private final Set<String> there = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private long created;
    private long replaced;
    private long kept;
    private long left;
    private long failed;

    Restoring(ClusterStore store, BuiltinMachinery types, ClusterClient client, ClusterRecord into, String backup, Wish wish, Origin origin) {
        this.store = store;
        this.types = types;
        this.client = client;
        this.into = into;
        this.wish = wish;
        this.origin = origin;
        this.backup = backup;
    }

    Restored carryOut(BackupReader reader) {
        reader.requireWhole();
        forked = new ForkedObject(types, into.id(), () -> UUID.randomUUID().toString(), RestoredClaims.of(backup, reader));
        reader.each(into.id(), this::meet);
        reader.each(into.id(), stored -> {
            if (FIRST.contains(stored.key().resource())) {
                restore(stored);
            }
        });
        reader.each(into.id(), stored -> {
            if (!FIRST.contains(stored.key().resource())) {
                restore(stored);
            }
        });
        return new Restored(created, replaced, kept, left, failed, List.copyOf(problems));
    }

    /// Notes who is there under which uid, before anybody names an owner.
    private void meet(Stored stored) {
        String was = stored.fields().uid();
        store.image(into.id()).find(stored.key()).map(present -> present.fields().uid()).ifPresentOrElse(now -> {
            uids.put(was, now);
            there.add(now);
        }, () -> {
            if (wanted(stored.key()) && forked.of(stored).isPresent()) {
                there.add(was);
            }
        });
    }

    private boolean wanted(ObjectKey key) {
        return wish.namespaces().isEmpty() || wish.namespaces().contains(key.namespace())
                || key.resource().equals(NAMESPACES) && wish.namespaces().contains(key.name());
    }

    private void restore(Stored stored) {
        if (!wanted(stored.key())) {
            return;
        }
        Optional<Mutation.Put> again = stored.key().resource().equals(Tombstone.RESOURCE) ? Optional.empty() : forked.of(stored);
        if (again.isEmpty()) {
            left++;
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException.Unavailable("the restore was given up", null);
        }
        try {
            write(stored, Document.parse(again.get().object().withVersion(0)));
        } catch (StoreException.AlreadyExists _) {
            kept++;
        } catch (StoreException.Conflict | StoreException.NamespaceNotActive | StoreException.Claimed | StoreException.NotFound e) {
            fail(stored.key(), e.getMessage());
        } catch (StatusException e) {
            fail(stored.key(), e.getMessage());
        }
    }

    private void fail(ObjectKey key, String why) {
        failed++;
        if (problems.size() < MOST_PROBLEMS) {
            problems.add("%s %s: %s".formatted(key.resource(), key.path(), why));
        }
    }

    private void write(Stored stored, Document was) {
        for (int attempt = 1;; attempt++) {
            ClusterImage image = store.image(into.id());
            RestorePlan.Owners owners = new RestorePlan.Owners(uids, this::there);
            try {
                carryOut(stored, image, RestorePlan.of(was, stored.key().resource().toString(), image.find(stored.key()), owners, wish.replace()));
                return;
            } catch (StoreException.Conflict e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean there(String uid) {
        return there.contains(uid);
    }

    private void carryOut(Stored stored, ClusterImage image, RestorePlan plan) {
        switch (plan) {
            case RestorePlan.Keep _ -> kept++;
            case RestorePlan.Refuse(String why) -> fail(stored.key(), why);
            case RestorePlan.Create(Document object) -> create(stored, image, object);
            case RestorePlan.Replace(Document object, Stored present) -> replace(stored, image, object, present);
        }
    }

    private void create(Stored stored, ClusterImage image, Document object) {
        requireServed(stored.key(), image);
        requireRoom(stored.key(), image);
        List<Mutation.Predicate> predicates = new ArrayList<>(List.of(new Mutation.Absent(stored.key())));
        if (!stored.key().namespace().isEmpty()) {
            predicates.add(new Mutation.NamespaceActive(stored.key().namespace()));
        }
        if (stored.key().resource().equals(ClaimedVolumes.CLAIMS)) {
            // Volumes are counted, by the tenant's plan and the namespace's quotas: it is made as every claim is.
            client.create(call(), resource(object, stored.key()), object.edited(root -> root.withObjectProperty("metadata")
                    .remove(List.of("uid", "resourceVersion", "managedFields", "creationTimestamp"))));
            created++;
            return;
        }
        try {
            commit(put(stored, object), predicates);
        } catch (StoreException.Claimed e) {
            // Its address is another's by now: it gets one as every new object does.
            client.create(call(), resource(object, stored.key()), withoutAddresses(object, e));
        }
        created++;
    }

    private void replace(Stored stored, ClusterImage image, Document object, Stored present) {
        if (object.bytes().length > present.bytes().length) {
            requireRoom(stored.key(), image);
        }
        try {
            commit(put(stored, object), List.of(new Mutation.VersionIs(stored.key(), present.version())));
        } catch (StoreException.Claimed e) {
            client.update(call(), resource(object, stored.key()), "",
                    withoutAddresses(object, e).with(present.version().toString(), "metadata", "resourceVersion"));
        }
        replaced++;
    }

    /// What nobody serves could not be seen, nor removed.
    private void requireServed(ObjectKey key, ClusterImage image) {
        if (types.registry(into).find(key.resource()).isEmpty()
                && image.find(new ObjectKey(into.id(), DEFINITIONS, "", key.resource().toString())).isEmpty()) {
            throw StatusException.badRequest("the cluster does not serve %s; restore its definition, or everything".formatted(key.resource()));
        }
    }

    private static void requireRoom(ObjectKey key, ClusterImage image) {
        if (image.objects() >= LIMITS.objects() || image.count(key.resource()) >= LIMITS.objects(key.resource())
                || image.objectBytes() >= LIMITS.objectBytes()) {
            throw StatusException.badRequest("there is no room for more objects in the cluster");
        }
    }

    private void commit(Mutation.Put put, List<Mutation.Predicate> predicates) {
        store.commit(new Mutation(into.id(), origin, List.of(put), predicates, OptionalLong.empty()));
    }

    private Mutation.Put put(Stored stored, Document object) {
        Optional<ResourceDefinition> builtin = types.registry(into).find(stored.key().resource());
        if (builtin.isPresent()) {
            return Encoding.put(types.definition(GroupVersionKind.of(object.apiVersion(), object.kind())), stored.key(), object);
        }
        Set<String> owners = new LinkedHashSet<>();
        object.ownerReferences().forEach(owner -> owners.add(owner.uid()));
        return new Mutation.Put(stored.key(), Encoding.encode(object), new Fields(object.uid(), Map.copyOf(object.labels()), stored.fields().selectable(),
                Set.copyOf(owners), stored.fields().claims(), object.terminating()));
    }

    private ClusterClient.Call call() {
        return new ClusterClient.Call(into.id(), origin.actor(), origin.cause());
    }

    private static GroupVersionResource resource(Document object, ObjectKey key) {
        return key.resource().withVersion(object.apiVersion().substring(object.apiVersion().indexOf('/') + 1));
    }

    /// Throws what was thrown where the object has no address to be chosen anew.
    private static Document withoutAddresses(Document object, StoreException.Claimed refusal) {
        if (!object.kind().equals("Service")) {
            throw refusal;
        }
        return object.edited(root -> {
            var spec = root.withObjectProperty("spec");
            if (!spec.path("clusterIP").asText().equals("None") && refusal.claim.startsWith("clusterIP/")) {
                spec.remove(List.of("clusterIP", "clusterIPs"));
            }
            spec.remove("healthCheckNodePort");
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
            root.withObjectProperty("metadata").remove(List.of("resourceVersion", "managedFields"));
        });
    }
}
