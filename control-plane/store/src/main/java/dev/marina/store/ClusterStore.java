package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The store as the rest of the control plane sees it: records of clusters, images, commits, watches and the feed.
/// Every method may be called from any virtual thread. Calls for a cluster whose shard this process does not own throw
/// [StoreException.NotOwner], which names the owner.
public interface ClusterStore extends AutoCloseable {

    // -- records: what is needed to serve a request, and nothing of what is in the cluster

    /// Takes a new, never used id and writes the record; the tenant's cluster names are unique.
    /// Throws [StoreException.AlreadyExists] when tenant/name is taken.
    ClusterRecord create(NewCluster cluster);

    Optional<ClusterRecord> find(ClusterId cluster);

    Optional<ClusterRecord> find(String tenant, String name);

    /// Every record there is, deleting ones included.
    Stream<ClusterRecord> records();

    /// Replaces the record's settings (not its identity); compared by `expected`.
    ClusterRecord update(ClusterRecord expected, ClusterRecord replacement);

    /// Lets everybody know of a cluster that was being filled; the feed as of one that has just awoken. May be called again.
    void serve(ClusterId cluster);

    /// Marks the record as deleting, ends its watches, then removes its keys at most 1,000 at a time and the record last.
    /// Returns when everything is gone; calling it again goes on where an earlier call ended.
    void delete(ClusterId cluster);

    // -- reading

    /// The cluster's committed image; loads a sleeping cluster first (blocks while it loads).
    ClusterImage image(ClusterId cluster);

    /// The image as it was at exactly this version, kept for about five minutes within a byte budget.
    /// Throws [StoreException.Expired] when it is no longer kept, [StoreException.TooNew] above the high-water mark.
    ClusterImage imageAt(ClusterId cluster, ResourceVersion version);

    /// A cursor that yields every event after `from` that passes `filter`, in order, none twice.
    /// Throws [StoreException.Expired] below the window's floor, [StoreException.TooNew] above the high-water mark.
    EventCursor watch(ClusterId cluster, GroupResource resource, WatchFilter filter, ResourceVersion from);

    /// Who made the change of this version, and why; empty for one that the cluster's event windows have not, or no longer.
    Optional<Origin> origin(ClusterId cluster, ResourceVersion version);

    /// Shows changes as the cluster's log still has them, the newest first, until the visitor wants no more. Answers true when
    /// it was shown all there is. A log is as long as the event windows may be.
    boolean past(ClusterId cluster, Predicate<PastChange> visitor);

    /// How the cluster was earlier, as far as its log and, where there is one, the archive know.
    ClusterHistory history(ClusterId cluster);

    /// What lies in the backend of the cluster.
    StoreXray xray(ClusterId cluster);

    // -- writing

    /// Blocks until the mutation is durable and visible, or refused.
    Committed commit(Mutation mutation);

    // -- the feed of controllers

    /// Every change of every awake cluster of this process, for the shared controllers. The consumer is told of a
    /// cluster's whole image when it is loaded and, when it fell behind the window, again ([FeedConsumer#loaded]).
    AutoCloseable feed(FeedConsumer consumer);

    /// Says that work for this cluster is waiting or under way, so that it does not sleep. Close when the queues are empty.
    AutoCloseable keepAwake(ClusterId cluster);

    /// A deadline at which the cluster must be awake (CronJob, expiry); part of its record. Replaces an earlier one of that name.
    void wakeAt(ClusterId cluster, String name, java.time.Instant due);

    /// How many clusters this process has in memory.
    long awake();

    /// The epoch under which this process owns the cluster's shard; in-process writers carry it in their mutations.
    long epoch(ClusterId cluster);

    @Override
    void close();
}
