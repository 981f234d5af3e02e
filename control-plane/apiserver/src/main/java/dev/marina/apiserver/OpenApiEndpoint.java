package dev.marina.apiserver;

import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.ApiHandler;

/// `/openapi/v2` and `/openapi/v3`.
final class OpenApiEndpoint {

    private OpenApiEndpoint() {}

    static ApiHandler create(TypeMachinery types) {
        return _ -> {
            throw new StatusException(404, "NotFound", "the server could not find the requested resource", StatusException.Details.NONE);
        };
    }
}
