package dev.marina.apiserver.admission.policy;

import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest;
import java.util.List;

/// A refusal with the reason that a policy gives. reasonToCode in apiserver's pkg/admission/plugin/policy/validating/errors.go
final class Denial {

    private Denial() {}

    /// @param reason "" for Invalid
    static StatusException of(AdmissionRequest request, String message, String reason) {
        StatusException forbidden = StatusException.forbidden(request.resource(), request.name(), message);
        String told = reason.isEmpty() ? "Invalid" : reason;
        return new StatusException(code(told), told, forbidden.getMessage(),
                forbidden.details().withCauses(List.of(new StatusException.StatusCause("", message, ""))));
    }

    private static int code(String reason) {
        return switch (reason) {
            case "Forbidden" -> 403;
            case "Unauthorized" -> 401;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
    }
}
