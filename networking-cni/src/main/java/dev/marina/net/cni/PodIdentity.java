package dev.marina.net.cni;

import java.util.Map;

/// Which pod of the cluster an interface belongs to, as the runtime says in `CNI_ARGS`.
public record PodIdentity(String namespace, String uid) {

    /// A container that is no pod of the cluster.
    public static final PodIdentity NONE = new PodIdentity("", "");

    private static final String WORD = "[A-Za-z0-9._-]+";

    /// Refused if only a part is said: a pod that nobody knows would be under no policy.
    static PodIdentity of(Map<String, String> args) {
        String namespace = args.getOrDefault("K8S_POD_NAMESPACE", "");
        String uid = args.getOrDefault("K8S_POD_UID", "");
        if (namespace.isEmpty() && uid.isEmpty()) {
            return NONE;
        }
        if (!namespace.matches(WORD) || !uid.matches(WORD)) {
            throw new CniException(CniException.INVALID_ENVIRONMENT,
                    "CNI_ARGS names no pod: K8S_POD_NAMESPACE is '%s', K8S_POD_UID '%s'".formatted(namespace, uid));
        }
        return new PodIdentity(namespace, uid);
    }
}
