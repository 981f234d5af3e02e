package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Asks admission about what goes to a subresource and is not the object itself. Before somebody is connected to a pod, a Service or a
/// node, it sees the options of the request's query; of a Binding, an Eviction, a TokenRequest or a Scale, that.
/// ConnectResource in apiserver's pkg/endpoints/handlers/rest.go
final class SubresourceAdmission {

    private static final Set<String> CREATED = Set.of("binding", "eviction", "token");

    private static final List<String> FLAGS = List.of("stdin", "stdout", "stderr", "tty");
    private static final Map<String, Map<String, String>> KINDS = Map.of(
            "exec", Map.of("pods", "PodExecOptions"),
            "attach", Map.of("pods", "PodAttachOptions"),
            "portforward", Map.of("pods", "PodPortForwardOptions"),
            "proxy", Map.of("pods", "PodProxyOptions", "services", "ServiceProxyOptions", "nodes", "NodeProxyOptions"));

    private final ClusterViews views;
    private final AdmissionChain admission;

    SubresourceAdmission(ClusterViews views, AdmissionChain admission) {
        this.views = views;
        this.admission = admission;
    }

    /// Throws a [dev.marina.api.StatusException] to refuse. Other subresources are none of its business: a Scale is made of the object
    /// that it is for, see [#sent].
    void admit(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        if (target.verb().equals("create") && CREATED.contains(target.subresource())) {
            sent(request, target, definition, BodyReader.orEmpty(request), Optional.empty());
            return;
        }
        String kind = KINDS.getOrDefault(target.subresource(), Map.of()).get(target.resource().resource());
        if (kind == null) {
            return;
        }
        Document options = Document.object("v1", kind).edited(object -> fill(object, target.subresource(), request.query()));
        admission.connect(new AdmissionRequest(request.requireIdentity(), Operation.CONNECT, target.groupResource(), target.subresource(),
                target.namespace(), target.name(), options, Optional.empty(), views.current(request.requireCluster()),
                new AdmissionRequest.Asked(definition, new GroupVersionKind("", "v1", kind), false, Document.empty())));
    }

    /// @param before as it is; empty for what is created
    void sent(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document object, Optional<Document> before) {
        GroupVersionKind kind = definition.subresources().stream().filter(each -> each.name().equals(target.subresource())).findFirst().orElseThrow().kind();
        String options = before.isEmpty() ? "CreateOptions" : target.verb().equals("patch") ? "PatchOptions" : "UpdateOptions";
        AdmissionRequest.Asked asked = WriteOptions.update(request).asked(definition, options);
        admission.sent(new AdmissionRequest(request.requireIdentity(), before.isEmpty() ? Operation.CREATE : Operation.UPDATE, target.groupResource(),
                target.subresource(), target.namespace(), target.name(), object, before, views.current(request.requireCluster()),
                new AdmissionRequest.Asked(definition, kind, asked.dryRun(), asked.options())));
    }

    private static void fill(ObjectNode object, String subresource, Query query) {
        if (subresource.equals("exec") || subresource.equals("attach")) {
            FLAGS.stream().filter(query::flag).forEach(flag -> object.put(flag, true));
            if (!query.text("container").isEmpty()) {
                object.put("container", query.text("container"));
            }
        }
        if (subresource.equals("exec")) {
            query.all("command").forEach(object.withArrayProperty("command")::add);
        }
        if (subresource.equals("portforward") && !query.all("ports").isEmpty()) {
            query.all("ports").forEach(object.withArrayProperty("ports")::add);
        }
    }
}
