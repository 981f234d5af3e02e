package dev.marina.store;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Objects, keys and mutations for tests.
final class Objects {

    static final GroupResource PODS = new GroupResource("", "pods");
    static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    static final Origin ANNA = new Origin("anna@example.org", Cause.request("r-1"));

    private Objects() {}

    static ObjectKey pod(ClusterId cluster, String name) {
        return new ObjectKey(cluster, PODS, "default", name);
    }

    static ObjectKey namespace(ClusterId cluster, String name) {
        return new ObjectKey(cluster, NAMESPACES, "", name);
    }

    static EncodedObject encoded(ObjectKey key, String content) {
        return new EncodedObject(
                "{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"".formatted(key.name()).getBytes(StandardCharsets.UTF_8),
                "\"},\"data\":\"%s\"}".formatted(content).getBytes(StandardCharsets.UTF_8));
    }

    static Fields fields(String uid) {
        return new Fields(uid, Map.of("app", "web"), Map.of(), Set.of(), Set.of(), false);
    }

    static Fields onNode(String uid, String node) {
        return new Fields(uid, Map.of(), Map.of("spec.nodeName", node), Set.of(), Set.of(), false);
    }

    static Fields claiming(String uid, String... claims) {
        return new Fields(uid, Map.of(), Map.of(), Set.of(), Set.of(claims), false);
    }

    static Fields ownedBy(String uid, String... owners) {
        return new Fields(uid, Map.of(), Map.of(), Set.of(owners), Set.of(), false);
    }

    static Mutation put(ObjectKey key, String content, Mutation.Predicate... predicates) {
        return put(key, content, fields("uid-" + key.name()), predicates);
    }

    static Mutation put(ObjectKey key, String content, Fields fields, Mutation.Predicate... predicates) {
        return mutation(key.cluster(), List.of(new Mutation.Put(key, encoded(key, content), fields)), predicates);
    }

    static Mutation create(ObjectKey key, String content) {
        return put(key, content, new Mutation.Absent(key));
    }

    static Mutation delete(ObjectKey key, Mutation.Predicate... predicates) {
        return mutation(key.cluster(), List.of(new Mutation.Delete(key)), predicates);
    }

    static Mutation mutation(ClusterId cluster, List<Mutation.Write> writes, Mutation.Predicate... predicates) {
        return new Mutation(cluster, ANNA, writes, List.of(predicates), OptionalLong.empty());
    }

    /// A cluster that begins with pods of these names.
    static NewCluster begunWith(String tenant, String... pods) {
        return new NewCluster(tenant, "default", Map.of(), Map.of(), record -> mutation(record.id(),
                Arrays.stream(pods)
                        .map(name -> pod(record.id(), name)).<Mutation.Write>map(key -> new Mutation.Put(key, encoded(key, "x"), fields("uid-" + key.name())))
                        .toList()));
    }

    static ResourceVersion version(long value) {
        return new ResourceVersion(value);
    }

    static String text(Stored stored) {
        return new String(stored.bytes(), StandardCharsets.UTF_8);
    }
}
