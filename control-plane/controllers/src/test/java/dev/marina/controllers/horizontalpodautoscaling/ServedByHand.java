package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A cluster whose metrics APIs answer what the test says, and whose Widgets have a scale.
final class ServedByHand implements ClusterReads {

    private final Map<String, String> answers = new HashMap<>();
    final Map<String, Scale> widgets = new HashMap<>();

    /// @param question `resource <selector>` or group and path of a further API
    ServedByHand answers(String question, String json) {
        answers.put(question, json);
        return this;
    }

    @Override
    public Optional<ServedKind> kind(ClusterId cluster, String group, String kind) {
        return switch (kind + "." + group) {
            case "Widget.shop.example.com" -> Optional.of(new ServedKind(new GroupVersionResource(group, "v1", "widgets"), true, true));
            case "Ingress.networking.k8s.io" -> Optional.of(new ServedKind(new GroupVersionResource(group, "v1", "ingresses"), true, false));
            case "Node." -> Optional.of(new ServedKind(new GroupVersionResource("", "v1", "nodes"), false, false));
            default -> Optional.empty();
        };
    }

    @Override
    public Scale scale(Call call, GroupVersionResource resource, String namespace, String name) {
        return Optional.ofNullable(widgets.get(name)).orElseThrow(() -> StatusException.notFound(resource.groupResource(), name));
    }

    @Override
    public Document list(Call call, GroupVersionResource resource, String namespace, String labelSelector) {
        return answer("resource " + labelSelector).orElseThrow();
    }

    @Override
    public Optional<Document> further(Call call, String group, String path) {
        return answer(group + path);
    }

    private Optional<Document> answer(String question) {
        return Optional.ofNullable(answers.get(question)).map(json -> Document.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
