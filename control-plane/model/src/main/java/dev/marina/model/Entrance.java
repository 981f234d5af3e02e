package dev.marina.model;

/// What is known by name of a cluster's entrance: the nginx that answers for its Ingresses.
public final class Entrance {

    /// The class that every cluster has, and gives to Ingresses that name none.
    public static final String CLASS = "marina";
    /// Whoever realises Ingresses of a class; the value of its `spec.controller`.
    public static final String CONTROLLER = "marina.dev/ingress";

    public static final String NAMESPACE = "kube-system";
    /// Of its Deployment, its Service and the Secret with its configuration.
    public static final String NAME = "marina-ingress";
    /// A label of its pods, with [#NAME] as value.
    public static final String LABEL = "app.kubernetes.io/name";

    public static final String IMAGE = "marina/ingress:1";

    public static final int HTTP_PORT = 80;
    public static final int HTTPS_PORT = 443;
    /// Where the platform's own front comes in, with the client's address before its bytes (PROXY protocol).
    public static final int FRONT_PORT = 10_080;

    private Entrance() {}
}
