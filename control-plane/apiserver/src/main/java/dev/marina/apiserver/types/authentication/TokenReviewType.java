package dev.marina.apiserver.types.authentication;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Whose a token is.
public final class TokenReviewType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("authentication.k8s.io", "v1", "TokenReview", "tokenreviews")
            .clusterScoped().createOnly()
            .build();

    private TokenReviewType() {}
}
