package dev.marina.launcher.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;

/// What a person may decide about an installation. A setting comes from the environment, else from `marina.yaml` in the checkout,
/// else from the last `up` of this installation, else it has its default.
public record Settings(Map<String, String> values) {
    /// Of containers.
    private static final List<String> RUNTIMES = List.of("docker", "containerd");

    enum Key {
        PUBLIC_HOST("public-host", "localhost"),
        CONSOLE_PORT("console-port", "8080"),
        API_PORT("api-port", "6443"),
        KEYCLOAK_PORT("keycloak-port", "8180"),
        /// How people name the console and Keycloak, where something before this machine has another port.
        CONSOLE_URL("console-url", ""),
        KEYCLOAK_URL("keycloak-url", ""),
        TLS_CERT("tls-cert", ""),
        TLS_KEY("tls-key", ""),
        TRUSTED_PROXIES("trusted-proxies", ""),
        LOGINS_PER_MINUTE("logins-per-minute", "300"),
        /// The address on which the three public ports listen.
        BIND("bind", "0.0.0.0"),
        /// At which further machines reach this one; empty: there are none.
        MACHINE_ADDRESS("machine-address", ""),
        ETCD_ENDPOINTS("etcd-endpoints", ""),
        /// Files by which an etcd elsewhere is known, and by which it knows us.
        ETCD_CA("etcd-ca", ""),
        ETCD_CERT("etcd-cert", ""),
        ETCD_KEY("etcd-key", ""),
        DB_URL("db-url", ""),
        DB_USER("db-user", ""),
        DB_PASSWORD("db-password", ""),
        /// How many processes there are of parts that may have several.
        REPLICAS("replicas", ""),
        /// Only these components; all, if empty. For tests and for people who run parts elsewhere.
        COMPONENTS("components", ""),
        /// Java heaps, as `-Xmx` takes them.
        CONTROL_PLANE_HEAP("control-plane-heap", "1500m"),
        NODE_AGENT_HEAP("node-agent-heap", "384m"),
        KEYCLOAK_HEAP("keycloak-heap", "384m"),
        PAYARA_HEAP("payara-heap", "640m"),
        SIGNUPS_PER_MINUTE("signups-per-minute", "60"),
        USER_CERTIFICATE_DAYS("user-certificate-days", "30"),
        /// Who may sign up, and how mail is sent; handed to the REST API as they are, which checks them.
        SIGNUP("signup", ""),
        SIGNUP_CODES("signup-codes", ""),
        MAIL_PROOF("mail-proof", ""),
        TENANTS_PER_PERSON("tenants-per-person", ""),
        EXPIRY_NOTICE_DAYS("expiry-notice-days", ""),
        EXPIRED_TENANT_DAYS("expired-tenant-days", ""),
        SMTP_HOST("smtp-host", ""),
        SMTP_PORT("smtp-port", ""),
        SMTP_TLS("smtp-tls", ""),
        SMTP_USER("smtp-user", ""),
        SMTP_PASSWORD("smtp-password", ""),
        MAIL_FROM("mail-from", ""),
        DNS_UPSTREAM("dns-upstream", ""),
        REGISTRIES("registries", ""),
        /// Registries whose images are kept by the platform, with logins for them, and how much each may take.
        REGISTRY_CACHES("registry-caches", ""),
        REGISTRY_CACHE_LOGINS("registry-cache-logins", ""),
        REGISTRY_CACHE_SIZE("registry-cache-size", "10Gi"),
        /// Where the commands of tenants' builds get packages from, unless a build says it.
        BUILD_REPOSITORIES("build-repositories", ""),
        /// What pools may have for their nodes.
        RUNTIMES("runtimes", "docker"),
        NODE_DISK("node-disk", "2Gi"),
        /// What nodes may have less of for a while; handed to the node agent as they are, which checks them.
        EVICTION_SOFT("eviction-soft", ""),
        EVICTION_SOFT_GRACE_PERIOD("eviction-soft-grace-period", ""),
        EVICTION_MAX_POD_GRACE_PERIOD("eviction-max-pod-grace-period", "0"),
        /// Addresses of Services of type LoadBalancer; empty: some of the nodes' own.
        LOADBALANCER_RANGE("loadbalancer-range", ""),
        /// Below it tenants' applications have names; empty: none has.
        APPS_DOMAIN("apps-domain", ""),
        /// The ACME server from which tenants' names get certificates; empty: none.
        ACME_DIRECTORY("acme-directory", ""),
        ACME_CA("acme-ca", ""),
        ACME_CONTACT("acme-contact", ""),
        /// Where that server finds the platform's own names; empty: they have a certificate of the installation's own authority.
        ACME_PORT("acme-port", "");

