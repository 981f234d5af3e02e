package dev.marina.labs.exam;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.stream.Stream;

/// Runs of exams, and nothing else: what learners do meanwhile is looked at when the time is over.
final class ExamSource implements Source {

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("ExamRun", "", key.name());
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return snapshot.image().list(ExamRun.RUNS, "").map(Stored::key).map(key -> new ClusterKey(key.cluster(), "", key.name()));
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        return event.key().resource().equals(ExamRun.RUNS) && !event.deletion()
                ? Stream.of(new ClusterKey(event.key().cluster(), "", event.key().name()))
                : Stream.empty();
    }
}
