package dev.marina.apiserver.flowcontrol;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObject;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what a cluster says of flows: its own objects, and the default ones once for all clusters. Any thread may call it.
final class FlowReader {

    private final Kind<FlowSchema> schemas;
    private final Kind<PriorityLevel> levels;

    FlowReader(DefaultObjects defaults) {
        schemas = Kind.of(defaults, FlowSchemaType.DEFINITION.groupResource(), FlowSchema::of, FlowSchema::withUid);
        levels = Kind.of(defaults, PriorityLevelConfigurationType.DEFINITION.groupResource(), PriorityLevel::of, PriorityLevel::withUid);
    }

    FlowConfiguration read(ClusterView view) {
        return FlowConfiguration.of(schemas.read(view), levels.read(view));
    }

    /// @param parsed without a UID
    private record Default<T>(DefaultObject object, T parsed) {}

    private record Kind<T>(GroupResource resource, Function<Document, T> reader, BiFunction<T, String, T> withUid, List<Default<T>> defaults) {

        static <T> Kind<T> of(DefaultObjects defaults, GroupResource resource, Function<Document, T> reader, BiFunction<T, String, T> withUid) {
            List<Default<T>> parsed = new ArrayList<>();
            defaults.of(resource).forEach(object -> parsed.add(new Default<>(object, reader.apply(object.template()))));
            return new Kind<>(resource, reader, withUid, List.copyOf(parsed));
        }

        List<T> read(ClusterView view) {
            List<T> all = new ArrayList<>();
            try (Stream<Stored> stored = view.image().list(resource, "")) {
                stored.filter(each -> !each.opaque()).forEach(each -> all.add(reader.apply(Document.parse(each.bytes()))));
            }
            defaults.stream().filter(each -> view.live(each.object()))
                    .forEach(each -> all.add(withUid.apply(each.parsed(), each.object().uid(view.cluster()))));
            return all;
        }
    }
}