        final String dashed;
        final String fallback;

        Key(String dashed, String fallback) {
            this.dashed = dashed;
            this.fallback = fallback;
        }

        String variable() {
            return "MARINA_" + name();
        }
    }

    public Settings {
        values = Map.copyOf(values);
        checkPort(values, Key.CONSOLE_PORT);
        checkPort(values, Key.API_PORT);
        checkPort(values, Key.KEYCLOAK_PORT);
        Set<String> ports = new HashSet<>();
        for (Key key : List.of(Key.CONSOLE_PORT, Key.API_PORT, Key.KEYCLOAK_PORT)) {
            if (!ports.add(values.getOrDefault(key.dashed, key.fallback))) {
                throw new Complaint("%s is %s, which another port setting has too".formatted(key.variable(), values.get(key.dashed)));
            }
        }
        checkNumber(values, Key.SIGNUPS_PER_MINUTE, 0);
        checkNumber(values, Key.USER_CERTIFICATE_DAYS, 1);
        checkNumber(values, Key.LOGINS_PER_MINUTE, 0);
        checkNumber(values, Key.EVICTION_MAX_POD_GRACE_PERIOD, 0);
        checkEviction(values, Key.EVICTION_SOFT, "<", "memory.available<200Mi,nodefs.available<15%");
        checkEviction(values, Key.EVICTION_SOFT_GRACE_PERIOD, "=", "memory.available=1m30s,nodefs.available=2m");
        checkUrl(values, Key.CONSOLE_URL);
        checkUrl(values, Key.KEYCLOAK_URL);
        if (values.getOrDefault(Key.TLS_CERT.dashed, "").isBlank() != values.getOrDefault(Key.TLS_KEY.dashed, "").isBlank()) {
            throw new Complaint("MARINA_TLS_CERT and MARINA_TLS_KEY belong together: two files in PEM, the certificate with its chain and its key");
        }
        for (String network : list(values.getOrDefault(Key.TRUSTED_PROXIES.dashed, ""))) {
            if (!network.matches("[0-9a-fA-F.:]+(/\\d{1,3})?")) {
                throw new Complaint("MARINA_TRUSTED_PROXIES has '%s'; it must be an address or a network such as 192.0.2.0/24".formatted(network));
            }
        }
        String disk = values.getOrDefault(Key.NODE_DISK.dashed, Key.NODE_DISK.fallback);
        if (!disk.matches("[1-9]\\d*(Mi|Gi|Ti)")) {
            throw new Complaint("MARINA_NODE_DISK is '%s'; it must be a size such as 512Mi or 10Gi".formatted(disk));
        }
        for (String runtime : list(values.getOrDefault(Key.RUNTIMES.dashed, Key.RUNTIMES.fallback))) {
            if (!RUNTIMES.contains(runtime)) {
                throw new Complaint("MARINA_RUNTIMES has '%s'; there are %s".formatted(runtime, String.join(", ", RUNTIMES)));
            }
        }
        for (String repository : list(values.getOrDefault(Key.BUILD_REPOSITORIES.dashed, ""))) {
            if (!repository.matches("(maven|npm|python|proxy)=https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._~/%+=-]*)?")) {
                throw new Complaint("MARINA_BUILD_REPOSITORIES has '%s'; it must be maven, npm, python or proxy with = and a URL without user and password"
                        .formatted(repository));
            }
        }
        String range = values.getOrDefault(Key.LOADBALANCER_RANGE.dashed, "");
        if (!range.isEmpty() && !range.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?=\\d)|(?=/))){4}/(1[6-9]|2\\d|3[01])")) {
            throw new Complaint("MARINA_LOADBALANCER_RANGE is '%s'; it must be an IPv4 network from /16 to /31, such as 192.0.2.0/26".formatted(range));
        }
        String acme = values.getOrDefault(Key.ACME_DIRECTORY.dashed, "");
        if (!acme.isEmpty() && !acme.matches("https://[^/\\s]+(/\\S*)?")) {
            throw new Complaint("MARINA_ACME_DIRECTORY is '%s'; it must be the https:// URL of an ACME server's directory".formatted(acme));
        }
        String machine = values.getOrDefault(Key.MACHINE_ADDRESS.dashed, "");
        if (!machine.isEmpty()
                && (!machine.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}") || machine.startsWith("127.") || machine.equals("0.0.0.0"))) {
            throw new Complaint(
                    "MARINA_MACHINE_ADDRESS is '%s'; it must be an IPv4 address of this machine at which other machines reach it".formatted(machine));
        }
        checkReplicas(values);
        checkEtcd(values);
        checkAcmePort(values, ports);
        checkCaches(values);
        checkAppsDomain(values.getOrDefault(Key.APPS_DOMAIN.dashed, ""), values.getOrDefault(Key.PUBLIC_HOST.dashed, Key.PUBLIC_HOST.fallback));
        boolean url = !values.getOrDefault(Key.DB_URL.dashed, "").isBlank();
        boolean user = !values.getOrDefault(Key.DB_USER.dashed, "").isBlank();
        if (url && !user) {
            throw new Complaint("MARINA_DB_URL is set without MARINA_DB_USER; an external PostgreSQL needs both and MARINA_DB_PASSWORD");
        }
    }

    /// What an `up` is to bring about: what the environment and `marina.yaml` say, over what the installation was started with.
    public static Settings load(Layout layout, Map<String, String> environment) {
        return resolve(kept(layout).values, yaml(layout.root().resolve("marina.yaml")), environment);
    }

    /// Of a machine that joins: what it is told, over what its operator says.
    public static Settings joined(Layout layout, Map<String, String> told, Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>(load(layout, environment).values);
        values.putAll(told);
        return new Settings(values);
    }

    /// What the last `up` has resolved: the settings of what runs. Nobody else asks the environment or `marina.yaml`.
    static Settings kept(Layout layout) {
        return new Settings(Files.exists(layout.settingsFile()) ? Json.read(layout.settingsFile(), new TypeReference<>() {}) : Map.of());
    }

    static Settings resolve(Map<String, String> kept, Map<String, String> yaml, Map<String, String> environment) {
        for (String name : yaml.keySet()) {
            if (Arrays.stream(Key.values()).noneMatch(key -> key.dashed.equals(name))) {
                throw new Complaint("marina.yaml has the unknown key '%s'; known are %s".formatted(name,
                        Arrays.stream(Key.values()).map(key -> key.dashed).sorted().toList()));
            }
        }
        Map<String, String> values = new TreeMap<>();
        for (Key key : Key.values()) {
            String said = environment.get(key.variable());
            if (said == null) {
                said = yaml.get(key.dashed);
            }
            if (said == null) {
                said = kept.get(key.dashed);
            }
            if (said != null && !said.equals(key.fallback)) {
                values.put(key.dashed, said.strip());
            }
        }
        return new Settings(values);
    }

    private static Map<String, String> yaml(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, String> read = Json.YAML.readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
            return read == null ? Map.of() : read;
        } catch (IOException e) {
            throw new Complaint("marina.yaml cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkPort(Map<String, String> values, Key key) {
        String value = values.getOrDefault(key.dashed, key.fallback);
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65535) {
            throw new Complaint("%s is '%s'; a port lies between 1 and 65535".formatted(key.variable(), value));
        }
    }

    private static void checkEviction(Map<String, String> values, Key key, String between, String example) {
        for (String entry : list(values.getOrDefault(key.dashed, ""))) {
            if (!entry.matches("[a-zA-Z.]+" + between + "[0-9a-zA-Z.%]+")) {
                throw new Complaint("%s has '%s'; it must be signals such as %s".formatted(key.variable(), entry, example));
            }
        }
    }

    private static void checkNumber(Map<String, String> values, Key key, int least) {
        String value = values.getOrDefault(key.dashed, key.fallback);
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least) {
            throw new Complaint("%s is '%s'; it must be a whole number from %d on".formatted(key.variable(), value, least));
        }
    }

    private static void checkUrl(Map<String, String> values, Key key) {
        String value = values.getOrDefault(key.dashed, "");
        if (!value.isEmpty() && !value.matches("https://[A-Za-z0-9.:\\[\\]-]+")) {
            throw new Complaint("%s is '%s'; it must be https://, a name and perhaps a port, without a path".formatted(key.variable(), value));
        }
    }

    private static void checkReplicas(Map<String, String> values) {
        Replicas replicas = Replicas.of(values.getOrDefault(Key.REPLICAS.dashed, ""));
        if (replicas.etcd() > 1 && !values.getOrDefault(Key.ETCD_ENDPOINTS.dashed, "").isBlank()) {
            throw new Complaint("MARINA_REPLICAS has etcd=%d and MARINA_ETCD_ENDPOINTS names an etcd of yours; it must be one of the two"
                    .formatted(replicas.etcd()));
        }
    }

    private static void checkEtcd(Map<String, String> values) {
        List<String> endpoints = list(values.getOrDefault(Key.ETCD_ENDPOINTS.dashed, ""));
        for (String endpoint : endpoints) {
            if (!endpoint.matches("https?://[A-Za-z0-9.\\[\\]:-]+:\\d{1,5}")) {
                throw new Complaint("MARINA_ETCD_ENDPOINTS has '%s'; it must be http:// or https://, a name and a port".formatted(endpoint));
            }
        }
        boolean ca = !values.getOrDefault(Key.ETCD_CA.dashed, "").isEmpty();
        boolean certificate = !values.getOrDefault(Key.ETCD_CERT.dashed, "").isEmpty();
        boolean secure = endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("https://"));
        if (secure != ca || secure && endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("http://"))) {
            throw new Complaint(
                    "MARINA_ETCD_ENDPOINTS and MARINA_ETCD_CA do not fit: an etcd with https:// is known by MARINA_ETCD_CA, a file of certificates in PEM, at all of its addresses; one with http:// has none");
        }
        if (certificate == values.getOrDefault(Key.ETCD_KEY.dashed, "").isEmpty() || certificate && !ca) {
            throw new Complaint(
                    "MARINA_ETCD_CERT and MARINA_ETCD_KEY belong together and to MARINA_ETCD_CA: two files in PEM, a certificate with its chain and its key (PKCS#8)");
        }
    }

    private static void checkCaches(Map<String, String> values) {
        Set<String> names = new HashSet<>();
        for (String cache : list(values.getOrDefault(Key.REGISTRY_CACHES.dashed, ""))) {
            if (!cache.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d{1,5})?=https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._~/-]*)?")) {
                throw new Complaint("MARINA_REGISTRY_CACHES has '%s'; it must be a registry as images name it, = and where it is, such as %s".formatted(cache,
                        "docker.io=https://registry-1.docker.io"));
            }
            if (!names.add(cache.substring(0, cache.indexOf('=')))) {
                throw new Complaint("MARINA_REGISTRY_CACHES has %s twice".formatted(cache.substring(0, cache.indexOf('='))));
            }
        }
        for (String login : list(values.getOrDefault(Key.REGISTRY_CACHE_LOGINS.dashed, ""))) {
            String name = login.replaceFirst("=.*", "");
            if (!login.matches("[^=]+=[^:]+:.+") || !names.contains(name)) {
                throw new Complaint(
                        "MARINA_REGISTRY_CACHE_LOGINS has something for '%s'; it must be one of MARINA_REGISTRY_CACHES, then =user:password".formatted(name));
            }
        }
        String size = values.getOrDefault(Key.REGISTRY_CACHE_SIZE.dashed, Key.REGISTRY_CACHE_SIZE.fallback);
        if (!size.matches("[1-9]\\d{0,5}(Mi|Gi|Ti)")) {
            throw new Complaint("MARINA_REGISTRY_CACHE_SIZE is '%s'; it must be a size such as 512Mi or 10Gi".formatted(size));
        }
    }

    /// @param taken by the other settings
    private static void checkAcmePort(Map<String, String> values, Set<String> taken) {
        String port = values.getOrDefault(Key.ACME_PORT.dashed, "");
        if (port.isEmpty()) {
            return;
        }
        checkPort(values, Key.ACME_PORT);
        if (taken.contains(port)) {
            throw new Complaint("MARINA_ACME_PORT is %s, which another port setting has too".formatted(port));
        }
        if (values.getOrDefault(Key.ACME_DIRECTORY.dashed, "").isEmpty()) {
            throw new Complaint("MARINA_ACME_PORT is set without MARINA_ACME_DIRECTORY, the https:// URL of the ACME server that is to look there");
        }
        if (!values.getOrDefault(Key.TLS_CERT.dashed, "").isEmpty()) {
            throw new Complaint("MARINA_ACME_PORT and MARINA_TLS_CERT exclude each other: the certificate is either ordered or yours");
        }
        for (Key key : List.of(Key.PUBLIC_HOST, Key.CONSOLE_URL, Key.KEYCLOAK_URL)) {
            String host = values.getOrDefault(key.dashed, key.fallback).replaceFirst("^https://", "").replaceFirst(":\\d+$", "");
            if (!host.isEmpty() && !host.matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new Complaint(
                        "MARINA_ACME_PORT asks for a certificate for '%s' (%s), for which no server gives one; a name of DNS with a dot would be right"
                                .formatted(host, key.variable()));
            }
        }
    }

    /// Pages of tenants must not be of the console's site: browsers would let them set cookies for it.
    private static void checkAppsDomain(String domain, String publicHost) {
        if (domain.isEmpty()) {
            return;
        }
        if (!domain.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+") || domain.length() > 120) {
            throw new Complaint("MARINA_APPS_DOMAIN is '%s'; it must be a name in small letters with a dot in it, such as apps.localhost".formatted(domain));
        }
        if (site(domain).equals(site(publicHost)) || publicHost.endsWith("." + domain)) {
            throw new Complaint(
                    "MARINA_APPS_DOMAIN is '%s', and MARINA_PUBLIC_HOST '%s' belongs to the same domain; tenants' pages need another one, such as %s-apps.example"
                            .formatted(domain, publicHost, publicHost.split("\\.")[0]));
        }
    }

    /// The last two parts of a name. `localhost` is to browsers what `com` is.
    private static String site(String host) {
        String[] parts = host.split("\\.");
        return parts.length < 2 ? host + "." : parts[parts.length - 2] + "." + parts[parts.length - 1];
    }

    private static List<String> list(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    public void keep(Layout layout) {
        Json.writeJson(layout.settingsFile(), new TreeMap<>(values));
    }

    private String get(Key key) {
        return values.getOrDefault(key.dashed, key.fallback);
    }

    public String publicHost() {
        return get(Key.PUBLIC_HOST);
    }

    /// Empty: a part of the nodes' subnet, which nobody reaches but the machine and the clusters themselves.
    public Optional<String> loadBalancerRange() {
        return Optional.of(get(Key.LOADBALANCER_RANGE)).filter(range -> !range.isEmpty());
    }

    public Optional<String> buildRepositories() {
        return Optional.of(get(Key.BUILD_REPOSITORIES)).filter(repositories -> !repositories.isBlank());
    }

    public int consolePort() {
        return Integer.parseInt(get(Key.CONSOLE_PORT));
    }

    public int apiPort() {
        return Integer.parseInt(get(Key.API_PORT));
    }

    public int keycloakPort() {
        return Integer.parseInt(get(Key.KEYCLOAK_PORT));
    }

    public String consoleUrl() {
        return get(Key.CONSOLE_URL).isEmpty() ? https(consolePort()) : get(Key.CONSOLE_URL);
    }

    public String keycloakUrl() {
        return get(Key.KEYCLOAK_URL).isEmpty() ? https(keycloakPort()) : get(Key.KEYCLOAK_URL);
    }

    private String https(int port) {
        return "https://" + publicHost() + (port == 443 ? "" : ":" + port);
    }

    /// Empty: one from the installation's own authority.
    public Optional<Path> tlsCertificate() {
        return get(Key.TLS_CERT).isEmpty() ? Optional.empty() : Optional.of(Path.of(get(Key.TLS_CERT)));
    }

    public Path tlsKey() {
        return Path.of(get(Key.TLS_KEY));
    }

    public List<String> trustedProxies() {
        return list(get(Key.TRUSTED_PROXIES));
    }

    public int loginsPerMinute() {
        return Integer.parseInt(get(Key.LOGINS_PER_MINUTE));
    }

    public String bind() {
        return get(Key.BIND);
    }

    public Optional<String> machineAddress() {
        return Optional.of(get(Key.MACHINE_ADDRESS)).filter(address -> !address.isEmpty());
    }

    /// Empty: an etcd of our own.
    public List<String> externalEtcd() {
        return list(get(Key.ETCD_ENDPOINTS));
    }

    /// Of an etcd elsewhere that speaks TLS: the certificates by which it is known.
    public Optional<Path> etcdAuthority() {
        return Optional.of(get(Key.ETCD_CA)).filter(file -> !file.isEmpty()).map(Path::of);
    }

    /// By which that etcd knows us; empty: it does not ask.
    public Optional<Path> etcdCertificate() {
        return Optional.of(get(Key.ETCD_CERT)).filter(file -> !file.isEmpty()).map(Path::of);
    }

    public Path etcdKey() {
        return Path.of(get(Key.ETCD_KEY));
    }

    /// Empty: a PostgreSQL of our own.
    public String externalDatabase() {
        return get(Key.DB_URL);
    }

    public String databaseUser() {
        return get(Key.DB_USER);
    }

    public String databasePassword() {
        return get(Key.DB_PASSWORD);
    }

    public Replicas replicas() {
        return Replicas.of(get(Key.REPLICAS));
    }

    /// Empty: all.
    public List<String> components() {
        return list(get(Key.COMPONENTS));
    }

    public String controlPlaneHeap() {
        return get(Key.CONTROL_PLANE_HEAP);
    }

    public String nodeAgentHeap() {
        return get(Key.NODE_AGENT_HEAP);
    }

    public String keycloakHeap() {
        return get(Key.KEYCLOAK_HEAP);
    }

    public String payaraHeap() {
        return get(Key.PAYARA_HEAP);
    }

    public int signupsPerMinute() {
        return Integer.parseInt(get(Key.SIGNUPS_PER_MINUTE));
    }

    public int userCertificateDays() {
        return Integer.parseInt(get(Key.USER_CERTIFICATE_DAYS));
    }

    /// The REST API's own settings that somebody made, by the names of its variables.
    public Map<String, String> waysIn() {
        Map<String, String> made = new TreeMap<>();
        for (Key key : List.of(Key.SIGNUP, Key.SIGNUP_CODES, Key.MAIL_PROOF, Key.TENANTS_PER_PERSON, Key.EXPIRY_NOTICE_DAYS,
                Key.EXPIRED_TENANT_DAYS, Key.SMTP_HOST, Key.SMTP_PORT, Key.SMTP_TLS, Key.SMTP_USER,
                Key.SMTP_PASSWORD, Key.MAIL_FROM)) {
            if (!get(key).isEmpty()) {
                made.put(key.variable(), get(key));
            }
        }
        return made;
    }

    /// What puts pods out of nodes beyond the hard thresholds, by the names of the node agent's settings.
    public Map<String, Object> eviction() {
        return Map.of(Key.EVICTION_SOFT.dashed, get(Key.EVICTION_SOFT), Key.EVICTION_SOFT_GRACE_PERIOD.dashed, get(Key.EVICTION_SOFT_GRACE_PERIOD),
                Key.EVICTION_MAX_POD_GRACE_PERIOD.dashed, Integer.parseInt(get(Key.EVICTION_MAX_POD_GRACE_PERIOD)));
    }

    /// What each node holds of what its pods write, as Kubernetes writes sizes.
    public String nodeDisk() {
        return get(Key.NODE_DISK);
    }

    /// Below which tenants' applications have names: `<application>.<tenant>.<domain>`. Empty: none has.
    public Optional<String> acmeDirectory() {
        return Optional.of(get(Key.ACME_DIRECTORY)).filter(url -> !url.isEmpty());
    }

    /// A file with certificates by which the ACME server is known.
    public Optional<String> acmeAuthority() {
        return Optional.of(get(Key.ACME_CA)).filter(file -> !file.isEmpty());
    }

    public Optional<String> acmeContact() {
        return Optional.of(get(Key.ACME_CONTACT)).filter(address -> !address.isEmpty());
    }

    /// Of plain HTTP, at which the platform's own names are proved. Empty: they are not.
    public OptionalInt acmePort() {
        return get(Key.ACME_PORT).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(get(Key.ACME_PORT)));
    }

    public Optional<String> appsDomain() {
        return Optional.of(get(Key.APPS_DOMAIN)).filter(domain -> !domain.isEmpty());
    }

    /// `host` or `host:port` of registries that images may come from though they are on a private network or on this machine.
    public List<String> registries() {
        return list(get(Key.REGISTRIES)).stream().map(registry -> registry.replaceFirst("^http://", "")).toList();
    }

    /// Registries whose images nodes pull through the platform's cache.
    public List<CachedRegistry> registryCaches() {
        Map<String, String> logins = list(get(Key.REGISTRY_CACHE_LOGINS)).stream().map(login -> login.split("=", 2))
                .collect(Collectors.toMap(login -> login[0], login -> login[1]));
        return list(get(Key.REGISTRY_CACHES)).stream().map(cache -> cache.split("=", 2)).map(cache -> {
            String[] login = logins.getOrDefault(cache[0], ":").split(":", 2);
            return new CachedRegistry(cache[0], cache[1], login[0], login[1]);
        }).toList();
    }

    /// Of each.
    public long registryCacheBytes() {
        String size = get(Key.REGISTRY_CACHE_SIZE);
        return Long.parseLong(size.substring(0, size.length() - 2)) << switch (size.substring(size.length() - 2)) {
            case "Mi" -> 20;
            case "Gi" -> 30;
            default -> 40;
        };
    }

    /// Those of [#registries] that speak without TLS.
    public List<String> plainRegistries() {
        return list(get(Key.REGISTRIES)).stream().filter(registry -> registry.startsWith("http://")).map(registry -> registry.substring("http://".length()))
                .toList();
    }

    /// Container runtimes that pools may have. Docker's is always there: the platform's own containers run in it.
    public List<String> runtimes() {
        return RUNTIMES.stream().filter(runtime -> runtime.equals("docker") || list(get(Key.RUNTIMES)).contains(runtime)).toList();
    }

    /// Empty: what the machine's `/etc/resolv.conf` names.
    public List<String> dnsUpstream() {
        return list(get(Key.DNS_UPSTREAM));
    }

    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>(values);
        List.of(Key.DB_PASSWORD, Key.SMTP_PASSWORD, Key.SIGNUP_CODES, Key.REGISTRY_CACHE_LOGINS)
                .forEach(secret -> shown.computeIfPresent(secret.dashed, (_, _) -> "***"));
        return shown.toString();
    }
}
