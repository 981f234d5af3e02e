package dev.marina.apiserver.endpoint;

import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.store.ClusterStore;
import dev.marina.store.EventCursor;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// watch: a cursor in the type's window and a filter, written as lines of JSON until the client or the time is gone.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
final class WatchEndpoint {

    private static final Duration BETWEEN_BOOKMARKS = Duration.ofSeconds(55);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final int SHORTEST_DEFAULT_SECONDS = 1800;

    private final ClusterViews views;
    private final TypeMachinery types;
    private final SharedForms forms;
    private final Clock clock;
    private final RandomGenerator random;

    WatchEndpoint(ClusterViews views, TypeMachinery types, SharedForms forms, Clock clock, RandomGenerator random) {
        this.views = views;
        this.types = types;
        this.forms = forms;
        this.clock = clock;
        this.random = random;
    }

    ApiResponse watch(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        Selection selection = Selection.of(request, target, definition);
        Rendering rendering = Rendering.of(request, definition, forms, clock.instant());
        boolean bookmarks = request.query().flag("allowWatchBookmarks");
        boolean sendInitial = request.query().flag("sendInitialEvents");
        ListOptions.ofWatch(request.query());
        long from = request.query().number("resourceVersion").orElse(0);
        boolean withState = request.query().text("sendInitialEvents").isEmpty() ? from == 0 : sendInitial;
        ClusterView view = views.current(request.requireCluster());
        if (from > view.version().value()) {
            throw new StoreException.TooNew(new ResourceVersion(from), view.version());
        }
        ResourceVersion start = withState || from == 0 ? view.version() : new ResourceVersion(from);
        // opened before the first byte, so that a version too old is an answer of its own
        EventCursor cursor = views.store().watch(request.clusterId(), definition.stored().groupResource(), selection.windowFilter(), start);
        Instant until = clock.instant().plusSeconds(request.query().number("timeoutSeconds")
                .orElse(SHORTEST_DEFAULT_SECONDS + random.nextInt(SHORTEST_DEFAULT_SECONDS)));
        return new ApiResponse.Stream("application/json", sink -> {
            try (cursor) {
                Lines lines = new Lines(sink, rendering);
                if (withState) {
                    state(view, target, definition.stored().groupResource(), selection, lines);
                }
                if (sendInitial && bookmarks) {
                    lines.write(rendering.bookmark(view.version().toString(), true));
                }
                follow(cursor, selection, lines, bookmarks, rendering, until, () -> stillServed(request, definition),
                        definition.definedBy().isPresent() ? BETWEEN_LOOKS : FOREVER);
            }
        });
    }

    /// A watch of a type that the cluster has defined anew ends, and its client begins again with what the type is now.
    private boolean stillServed(ApiRequest request, ResourceDefinition definition) {
        return definition.definedBy().isEmpty()
                || types.registry(request.requireCluster()).find(definition.resource()).filter(now -> now == definition).isPresent();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void state(ClusterView view, Target.Resource target, GroupResource type, Selection selection, Lines lines)
            throws IOException, InterruptedException {
        try (Stream<Stored> all = view.list(type, target.namespace())) {
            for (Stored stored : (Iterable<Stored>) all.filter(candidate -> !candidate.opaque() && selection.matches(candidate))::iterator) {
                lines.state(stored.bytes());
            }
        }
        lines.flush();
    }

    /// @param longest how long nobody asks whether the type is still `served`
    private void follow(EventCursor cursor, Selection selection, Lines lines, boolean bookmarks, Rendering rendering, Instant until, BooleanSupplier served,
            Duration longest)
            throws IOException, InterruptedException {
        Instant nextBookmark = clock.instant().plus(BETWEEN_BOOKMARKS);
        while (clock.instant().isBefore(until) && served.getAsBoolean()) {
            Instant wakeUp = bookmarks && nextBookmark.isBefore(until) ? nextBookmark : until;
            Duration wait = shorter(Duration.between(clock.instant(), wakeUp), longest);
            List<StoreEvent> events;
            try {
                events = cursor.await(wait.isNegative() ? Duration.ZERO : wait);
            } catch (StoreException e) {
                lines.write(Rendering.line("ERROR", StatusMapper.document(StatusMapper.map(e)).bytes()));
                return;
            }
            for (StoreEvent event : events) {
                add(event, selection, lines);
            }
            lines.flush();
            if (bookmarks && !clock.instant().isBefore(nextBookmark)) {
                lines.write(rendering.bookmark(cursor.position().toString(), false));
                nextBookmark = clock.instant().plus(BETWEEN_BOOKMARKS);
            }
        }
    }

    /// An object that begins to match is added, one that ceases to match is deleted, at the change's version.
    private static void add(StoreEvent event, Selection selection, Lines lines) {
        Optional<Stored> before = event.previous().filter(stored -> !stored.opaque() && selection.matches(stored));
        Optional<Stored> after = event.current().filter(stored -> !stored.opaque() && selection.matches(stored));
        if (after.isPresent()) {
            lines.change(before.isPresent() ? "MODIFIED" : "ADDED", event, () -> after.get().bytes());
        } else if (before.isPresent()) {
            lines.change("DELETED", event, () -> Encoding.atVersion(before.get(), event.version()));
        }
    }

    /// Collects lines, so that those of one moment leave in one piece.
    private static final class Lines {

        private static final int MOST_COLLECTED = 128;

        private final ApiResponse.Sink sink;
        private final Rendering rendering;
        private final List<byte[]> collected = new ArrayList<>();
        private boolean first = true;

        Lines(ApiResponse.Sink sink, Rendering rendering) {
            this.sink = sink;
            this.rendering = rendering;
        }

        void state(byte[] stored) throws IOException, InterruptedException {
            collected.add(rendering.line("ADDED", stored, first));
            first = false;
            if (collected.size() == MOST_COLLECTED) {
                flush();
            }
        }

        void change(String type, StoreEvent event, Supplier<byte[]> stored) {
            collected.add(rendering.line(type, event, stored, first));
            first = false;
        }

        void write(byte[] line) throws IOException, InterruptedException {
            collected.add(line);
            flush();
        }

        void flush() throws IOException, InterruptedException {
            if (!collected.isEmpty()) {
                sink.write(collected);
                collected.clear();
            }
        }
    }
}
