package dev.marina.apiserver.endpoint;

import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// watch: a cursor in the type's window and a filter, written line by line until the client or the time is gone.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
final class WatchEndpoint {

    private static final Duration BETWEEN_BOOKMARKS = Duration.ofSeconds(55);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final int SHORTEST_DEFAULT_SECONDS = 1800;

    private final ClusterViews views;
    private final TypeMachinery types;
    private final SharedForms forms;
    private final ShownObjects shown;
    private final Watchers watchers;
    private final Clock clock;
    private final RandomGenerator random;

    WatchEndpoint(ClusterViews views, TypeMachinery types, SharedForms forms, ShownObjects shown, Watchers watchers, Clock clock, RandomGenerator random) {
        this.views = views;
        this.types = types;
        this.forms = forms;
        this.shown = shown;
        this.watchers = watchers;
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
        return new ApiResponse.Stream(rendering.watchType(), sink -> {
            try (cursor; Watchers.Open _ = watchers.add(request, definition.groupResource(), target.namespace(), cursor, clock.instant())) {
                Lines lines = new Lines(sink, rendering);
                Changes changes = new Changes(definition, selection, lines);
                try {
                    if (withState) {
                        changes.state(view, target);
                    }
                    if (sendInitial && bookmarks) {
                        lines.write(rendering.bookmark(view.version().toString(), true));
                    }
                    sink.started();
                    follow(cursor, changes, lines, bookmarks, rendering, until, () -> stillServed(request, definition),
                            definition.definedBy().isPresent() ? BETWEEN_LOOKS : FOREVER);
                } catch (StatusException e) {
                    // what cannot be shown is not left out
                    lines.write(rendering.error(e));
                }
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

    /// @param longest how long nobody asks whether the type is still `served`
    private void follow(EventCursor cursor, Changes changes, Lines lines, boolean bookmarks, Rendering rendering, Instant until, BooleanSupplier served,
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
                lines.write(rendering.error(StatusMapper.map(e)));
                return;
            }
            changes.add(events);
            lines.flush();
            if (bookmarks && !clock.instant().isBefore(nextBookmark)) {
                lines.write(rendering.bookmark(cursor.position().toString(), false));
                nextBookmark = clock.instant().plus(BETWEEN_BOOKMARKS);
            }
        }
    }

    /// What a watcher is told of objects and of what happens to them.
    private final class Changes {

        private final ResourceDefinition definition;
        private final Selection selection;
        private final Lines lines;

        Changes(ResourceDefinition definition, Selection selection, Lines lines) {
            this.definition = definition;
            this.selection = selection;
            this.lines = lines;
        }

        void state(ClusterView view, Target.Resource target) throws IOException, InterruptedException {
            Iterator<Stored> readable = new Chosen(selection.candidates(view, definition, target.namespace()),
                    candidate -> !candidate.opaque() && selection.inNamespace(candidate));
            for (Iterator<Stored> each = shown.each(definition, readable); each.hasNext();) {
                Stored stored = each.next();
                if (selection.matches(stored)) {
                    lines.state(stored);
                }
            }
            lines.flush();
        }

        void add(List<StoreEvent> events) {
            if (definition.converts()) {
                // asked about together, and then known
                shown.of(definition, events.stream().flatMap(event -> Stream.concat(before(event).stream(), readable(event.current()).stream())).toList());
            }
            events.forEach(this::add);
        }

        private Optional<Stored> readable(Optional<Stored> stored) {
            return stored.filter(each -> !each.opaque() && selection.inNamespace(each));
        }

        /// Empty where it does not matter what it was.
        private Optional<Stored> before(StoreEvent event) {
            return selection.everything() && readable(event.current()).isPresent() ? Optional.empty() : readable(event.previous());
        }

        /// An object that begins to match is added, one that ceases to match is deleted, at the change's version.
        private void add(StoreEvent event) {
            boolean known = selection.everything() && readable(event.previous()).isPresent();
            Optional<Stored> before = before(event).map(stored -> shown.of(definition, stored)).filter(selection::matches);
            Optional<Stored> after = readable(event.current()).map(stored -> shown.of(definition, stored)).filter(selection::matches);
            if (after.isPresent()) {
                lines.change(known || before.isPresent() ? "MODIFIED" : "ADDED", event, after.get());
            } else if (before.isPresent()) {
                lines.change("DELETED", event, before.get());
            }
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

        void state(Stored stored) throws IOException, InterruptedException {
            collected.add(rendering.state(stored, first));
            first = false;
            if (collected.size() == MOST_COLLECTED) {
                flush();
            }
        }

        void change(String type, StoreEvent event, Stored object) {
            collected.add(rendering.change(type, event, object, first));
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
