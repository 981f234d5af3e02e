package dev.marina.console.why;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How a step is named wherever one is shown.
public final class StepWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private StepWords() {}

    public static String time(Instant time) {
        return TIME.format(time);
    }

    public static String actor(Component asking, Actor actor) {
        return asking.getTranslation(actor.key(), actor.name());
    }

    public static String verb(Component asking, String verb) {
        return asking.getTranslation(switch (verb) {
            case "create" -> "why.verb.create";
            case "delete" -> "why.verb.delete";
            default -> "why.verb.update";
        });
    }

    /// The object, leading to its page, or that it may not be known.
    public static Component object(Component asking, ChainStep step, ClusterRef cluster) {
        return step.object().<Component>map(object -> new Anchor(object.link(cluster), object.text()))
                .orElseGet(() -> new Span(asking.getTranslation("why.hidden")));
    }

    /// Such as `1.25 s`, short enough for a column.
    public static String duration(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds < 120 ? String.format(Locale.ROOT, "%.2f s", seconds) : String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }
}
