package dev.marina.console.course;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.ChainStep;
import dev.marina.console.why.DifferenceTable;
import dev.marina.console.why.StepWords;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What followed from a write, in order: when, at which station, because of which other change, what it changed, and what was reached with it.
final class CourseList extends OrderedList {

    private final ClusterRef cluster;
    private final Map<String, Integer> numbers = new HashMap<>();
    private Instant first = Instant.EPOCH;

    CourseList(JsonNode steps, ClusterRef cluster) {
        this.cluster = cluster;
        addClassName("chain");
        steps.forEach(step -> {
            if (numbers.isEmpty()) {
                first = Instant.parse(step.path("time").asText());
            }
            numbers.put(step.path("version").asText(), numbers.size() + 1);
            add(item(step));
        });
    }

    private ListItem item(JsonNode told) {
        ChainStep step = ChainStep.of(told);
        Span time = new Span("+" + StepWords.duration(Duration.between(first, step.time())));
        time.setTitle(StepWords.time(step.time()));
        time.addClassName("step-time");
        Div line = new Div(time);
        line.addClassName("step-line");
        if (told.has("stage")) {
            Span actor = new Span("%s · %s".formatted(getTranslation("course.stage." + told.path("stage").asText()), StepWords.actor(this, step.actor())));
            actor.addClassName("step-actor");
            line.add(actor, new Span(StepWords.verb(this, step.verb())));
        }
        line.add(StepWords.object(this, step, cluster));
        Integer cause = numbers.get(step.because());
        if (cause != null) {
            Span because = new Span(getTranslation("course.after", cause, String.format(Locale.ROOT, "%.1f ms", told.path("afterMicros").asLong() / 1000.0)));
            because.addClassName("step-cause");
            line.add(because);
        }
        told.path("reached").forEach(reached -> line.add(new Pill(reached(reached.asText()), Tone.GOOD)));
        ListItem item = new ListItem(line);
        if (!step.difference().isEmpty()) {
            NativeDetails details = new NativeDetails(getTranslation("why.difference.fields", step.difference().size()),
                    new DifferenceTable(step.difference()));
            item.add(details);
        }
        return item;
    }

    /// Such as `Scheduled node-1`.
    private String reached(String text) {
        int space = text.indexOf(' ');
        return getTranslation("course.reached." + (space < 0 ? text : text.substring(0, space)), space < 0 ? "" : text.substring(space + 1));
    }
}
