package dev.marina.apiserver;

import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.aggregation.Aggregation;
import dev.marina.apiserver.crd.ServedTypes;
import dev.marina.apiserver.endpoint.LabelSelector;
import dev.marina.apiserver.http.Query;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads of components in this process, through the chain of filters or, where a Service of the cluster answers, past it: nothing of
/// what is answered there is believed by anybody but its own cluster.
final class InProcessReads implements ClusterReads {

    private final InProcessClient client;
    private final ClusterStore store;
    private final ServedTypes types;
    private final Aggregation aggregation;

    InProcessReads(InProcessClient client, ClusterStore store, ServedTypes types, Aggregation aggregation) {
        this.client = client;
        this.store = store;
        this.types = types;
        this.aggregation = aggregation;
    }

    @Override
    public Optional<ServedKind> kind(ClusterId cluster, String group, String kind) {
        return types.registry(record(cluster)).definitions().stream()
                .filter(definition -> definition.resource().group().equals(group) && definition.names().kind().equals(kind)).findFirst()
                .map(definition -> new ServedKind(definition.resource(), definition.namespaced(),
                        definition.subresources().stream().anyMatch(subresource -> subresource.name().equals("scale"))));
    }

    @Override
    public Scale scale(Call call, GroupVersionResource resource, String namespace, String name) {
        Document scale = client.read(call, InProcessClient.target("get", resource, namespace, name, "scale"), Query.NONE);
        String selector = scale.text("status", "selector");
        return new Scale(scale.at("spec", "replicas").asInt(), scale.at("status", "replicas").asInt(),
                selector.isEmpty() ? Optional.empty() : Optional.of(LabelSelector.parse(selector).toDocument()));
    }

    @Override
    public Document list(Call call, GroupVersionResource resource, String namespace, String labelSelector) {
        Query query = labelSelector.isEmpty() ? Query.NONE : Query.parse("labelSelector=" + URLEncoder.encode(labelSelector, StandardCharsets.UTF_8));
        return client.read(call, InProcessClient.target("list", resource, namespace, "", ""), query);
    }

    @Override
    public Optional<Document> further(Call call, String group, String path) {
        return aggregation.ask(record(call.cluster()), call.user(), group, path);
    }

    private ClusterRecord record(ClusterId cluster) {
        return store.find(cluster).orElseThrow(() -> new StatusException(404, "NotFound", "there is no cluster " + cluster, StatusException.Details.NONE));
    }
}
