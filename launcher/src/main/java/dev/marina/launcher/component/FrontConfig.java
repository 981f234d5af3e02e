package dev.marina.launcher.component;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The configuration of HAProxy, as text.
///
/// @param sockets directory for the sockets by which its own parts talk to each other
/// @param certificate certificate, chain and key in one file
/// @param authority what people are offered for download, so that their browsers trust the certificate
/// @param ownCertificate somebody vouches for it whom browsers know, so they may be told never to come without TLS again
/// @param trustedProxies networks whose word about the browser's address and protocol counts
/// @param loginsPerMinute sign-ups and password checks of one address; 0 is any number
/// @param registryPort on loopback, of the registry's gate: it is on the console's port, below `/v2/`
/// @param apps tenants' applications by name, on the console's port
/// @param acme where an ACME server finds the platform's own names
/// @param replicas what leads to one of several processes
record FrontConfig(String bind, Path sockets, Path certificate, Path authority, boolean ownCertificate, List<String> trustedProxies, int loginsPerMinute,
        Site console, Site login, int registryPort, Optional<Apps> apps, Optional<Acme> acme, FrontReplicas replicas) {
    /// One public port and the server behind it.
    ///
    /// @param url how people name it
    record Site(String name, String url, int port, int serverPort) {}

    /// @param domain below which they have names
    /// @param certificates the list of certificates for these names, to which the agent adds while this runs
    /// @param authority the certificate of who vouches for them, for download
    /// @param namesPort on loopback, where DNS says at which node a name's entrance is
    record Apps(String domain, Path certificates, Path authority, int namesPort) {}

    /// @param port of plain HTTP
    /// @param thumbprint of the account's key: with it every challenge of the account is answered, and of no other (RFC 8555, 8.1)
    record Acme(int port, String thumbprint) {}

    FrontConfig(String bind, Path sockets, Path certificate, Path authority, boolean ownCertificate, List<String> trustedProxies, int loginsPerMinute,
            Site console,
            Site login, int registryPort, Optional<Apps> apps) {
        this(bind, sockets, certificate, authority, ownCertificate, trustedProxies, loginsPerMinute, console, login, registryPort, apps, Optional.empty(),
                FrontReplicas.NONE);
    }

    /// Where root may give certificates while this runs.
    static Path control(Path sockets) {
        return sockets.resolve("control.sock");
    }

    /// Where nodes' entrances await the front, as `dev.marina.model.Entrance` says.
    private static final int ENTRANCE_PORT = 10_080;

    /// Layers may be large, and slow to come. Of all requests to the registry so many are let through at a time, of which the gate lets a tenant have 120
    /// at most; the others wait.
    private static final int REGISTRY_CONNECTIONS = 1000;

    /// A request's body. Nobody sends more to a form or to the REST API.
    private static final int BODY_BYTES = 1 << 20;
    /// Of one address: a class of students may share one.
    private static final int CONNECTIONS = 500;
    private static final int REQUESTS_IN_TEN_SECONDS = 3000;
    private static final int CONNECTIONS_OF_ALL = 4000;
    /// Each takes two files, of which an ordinary process may have 20,000 on some machines.
    private static final int CONNECTIONS_OF_ALL_AND_THE_API = 8000;
    private static final int YEAR_SECONDS = 31_536_000;

    /// Vaadin writes scripts and styles into its page and evaluates code that it receives; everything else comes from the console itself.
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    String text() {
        return """
                global
                    log stdout format raw local0 info
                    maxconn %6$d
                %7$s%4$s                    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
                    ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305

                defaults
                    log global
                    option dontlognull
                    option dontlog-normal
                    timeout connect 5s
                    timeout client 60s
                    timeout server 120s
                    timeout client-fin 10s
                    timeout tunnel 1h
                    timeout http-request 15s
                    timeout http-keep-alive 30s

                backend connections
                    stick-table type ipv6 size 100k expire 2m store conn_cur

                backend requests
                    stick-table type ipv6 size 100k expire 2m store http_req_rate(10s)

                backend logins
                    stick-table type ipv6 size 100k expire 2m store http_req_rate(1m)

                %1$s
                %2$s%5$s%3$s""".formatted(site(console, consoleRules()), site(login, loginRules()), apps.map(this::entrances).orElse(""),
                apps.isPresent() || acme.isPresent() ? "    stats socket unix@%s mode 600 level admin\n".formatted(control(sockets)) : "", registry(),
                replicas.none() ? CONNECTIONS_OF_ALL : CONNECTIONS_OF_ALL_AND_THE_API, replicas.global())
                + acme.map(this::challenges).orElse("") + replicas.text();
    }

    /// Nothing is here but what an ACME server looks for. Everybody else is sent to the console.
    private String challenges(Acme asked) {
        return """

                frontend acme
                    mode http
                    bind %1$s:%2$d
                    tcp-request connection track-sc0 src table connections
                    tcp-request connection reject if { sc0_conn_cur gt %3$d }
                    http-request track-sc1 src table requests
                    http-request deny deny_status 429 if { sc1_http_req_rate gt %4$d }
                    http-request return status 200 content-type text/plain lf-string "%%[path,field(4,/)].%5$s" if { path_reg ^/[.]well-known/acme-challenge/[A-Za-z0-9_-]{16,128}$ }
                    http-request redirect prefix %6$s code 308
                """.formatted(bind, asked.port(), CONNECTIONS, REQUESTS_IN_TEN_SECONDS, asked.thumbprint(), console.url());
    }

    /// Docker's clients ask for `/v2/` of the host that an image's name begins with. Nothing there is a page, and nobody who is logged in is known there.
    private String registry() {
        return """

                backend registry
                    mode http
                    option http-server-close
                    timeout server 10m
                    timeout queue 60s
                    http-request del-header Cookie
                    http-response del-header Set-Cookie
                    server here 127.0.0.1:%d maxconn %d
                """.formatted(registryPort, REGISTRY_CONNECTIONS);
    }

    /// Leads a name to its tenant's own entrance, whose node the agent tells by DNS. The front ends TLS and says before the first byte who is asking;
    /// which page it is, is the entrance's matter. A connection to one tenant's entrance carries nobody else's requests.
    private String entrances(Apps apps) {
        return """

                resolvers entrances
                    nameserver agent 127.0.0.1:%1$d
                    resolve_retries 2
                    timeout resolve 1s
                    timeout retry 500ms
                    hold valid 1s
                    hold obsolete 0s
                    hold nx 1s
                    hold refused 1s
                    hold timeout 1s
                    hold other 1s

                backend apps-secure
                    mode tcp
                    server here unix@%2$s send-proxy-v2

                frontend apps
                    mode http
                    bind unix@%2$s accept-proxy ssl crt-list %3$s alpn http/1.1
                    http-request track-sc1 src table requests
                    http-request deny deny_status 429 if { sc1_http_req_rate gt %4$d }
                    http-request set-var(txn.sni) ssl_fc_sni,lower
                    http-request set-var(txn.name) req.hdr(host),field(1,:),lower
                    http-request deny deny_status 421 unless { var(txn.name),strcmp(txn.sni) eq 0 }
                    http-request do-resolve(txn.entrance,entrances,ipv4) var(txn.name)
                    http-request return status 503 content-type text/plain string "nobody answers by this name" unless { var(txn.entrance) -m found }
                    default_backend apps-entrance

                backend apps-entrance
                    mode http
                    http-reuse never
                    http-request set-dst var(txn.entrance)
                    http-request set-dst-port int(%5$d)
                    server entrance 0.0.0.0:0 send-proxy-v2
                """.formatted(apps.namesPort(), sockets.resolve("apps-tls.sock"), apps.certificates(), REQUESTS_IN_TEN_SECONDS, ENTRANCE_PORT);
    }

    /// The port tells TLS from plain HTTP by the first bytes and passes both on with the caller's address.
    private String site(Site site, String rules) {
        return """
                frontend %1$s-port
                    mode tcp
                    bind %2$s:%3$d
                    tcp-request connection track-sc0 src table connections
                    tcp-request connection reject if { sc0_conn_cur gt %4$d }%5$s
                    tcp-request inspect-delay 10s
                    tcp-request content accept if { req.ssl_hello_type 1 }
                    tcp-request content accept if HTTP
                    tcp-request content reject
                %12$s    use_backend %1$s-secure if { req.ssl_hello_type 1 }
                    default_backend %1$s-plain

                backend %1$s-secure
                    mode tcp
                    server here unix@%6$s send-proxy-v2

                backend %1$s-plain
                    mode tcp
                    server here unix@%7$s send-proxy-v2

                frontend %1$s
                    mode http
                    bind unix@%6$s accept-proxy ssl crt %8$s alpn http/1.1
                    bind unix@%7$s accept-proxy
                %9$s%10$s
                    default_backend %1$s-server

                backend %1$s-server
                    mode http
                    server here 127.0.0.1:%11$d
                """.formatted(site.name(), bind, site.port(), CONNECTIONS, trustedProxies.isEmpty() ? "" : " !{ src " + proxies() + " }",
                socket(site, "tls"), socket(site, "http"), certificate, everySite(site), rules, site.serverPort(),
                site == console ? apps.map(named -> "    use_backend apps-secure if { req.ssl_sni -m end .%s }\n".formatted(named.domain())).orElse("") : "");
    }

    private String everySite(Site site) {
        String proxied = trustedProxies.isEmpty() ? "" : """
                    http-request set-var(txn.proxied) bool(true) if { src %s }
                    http-request set-var(txn.secure) bool(true) if { var(txn.proxied) -m bool } { req.hdr(x-forwarded-proto) -i https }
                    http-request set-src hdr(x-forwarded-for,-1) if { var(txn.proxied) -m bool } { req.hdr(x-forwarded-for) -m found }
                """.formatted(proxies());
        String named = site == console ? apps.map(each -> """
                    http-request redirect scheme https code 308 if !{ ssl_fc } { req.hdr(host),field(1,:),lower -m end .%s }
                """.formatted(each.domain())).orElse("") : "";
        String butRegistry = site == console ? " !{ path_beg /v2/ }" : "";
        return named + proxied + """
                    http-request set-var(txn.secure) bool(true) if { ssl_fc }
                    http-request redirect prefix %s code 308 unless { var(txn.secure) -m bool }
                    http-request track-sc1 src table requests
                    http-request deny deny_status 429 if { sc1_http_req_rate gt %d }
                    http-request return status 411 content-type text/plain string "a request says how long it is" if { req.hdr(transfer-encoding) -m found }%s
                    http-request deny deny_status 413 if { req.hdr_val(content-length) gt %d }%s
                    http-request del-header Forwarded
                    http-request set-header X-Forwarded-Host %s
                    http-request del-header X-Forwarded-Port
                    http-request del-header X-Forwarded-Prefix
                    http-request set-header X-Forwarded-Proto https
                    http-request set-header X-Forwarded-For %%[src]
                    http-response del-header Server
                    http-response del-header X-Powered-By
                    http-response set-header X-Content-Type-Options nosniff
                    http-response set-header Referrer-Policy same-origin
                %s""".formatted(site.url(), REQUESTS_IN_TEN_SECONDS, butRegistry, BODY_BYTES, butRegistry, URI.create(site.url()).getAuthority(), ownCertificate
                ? "    http-response set-header Strict-Transport-Security max-age=%d\n".formatted(YEAR_SECONDS)
                : "");
    }

    /// What the server says about itself is for the operator, on loopback. Rules look at the path as the server will read it: decoded,
    /// without parameters; what cannot be decoded, and segments that say nothing, do not pass, so that no path has two spellings.
    private String consoleRules() {
        return """
                    http-request deny deny_status 400 unless { path,url_dec -m found }
                    http-request deny deny_status 404 if { path,url_dec -m reg /([.][.]?(/|;|$)|[/;]) }
                    http-request set-var(txn.path) path,url_dec,regsub(;[^/]*,,g)
                    http-request deny deny_status 404 if { var(txn.path) -m reg -i ^/(metrics|health|openapi)(/|$) }
                    http-request return status 200 content-type application/x-pem-file file %s if { path /ca.pem }
                %s%s    http-request set-var(txn.registry) bool(true) if { path_beg /v2/ }
                    http-response set-header X-Frame-Options DENY
                    http-response set-header Content-Security-Policy "%s" unless { var(txn.registry) -m bool }
                    http-response set-header Content-Security-Policy "default-src 'none'; sandbox" if { var(txn.registry) -m bool }
                    use_backend registry if { var(txn.registry) -m bool }
                """.formatted(authority, apps.map(each -> """
                    http-request return status 200 content-type application/x-pem-file file %s if { path /apps-ca.pem }
                """.formatted(each.authority())).orElse(""), limited("var(txn.path) -m reg ^/api/v1/(token|signup|password-reset|invitations/accept)/?$"),
                CONTENT_SECURITY_POLICY);
    }

    /// The platform's realm and what its pages consist of. Keycloak's administration and its own realm are not for the public; and
    /// since only plain paths are let through, none of them can be spelled differently.
    private String loginRules() {
        return """
                    http-request deny deny_status 404 unless { path_beg /realms/marina/ /resources/ } or { path /realms/marina }
                    http-request deny deny_status 404 if { path_reg [^A-Za-z0-9/._~-] } or { path_sub .. // }
                %s""".formatted(limited("path_beg /realms/marina/login-actions/ /realms/marina/protocol/openid-connect/token"));
    }

    /// Passwords can be tried at both sites; what one address tries is counted together.
    private String limited(String where) {
        return loginsPerMinute == 0 ? "" : """
                    acl credentials %s
                    http-request track-sc2 src table logins if METH_POST credentials
                    http-request deny deny_status 429 hdr Retry-After 60 if METH_POST credentials { sc2_http_req_rate gt %d }
                """.formatted(where, loginsPerMinute);
    }

    private String proxies() {
        return String.join(" ", trustedProxies);
    }

    private Path socket(Site site, String kind) {
        return sockets.resolve(site.name() + "-" + kind + ".sock");
    }
}
