package dev.marina.apiserver.types.authorization;

import dev.marina.apiserver.registry.ResourceDefinition;

/// What the asker may do in a namespace.
public final class SelfSubjectRulesReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("authorization.k8s.io", "v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews")
            .clusterScoped().createOnly()
            .build();

    private SelfSubjectRulesReviewType() {}
}
