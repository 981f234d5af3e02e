package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyHost.Clients;
import dev.marina.controllers.ingress.ProxyHost.Tcp;
import dev.marina.controllers.ingress.ProxyHost.TcpHost;
import dev.marina.controllers.ingress.ProxyHost.Tls;
import dev.marina.controllers.ingress.ProxyHost.Versions;
import dev.marina.controllers.ingress.ProxyRoute.AddressFilter;
import dev.marina.controllers.ingress.ProxyRoute.Cors;
import dev.marina.controllers.ingress.ProxyRoute.RateLimit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads a root HTTPProxy: its virtual host, and what it leads to.
final class ProxyReading {

    private final ProxyCertificates certificates;
    private final Function<GatewayObject, ProxyCondition> conditions;
    private final ProxyIncludes includes;
    private final ProxyConnections connections;
    private final Set<String> included = new HashSet<>();

    ProxyReading(ProxyWorld world, ProxyBackends backends, ProxyCertificates certificates, Function<GatewayObject, ProxyCondition> conditions) {
        this.certificates = certificates;
        this.conditions = conditions;
        ProxyServices services = new ProxyServices(backends, certificates);
        includes = new ProxyIncludes(world, new ProxyRouteReading(services), conditions, included);
        connections = new ProxyConnections(world, services, conditions, included);
    }

    /// What a virtual host says for all of its routes.
    record Common(Optional<Cors> cors, Optional<RateLimit> limit, Optional<AddressFilter> addresses) {}

    record Read(ProxyHost host, Optional<TcpHost> connections) {}

    /// Ids of those that a root leads to.
    Set<String> included() {
        return included;
    }

    /// Empty where the name is not answered for at all, which is told.
    ///
    /// @param port at which nginx may listen for its connections
    Optional<Read> root(GatewayObject root, String host, int port) {
        ProxyCondition condition = conditions.apply(root);
        JsonNode spec = root.spec();
        JsonNode virtualHost = spec.path("virtualhost");
        boolean tcp = spec.path("tcpproxy").isObject();
        if (!possible(condition, spec, virtualHost, tcp)) {
            return Optional.empty();
        }
        JsonNode tls = virtualHost.path("tls");
        Optional<Tls> ended = Optional.empty();
        Optional<TcpHost> led = Optional.empty();
        if (tls.isObject() && !tls.path("passthrough").asBoolean()) {
            ended = tls(condition, root, tls);
            if (ended.isEmpty()) {
                return Optional.empty();
            }
        }
        if (tcp) {
            if (!tls.isObject()) {
                condition.error("TCPProxyError", "TLSMustBeConfigured",
                        "Spec.TCPProxy requires that either Spec.TLS.Passthrough or Spec.TLS.SecretName be set");
                return Optional.empty();
            }
            Optional<List<Tcp>> to = connections.of(root);
            if (to.isEmpty()) {
                return Optional.empty();
            }
            led = Optional.of(new TcpHost(host, port, ended.map(Tls::certificate), ended.map(Tls::versions).orElse(Versions.BOTH), to.get()));
        }
        Optional<List<ProxyRoute>> routes = includes.routes(root, tls.isObject());
        Optional<Common> common = common(condition, virtualHost, host);
        if (common.isEmpty() || routes.isEmpty()) {
            return Optional.empty();
        }
        List<ProxyRoute> all = routes.get().stream().map(route -> with(route, common.get()))
                .sorted(java.util.Comparator.comparing(ProxyRoute::match, ProxyMatching.PRECEDENCE)).toList();
        return Optional.of(new Read(new ProxyHost(host, tcp ? Optional.empty() : ended, all), led));
    }

