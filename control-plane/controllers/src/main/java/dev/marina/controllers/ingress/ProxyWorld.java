package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the plan for HTTPProxies looks at, beside what that for Ingresses does.
///
/// @param proxies that are this controller's, the oldest first
/// @param delegations of certificates to other namespaces
/// @param byId the same by `namespace/name`
record ProxyWorld(List<GatewayObject> proxies, List<GatewayObject> delegations, Map<String, GatewayObject> byId) {

    /// Contour's own comes first, as there.
    private static final List<String> ANNOTATIONS = List.of("projectcontour.io/ingress.class", "kubernetes.io/ingress.class");

    static ProxyWorld of(Snapshot snapshot) {
        IngressClasses classes = new IngressClasses(snapshot);
        return of(snapshot.list(ProxyTypes.PROXIES, "").stream().map(object -> GatewayObject.of(ProxyTypes.PROXIES, object)).toList(),
                snapshot.list(ProxyTypes.DELEGATIONS, "").stream().map(object -> GatewayObject.of(ProxyTypes.DELEGATIONS, object)).toList(),
                name -> ours(classes, name));
    }

    private static boolean ours(IngressClasses classes, Optional<String> name) {
        return name.map(classes::ours).orElseGet(classes::byDefault);
    }

    static boolean ours(IngressClasses classes, GatewayObject proxy) {
        return ours(classes, named(proxy));
    }

    /// @param ours whether objects of a class are; of none when empty
    static ProxyWorld of(List<GatewayObject> proxies, List<GatewayObject> delegations, Predicate<Optional<String>> ours) {
        List<GatewayObject> taken = proxies.stream()
                .filter(proxy -> proxy.resource().getMetadata().getDeletionTimestamp() == null && ours.test(named(proxy)))
                .sorted(GatewayObject.OLDEST_FIRST).toList();
        return new ProxyWorld(taken, delegations, taken.stream().collect(Collectors.toMap(GatewayObject::id, proxy -> proxy)));
    }

    private static Optional<String> named(GatewayObject proxy) {
        Map<String, String> annotations = Objects.requireNonNullElse(proxy.resource().getMetadata().getAnnotations(), Map.of());
        return Stream.concat(ANNOTATIONS.stream().map(annotations::get), Stream.of(proxy.spec().path("ingressClassName").asText()))
                .filter(name -> name != null && !name.isEmpty()).findFirst();
    }

    Optional<GatewayObject> proxy(String namespace, String name) {
        return Optional.ofNullable(byId.get(namespace + "/" + name));
    }

    /// Whether a Secret of one namespace may be had in another: a TLSCertificateDelegation there says so.
    boolean delegated(String namespace, String secret, String target) {
        return namespace.equals(target) || delegations.stream().filter(each -> each.namespace().equals(namespace))
                .flatMap(each -> each.spec().path("delegations").valueStream()).filter(each -> each.path("secretName").asText().equals(secret))
                .flatMap(each -> each.path("targetNamespaces").valueStream()).anyMatch(each -> each.asText().equals("*") || each.asText().equals(target));
    }
}
