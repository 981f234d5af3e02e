package dev.marina.labs.run;

import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.grading.Kinds;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Runs, and every change that concerns one. In a cluster without runs a change costs one look into a map.
final class RunSource implements Source {

    static final GroupResource RUNS = new GroupResource("learn.marina.dev", "labruns");

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    /// Nothing that happens concerns them any more.
    private static final Set<String> OVER = Set.of("Finished", "Refused");

    private final LabCatalogue catalogue;
    private final ClusterReads reads;
    private final Map<ClusterId, Map<String, Journal>> journals = new ConcurrentHashMap<>();
    /// Runs of labs that classes open, by whose labs they are.
    private final Map<ClusterKey, String> ofClasses = new ConcurrentHashMap<>();

    RunSource(LabCatalogue catalogue, ClusterReads reads) {
        this.catalogue = catalogue;
        this.reads = reads;
    }

    Optional<Journal> journal(ClusterKey run) {
        return Optional.ofNullable(journals.getOrDefault(run.cluster(), Map.of()).get(run.name()));
    }

    void forget(ClusterId cluster) {
        journals.remove(cluster);
        ofClasses.keySet().removeIf(run -> run.cluster().equals(cluster));
    }

    Kinds kinds(ClusterId cluster) {
        return ServedKinds.of(reads, cluster);
    }

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("LabRun", "", key.name());
    }

    /// Of what changed while nobody looked, runs know up to which version they were graded.
    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        forget(snapshot.cluster());
        return snapshot.image().list(RUNS, "").filter(stored -> !stored.opaque()).map(stored -> {
            journals.computeIfAbsent(snapshot.cluster(), _ -> new ConcurrentHashMap<>()).put(stored.key().name(),
                    new Journal(watched(stored, snapshot.cluster()), snapshot.image(), false));
            return new ClusterKey(snapshot.cluster(), "", stored.key().name());
        });
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        if (event.key().resource().equals(RUNS)) {
            return run(event, snapshot);
        }
        if (event.key().resource().equals(ClusterLabs.SOURCES) && OpenedLabs.isName(event.key().name())) {
            // of clusters that other processes keep, runs are told with their next change
            return ofClasses.entrySet().stream().filter(run -> run.getValue().equals(event.key().name())).map(Map.Entry::getKey);
        }
        Map<String, Journal> own = journals.get(event.key().cluster());
        if (own == null) {
            return Stream.empty();
        }
        if (event.key().resource().equals(ClusterLabs.SOURCES)) {
            // its labs may be others now
            return own.keySet().stream().map(name -> new ClusterKey(snapshot.cluster(), "", name));
        }
        if (event.key().resource().equals(DEFINITIONS)) {
            // a type that a lab waits for may be there now
            own.forEach((name, journal) -> snapshot.image().list(RUNS, "").filter(stored -> stored.key().name().equals(name))
                    .forEach(stored -> journal.watch(watched(stored, snapshot.cluster()), snapshot.image())));
        }
        return own.entrySet().stream().filter(entry -> entry.getValue().tell(event, snapshot.image()))
                .map(entry -> new ClusterKey(snapshot.cluster(), "", entry.getKey()));
    }

    private Stream<ClusterKey> run(StoreEvent event, Snapshot snapshot) {
        Map<String, Journal> own = journals.computeIfAbsent(event.key().cluster(), _ -> new ConcurrentHashMap<>());
        if (event.deletion()) {
            ofClasses.remove(new ClusterKey(event.key().cluster(), "", event.key().name()));
            own.remove(event.key().name());
            if (own.isEmpty()) {
                journals.remove(event.key().cluster());
            }
            return Stream.empty();
        }
        Stored stored = event.current().orElseThrow();
        Watched watched = watched(stored, event.key().cluster());
        own.computeIfAbsent(event.key().name(), _ -> new Journal(watched, snapshot.image(), event.creation())).watch(watched, snapshot.image());
        return Stream.of(new ClusterKey(event.key().cluster(), "", event.key().name()));
    }

    private Watched watched(Stored stored, ClusterId cluster) {
        if (stored.opaque() || stored.fields().terminating()) {
            return Watched.NOTHING;
        }
        Document run = Document.parse(stored.bytes());
        String lab = run.text("spec", "lab");
        ClusterLabs.ofClass(lab).ifPresent(source -> ofClasses.put(new ClusterKey(cluster, "", run.name()), source));
        if (ClusterLabs.authored(lab) && !OVER.contains(run.text("status", "phase"))) {
            // to read it may take long, and others wait here: whoever grades it says more exactly what it looks at
            return Watched.within(Lab.namespace(run.name()));
        }
        // An exam's tasks are graded when it is over, from what the log has of them.
        return OVER.contains(run.text("status", "phase")) || LabRun.ofExam(run)
                ? Watched.NOTHING
                : catalogue.find(lab).map(found -> Watched.of(found, LabRun.of(run, found).filling(), kinds(cluster))).orElse(Watched.NOTHING);
    }
}