    private static boolean possible(ProxyCondition condition, JsonNode spec, JsonNode virtualHost, boolean tcp) {
        if (spec.path("routes").isEmpty() && spec.path("includes").isEmpty() && !tcp) {
            condition.error("SpecError", "NothingDefined", "HTTPProxy.Spec must have at least one Route, Include, or a TCPProxy");
            return false;
        }
        JsonNode tls = virtualHost.path("tls");
        if (!virtualHost.path("jwtProviders").isEmpty()) {
            condition.error("JWTVerificationError", "JWTVerificationNotPermitted", tls.path("secretName").asText().isEmpty()
                    ? "Spec.VirtualHost.JWTProviders can only be defined for root HTTPProxies that terminate TLS"
                    : "Spec.VirtualHost.JWTProviders is not served by this entrance");
            return false;
        }
        JsonNode extension = virtualHost.path("authorization").path("extensionRef").path("name");
        if (!extension.asText().isEmpty() && !tls.isObject()) {
            condition.error("AuthError", "AuthNotPermitted",
                    "Spec.VirtualHost.Authorization.ExtensionServiceRef can only be defined for root HTTPProxies that terminate TLS");
            return false;
        }
        if (!extension.asText().isEmpty() && !virtualHost.path("authorization").path("authPolicy").path("disabled").asBoolean()) {
            condition.error("AuthError", "ExtensionServiceNotFound", "Spec.Virtualhost.Authorization.ServiceRef extension service \"%s\" not found",
                    extension.asText());
            return false;
        }
        if (!virtualHost.path("ipAllowPolicy").isEmpty() && !virtualHost.path("ipDenyPolicy").isEmpty()) {
            // The field's name is upstream's.
            condition.error("IPFilterError", "IncompatibleIPAddressFilters",
                    "Spec.VirtualHost.IPAllowFilterPolicy and Spec.VirtualHost.IPDepnyFilterPolicy cannot both be defined.");
            return false;
        }
        return !tls.isObject() || possible(condition, tls);
    }

    private static boolean possible(ProxyCondition condition, JsonNode tls) {
        boolean passthrough = tls.path("passthrough").asBoolean();
        boolean secret = !tls.path("secretName").asText().isBlank();
        if (passthrough && tls.path("enableFallbackCertificate").asBoolean()) {
            condition.error("TLSError", "TLSIncompatibleFeatures", "Spec.VirtualHost.TLS: both Passthrough and enableFallbackCertificate were specified");
        }
        if (secret == passthrough) {
            condition.error("TLSError", "TLSConfigNotValid", "Spec.VirtualHost.TLS: %s Passthrough %s SecretName were specified", secret ? "both" : "neither",
                    secret ? "and" : "nor");
            return false;
        }
        if (passthrough && tls.path("clientValidation").isObject()) {
            condition.error("TLSError", "TLSIncompatibleFeatures", "Spec.VirtualHost.TLS passthrough cannot be combined with tls.clientValidation");
            return false;
        }
        return true;
    }

    // -- TLS

    private Optional<Tls> tls(ProxyCondition condition, GatewayObject root, JsonNode tls) {
        String secret = tls.path("secretName").asText();
        Optional<String> certificate = Optional.empty();
        try {
            certificate = Optional.of(certificates.pair(root.namespace(), secret));
        } catch (ProxyCertificates.Unusable e) {
            if (e.permission()) {
                condition.error("TLSError", "DelegationNotPermitted", "Spec.VirtualHost.TLS Secret \"%s\" certificate delegation not permitted", secret);
            } else {
                condition.error("TLSError", "SecretNotValid", "Spec.VirtualHost.TLS Secret \"%s\" is invalid: %s", secret, e.getMessage());
            }
        }
        boolean modern = tls.path("minimumProtocolVersion").asText().equals("1.3");
        boolean older = tls.path("maximumProtocolVersion").asText().equals("1.2");
        if (certificate.isPresent() && modern && older) {
            condition.error("TLSError", "TLSConfigNotValid",
                    "Spec.Virtualhost.TLS the minimum protocol version is greater than the maximum protocol version");
            return Optional.empty();
        }
        if (certificate.isPresent() && tls.path("enableFallbackCertificate").asBoolean()) {
            condition.error("TLSError", "FallbackNotPresent",
                    "Spec.Virtualhost.TLS enabled fallback but the fallback Certificate Secret is not configured in Contour configuration file");
            return Optional.empty();
        }
        Optional<Optional<Clients>> clients = clients(condition, root, tls.path("clientValidation"));
        Versions versions = modern ? Versions.ONLY_1_3 : older ? Versions.ONLY_1_2 : Versions.BOTH;
        return clients.isEmpty() ? Optional.empty() : certificate.map(file -> new Tls(file, versions, clients.get()));
    }

