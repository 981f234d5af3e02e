package dev.marina.controllers.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.store.ClusterStore;
import dev.marina.store.Committed;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A [ClusterClient] straight over a store, without admission, validation and authorization: metadata, generations, status
/// apart from spec, finalizers, graceful deletion of bound pods, `binding`. For tests of controllers and scheduler.
public final class StoreClient implements ClusterClient {

    private static final String MARK = "@@version@@";

    private final ClusterStore store;
    private final Supplier<Instant> now;
    private final AtomicInteger generated = new AtomicInteger();
    /// `verb resource[/subresource] namespace/name` of every accepted write, in order.
    public final List<String> calls = new CopyOnWriteArrayList<>();

    private volatile Fault fault = (_, _) -> {};

    /// Sees every write before and after it is made and may throw what a server would answer: afterwards it is an answer that is lost.
    @FunctionalInterface
    public interface Fault {
        void before(String verb, ObjectKey key);

        default void after(String verb, ObjectKey key) {}
    }

    public StoreClient(ClusterStore store, Supplier<Instant> now) {
        this.store = store;
        this.now = now;
    }

    public void faults(Fault given) {
        fault = given;
    }

    @Override
    public Document create(Call call, GroupVersionResource resource, Document object) {
        String name = object.name().isEmpty() ? object.text("metadata", "generateName") + "%05d".formatted(generated.incrementAndGet()) : object.name();
        Document named = object.edited(node -> {
            ObjectNode metadata = node.withObject("/metadata");
            metadata.put("name", name).put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now.get().toString());
            metadata.put("generation", 1);
        });
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), object.namespace(), name);
        return write("create", call, key, "", named, List.of(new Mutation.Absent(key)));
    }

    @Override
    public Document update(Call call, GroupVersionResource resource, String subresource, Document object) {
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), object.namespace(), object.name());
        Document stored = read(key);
        if (!object.resourceVersion().isEmpty() && !object.resourceVersion().equals(stored.resourceVersion())) {
            throw StatusException.conflict(resource.groupResource(), object.name(), "the object has been modified");
        }
        return replace(call, key, subresource, stored, object);
    }

    @Override
    public Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource, PatchType type, byte[] patch) {
        if (type != PatchType.MERGE) {
            throw new UnsupportedOperationException("tests use merge patches, not " + type);
        }
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), namespace, name);
        Document stored = read(key);
        return replace(call, key, subresource, stored, stored.edited(node -> merge(node, Document.parse(patch).root())));
    }

    /// Merges, and knows nobody who manages fields.
    @Override
    public Document apply(Call call, GroupVersionResource resource, Document object, boolean force) {
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), object.namespace(), object.name());
        return store.image(call.cluster()).find(key).isEmpty()
                ? create(call, resource, object)
                : patch(call, resource, object.namespace(), object.name(), "", PatchType.MERGE, object.bytes());
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), namespace, name);
        Document stored = read(key);
        String uid = options.text("preconditions", "uid");
        if (!uid.isEmpty() && !uid.equals(stored.uid())) {
            throw StatusException.conflict(resource.groupResource(), name, "Precondition failed: UID in precondition: " + uid);
        }
        String seen = options.text("preconditions", "resourceVersion");
        if (!seen.isEmpty() && !seen.equals(stored.resourceVersion())) {
            throw StatusException.conflict(resource.groupResource(), name, "Precondition failed: ResourceVersion in precondition: " + seen);
        }
        Set<String> finalizers = new HashSet<>(stored.finalizers());
        switch (options.text("propagationPolicy")) {
            case "Foreground" -> finalizers.add("foregroundDeletion");
            case "Orphan" -> finalizers.add("orphan");
            default -> {
            }
        }
        boolean graceful = resource.resource().equals("pods") && stored.has("spec", "nodeName")
                && options.at("gracePeriodSeconds").asInt(30) > 0 && !terminal(stored);
        if (finalizers.isEmpty() && !graceful && !resource.resource().equals("namespaces")) {
            remove(call, key);
            return;
        }
        Document marked = stored.edited(node -> {
            ObjectNode metadata = node.withObject("/metadata");
            if (!stored.terminating()) {
                metadata.put("deletionTimestamp", now.get().toString());
            }
            ArrayNode list = metadata.putArray("finalizers");
            finalizers.stream().sorted().forEach(list::add);
            if (resource.resource().equals("namespaces")) {
                node.withObject("/status").put("phase", "Terminating");
            }
        });
        write("mark", call, key, "", marked, List.of());
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        if (!subresource.equals("binding")) {
            throw new UnsupportedOperationException("tests know binding, not " + subresource);
        }
        ObjectKey key = new ObjectKey(call.cluster(), resource.groupResource(), namespace, name);
        Document stored = read(key);
        if (stored.has("spec", "nodeName")) {
            throw StatusException.conflict(resource.groupResource(), name, "pod %s is already assigned to node".formatted(name));
        }
        return write("bind", call, key, "binding", stored.edited(node -> {
            node.withObject("/spec").put("nodeName", body.text("target", "name"));
            ArrayNode conditions = node.withObject("/status").withArray("/conditions");
            conditions.removeIf(condition -> condition.path("type").asText().equals("PodScheduled"));
            conditions.addObject().put("type", "PodScheduled").put("status", "True");
        }), List.of());
    }

    private Document replace(Call call, ObjectKey key, String subresource, Document stored, Document wanted) {
        boolean status = subresource.equals("status") || subresource.equals("approval");
        Document next = status ? withPart(stored, "status", wanted.at("status")) : withPart(wanted, "status", stored.at("status"));
        if (!status && !next.at("spec").equals(stored.at("spec"))) {
            next = next.with(stored.generation() + 1, "metadata", "generation");
        }
        Document kept = next.with(stored.uid(), "metadata", "uid");
        if (kept.terminating() && kept.finalizers().isEmpty() && kept.at("spec", "finalizers").isEmpty()
                && (!stored.finalizers().isEmpty() || !stored.at("spec", "finalizers").isEmpty())) {
            remove(call, key);
            return kept;
        }
        return write("update", call, key, subresource, kept, List.of(new Mutation.VersionIs(key, version(stored))));
    }

    private Document write(String verb, Call call, ObjectKey key, String subresource, Document object, List<Mutation.Predicate> predicates) {
        fault.before(verb, key);
        Mutation mutation = new Mutation(call.cluster(), new Origin(call.user(), call.cause()),
                List.of(new Mutation.Put(key, encode(object), fields(object))), predicates, OptionalLong.empty());
        Committed committed = commit(key, mutation);
        calls.add("%s %s%s %s".formatted(verb, key.resource(), subresource.isEmpty() ? "" : "/" + subresource, key.path()));
        fault.after(verb, key);
        return Document.parse(committed.results().getFirst().orElseThrow().bytes());
    }

    private void remove(Call call, ObjectKey key) {
        fault.before("delete", key);
        commit(key, new Mutation(call.cluster(), new Origin(call.user(), call.cause()), List.of(new Mutation.Delete(key)), List.of(), OptionalLong.empty()));
        calls.add("delete %s %s".formatted(key.resource(), key.path()));
        fault.after("delete", key);
    }

    private Committed commit(ObjectKey key, Mutation mutation) {
        try {
            return store.commit(mutation);
        } catch (StoreException.Conflict e) {
            throw StatusException.conflict(key.resource(), key.name(), "the object has been modified");
        } catch (StoreException.AlreadyExists e) {
            throw StatusException.alreadyExists(key.resource(), key.name());
        } catch (StoreException.NotFound e) {
            throw StatusException.notFound(key.resource(), key.name());
        }
    }

    private Document read(ObjectKey key) {
        Stored stored = store.image(key.cluster()).find(key).orElseThrow(() -> StatusException.notFound(key.resource(), key.name()));
        return Document.parse(stored.bytes());
    }

    private static ResourceVersion version(Document stored) {
        return new ResourceVersion(Long.parseLong(stored.resourceVersion()));
    }

    private static boolean terminal(Document pod) {
        return Set.of("Succeeded", "Failed").contains(pod.text("status", "phase"));
    }

    private static Document withPart(Document document, String part, JsonNode value) {
        return value.isMissingNode() ? document.without(part) : document.with(value, part);
    }

    private static EncodedObject encode(Document object) {
        String json = new String(object.with(MARK, "metadata", "resourceVersion").bytes(), StandardCharsets.UTF_8);
        int at = json.indexOf(MARK);
        return new EncodedObject(json.substring(0, at).getBytes(StandardCharsets.UTF_8), json.substring(at + MARK.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static Fields fields(Document object) {
        Map<String, String> selectable = new HashMap<>();
        selectable.put("spec.nodeName", object.text("spec", "nodeName"));
        selectable.put("status.phase", object.text("status", "phase"));
        Set<String> owners = new HashSet<>();
        object.ownerReferences().forEach(owner -> owners.add(owner.uid()));
        return new Fields(object.uid(), object.labels(), selectable, owners, Set.of(), object.terminating());
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode child = target.get(entry.getKey()) instanceof ObjectNode there ? there : target.putObject(entry.getKey());
                merge(child, object);
            } else {
                target.set(entry.getKey(), value);
            }
        });
    }
}
