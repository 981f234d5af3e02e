package dev.marina.apiserver.types.authorization;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Whether somebody may do something.
public final class SubjectAccessReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews")
            .clusterScoped().createOnly()
            .build();

    private SubjectAccessReviewType() {}
}
