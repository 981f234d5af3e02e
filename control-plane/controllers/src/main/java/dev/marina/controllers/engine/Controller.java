package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.GroupResource;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a controller is: which type it reconciles, what else it looks at, with how many workers. One for all clusters;
/// [Controllers] runs it.
public final class Controller {

    private final String name;
    private final ResourceType<?> primary;
    private final Predicate<Change> concerned;
    private final List<Watch<?>> watches;
    private final Function<Snapshot, Stream<ClusterKey>> leftOver;
    private final Optional<Source> source;
    private final int workers;
    private final boolean platform;
    private final boolean ofOneCluster;
    private final String user;
    private final Reconciler reconciler;

    private Controller(Builder builder, Reconciler reconciler) {
        this.name = builder.name;
        this.primary = builder.primary;
        this.concerned = builder.concerned;
        this.watches = List.copyOf(builder.watches);
        this.leftOver = builder.leftOver;
        this.source = Optional.ofNullable(builder.source);
        this.workers = builder.workers;
        this.platform = builder.platform;
        this.ofOneCluster = builder.ofOneCluster;
        this.user = builder.user;
        this.reconciler = reconciler;
    }

    /// @param name becomes the service account `<name>-controller` of kube-system and the source of events
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /// The name that events carry, such as `replicaset-controller`.
    public String component() {
        return name + "-controller";
    }

    public String user() {
        return user;
    }

    int workers() {
        return workers;
    }

    /// Whether tenants' gates do not hold it up.
    public boolean platform() {
        return platform;
    }

    /// How many of its workers one cluster may occupy. Whoever is slow in one leaves a worker for the others, where there are others.
    int share() {
        return ofOneCluster ? workers : Math.max(1, workers - 1);
    }

    Reconciler reconciler() {
        return reconciler;
    }

    /// What an item of its queue is about.
    Subject subject(ClusterKey key) {
        return source.map(keys -> keys.subject(key)).orElseGet(() -> new Subject(primary.kind(), key.namespace(), key.name()));
    }

    /// Everything that has to be looked at when a cluster has become awake.
    List<Work> all(Snapshot snapshot) {
        if (source.isPresent()) {
            Cause cause = Cause.change(snapshot.image().version());
            return source.get().all(snapshot).map(key -> new Work(key, cause)).toList();
        }
        List<Work> work = new ArrayList<>();
        try (Stream<Stored> objects = snapshot.image().list(primary.groupResource(), "")) {
            objects.forEach(stored -> work.add(new Work(keyOf(stored), Cause.change(stored.version()))));
        }
        Cause cause = Cause.change(snapshot.image().version());
        try (Stream<ClusterKey> keys = leftOver.apply(snapshot)) {
            keys.distinct().forEach(key -> work.add(new Work(key, cause)));
        }
        return work;
    }

    /// How changes of objects of a type are mapped: one for the controller's own type, one for each watch.
    List<Mapping> mappings(GroupResource changed) {
        if (source.isPresent()) {
            return List.of((change, keys) -> source.get().affected(change.event(), change.snapshot()).forEach(keys));
        }
        List<Mapping> mappings = new ArrayList<>();
        if (changed.equals(primary.groupResource())) {
            mappings.add((change, keys) -> {
                if (concerned.test(change)) {
                    keys.accept(new ClusterKey(change.event().key().cluster(), change.event().key().namespace(), change.event().key().name()));
                }
            });
        }
        watches.stream().filter(watch -> changed.equals(watch.type.groupResource())).forEach(watch -> mappings.add(watch::map));
        return mappings;
    }

    /// What has to be looked at after a change. Each may fail alone. A key may come twice.
    @FunctionalInterface
    interface Mapping {
        void map(Change change, Consumer<ClusterKey> keys);
    }

    /// Whether it looks at changes of every type.
    boolean looksAtAll() {
        return source.isPresent();
    }

    /// The types whose changes it looks at, where not at all.
    Set<GroupResource> looksAt() {
        return source.isPresent()
                ? Set.of()
                : Stream.concat(Stream.of(primary.groupResource()), watches.stream().map(watch -> watch.type.groupResource())).collect(Collectors.toSet());
    }

    private static ClusterKey keyOf(Stored stored) {
        return new ClusterKey(stored.key().cluster(), stored.key().namespace(), stored.key().name());
    }

    private record Watch<T extends HasMetadata>(ResourceType<T> type, Mapper<T> mapper, Predicate<StoreEvent> relevant) {
        void map(Change change, Consumer<ClusterKey> keys) {
            if (relevant.test(change.event())) {
                for (T object : change.versions(type.model())) {
                    mapper.keys(object, change.snapshot()).forEach(keys);
                }
            }
        }
    }

    public static final class Builder {

        private final String name;
        private String user;
        private ResourceType<?> primary;
        private Predicate<Change> concerned = _ -> true;
        private Source source;
        private final List<Watch<?>> watches = new ArrayList<>();
        private int workers = 1;
        private boolean platform;
        private boolean ofOneCluster;
        private Function<Snapshot, Stream<ClusterKey>> leftOver = _ -> Stream.empty();

        private Builder(String name) {
            this.name = name;
            this.user = "system:serviceaccount:kube-system:" + name + "-controller";
        }

        public Builder reconciles(ResourceType<?> type) {
            this.primary = type;
            return this;
        }

        /// The same, where there is nothing to do for most objects.
        ///
        /// @param concerning whether there may be for this one, as it was before a change or is after it
        public <T extends HasMetadata> Builder reconciles(ResourceType<T> type, Predicate<T> concerning) {
            this.concerned = change -> change.versions(type.model()).stream().anyMatch(concerning);
            return reconciles(type);
        }

        /// For a controller of no single type, instead of [#reconciles] and [#alsoWatches].
        public Builder source(Source keys) {
            this.source = keys;
            return this;
        }

        public <T extends HasMetadata> Builder alsoWatches(ResourceType<T> type, Mapper<T> mapper) {
            return alsoWatches(type, mapper, _ -> true);
        }

        /// @param relevant looks at the event before anything is decoded
        public <T extends HasMetadata> Builder alsoWatches(ResourceType<T> type, Mapper<T> mapper, Predicate<StoreEvent> relevant) {
            watches.add(new Watch<>(type, mapper, relevant));
            return this;
        }

        /// What has to be looked at when a cluster has become awake beside all objects of its own type: what was left by such as are gone.
        public Builder leftOver(Function<Snapshot, Stream<ClusterKey>> keys) {
            this.leftOver = keys;
            return this;
        }

        public Builder workers(int count) {
            this.workers = count;
            return this;
        }

        /// Passes no tenant's gate: for what the platform does for itself.
        public Builder platform() {
            this.platform = true;
            return this;
        }

        /// Of the platform, and looks at nothing but the management cluster's objects.
        public Builder management() {
            this.ofOneCluster = true;
            return platform();
        }

        public Controller with(Reconciler reconciler) {
            if (primary == null && source == null) {
                throw new IllegalStateException("controller %s does not say what it reconciles".formatted(name));
            }
            return new Controller(this, reconciler);
        }
    }
}
