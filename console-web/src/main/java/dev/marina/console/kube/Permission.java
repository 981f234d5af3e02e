package dev.marina.console.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.feed.TableSource;
import java.io.IOException;

/// Something a person may be allowed to do in a cluster, named as in a role's rules.
///
/// @param subresource "" for the resource itself
/// @param namespace "" for all
public record Permission(String verb, String group, String resource, String subresource, String namespace) {

    /// Asks the cluster itself. Where it cannot say, the control stays enabled: the server decides again anyway.
    public boolean granted(ClusterApi api) {
        ObjectNode review = JsonNodeFactory.instance.objectNode().put("kind", "SelfSubjectAccessReview").put("apiVersion", "authorization.k8s.io/v1");
        review.putObject("spec").putObject("resourceAttributes").put("verb", verb).put("group", group).put("resource", resource).put("subresource", subresource)
                .put("namespace", namespace);
        try {
            return api.write("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "application/json", review.toString())
                    .path("status").path("allowed").asBoolean();
        } catch (TableSource.Refusal refusal) {
            return refusal.status() != 403;
        } catch (IOException _) {
            return true;
        }
    }

    /// Such as `delete pods in default`.
    public String text() {
        String what = subresource.isEmpty() ? resource : resource + "/" + subresource;
        return namespace.isEmpty() ? verb + " " + what : "%s %s in %s".formatted(verb, what, namespace);
    }
}
