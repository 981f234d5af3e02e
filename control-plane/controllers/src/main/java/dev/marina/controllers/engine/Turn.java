package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.ResourceVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One reconcile of one key: what it is about and why, the cluster as it is now, and writes that carry the cause.
/// Used by the worker that runs the reconcile and not kept.
public final class Turn {

    private final Services services;
    private final String user;
    private final String component;
    private final Work work;

    /// @param component the name that events name as their source
    public Turn(Services services, String user, String component, Work work) {
        this.services = services;
        this.user = user;
        this.component = component;
        this.work = work;
    }

    public ClusterKey key() {
        return work.key();
    }

    public ClusterId cluster() {
        return work.key().cluster();
    }

    public Cause cause() {
        return work.cause();
    }

    /// The cluster's time.
    public Instant now() {
        return services.clock().now(cluster());
    }

    /// Real time, for heartbeats and leases.
    public Instant realNow() {
        return services.clock().realNow();
    }

    /// The cluster as it is now; ask again after a write.
    public Snapshot snapshot() {
        return snapshot(cluster());
    }

    /// Another cluster as it is now; for platform controllers.
    public Snapshot snapshot(ClusterId cluster) {
        return new Snapshot(services.store().image(cluster), services.decoder());
    }

    /// The object that this is about, as it is now.
    public <T extends HasMetadata> Optional<T> find(ResourceType<T> type) {
        return snapshot().find(type, key().namespace(), key().name());
    }

    public Writes writes() {
        return new Writes(services.client(), services.decoder(), new Call(cluster(), user, cause()));
    }

    /// The same, because of what somebody wrote into an object, whatever else woke this turn.
    public Writes writes(HasMetadata because) {
        return new Writes(services.client(), services.decoder(), new Call(cluster(), user, cause(because)));
    }

    /// The change that made an object of this cluster what it is.
    public static Cause cause(HasMetadata because) {
        return Cause.change(version(because));
    }

    private static ResourceVersion version(HasMetadata object) {
        return new ResourceVersion(Long.parseLong(object.getMetadata().getResourceVersion()));
    }

    /// Writes into another cluster; `because` is the object of this cluster that asks for it.
    public Writes writes(ClusterId cluster, HasMetadata because) {
        Cause across = Cause.change(cluster(), version(because));
        return new Writes(services.client(), services.decoder(), new Call(cluster, user, across));
    }

    /// Carries out writes that do not depend on one another.
    void together(List<Runnable> writes) {
        services.together().run(writes);
    }

    /// Records an event about an object, in the background and aggregated as in [EventRecorder].
    public void event(HasMetadata about, EventRecorder.Severity severity, String reason, String message) {
        services.events().record(new Call(cluster(), user, cause()), component, about, severity, reason, message);
    }
}
