package dev.marina.apiserver.flowcontrol;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObject;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what a cluster says of flows: its own objects, and the default ones once for all clusters. Any thread may call it.
final class FlowReader {

    private final Kind<FlowSchema> schemas = new Kind<>(FlowSchemaType.DEFINITION.groupResource(), FlowSchema::of, FlowSchema::withUid);
    private final Kind<PriorityLevel> levels = new Kind<>(PriorityLevelConfigurationType.DEFINITION.groupResource(), PriorityLevel::of,
            PriorityLevel::withUid);

    FlowConfiguration read(ClusterView view) {
        return FlowConfiguration.of(schemas.read(view), levels.read(view));
    }

    /// @param defaults what default objects say, without a UID
    private record Kind<T>(GroupResource resource, Function<Document, T> reader, BiFunction<T, String, T> withUid, Map<DefaultObject, T> defaults) {

        Kind(GroupResource resource, Function<Document, T> reader, BiFunction<T, String, T> withUid) {
            this(resource, reader, withUid, Collections.synchronizedMap(new IdentityHashMap<>()));
        }

        List<T> read(ClusterView view) {
            List<T> all = new ArrayList<>();
            try (Stream<Stored> stored = view.image().list(resource, "")) {
                stored.filter(each -> !each.opaque()).forEach(each -> all.add(reader.apply(Document.parse(each.bytes()))));
            }
            for (DefaultObject each : view.defaults().of(resource)) {
                if (view.live(each)) {
                    all.add(withUid.apply(defaults.computeIfAbsent(each, object -> reader.apply(object.template())), each.uid(view.cluster())));
                }
            }
            return all;
        }
    }
}
