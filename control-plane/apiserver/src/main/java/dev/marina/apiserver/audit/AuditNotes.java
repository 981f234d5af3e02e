package dev.marina.apiserver.audit;

import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.course.CourseNotes;
import dev.marina.store.Committed;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What becomes known of a request on its way and belongs in its record: noted by whoever finds it out, for the request that the thread is
/// at. Where nothing is recorded, nothing is noted.
public final class AuditNotes {

    private static final ScopedValue<AuditNotes> CURRENT = ScopedValue.newInstance();
    /// A cluster's own webhooks and policies may say what they like, and as often.
    private static final int MOST = 64;
    private static final int LONGEST = 4096;

    private final Map<String, String> annotations = new LinkedHashMap<>();
    private Optional<Identity> impersonated = Optional.empty();
    private Optional<Change> change = Optional.empty();

    /// The first object that was written, and the version that its change has in the cluster's log.
    record Change(String namespace, String name, String uid, long version) {}

    <T> T during(Supplier<T> request) {
        return ScopedValue.where(CURRENT, this).call(request::get);
    }

    /// The first value of a key stays, as upstream's does.
    public static void annotate(String key, String value) {
        CourseNotes.annotated(key, value);
        if (CURRENT.isBound()) {
            Map<String, String> annotations = CURRENT.get().annotations;
            if (annotations.size() < MOST) {
                annotations.putIfAbsent(shortened(key), shortened(value));
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...TRUNCATED";
    }

    /// From here on the request is somebody else's.
    public static void impersonated(Identity identity) {
        if (CURRENT.isBound()) {
            CURRENT.get().impersonated = Optional.of(identity);
        }
    }

    /// Nothing where it was as it was.
    public static void wrote(Mutation mutation, Committed committed) {
        Optional<Stored> first = committed.results().getFirst()
                .filter(stored -> mutation.writes().getFirst() instanceof Mutation.Delete || stored.origin().equals(mutation.origin()));
        first.ifPresent(_ -> CourseNotes.stored(new ResourceVersion(version(mutation.writes(), committed)), mutation.writes().size()));
        if (CURRENT.isBound() && CURRENT.get().change.isEmpty()) {
            CURRENT.get().change = first
                    .map(stored -> new Change(stored.key().namespace(), stored.key().name(), stored.fields().uid(), version(mutation.writes(), committed)));
        }
    }

    /// Of the first of them. Each that changed anything has one, in their order; a deletion's is told by those after it.
    private static long version(List<Mutation.Write> writes, Committed committed) {
        Optional<Stored> first = committed.results().getFirst();
        if (writes.getFirst() instanceof Mutation.Put && first.isPresent()) {
            return first.get().version().value();
        }
        long version = committed.version().value();
        for (int i = writes.size() - 1; i > 0; i--) {
            boolean changed = committed.results().get(i).isPresent()
                    && (writes.get(i) instanceof Mutation.Delete || committed.results().get(i).get().version().value() == version);
            version -= changed ? 1 : 0;
        }
        return version;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    Optional<Identity> impersonated() {
        return impersonated;
    }

    Optional<Change> change() {
        return change;
    }
}
