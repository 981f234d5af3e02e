package dev.marina.controllers.testing;

import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A client whose answers get lost while what was asked for is still under way: writes of a status are carried out when the test says so.
public final class LateClient implements ClusterClient {

    private final ClusterClient client;
    private final Set<String> heldBack = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> underWay = new HashSet<>();
    private final List<Supplier<Document>> writes = new ArrayList<>();
    private int unanswered;

    public LateClient(ClusterClient client) {
        this.client = client;
    }

    /// The status of objects of this name is written later, and nobody is told.
    public void holdBack(String name) {
        heldBack.add(name);
    }

    /// Once something of an object of this name is under way, no other write of it is carried out or answered.
    public void beSilentThen(String name) {
        silent.add(name);
    }

    public void answerAgain() {
        heldBack.clear();
        silent.clear();
    }

    /// Everything that was held back arrives, in its order. Answers the last refusal.
    public Optional<StatusException> carryOutHeldBack() {
        Optional<StatusException> refused = Optional.empty();
        for (Supplier<Document> write : writes) {
            try {
                write.get();
            } catch (StatusException e) {
                refused = Optional.of(e);
            }
        }
        writes.clear();
        underWay.clear();
        return refused;
    }

    /// How many writes were neither carried out nor answered.
    public int unanswered() {
        return unanswered;
    }

    private static StatusException nothing() {
        return StatusException.unavailable("the store does not answer; the write may still be carried out");
    }

    @Override
    public Document update(Call call, GroupVersionResource resource, String subresource, Document object) {
        if (subresource.equals("status") && heldBack.contains(object.name())) {
            writes.add(() -> client.update(call, resource, subresource, object));
            underWay.add(object.name());
            throw nothing();
        }
        if (silent.contains(object.name()) && underWay.contains(object.name())) {
            unanswered++;
            throw nothing();
        }
        return client.update(call, resource, subresource, object);
    }

    @Override
    public Document create(Call call, GroupVersionResource resource, Document object) {
        return client.create(call, resource, object);
    }

    @Override
    public Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource, PatchType type, byte[] patch) {
        return client.patch(call, resource, namespace, name, subresource, type, patch);
    }

    @Override
    public Document apply(Call call, GroupVersionResource resource, Document object, boolean force) {
        return client.apply(call, resource, object, force);
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        client.delete(call, resource, namespace, name, options);
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        return client.createSub(call, resource, namespace, name, subresource, body);
    }
}
