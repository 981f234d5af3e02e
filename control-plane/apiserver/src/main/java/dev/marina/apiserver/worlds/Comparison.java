package dev.marina.apiserver.worlds;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.Planned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Two worlds side by side, moment after moment: what changed in each, in which objects they are apart, and where they first parted. Only what both
/// have come to at the end of a moment is compared: in which order controllers got there means nothing. For one thread.
public final class Comparison {

    private static final GroupResource EVENTS = new GroupResource("", "events");

    private final Set<Alias> own;
    private final WaitReasons.Readable readable;
    private final Map<Side, Lineage> lineages;
    private final Map<Side, Map<Alias, Optional<Conduct>>> states = new EnumMap<>(Map.of(Side.A, new HashMap<>(), Side.B, new HashMap<>()));
    private final Map<Alias, Optional<Conduct>> beginnings = new LinkedHashMap<>();
    private final Set<Alias> apart = new LinkedHashSet<>();
    private final List<Moment> moments = new ArrayList<>();
    private Optional<Parting> parting = Optional.empty();
    /// Where they parted in nothing but what the difference is about.
    private Optional<Parting> inItself = Optional.empty();

    /// One change of one world; without the object where the asker may not know of it.
    ///
    /// @param state afterwards; empty when it is gone
    record Told(Step step, Optional<Alias> object, Optional<Conduct> state) {}

    /// @param apart in which objects the worlds differ at its end
    record Moment(int second, Map<Side, List<Told>> changes, List<Alias> apart) {}

    /// @param changes that made it part; none in a world where nothing happened to the object
    public record Parting(int second, Alias object, Map<Side, Step> changes) {}

    /// @param own what the difference is about: that it differs is no news
    public Comparison(Set<Alias> own, WaitReasons.Readable readable, Map<Side, Lineage> lineages) {
        this.own = Set.copyOf(own);
        this.readable = readable;
        this.lineages = Map.copyOf(lineages);
    }

    /// Takes what changed up to the end of a moment. Answers where the worlds parted, if it was now.
    public Optional<Parting> moment(int second, Map<Side, List<Step>> steps) {
        Map<Side, List<Told>> told = new EnumMap<>(Side.class);
        Map<Alias, Map<Side, List<Optional<Conduct>>>> ways = new LinkedHashMap<>();
        for (Side side : Side.BOTH) {
            told.put(side, steps.get(side).stream().filter(Comparison::counts).map(step -> tell(side, step)).toList());
        }
        told.forEach((side, all) -> all.forEach(each -> each.object().ifPresent(alias -> way(ways, alias, side).add(each.state()))));
        if (ways.isEmpty() && told.values().stream().allMatch(List::isEmpty)) {
            return Optional.empty();
        }
        told.forEach((side, all) -> all.forEach(each -> each.object().ifPresent(alias -> states.get(side).put(alias, each.state()))));
        ways.keySet().forEach(this::compare);
        moments.add(new Moment(second, told, List.copyOf(apart)));
        return parting.isPresent() ? Optional.empty() : parting(second, told, ways);
    }

    private static boolean counts(Step step) {
        return !step.key().resource().equals(EVENTS) && !Planned.SILENT.contains(step.key().resource().toString());
    }

    private Told tell(Side side, Step step) {
        if (!readable.may(step.key()) || step.value().opaque()) {
            return new Told(step, Optional.empty(), Optional.empty());
        }
        Lineage names = lineages.get(side);
        Alias alias = names.of(step);
        beginnings.computeIfAbsent(alias, _ -> step.before().filter(before -> before.bytes().length > 0)
                .map(before -> Conduct.of(Document.parse(before.bytes()), names)));
        return new Told(step, Optional.of(alias), step.deletion() ? Optional.empty() : Optional.of(Conduct.of(Document.parse(step.value().bytes()), names)));
    }

    /// Of an object in one world during this moment: how it was when it began, and after each change.
    private List<Optional<Conduct>> way(Map<Alias, Map<Side, List<Optional<Conduct>>>> ways, Alias alias, Side side) {
        return ways.computeIfAbsent(alias, _ -> {
            Map<Side, List<Optional<Conduct>>> both = new EnumMap<>(Side.class);
            Side.BOTH.forEach(each -> both.put(each, new ArrayList<>(List.of(state(each, alias)))));
            return both;
        }).get(side);
    }

    /// As it is now; as it was at the beginning where nothing has happened to it.
    Optional<Conduct> state(Side side, Alias alias) {
        return states.get(side).getOrDefault(alias, beginnings.getOrDefault(alias, Optional.empty()));
    }

    private void compare(Alias alias) {
        if (same(state(Side.A, alias), state(Side.B, alias))) {
            apart.remove(alias);
        } else {
            apart.add(alias);
        }
    }

    private static boolean same(Optional<Conduct> one, Optional<Conduct> other) {
        return Objects.equals(one.map(Conduct::compared), other.map(Conduct::compared));
    }

    /// The first change of an object in which they are apart now that the other world's one has not gone through in this moment.
    private Optional<Parting> parting(int second, Map<Side, List<Told>> told, Map<Alias, Map<Side, List<Optional<Conduct>>>> ways) {
        Optional<Alias> first = Optional.empty();
        int at = Integer.MAX_VALUE;
        Map<Alias, Map<Side, Step>> changes = new HashMap<>();
        for (Side side : Side.BOTH) {
            for (int i = 0; i < told.get(side).size(); i++) {
                Told each = told.get(side).get(i);
                if (each.object().filter(apart::contains).isPresent()) {
                    Alias alias = each.object().get();
                    boolean alone = ways.get(alias).get(side.other()).stream().noneMatch(state -> same(state, each.state()));
                    Map<Side, Step> its = changes.computeIfAbsent(alias, _ -> new EnumMap<>(Side.class));
                    if (alone && its.putIfAbsent(side, each.step()) == null && i < at && !own.contains(alias)) {
                        first = Optional.of(alias);
                        at = i;
                    }
                }
            }
        }
        Map<Alias, Map<Side, Step>> known = changes;
        first = first.map(alias -> eldest(alias, known));
        parting = first.map(alias -> new Parting(second, alias, known.get(alias)));
        if (parting.isEmpty() && inItself.isEmpty()) {
            inItself = apart.stream().filter(alias -> own.contains(alias) && !known.getOrDefault(alias, Map.of()).isEmpty()).findFirst()
                    .map(alias -> new Parting(second, alias, known.get(alias)));
        }
        return parting;
    }

    /// Of several of a family that part in the same moment, the first one.
    private static Alias eldest(Alias found, Map<Alias, Map<Side, Step>> changes) {
        return changes.keySet().stream().filter(each -> each.resource().equals(found.resource()) && each.of().equals(found.of()) && each.of().isPresent()
                && !changes.get(each).isEmpty()).min(Comparator.comparingInt(Alias::number)).orElse(found);
    }

    public Optional<Parting> parting() {
        return parting.or(() -> inItself);
    }

    List<Moment> moments() {
        return moments;
    }

    List<Alias> apart() {
        return List.copyOf(apart);
    }

    /// How it was before anything happened to it in either world.
    Optional<Conduct> beginning(Alias alias) {
        return beginnings.getOrDefault(alias, Optional.empty());
    }

    Lineage lineage(Side side) {
        return lineages.get(side);
    }
}
