package dev.marina.console.why;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.ClusterRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The chain as a list, the oldest first: when, who, what, the difference, and because of which other step.
final class ChainList extends OrderedList {

    private final ClusterRef cluster;

    ChainList(List<ChainStep> steps, ClusterRef cluster) {
        this.cluster = cluster;
        addClassName("chain");
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            numbers.put(steps.get(i).version(), i + 1);
        }
        steps.forEach(step -> add(item(step, steps.getFirst(), numbers)));
    }

    private ListItem item(ChainStep step, ChainStep first, Map<String, Integer> numbers) {
        Span time = new Span("+" + StepWords.duration(Duration.between(first.time(), step.time())));
        time.setTitle(StepWords.time(step.time()));
        time.addClassName("step-time");
        Div line = new Div(time);
        line.addClassName("step-line");
        if (!step.hidden()) {
            Span actor = new Span(StepWords.actor(this, step.actor()));
            actor.addClassName("step-actor");
            line.add(actor, new Span(StepWords.verb(this, step.verb())));
        }
        line.add(StepWords.object(this, step, cluster), cause(step, numbers));
        ListItem item = new ListItem(line);
        item.setId("step-" + step.version());
        if (!step.difference().isEmpty()) {
            item.add(difference(step));
        }
        return item;
    }

    private Component cause(ChainStep step, Map<String, Integer> numbers) {
        Integer number = numbers.get(step.because());
        if (number != null) {
            Anchor cause = new Anchor("#step-" + step.because(), getTranslation("why.because", number));
            cause.setRouterIgnore(true);
            cause.addClassName("step-cause");
            return cause;
        }
        Span cause = new Span(switch (step.origin()) {
            case "request" -> getTranslation("why.cause.request");
            case "clock" -> getTranslation("why.cause.clock");
            default -> step.because().isEmpty() ? "" : getTranslation("why.cause.before");
        });
        cause.addClassName("step-cause");
        cause.setTitle(step.cause());
        return cause;
    }

    /// What was created is opened by whoever wants to see all of it; a change shows at once what it changed.
    private NativeDetails difference(ChainStep step) {
        NativeDetails details = new NativeDetails(getTranslation("why.difference.fields", step.difference().size()), new DifferenceTable(step.difference()));
        details.setOpen(step.verb().equals("update") && step.difference().size() <= 8);
        if (!step.whole()) {
            details.setSummaryText(getTranslation("why.difference.first", step.difference().size()));
        }
        return details;
    }
}
