package dev.marina.apiserver.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What becomes of one object of a backup in a cluster that is there, as data.
///
/// An object that is not there is made with the uid that it had, since owners, selectors of jobs and much that people wrote name it. One that is there
/// keeps its own: whoever names the former uid is led to that one.
sealed interface RestorePlan {

    record Create(Document object) implements RestorePlan {}

    record Replace(Document object, Stored present) implements RestorePlan {}

    record Keep() implements RestorePlan {}

    record Refuse(String why) implements RestorePlan {}

    /// Its pods name its uid; another one of the name is another job.
    String JOBS = "jobs.batch";
    /// Nothing of a pod can be replaced but the pod.
    String PODS = "pods";
    /// What is in a volume is not overwritten.
    String CLAIMS = "persistentvolumeclaims";

    /// @param uids of objects that are there, by the uid that the object of the name has in the backup
    /// @param there whether an object of this uid is there, or will be
    record Owners(Map<String, String> uids, Predicate<String> there) {

        String now(String uid) {
            return uids.getOrDefault(uid, uid);
        }
    }

    /// @param was the object as a new cluster would have it
    /// @param replace whether one that is there becomes what it was
    static RestorePlan of(Document was, String resource, Optional<Stored> present, Owners owners, boolean replace) {
        if (present.isEmpty()) {
            return new Create(owned(was.edited(RestorePlan::alive), owners));
        }
        if (!replace || present.get().opaque() || resource.equals(PODS)) {
            return new Keep();
        }
        if (resource.equals(CLAIMS)) {
            return new Refuse("is there, and what is in its volume is never overwritten: delete the claim first, or restore into a new cluster");
        }
        if (present.get().fields().terminating()) {
            return new Refuse("is being deleted");
        }
        Document now = Document.parse(present.get().bytes());
        Document again = owned(was.edited(root -> onto(root, now)), owners);
        if (same(again, now)) {
            return new Keep();
        }
        if (resource.equals(JOBS) && !was.uid().equals(now.uid())) {
            return new Refuse("is another job of that name, which cannot become the former one");
        }
        return new Replace(again.edited(root -> root.withObjectProperty("metadata").put("generation", now.generation() + 1)), present.get());
    }

    private static void alive(ObjectNode root) {
        root.withObjectProperty("metadata").remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
    }

    /// Who it is, how it is and what holds it stays as it is now; so do addresses, which others know by now.
    private static void onto(ObjectNode root, Document now) {
        ObjectNode metadata = root.withObjectProperty("metadata");
        alive(root);
        for (String field : List.of("uid", "creationTimestamp", "finalizers", "generation")) {
            metadata.remove(field);
            if (now.has("metadata", field)) {
                metadata.set(field, now.at("metadata", field).deepCopy());
            }
        }
        root.remove("status");
        if (now.has("status")) {
            root.set("status", now.at("status").deepCopy());
        }
        if (now.kind().equals("Service") && root.path("spec") instanceof ObjectNode spec) {
            for (String field : List.of("clusterIP", "clusterIPs")) {
                if (now.has("spec", field) && spec.has(field)) {
                    spec.set(field, now.at("spec", field).deepCopy());
                }
            }
        }
    }

    private static boolean same(Document again, Document now) {
        return essence(again).equals(essence(now));
    }

    private static Document essence(Document object) {
        return object.without("metadata", "resourceVersion").without("metadata", "managedFields").without("metadata", "generation").without("status");
    }

    /// An owner that is not there any more would take the object with it.
    private static Document owned(Document object, Owners owners) {
        if (!object.at("metadata", "ownerReferences").isArray()) {
            return object;
        }
        return object.edited(root -> {
            ObjectNode metadata = root.withObjectProperty("metadata");
            ArrayNode kept = Document.mapper().createArrayNode();
            object.at("metadata", "ownerReferences").forEach(reference -> {
                String uid = owners.now(reference.path("uid").asText());
                if (owners.there().test(uid)) {
                    kept.add(((ObjectNode) reference.deepCopy()).put("uid", uid));
                }
            });
            metadata.remove("ownerReferences");
            if (!kept.isEmpty()) {
                metadata.set("ownerReferences", kept);
            }
        });
    }
}