    /// Empty where clients were to be checked and cannot be.
    private Optional<Optional<Clients>> clients(ProxyCondition condition, GatewayObject root, JsonNode said) {
        if (!said.isObject()) {
            return Optional.of(Optional.empty());
        }
        String authority = said.path("caSecret").asText();
        String revoked = said.path("crlSecret").asText();
        boolean any = said.path("skipClientCertValidation").asBoolean();
        if (authority.isEmpty() && !any) {
            condition.error("TLSError", "ClientValidationInvalid", "Spec.VirtualHost.TLS client validation is invalid: CA Secret must be specified");
            return Optional.empty();
        }
        if (said.path("forwardClientCertificate").isObject()) {
            condition.ignored("Spec.VirtualHost.TLS.ClientValidation.ForwardClientCertificate", "%DOWNSTREAM_PEER_CERT% in requestHeadersPolicy is served");
        }
        String at = authority;
        try {
            Optional<String> file = authority.isEmpty() ? Optional.empty() : Optional.of(certificates.authorities(root.namespace(), authority));
            at = revoked;
            Optional<String> list = revoked.isEmpty() ? Optional.empty() : Optional.of(certificates.revocations(root.namespace(), revoked));
            return Optional.of(Optional.of(new Clients(any ? Optional.empty() : file, said.path("optionalClientCertificate").asBoolean(), list)));
        } catch (ProxyCertificates.Unusable e) {
            String kind = at.equals(authority) ? "CA" : "CRL";
            if (e.permission()) {
                condition.error("TLSError", "DelegationNotPermitted", "Spec.VirtualHost.TLS %s Secret \"%s\" is invalid: %s", kind, at, e.getMessage());
            } else {
                condition.error("TLSError", "ClientValidationInvalid", "Spec.VirtualHost.TLS client validation is invalid: invalid %s Secret \"%s\": %s", kind,
                        String.join("/", ProxyCertificates.whole(root.namespace(), at)), e.getMessage());
            }
            return Optional.empty();
        }
    }

    // -- what holds for all routes

    private static Optional<Common> common(ProxyCondition condition, JsonNode virtualHost, String host) {
        Optional<Cors> cors;
        try {
            cors = ProxyBrowserPolicies.cors(virtualHost.path("corsPolicy"));
        } catch (ProxyPolicies.Invalid e) {
            condition.error("CORSError", "PolicyDidNotParse", "Spec.VirtualHost.CORSPolicy: %s", e.getMessage());
            return Optional.empty();
        }
        Optional<RateLimit> limit;
        try {
            limit = ProxyPolicies.limit(virtualHost.path("rateLimitPolicy"), "Spec.VirtualHost.RateLimitPolicy", host, condition);
        } catch (ProxyPolicies.Invalid e) {
            condition.error("VirtualHostError", "RateLimitPolicyNotValid", "Spec.VirtualHost.RateLimitPolicy is invalid: %s", e.getMessage());
            return Optional.empty();
        }
        try {
            return Optional.of(new Common(cors, limit, ProxyPolicies.addresses(virtualHost, condition)));
        } catch (ProxyPolicies.Invalid e) {
            condition.error("IPFilterError", "IPFilterPolicyNotValid",
                    "Spec.VirtualHost.IPAllowFilterPolicy or Spec.VirtualHost.IPDenyFilterPolicy is invalid: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private static ProxyRoute with(ProxyRoute route, Common common) {
        return new ProxyRoute(route.match(), route.toTls(), route.policies().or(common.addresses(), common.limit(), common.cors()), route.target());
    }
}
