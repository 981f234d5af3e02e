package dev.marina.apiserver.types.authorization;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Whether the asker may do something.
public final class SelfSubjectAccessReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews")
            .clusterScoped().createOnly()
            .build();

    private SelfSubjectAccessReviewType() {}
}
