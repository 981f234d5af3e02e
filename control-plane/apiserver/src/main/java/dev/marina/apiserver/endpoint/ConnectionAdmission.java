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

/// Asks admission before somebody is connected to a pod, a Service or a node. What it sees as the object are the options of the
/// request's query. ConnectResource in apiserver's pkg/endpoints/handlers/rest.go
final class ConnectionAdmission {

    private static final List<String> FLAGS = List.of("stdin", "stdout", "stderr", "tty");
    private static final Map<String, Map<String, String>> KINDS = Map.of(
            "exec", Map.of("pods", "PodExecOptions"),
            "attach", Map.of("pods", "PodAttachOptions"),
            "portforward", Map.of("pods", "PodPortForwardOptions"),
            "proxy", Map.of("pods", "PodProxyOptions", "services", "ServiceProxyOptions", "nodes", "NodeProxyOptions"));

    private final ClusterViews views;
    private final AdmissionChain admission;

    ConnectionAdmission(ClusterViews views, AdmissionChain admission) {
        this.views = views;
        this.admission = admission;
    }

    /// Throws a [dev.marina.api.StatusException] to refuse; other subresources are none of its business.
    void admit(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        String kind = KINDS.getOrDefault(target.subresource(), Map.of()).get(target.resource().resource());
        if (kind == null) {
            return;
        }
        Document options = Document.object("v1", kind).edited(object -> fill(object, target.subresource(), request.query()));
        admission.connect(new AdmissionRequest(request.requireIdentity(), Operation.CONNECT, target.groupResource(), target.subresource(),
                target.namespace(), target.name(), options, Optional.empty(), views.current(request.requireCluster()),
                new AdmissionRequest.Asked(definition, new GroupVersionKind("", "v1", kind), false, Document.empty())));
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
