package dev.marina.console.kube;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/// Something a person may be allowed to do in a cluster, named as in a role's rules.
///
/// @param subresource "" for the resource itself
/// @param namespace "" for all
public record Permission(String verb, String group, String resource, String subresource, String namespace) {

    /// Asks the cluster itself. Where it cannot say, the control stays enabled: the server decides again anyway.
    public boolean granted(KubernetesClient client) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder().withNewSpec().withNewResourceAttributes()
                .withVerb(verb).withGroup(group).withResource(resource).withSubresource(subresource).withNamespace(namespace)
                .endResourceAttributes().endSpec().build();
        try {
            return client.authorization().v1().selfSubjectAccessReview().create(review).getStatus().getAllowed();
        } catch (KubernetesClientException e) {
            return e.getCode() != 403;
        }
    }

    /// Such as `delete pods in default`.
    public String text() {
        String what = subresource.isEmpty() ? resource : resource + "/" + subresource;
        return namespace.isEmpty() ? verb + " " + what : "%s %s in %s".formatted(verb, what, namespace);
    }
}
