package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.validation.Errors;

/// Which options of lists and watches go together. apimachinery's pkg/apis/meta/internalversion/validation/validation.go
final class ListOptions {

    private static final String MATCH = "resourceVersionMatch";
    private static final String NOT_OLDER = "NotOlderThan";
    private static final String EXACT = "Exact";

    private ListOptions() {}

    /// Throws `Invalid`.
    static void ofList(Query query) {
        Errors errors = new Errors();
        String match = query.text(MATCH);
        if (!match.isEmpty()) {
            if (query.text("resourceVersion").isEmpty()) {
                errors.forbidden(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            withoutContinue(errors, query);
            if (!match.equals(EXACT) && !match.equals(NOT_OLDER)) {
                errors.notSupported(MATCH, match, EXACT, NOT_OLDER, "");
            }
            if (match.equals(EXACT) && query.text("resourceVersion").equals("0")) {
                errors.forbidden(MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (!query.text("sendInitialEvents").isEmpty()) {
            errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        require(errors);
    }

    /// Throws `Invalid`.
    static void ofWatch(Query query) {
        Errors errors = new Errors();
        String match = query.text(MATCH);
        boolean initial = !query.text("sendInitialEvents").isEmpty();
        if (initial && !match.equals(NOT_OLDER)) {
            errors.forbidden(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!match.isEmpty()) {
            if (!initial) {
                errors.forbidden(MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            }
            if (!match.equals(NOT_OLDER)) {
                errors.notSupported(MATCH, match, NOT_OLDER);
            }
            withoutContinue(errors, query);
        }
        require(errors);
    }

    private static void withoutContinue(Errors errors, Query query) {
        if (!query.text("continue").isEmpty()) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    private static void require(Errors errors) {
        if (!errors.empty()) {
            throw Metadata.invalid("meta.k8s.io", "ListOptions", "", errors.found());
        }
    }
}
