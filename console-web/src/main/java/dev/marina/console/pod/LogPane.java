package dev.marina.console.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.UI;
import dev.marina.console.feed.Backoff;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Shows logs that are followed, of one container or of many together. How they are looked at (held, wrapped, with times, what is sought in them) is
/// the browser's own matter.
@Tag("marina-log")
public final class LogPane extends Component {

    /// Followed at once; each takes a connection.
    public static final int MOST = 24;
    private static final Duration BATCH = Duration.ofMillis(200);
    private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));
    private static final int MOST_UNANSWERED = 4;

    /// @param label what its lines begin with, where there are several
    /// @param pod its path below the cluster's API
    /// @param previous the life of the container before the present one
    public record Source(String label, String pod, String container, boolean previous) {}

    private record Followed(int number, LineBuffer lines, LogFollower follower) {}

    private final AtomicInteger unanswered = new AtomicInteger();
    /// In the order in which they were added; used by the page and by the timer.
    private final Map<Source, Followed> followed = new LinkedHashMap<>();
    private ScheduledFuture<?> showing;
    private int numbers;

    public LogPane() {
        for (String name : List.of("label", "empty", "resume", "times", "wrap", "find", "case", "word", "regex", "previous", "next", "download", "bad",
                "hits")) {
            getElement().setAttribute("text-" + name, getTranslation("log." + name));
        }
    }

    /// From now on these and no others; of those that are followed already nothing is read again. Lines that are shown stay.
    public void follow(UI ui, ClusterApi api, List<Source> sources) {
        List<LogFollower> ended = new ArrayList<>();
        synchronized (followed) {
            followed.entrySet().removeIf(entry -> {
                boolean gone = !sources.contains(entry.getKey());
                if (gone) {
                    ended.add(entry.getValue().follower());
                }
                return gone;
            });
            sources.stream().limit(MOST).filter(source -> !followed.containsKey(source)).forEach(source -> {
                LineBuffer lines = new LineBuffer();
                LogSource log = source.previous()
                        ? new PreviousLog(api, source.pod(), source.container())
                        : new HttpLogSource(api, source.pod(), source.container());
                Followed one = new Followed(numbers++, lines, LogFollower.withTimes(source.label(), log, lines, LOOK_AGAIN).start());
                followed.put(source, one);
                getElement().callJsFunction("source", one.number(), source.label());
            });
        }
        ended.forEach(LogFollower::close);
        if (showing == null) {
            showing = Background.repeat(BATCH, () -> show(ui));
        }
    }

    /// Nothing is shown any more of what was.
    public void clear() {
        getElement().callJsFunction("clear");
    }

    private void show(UI ui) {
        if (unanswered.get() >= MOST_UNANSWERED) {
            return;
        }
        ArrayNode batch = JsonNodeFactory.instance.arrayNode();
        synchronized (followed) {
            followed.values().forEach(one -> one.lines().take().ifPresent(text -> batch.addArray().add(one.number()).add(text)));
        }
        if (!batch.isEmpty()) {
            unanswered.incrementAndGet();
            Background.show(ui, () -> getElement().callJsFunction("lines", batch.toString()).then(_ -> unanswered.decrementAndGet(),
                    _ -> unanswered.decrementAndGet()));
        }
    }

    /// May be called twice.
    public void stop() {
        if (showing != null) {
            showing.cancel(false);
            showing = null;
        }
        List<Followed> ended;
        synchronized (followed) {
            ended = List.copyOf(followed.values());
            followed.clear();
        }
        ended.forEach(one -> one.follower().close());
        unanswered.set(0);
    }
}
