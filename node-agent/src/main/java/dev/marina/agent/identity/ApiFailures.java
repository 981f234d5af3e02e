package dev.marina.agent.identity;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// What an API server, or the way to it, said when a call failed.
public final class ApiFailures {

    private ApiFailures() {}

    /// One line for people: the server's message if it answered, else what was being done and the innermost cause; of a call that never got there only
    /// the cause.
    public static String words(Throwable failure) {
        if (failure instanceof KubernetesClientException refused && refused.getStatus() != null && refused.getStatus().getMessage() != null) {
            return refused.getStatus().getMessage();
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause == failure) {
            return String.valueOf(failure.getMessage());
        }
        String doing = failure.getMessage();
        return failure instanceof KubernetesClientException || doing == null || doing.contains(cause.toString())
                ? cause.toString()
                : "%s: %s".formatted(doing, cause.getMessage());
    }
}
