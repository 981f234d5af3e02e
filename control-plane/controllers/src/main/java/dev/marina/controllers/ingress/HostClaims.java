package dev.marina.controllers.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who has a name that Ingresses and HTTPProxies both want: whoever came first, as a whole. Nobody takes a name from somebody who has it.
///
/// @param ingresses by hosts that they have in spite of a younger HTTPProxy
/// @param proxies by hosts that they have in spite of younger Ingresses
record HostClaims(Map<String, Ingress> ingresses, Map<String, GatewayObject> proxies) {

    static final HostClaims NONE = new HostClaims(Map.of(), Map.of());

    static HostClaims of(List<Ingress> ingresses, List<GatewayObject> proxies) {
        if (proxies.isEmpty()) {
            return NONE;
        }
        Map<String, Ingress> oldest = new HashMap<>();
        ingresses.stream().filter(ingress -> ingress.getSpec().getRules() != null)
                .forEach(ingress -> ingress.getSpec().getRules().forEach(rule -> Paths.host(rule.getHost()).filter(host -> !host.isEmpty())
                        .ifPresent(host -> oldest.putIfAbsent(host, ingress))));
        Map<String, Ingress> kept = new HashMap<>();
        Map<String, GatewayObject> taken = new HashMap<>();
        proxies.stream().filter(ProxyPlan::root).sorted(Comparator.comparing(GatewayObject::created)).forEach(proxy -> Paths.host(ProxyPlan.fqdn(proxy))
                .ifPresent(host -> {
                    Ingress before = oldest.get(host);
                    String created = before == null ? "" : Optional.ofNullable(before.getMetadata().getCreationTimestamp()).orElse("");
                    if (before != null && created.compareTo(proxy.created()) <= 0) {
                        kept.put(host, before);
                    } else {
                        taken.putIfAbsent(host, proxy);
                    }
                }));
        return new HostClaims(kept, taken);
    }
}
