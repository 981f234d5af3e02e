package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Difference;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.worlds.Comparison.Moment;
import dev.marina.apiserver.worlds.Comparison.Parting;
import dev.marina.apiserver.worlds.Comparison.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Both worlds, and where they part.
///
/// @param begin when their clock began
/// @param stopped at which limit; empty when they came to their end
public record Compared(Instant begin, int seconds, Comparison comparison, Map<Side, WorldTold> worlds, Optional<String> stopped) {

    private static final int MOST_CHANGES = 2_000;
    private static final int LONGEST_CHAIN = 20;
    private static final int MOST_ENDS = 300;
    /// Of these the fields are told, fifty of each.
    private static final int MOST_DIFFERENCES = 100;

    /// As it is answered.
    ObjectNode status(WaitReasons.Readable readable) {
        ObjectNode status = Document.mapper().createObjectNode().put("complete", stopped.isEmpty());
        stopped.ifPresent(limit -> status.put("message", limit));
        status.put("begin", begin.toString()).put("seconds", seconds);
        Numbers numbers = new Numbers();
        ObjectNode parted = Document.mapper().createObjectNode();
        comparison.parting().ifPresent(parting -> show(parted, parting, numbers, readable));
        if (!parted.isEmpty()) {
            status.set("parting", parted);
        }
        ArrayNode moments = Document.mapper().createArrayNode();
        int told = 0;
        int leftOff = 0;
        for (Moment moment : comparison.moments()) {
            int changes = moment.changes().values().stream().mapToInt(List::size).sum();
            if (told + changes > MOST_CHANGES) {
                leftOff += changes;
            } else {
                told += changes;
                show(moments.addObject(), moment, numbers);
            }
        }
        status.set("moments", moments);
        if (leftOff > 0) {
            status.put("changesLeftOff", leftOff);
        }
        ends(status.putArray("ends"), numbers);
        if (comparison.apart().size() > MOST_ENDS) {
            status.put("endsLeftOff", comparison.apart().size() - MOST_ENDS);
        }
        ObjectNode both = status.putObject("worlds");
        worlds.forEach((side, world) -> world.show(both.putObject(side.field()), readable));
        // last, since everything above gives objects their numbers
        numbers.show(status.putArray("objects"));
        return status;
    }

    private void show(ObjectNode node, Parting parting, Numbers numbers, WaitReasons.Readable readable) {
        node.put("second", parting.second()).put("object", numbers.of(parting.object()));
        for (Side side : Side.BOTH) {
            ObjectNode its = node.putObject(side.field());
            WorldTold world = worlds.get(side);
            ArrayNode chain = its.putArray("chain");
            Optional.ofNullable(parting.changes().get(side))
                    .ifPresent(step -> chain(world.steps(), step).forEach(each -> each.show(chain.addObject(), readable)));
            WorldTold.waits(its, world.reasons());
            WorldTold.refused(its, world.refused().stream().filter(each -> each.second() == parting.second()).toList(), readable);
        }
    }

    /// From what somebody asked for to this change.
    private static List<Step> chain(List<Step> steps, Step last) {
        Map<ResourceVersion, Step> byVersion = new HashMap<>();
        steps.forEach(step -> byVersion.put(step.version(), step));
        List<Step> chain = new ArrayList<>(List.of(last));
        while (chain.size() < LONGEST_CHAIN && chain.getFirst().because().map(byVersion::get).filter(cause -> !chain.contains(cause)).isPresent()) {
            chain.addFirst(byVersion.get(chain.getFirst().because().get()));
        }
        return chain;
    }

    private static void show(ObjectNode node, Moment moment, Numbers numbers) {
        node.put("second", moment.second());
        for (Side side : Side.BOTH) {
            ArrayNode changes = node.putArray(side.field());
            moment.changes().get(side).forEach(told -> show(changes.addObject(), told, numbers));
        }
        ArrayNode apart = node.putArray("apart");
        moment.apart().forEach(alias -> apart.add(numbers.of(alias)));
    }

    private static void show(ObjectNode node, Told told, Numbers numbers) {
        Step step = told.step();
        node.put("version", step.version().toString());
        step.because().ifPresent(cause -> node.put("because", cause.toString()));
        if (told.object().isEmpty()) {
            node.put("hidden", true);
            return;
        }
        node.put("verb", step.verb()).put("by", step.value().origin().actor()).put("object", numbers.of(told.object().get()));
        told.state().ifPresent(state -> node.set("state", state.shown()));
    }

    private void ends(ArrayNode ends, Numbers numbers) {
        for (Alias alias : comparison.apart().stream().limit(MOST_ENDS).toList()) {
            ObjectNode end = ends.addObject().put("object", numbers.of(alias));
            for (Side side : Side.BOTH) {
                comparison.state(side, alias).ifPresent(state -> end.set(side.field(), state.shown()));
            }
            if (end.has(Side.A.field()) && end.has(Side.B.field()) && ends.size() <= MOST_DIFFERENCES) {
                Difference.of(compared(Side.A, alias), compared(Side.B, alias), end.putArray("difference"), false);
            }
        }
    }

    private JsonNode compared(Side side, Alias alias) {
        return comparison.state(side, alias).<JsonNode>map(Conduct::compared).orElse(MissingNode.getInstance());
    }

    /// Objects are told once and go by their number in the list.
    private final class Numbers {

        private final Map<Alias, Integer> numbers = new LinkedHashMap<>();

        int of(Alias alias) {
            alias.of().ifPresent(this::of);
            return numbers.computeIfAbsent(alias, _ -> numbers.size());
        }

        void show(ArrayNode objects) {
            numbers.forEach((alias, _) -> {
                ObjectNode object = objects.addObject().put("group", alias.resource().group()).put("resource", alias.resource().resource());
                if (!alias.namespace().isEmpty()) {
                    object.put("namespace", alias.namespace());
                }
                if (alias.name().isEmpty()) {
                    object.put("of", numbers.get(alias.of().orElseThrow())).put("number", alias.number());
                } else {
                    object.put("name", alias.name());
                }
                Side.BOTH.forEach(side -> comparison.lineage(side).name(alias).ifPresent(name -> object.put(side.field(), name)));
                comparison.beginning(alias).ifPresent(state -> object.set("before", state.shown()));
            });
        }
    }
}
