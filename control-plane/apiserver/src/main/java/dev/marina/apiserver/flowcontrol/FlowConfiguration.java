package dev.marina.apiserver.flowcontrol;

import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.types.flowcontrol.BootstrapFlows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The flow schemas and priority levels of one cluster at one version. Immutable.
///
/// @param schemas in the order in which they are asked, without those whose level is not there
record FlowConfiguration(List<FlowSchema> schemas, Map<String, PriorityLevel> levels) {

    private static final List<FlowSchema> MANDATORY_SCHEMAS = mandatory("FlowSchema", FlowSchema::of);
    private static final List<PriorityLevel> MANDATORY_LEVELS = mandatory("PriorityLevelConfiguration", PriorityLevel::of);

    /// With the mandatory ones, should they be missing: everything has a level.
    static FlowConfiguration of(List<FlowSchema> schemas, List<PriorityLevel> levels) {
        Map<String, PriorityLevel> byName = levels.stream().collect(Collectors.toMap(PriorityLevel::name, level -> level));
        MANDATORY_LEVELS.forEach(level -> byName.putIfAbsent(level.name(), level));
        List<FlowSchema> all = new ArrayList<>(schemas.stream().filter(schema -> byName.containsKey(schema.level())).toList());
        MANDATORY_SCHEMAS.stream().filter(schema -> all.stream().noneMatch(given -> given.name().equals(schema.name()))).forEach(all::add);
        return new FlowConfiguration(all.stream().sorted(FlowSchema.ORDER).toList(), Map.copyOf(byName));
    }

    private static <T> List<T> mandatory(String kind, Function<Document, T> reader) {
        return Stream.of(PriorityLevel.EXEMPT, PriorityLevel.CATCH_ALL)
                .map(name -> reader.apply(BootstrapFlows.mandatory(kind, name).orElseThrow())).toList();
    }

    /// The first that matches; what matches none is caught by the last.
    FlowSchema classify(Identity identity, Target target) {
        FlowSchema caught = null;
        for (FlowSchema schema : schemas) {
            if (schema.matches(identity, target)) {
                return schema;
            }
            if (schema.name().equals(PriorityLevel.CATCH_ALL)) {
                caught = schema;
            }
        }
        return caught;
    }

    long shares() {
        return levels.values().stream().mapToLong(PriorityLevel::shares).sum();
    }
}
