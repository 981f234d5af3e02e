package dev.marina.agent.node;

import dev.marina.agent.pod.FileSource;
import dev.marina.agent.pod.Termination;
import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Follows the ConfigMaps and Secrets of which files of a node's pods are made, so that a change is in the files within seconds. Each is watched by its own
/// name, as a node may: https://kubernetes.io/docs/reference/access-authn-authz/node/. Nothing but names and versions is
/// asked for: what is in them is nobody's here. Thread-safe.
final class SourceWatches implements AutoCloseable {

    /// Of one node. What its pods name beyond that is looked at once a minute, as all is.
    static final int MOST = 64;

    private final Supplier<KubernetesClient> client;
    private final Consumer<String> changed;
    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Set<FileSource>> ofPods = new HashMap<>();
    private final Map<FileSource, Followed> followed = new HashMap<>();
    private boolean closed;

    private record Followed(Set<String> pods, ListWatch<PartialObjectMetadata> watch) {}

    /// @param changed is told the uid of a pod of whose files a source is another one; must not block
    SourceWatches(Supplier<KubernetesClient> client, Consumer<String> changed) {
        this.client = client;
        this.changed = changed;
    }

    /// Pods that have ended need nothing new.
    void put(Pod pod) {
        follow(pod.getMetadata().getUid(), Termination.terminal(pod) ? Set.of() : FileSource.of(pod));
    }

    void gone(Pod pod) {
        follow(pod.getMetadata().getUid(), Set.of());
    }

    private void follow(String uid, Set<FileSource> sources) {
        lock.lock();
        try {
            Set<FileSource> before = ofPods.getOrDefault(uid, Set.of());
            if (closed || before.equals(sources)) {
                return;
            }
            before.stream().filter(source -> !sources.contains(source)).forEach(source -> leave(uid, source));
            Set<FileSource> now = new HashSet<>();
            for (FileSource source : sources) {
                if (followed.containsKey(source) || followed.size() < MOST) {
                    followed.computeIfAbsent(source, this::watched).pods().add(uid);
                    now.add(source);
                }
            }
            if (now.isEmpty()) {
                ofPods.remove(uid);
            } else {
                ofPods.put(uid, now);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(String uid, FileSource source) {
        Followed left = followed.get(source);
        left.pods().remove(uid);
        if (left.pods().isEmpty()) {
            followed.remove(source);
            left.watch().close();
        }
    }

    private Followed watched(FileSource source) {
        Watched<PartialObjectMetadata> one = Watched.names("/api/v1/namespaces/%s/%s".formatted(source.namespace(), source.resource()))
                .where("metadata.name=" + source.name());
        return new Followed(new HashSet<>(), new ListWatch<>(client, one, new Listener(source)).start());
    }

    private void tell(FileSource source) {
        lock.lock();
        try {
            Followed known = followed.get(source);
            if (known != null) {
                known.pods().forEach(changed);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is listed first is what a pod that starts reads anyway.
    private final class Listener implements ListWatch.Listener<PartialObjectMetadata> {
        private final FileSource source;
        private volatile boolean listed;

        Listener(FileSource source) {
            this.source = source;
        }

        @Override
        public void put(PartialObjectMetadata object) {
            if (listed) {
                tell(source);
            }
        }

        @Override
        public void gone(PartialObjectMetadata last) {
            if (listed) {
                tell(source);
            }
        }

        @Override
        public void listed() {
            listed = true;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            followed.values().forEach(each -> each.watch().close());
            followed.clear();
            ofPods.clear();
        } finally {
            lock.unlock();
        }
    }
}
