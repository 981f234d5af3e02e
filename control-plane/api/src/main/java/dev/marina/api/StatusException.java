package dev.marina.api;

import java.util.List;

/// An API failure as Kubernetes clients test for it; becomes a `Status` object at the edge.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#api-resources and
/// apimachinery's `pkg/api/errors` name the reasons, codes and messages.
public final class StatusException extends RuntimeException {

    private final int code;
    private final String reason;
    private final Details details;
    private final String continueToken;

    public StatusException(int code, String reason, String message, Details details) {
        this(code, reason, message, details, "");
    }

    /// @param continueToken by which a list goes on that cannot go on as it was, or ""
    public StatusException(int code, String reason, String message, Details details, String continueToken) {
        super(message);
        this.continueToken = continueToken;
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public int code() {
        return code;
    }

    /// NotFound, AlreadyExists, Conflict, Invalid, Forbidden, Expired …
    public String reason() {
        return reason;
    }

    public Details details() {
        return details;
    }

    public String continueToken() {
        return continueToken;
    }

    public boolean is(String expectedReason) {
        return reason.equals(expectedReason);
    }

    /// `Status.details`. Empty strings and lists and a zero are left out of the wire form.
    ///
    /// @param told whether there is such an object at all; kubectl reads fields of some without asking
    public record Details(String name, String group, String kind, String uid, List<StatusCause> causes, int retryAfterSeconds, boolean told) {
        public static final Details NONE = new Details("", "", "", "", List.of(), 0, false);
        public static final Details EMPTY = new Details("", "", "", "", List.of(), 0);

        public Details(String name, String group, String kind, String uid, List<StatusCause> causes, int retryAfterSeconds) {
            this(name, group, kind, uid, causes, retryAfterSeconds, true);
        }

        public static Details of(GroupResource resource, String name) {
            return new Details(name, resource.group(), resource.resource(), "", List.of(), 0);
        }

        public Details withCauses(List<StatusCause> newCauses) {
            return new Details(name, group, kind, uid, newCauses, retryAfterSeconds);
        }
    }

    /// One reason among several, such as one invalid field.
    public record StatusCause(String reason, String message, String field) {}

    public static StatusException notFound(GroupResource resource, String name) {
        return new StatusException(404, "NotFound", "%s \"%s\" not found".formatted(resource, name), Details.of(resource, name));
    }

    /// Nothing of that name is served; about objects that are not there see [#notFound].
    public static StatusException notServed() {
        return new StatusException(404, "NotFound", "the server could not find the requested resource", Details.EMPTY);
    }

    public static StatusException methodNotAllowed() {
        return new StatusException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", Details.EMPTY);
    }

    public static StatusException alreadyExists(GroupResource resource, String name) {
        return new StatusException(409, "AlreadyExists", "%s \"%s\" already exists".formatted(resource, name), Details.of(resource, name));
    }

    public static StatusException conflict(GroupResource resource, String name, String why) {
        return new StatusException(409, "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource, name, why), Details.of(resource, name));
    }

    public static StatusException forbidden(GroupResource resource, String name, String why) {
        String object = name.isEmpty() ? resource + " is forbidden" : "%s \"%s\" is forbidden".formatted(resource, name);
        return new StatusException(403, "Forbidden", object + ": " + why, Details.of(resource, name));
    }

    public static StatusException badRequest(String message) {
        return new StatusException(400, "BadRequest", message, Details.NONE);
    }

    public static StatusException unauthorized() {
        return new StatusException(401, "Unauthorized", "Unauthorized", Details.NONE);
    }

    public static StatusException gone(String message) {
        return new StatusException(410, "Expired", message, Details.NONE);
    }

    public static StatusException unavailable(String message) {
        return new StatusException(503, "ServiceUnavailable", message, new Details("", "", "", "", List.of(), 1));
    }

    public static StatusException internal(String message) {
        return new StatusException(500, "InternalError", "Internal error occurred: " + message,
                Details.EMPTY.withCauses(List.of(new StatusCause("", message, ""))));
    }
}
