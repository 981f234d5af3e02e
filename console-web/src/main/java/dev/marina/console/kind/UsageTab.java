package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.client.Plot;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.TableSource.LoginEnded;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Background;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

/// What the object uses of processors and memory, from when the tab was opened on: figures are read while somebody looks and are not kept.
public final class UsageTab implements DetailTab {

    private static final Set<String> KINDS = Set.of("nodes", "pods", "deployments", "statefulsets", "daemonsets", "replicasets", "jobs");
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Div content = new Div();
    private final Plot processors;
    private final Plot memory;
    private final Span refusal = new Span();
    private final KindRef kind;
    private final Supplier<ClusterApi> api;
    private Optional<String> path = Optional.empty();
    private ScheduledFuture<?> reading;
    private boolean open;

    public UsageTab(KindRef kind, Supplier<ClusterApi> api) {
        this.kind = kind;
        this.api = api;
        processors = new Plot(content.getTranslation("plot.cpu"), "cores");
        memory = new Plot(content.getTranslation("plot.memory"), "bytes");
        refusal.addClassName("notice");
        refusal.getElement().setAttribute("role", "status");
        refusal.setVisible(false);
        content.add(new Paragraph(content.getTranslation("plot.text")), refusal, processors, memory);
        content.addDetachListener(_ -> stop());
        content.addAttachListener(_ -> go());
    }

    static boolean fits(KindRef kind) {
        return switch (kind.group()) {
            case "" -> KINDS.contains(kind.plural()) && !kind.plural().equals("jobs");
            case "apps", "batch" -> KINDS.contains(kind.plural());
            default -> false;
        };
    }

    @Override
    public String titleKey() {
        return "tab.usage";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow follow) {
        stop();
        processors.clear();
        memory.clear();
    }

    @Override
    public void show(JsonNode object, Row row) {
        path = Usage.path(kind, object);
        go();
    }

    @Override
    public void seen(boolean now) {
        open = now;
        go();
    }

    private void go() {
        if (!open || path.isEmpty() || content.getUI().isEmpty()) {
            stop();
            return;
        }
        if (reading == null) {
            UI ui = content.getUI().get();
            ClusterApi asked = api.get();
            reading = Background.repeat(EVERY, () -> read(ui, asked, path.orElseThrow()));
        }
    }

    private void read(UI ui, ClusterApi asked, String from) {
        try {
            Usage usage = Usage.of(asked.read(from), Instant.now());
            Background.show(ui, () -> {
                refusal.setVisible(false);
                processors.add(usage.time().toEpochMilli(), usage.cores().toString());
                memory.add(usage.time().toEpochMilli(), usage.bytes().toString());
            });
        } catch (Refusal | IOException e) {
            Background.show(ui, () -> {
                refusal.setText(e.getMessage());
                refusal.setVisible(true);
            });
        } catch (LoginEnded e) {
            Background.leave(ui);
        }
    }

    private void stop() {
        if (reading != null) {
            reading.cancel(false);
            reading = null;
        }
    }
}
