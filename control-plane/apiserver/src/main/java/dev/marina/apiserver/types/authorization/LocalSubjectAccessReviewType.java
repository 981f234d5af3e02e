package dev.marina.apiserver.types.authorization;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Whether somebody may do something in one namespace.
public final class LocalSubjectAccessReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("authorization.k8s.io", "v1", "LocalSubjectAccessReview", "localsubjectaccessreviews")
            .createOnly()
            .build();

    private LocalSubjectAccessReviewType() {}
}
