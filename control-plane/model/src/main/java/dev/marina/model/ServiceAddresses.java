package dev.marina.model;

/// What the objects behind the addresses of Services say: an IPAddress for each that a Service has, a ServiceCIDR for each network
/// that they come from. Upstream: pkg/registry/core/service/ipallocator/ipallocator.go, pkg/controller/servicecidrs
public final class ServiceAddresses {

    public static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    public static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    public static final String MANAGER = "ipallocator.k8s.io";
    public static final String CIDR_FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    public static final String CIDR_READY = "Kubernetes Service CIDR is ready";

    private ServiceAddresses() {}

    /// The value of [#FAMILY].
    ///
    /// @param six whether the address is one of IPv6
    public static String family(boolean six) {
        return six ? "IPv6" : "IPv4";
    }
}
