package dev.marina.apiserver.types.authentication;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Who the asker is.
public final class SelfSubjectReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews")
            .clusterScoped().createOnly()
            .build();

    private SelfSubjectReviewType() {}
}
