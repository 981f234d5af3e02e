package dev.marina.console.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import java.util.Locale;
import java.util.stream.Collectors;

/// One station of a packet's way, in words.
final class StationItem extends ListItem {

    StationItem(JsonNode station) {
        switch (station.path("station").asText()) {
            case "Name" -> line(getTranslation("trace.name", station.path("asked").asText(), station.path("server").asText()),
                    station.path("code").asText(), station.path("addresses").isEmpty() ? Tone.QUIET : Tone.GOOD,
                    "%s %s".formatted(texts(station.path("addresses")), took(station)));
            case "Service" -> service(station);
            case "Policies" -> policies(station);
            case "Hops" -> line(getTranslation("trace.hops"), "", Tone.QUIET, station.path("hops").valueStream().map(JsonNode::asText)
                    .collect(Collectors.joining(" → ")));
            case "Probe" -> line(getTranslation("trace.probe", station.path("address").asText(), station.path("port").asText()),
                    getTranslation("trace.outcome." + station.path("outcome").asText()), station.path("outcome").asText().equals("Connected")
                            ? Tone.GOOD
                            : Tone.QUIET,
                    took(station));
            case String other -> line(other, "", Tone.QUIET, "");
        }
    }

    private static String texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }

    private static String took(JsonNode station) {
        return String.format(Locale.ROOT, "%.1f ms", station.path("micros").asLong() / 1000.0);
    }

    private void line(String what, String outcome, Tone tone, String more) {
        Div line = new Div(new Span(what));
        line.addClassName("step-line");
        if (!outcome.isEmpty()) {
            line.add(new Pill(outcome, tone));
        }
        line.add(new Span(more));
        add(line);
    }

    private void service(JsonNode station) {
        String outcome = station.path("outcome").asText();
        line(getTranslation("trace.service", "%s/%s".formatted(station.path("namespace").asText(), station.path("service").asText()),
                station.path("address").asText(), station.path("port").asText()), getTranslation("trace.service." + outcome),
                outcome.equals("Led") ? Tone.GOOD : Tone.BAD, station.path("sticky").asBoolean() ? getTranslation("trace.sticky") : "");
        UnorderedList candidates = new UnorderedList();
        station.path("candidates").forEach(each -> candidates.add(new ListItem("%s:%s %s · %s".formatted(each.path("address").asText(),
                each.path("port").asText(), each.path("pod").asText(), getTranslation("trace.candidate." + (each.path("chosen").asBoolean()
                        ? "Chosen"
                        : each.path("why").asText().isEmpty() ? "Waits" : each.path("why").asText()))))));
        add(candidates);
    }

    private void policies(JsonNode station) {
        boolean allowed = station.path("allowed").asBoolean();
        line(getTranslation(station.path("into").asBoolean() ? "trace.policies.into" : "trace.policies.out", station.path("address").asText(),
                station.path("port").asText()), getTranslation(allowed ? "trace.allowed" : "trace.denied"), allowed ? Tone.GOOD : Tone.BAD,
                getTranslation(!station.path("known").asBoolean()
                        ? "trace.policies.unknown"
                        : station.path("policies").isEmpty()
                                ? "trace.policies.none"
                                : "trace.policies.some"));
        UnorderedList list = new UnorderedList();
        station.path("policies").forEach(each -> list.add(new ListItem("%s · %s".formatted(each.has("name")
                ? each.path("namespace").asText() + "/" + each.path("name").asText()
                : getTranslation("trace.policies.hidden"), getTranslation(each.path("allows").asBoolean() ? "trace.allows" : "trace.allows-not")))));
        if (!station.path("policies").isEmpty()) {
            add(list);
        }
    }
}
