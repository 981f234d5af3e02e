package dev.marina.labs.run;

import dev.marina.labs.content.Condition;
import dev.marina.labs.grading.Change;
import dev.marina.labs.grading.Sight;
import dev.marina.store.ClusterImage;
import dev.marina.store.StoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// What has changed of what concerns a run since it was last graded. Filled by the thread that maps changes, emptied by workers.
final class Journal {

    /// If more comes between two gradings, the single changes are looked for in the cluster's log.
    private static final int MOST_CHANGES = 2_000;

    /// Guards all fields.
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Change> changes = new ArrayList<>();
    private Watched watched;
    private ClusterImage image;
    private boolean complete;
    private Answers answers = Answers.NONE;

    /// What was answered last, and when.
    ///
    /// @param stale whether something has changed since
    record Answers(Instant time, Map<Condition, Sight> byCondition, boolean stale) {
        static final Answers NONE = new Answers(Instant.EPOCH, Map.of(), true);
    }

    /// @param complete whether nothing can have changed before the first change that it is told of
    Journal(Watched watched, ClusterImage image, boolean complete) {
        this.watched = watched;
        this.image = image;
        this.complete = complete;
    }

    /// @param count of changes that it took
    record Part(ClusterImage image, List<Change> changes, boolean complete, int count, Watched watched, Answers answers) {}

    /// Who knows less than before changes nothing of what is looked at.
    void watch(Watched now, ClusterImage at) {
        lock.lock();
        try {
            watched = now.unread() ? watched : now;
            image = at;
        } finally {
            lock.unlock();
        }
    }

    /// Answers whether the change concerns the run.
    boolean tell(StoreEvent event, ClusterImage at) {
        lock.lock();
        try {
            image = at;
            if (!watched.concerns(event.key())) {
                return false;
            }
            if (changes.size() == MOST_CHANGES) {
                changes.clear();
                complete = false;
            }
            changes.add(Change.of(event));
            return true;
        } finally {
            lock.unlock();
        }
    }

    Part part() {
        lock.lock();
        try {
            return new Part(image, List.copyOf(changes), complete, changes.size(), watched, answers);
        } finally {
            lock.unlock();
        }
    }

    /// The part has been graded, and what came of it is durable.
    void graded(Part part) {
        lock.lock();
        try {
            changes.subList(0, Math.min(part.count, changes.size())).clear();
            complete = true;
        } finally {
            lock.unlock();
        }
    }

    void answered(Answers now) {
        lock.lock();
        try {
            answers = now;
        } finally {
            lock.unlock();
        }
    }
}
