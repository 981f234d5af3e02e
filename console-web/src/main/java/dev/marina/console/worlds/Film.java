package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.why.ChainStep;
import dev.marina.console.why.FieldChange;
import dev.marina.console.why.Wait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Both worlds as the cluster tells of them, to be looked at at any second.
///
/// @param message at which limit they were stopped; "" where they were not
/// @param changesLeftOff how many more changes there were than are told
record Film(boolean complete, String message, int seconds, List<WorldObject> objects, List<Moment> moments, Optional<Parting> parting, List<End> ends,
        List<List<Refused>> refused, int changesLeftOff) {

    /// In the order of the columns.
    static final List<String> SIDES = List.of("a", "b");

    /// @param changes of A, then of B
    /// @param apart objects in which they differ at its end
    record Moment(int second, List<List<Change>> changes, Set<Integer> apart) {}

    /// @param object its place in the list; -1 where the person may not know it
    /// @param state empty when it is gone
    record Change(int object, String verb, String by, Optional<JsonNode> state) {}

    /// @param chains how it came to that in A, then in B; empty where nothing happened to it
    record Parting(int second, int object, List<List<ChainStep>> chains, List<List<Waits>> waits, List<List<Refused>> refused) {}

    record Waits(ObjectAddress object, List<Wait> reasons) {}

    record Refused(int second, String object, String message) {}

    /// @param states in A, then in B; empty where it is not there
    record End(int object, List<Optional<JsonNode>> states, List<FieldChange> difference) {}

    static Film of(JsonNode answer) {
        JsonNode status = answer.path("status");
        JsonNode parting = status.path("parting");
        return new Film(status.path("complete").asBoolean(), status.path("message").asText(), status.path("seconds").asInt(),
                status.path("objects").valueStream().map(WorldObject::of).toList(),
                status.path("moments").valueStream().map(Film::moment).toList(),
                parting.isObject() ? Optional.of(parting(parting)) : Optional.empty(),
                status.path("ends").valueStream().map(Film::end).toList(),
                SIDES.stream().map(side -> refused(status.path("worlds").path(side), true)).toList(), status.path("changesLeftOff").asInt());
    }

    private static Moment moment(JsonNode moment) {
        Set<Integer> apart = new HashSet<>();
        moment.path("apart").forEach(each -> apart.add(each.asInt()));
        return new Moment(moment.path("second").asInt(), SIDES.stream().map(side -> moment.path(side).valueStream().map(Film::change).toList()).toList(),
                Set.copyOf(apart));
    }

    private static Change change(JsonNode change) {
        return new Change(change.path("object").asInt(-1), change.path("verb").asText(), change.path("by").asText(), Optional.ofNullable(change.get("state")));
    }

    private static Parting parting(JsonNode parting) {
        return new Parting(parting.path("second").asInt(), parting.path("object").asInt(),
                SIDES.stream().map(side -> parting.path(side).path("chain").valueStream().map(ChainStep::of).toList()).toList(),
                SIDES.stream().map(side -> parting.path(side).path("waiting").valueStream().map(each -> new Waits(ObjectAddress.of(each.path("object")),
                        each.path("reasons").valueStream().map(Wait::new).toList())).toList()).toList(),
                SIDES.stream().map(side -> refused(parting.path(side), false)).toList());
    }

    private static List<Refused> refused(JsonNode world, boolean manifests) {
        List<Refused> refused = new ArrayList<>();
        if (manifests) {
            world.path("manifests").valueStream().filter(each -> !each.path("applied").asBoolean())
                    .forEach(
                            each -> refused.add(new Refused(-1, each.path("kind").asText() + " " + each.path("name").asText(), each.path("message").asText())));
        }
        world.path("refused").forEach(each -> refused.add(new Refused(each.path("second").asInt(), ObjectAddress.of(each.path("object")).text(),
                each.path("message").asText())));
        return List.copyOf(refused);
    }

    private static End end(JsonNode end) {
        return new End(end.path("object").asInt(), SIDES.stream().map(side -> Optional.ofNullable(end.get(side))).toList(),
                FieldChange.told(end.path("difference")));
    }

    /// How every object of one world is at the end of this second; without those that are not there.
    ///
    /// @param side 0 for A, 1 for B
    Map<Integer, JsonNode> at(int second, int side) {
        Map<Integer, JsonNode> states = new LinkedHashMap<>();
        for (int i = 0; i < objects.size(); i++) {
            int object = i;
            objects.get(i).before().ifPresent(before -> states.put(object, before));
        }
        moments.stream().filter(moment -> moment.second() <= second).flatMap(moment -> moment.changes().get(side).stream())
                .filter(change -> change.object() >= 0)
                .forEach(change -> change.state().ifPresentOrElse(state -> states.put(change.object(), state), () -> states.remove(change.object())));
        return states;
    }

    /// In which objects they differ at the end of this second.
    Set<Integer> apart(int second) {
        return moments.stream().filter(moment -> moment.second() <= second).reduce((_, later) -> later).map(Moment::apart).orElse(Set.of());
    }

    Optional<Moment> moment(int second) {
        return moments.stream().filter(moment -> moment.second() == second).findFirst();
    }

    /// The second of the next change after this one, or the last one before it.
    int next(int second, boolean forward) {
        return forward
                ? moments.stream().mapToInt(Moment::second).filter(each -> each > second).min().orElse(seconds)
                : moments.stream().mapToInt(Moment::second).filter(each -> each < second).max().orElse(0);
    }
}
