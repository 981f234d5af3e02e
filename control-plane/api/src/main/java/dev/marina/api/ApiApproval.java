package dev.marina.api;

import java.util.regex.Pattern;

/// Groups of the Kubernetes community carry the address of their approval, or say that they have none.
/// apiextensions-apiserver's pkg/apihelpers/helpers.go
public record ApiApproval(State state, String reason) {

    public static final String ANNOTATION = "api-approved.kubernetes.io";
    private static final Pattern ADDRESS = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\\s]+([/?#]\\S*)?");
    private static final String MORE = "see https://github.com/kubernetes/enhancements/pull/1111";

    public enum State {
        APPROVED, BYPASSED, MISSING, INVALID
    }

    public static boolean concerns(String group) {
        return group.equals("k8s.io") || group.endsWith(".k8s.io") || group.equals("kubernetes.io") || group.endsWith(".kubernetes.io");
    }

    public static ApiApproval of(Document definition) {
        String text = definition.annotations().getOrDefault(ANNOTATION, "");
        if (text.isEmpty()) {
            return new ApiApproval(State.MISSING, "protected groups must have approval annotation \"%s\", %s".formatted(ANNOTATION, MORE));
        }
        if (text.startsWith("unapproved")) {
            return new ApiApproval(State.BYPASSED, "not approved: \"%s\"".formatted(text));
        }
        return ADDRESS.matcher(text).matches()
                ? new ApiApproval(State.APPROVED, "approved in " + text)
                : new ApiApproval(State.INVALID,
                        "protected groups must have approval annotation \"%s\" with either a URL or a reason starting with \"unapproved\", %s"
                                .formatted(ANNOTATION, MORE));
    }
}
