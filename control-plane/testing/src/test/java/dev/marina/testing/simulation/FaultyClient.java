package dev.marina.testing.simulation;

import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import java.util.Optional;
import java.util.function.Supplier;

/// What the control plane under test writes through: the real server, and around each write whatever the simulation makes happen.
final class FaultyClient implements ClusterClient {

    private final ClusterClient server;
    private final Around around;

    /// What happens before and after a write.
    interface Around {
        /// May throw what a server answers that has done nothing. Answers what is wrong with the write, if it is done.
        Optional<String> before(Write write);

        /// May throw what somebody gets who never hears the answer.
        ///
        /// @param wrong with the write
        void after(Write write, Optional<String> wrong);
    }

    /// @param verb create, update, patch, delete, or the subresource that is created
    record Write(String user, String verb, ObjectKey key, String subresource) {

        boolean of(GroupVersionResource resource) {
            return key.resource().equals(resource.groupResource());
        }

        @Override
        public String toString() {
            String who = user.substring(user.lastIndexOf(':') + 1);
            return "%s: %s %s%s %s".formatted(who, verb, key.resource(), subresource.isEmpty() ? "" : "/" + subresource, key.path());
        }
    }

    FaultyClient(ClusterClient server, Around around) {
        this.server = server;
        this.around = around;
    }

    @Override
    public Document create(Call call, GroupVersionResource resource, Document object) {
        String name = object.name().isEmpty() ? object.text("metadata", "generateName") : object.name();
        return around(call, "create", resource, object.namespace(), name, "", () -> server.create(call, resource, object));
    }

    @Override
    public Document update(Call call, GroupVersionResource resource, String subresource, Document object) {
        return around(call, "update", resource, object.namespace(), object.name(), subresource, () -> server.update(call, resource, subresource, object));
    }

    @Override
    public Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource, PatchType type, byte[] patch) {
        return around(call, "patch", resource, namespace, name, subresource,
                () -> server.patch(call, resource, namespace, name, subresource, type, patch));
    }

    @Override
    public Document apply(Call call, GroupVersionResource resource, Document object, boolean force) {
        return around(call, "apply", resource, object.namespace(), object.name(), "", () -> server.apply(call, resource, object, force));
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        around(call, "delete", resource, namespace, name, "", () -> {
            server.delete(call, resource, namespace, name, options);
            return options;
        });
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        return around(call, subresource, resource, namespace, name, "", () -> server.createSub(call, resource, namespace, name, subresource, body));
    }

    private Document around(Call call, String verb, GroupVersionResource resource, String namespace, String name, String subresource, Supplier<Document> made) {
        Write write = new Write(call.user(), verb, new ObjectKey(call.cluster(), resource.groupResource(), namespace, name), subresource);
        Optional<String> wrong = around.before(write);
        Document answer = made.get();
        around.after(write, wrong);
        return answer;
    }
}
