package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.Complaint;

class SettingsTest {
    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void withoutAnySettingThereAreDefaults() {
        Settings settings = Settings.resolve(NOTHING, NOTHING, NOTHING);

        assertEquals(List.of(8080, 6443, 8180), List.of(settings.consolePort(), settings.apiPort(), settings.keycloakPort()));
        assertEquals("localhost", settings.publicHost());
        assertEquals(List.of(), settings.externalEtcd());
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverWhatWasKept() {
        Settings settings = Settings.resolve(
                Map.of("console-port", "1001", "api-port", "1002", "keycloak-port", "1003"),
                Map.of("api-port", "2002", "keycloak-port", "2003"),
                Map.of("MARINA_KEYCLOAK_PORT", "3003"));

        assertEquals(List.of(1001, 2002, 3003), List.of(settings.consolePort(), settings.apiPort(), settings.keycloakPort()));
    }

    @Test
    void anUnknownKeyOfTheFileIsNamed() {
        Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, Map.of("consol-port", "1"), NOTHING));

        assertTrue(complaint.getMessage().contains("'consol-port'"), complaint.getMessage());
    }

    @Test
    void aPortThatIsNoneIsNamedWithItsSetting() {
        Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_API_PORT", "70000")));

        assertTrue(complaint.getMessage().startsWith("MARINA_API_PORT is '70000'"), complaint.getMessage());
    }

    @Test
    void twoSettingsMayNotNameOnePort() {
        assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_API_PORT", "8080")));
    }

    @Test
    void anExternalDatabaseNeedsAUser() {
        assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_DB_URL", "jdbc:postgresql://db/marina")));
    }

    @Test
    void aPasswordIsNotPrinted() {
        Settings settings = Settings.resolve(NOTHING, NOTHING,
                Map.of("MARINA_DB_URL", "jdbc:postgresql://db/marina", "MARINA_DB_USER", "u", "MARINA_DB_PASSWORD", "hunter2"));

        assertFalse(settings.toString().contains("hunter2"), settings.toString());
    }

    @Test
    void severalEtcdEndpointsAreSeparatedByCommas() {
        Settings settings = Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_ETCD_ENDPOINTS", "http://a:2379, http://b:2379"));

        assertEquals(List.of("http://a:2379", "http://b:2379"), settings.externalEtcd());
    }

    @Test
    void registriesWithoutTlsAreNamedAsSuch() {
        Settings settings = Settings.resolve(Map.of(), Map.of(), Map.of("MARINA_REGISTRIES", "registry.corp, http://10.0.0.7:5000"));

        assertEquals(List.of("registry.corp", "10.0.0.7:5000"), settings.registries());
        assertEquals(List.of("10.0.0.7:5000"), settings.plainRegistries());
    }

    @Test
    void addressesOfLoadBalancersAreANetwork() {
        assertTrue(Settings.resolve(NOTHING, NOTHING, Map.of()).loadBalancerRange().isEmpty());
        assertEquals("192.0.2.0/26", Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_LOADBALANCER_RANGE", "192.0.2.0/26")).loadBalancerRange().orElseThrow());
        for (String none : List.of("192.0.2.0", "10.0.0.0/8", "192.0.2.1/32", "300.0.0.0/24", "2001:db8::/64", "1.2.3/24", "here")) {
            assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_LOADBALANCER_RANGE", none)), none);
        }
    }

    @Test
    void dockersRuntimeIsAlwaysOfferedAndAnotherWhereItIsNamed() {
        assertEquals(List.of("docker"), Settings.resolve(NOTHING, NOTHING, Map.of()).runtimes());
        assertEquals(List.of("docker", "containerd"), Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_RUNTIMES", "containerd")).runtimes());
        assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_RUNTIMES", "docker,crio")));
    }

    @Test
    void aNodesDiskIsASize() {
        assertEquals("10Gi", Settings.resolve(Map.of(), Map.of(), Map.of("MARINA_NODE_DISK", "10Gi")).nodeDisk());
        assertThrows(Complaint.class, () -> Settings.resolve(Map.of(), Map.of(), Map.of("MARINA_NODE_DISK", "much")));
    }

    @Test
    void whatNodesMayHaveLessOfForAWhileIsSignalsWithAmountsAndTimes() {
        assertEquals(Map.of("eviction-soft", "", "eviction-soft-grace-period", "", "eviction-max-pod-grace-period", 0),
                Settings.resolve(NOTHING, NOTHING, NOTHING).eviction());
        assertEquals("memory.available<200Mi,nodefs.available<15%", Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_EVICTION_SOFT",
                "memory.available<200Mi,nodefs.available<15%", "MARINA_EVICTION_SOFT_GRACE_PERIOD", "memory.available=1m30s,nodefs.available=2m")).eviction()
                .get("eviction-soft"));
        for (Map<String, String> wrong : List.of(Map.of("MARINA_EVICTION_SOFT", "memory"), Map.of("MARINA_EVICTION_SOFT_GRACE_PERIOD", "1m"),
                Map.of("MARINA_EVICTION_MAX_POD_GRACE_PERIOD", "soon"))) {
            assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, wrong), wrong.toString());
        }
    }

    @Test
    void whereBuildsGetPackagesIsNamedByKind() {
        assertEquals("npm=http://npm.test,proxy=http://p.test:3128",
                Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_BUILD_REPOSITORIES", "npm=http://npm.test,proxy=http://p.test:3128")).buildRepositories()
                        .orElseThrow());
        for (String wrong : List.of("npm", "apt=http://a.test", "npm=ftp://a.test", "maven=https://ann:secret@a.test")) {
            assertTrue(assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_BUILD_REPOSITORIES", wrong)), wrong).getMessage()
                    .startsWith("MARINA_BUILD_REPOSITORIES has '" + wrong));
        }
    }

    @Test
    void tenantsPagesHaveADomainThatIsNotTheConsoles() {
        assertEquals("apps.localhost", Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_APPS_DOMAIN", "apps.localhost")).appsDomain().orElseThrow());
        assertTrue(Settings.resolve(NOTHING, NOTHING, NOTHING).appsDomain().isEmpty());
        for (String same : List.of("marina.example", "apps.marina.example", "console.marina.example")) {
            Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING,
                    Map.of("MARINA_APPS_DOMAIN", same, "MARINA_PUBLIC_HOST", "console.marina.example")));
            assertTrue(complaint.getMessage().contains("belongs to the same domain"), complaint.getMessage());
        }
        for (String none : List.of("apps", "Apps.example", "apps.example; x", "*.example", "apps..example")) {
            assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_APPS_DOMAIN", none)), none);
        }
    }

    @Test
    void certificatesComeFromAServerByTlsAlone() {
        assertTrue(Settings.resolve(NOTHING, NOTHING, NOTHING).acmeDirectory().isEmpty());
        assertEquals("https://ca.example/directory",
                Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_ACME_DIRECTORY", "https://ca.example/directory")).acmeDirectory().orElseThrow());
        for (String none : List.of("http://ca.example/directory", "ca.example", "https://", "file:///etc/passwd")) {
            Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_ACME_DIRECTORY", none)), none);
            assertTrue(complaint.getMessage().contains(none), complaint.getMessage());
        }
    }

    @Test
    void theMachinesAddressIsOneThatOthersReach() {
        assertEquals(Optional.of("192.0.2.1"), Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_MACHINE_ADDRESS", "192.0.2.1")).machineAddress());
        assertEquals(Optional.empty(), Settings.resolve(NOTHING, NOTHING, NOTHING).machineAddress());
        for (String none : List.of("127.0.0.1", "0.0.0.0", "192.0.2", "192.0.2.256", "first.example", "192.0.2.1/24")) {
            Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, Map.of("MARINA_MACHINE_ADDRESS", none)));
            assertTrue(complaint.getMessage().startsWith("MARINA_MACHINE_ADDRESS is '" + none + "'"), complaint.getMessage());
        }
    }

    @Test
    void aCertificateForThePlatformsNamesIsOrderedWhereTheyCanBeProved() {
        Map<String, String> right = Map.of("MARINA_ACME_DIRECTORY", "https://ca.example/directory", "MARINA_ACME_PORT", "80", "MARINA_PUBLIC_HOST",
                "marina.example");
        assertEquals(80, Settings.resolve(NOTHING, NOTHING, right).acmePort().orElseThrow());
        assertTrue(Settings.resolve(NOTHING, NOTHING, NOTHING).acmePort().isEmpty());
        Map<Map<String, String>, String> wrong = Map.of(Map.of("MARINA_ACME_PORT", "x"), "MARINA_ACME_PORT is 'x'", Map.of("MARINA_ACME_PORT", "8080"),
                "another port setting has too", Map.of("MARINA_ACME_DIRECTORY", ""), "MARINA_ACME_PORT is set without MARINA_ACME_DIRECTORY",
                Map.of("MARINA_PUBLIC_HOST", "localhost"), "'localhost' (MARINA_PUBLIC_HOST)", Map.of("MARINA_PUBLIC_HOST", "192.0.2.1"), "'192.0.2.1'",
                Map.of("MARINA_KEYCLOAK_URL", "https://login:8443"), "'login' (MARINA_KEYCLOAK_URL)",
                Map.of("MARINA_TLS_CERT", "/c.pem", "MARINA_TLS_KEY", "/k.pem"), "exclude each other");
        wrong.forEach((change, words) -> {
            Map<String, String> environment = new java.util.HashMap<>(right);
            environment.putAll(change);
            Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, environment), change::toString);
            assertTrue(complaint.getMessage().contains(words), complaint::getMessage);
        });
    }

    @Test
    void registriesThatAreCachedHaveANameAUrlAndPerhapsALogin() {
        Settings settings = Settings.resolve(NOTHING, NOTHING,
                Map.of("MARINA_REGISTRY_CACHES", "docker.io=https://registry-1.docker.io, up.example:5000=http://10.0.0.1",
                        "MARINA_REGISTRY_CACHE_LOGINS", "docker.io=ops:a=b:c", "MARINA_REGISTRY_CACHE_SIZE", "3Gi"));
        assertEquals(List.of(new CachedRegistry("docker.io", "https://registry-1.docker.io", "ops", "a=b:c"),
                new CachedRegistry("up.example:5000", "http://10.0.0.1", "", "")), settings.registryCaches());
        assertEquals(3L << 30, settings.registryCacheBytes());
        assertTrue(!settings.toString().contains("a=b:c"), settings.toString());
        for (Map<String, String> wrong : List.of(Map.of("MARINA_REGISTRY_CACHES", "docker.io"), Map.of("MARINA_REGISTRY_CACHES", "docker.io=ftp://x"),
                Map.of("MARINA_REGISTRY_CACHES", "a.b=https://u:p@x"), Map.of("MARINA_REGISTRY_CACHES", "a.b=https://x,a.b=https://y"),
                Map.of("MARINA_REGISTRY_CACHE_LOGINS", "docker.io=a:b"), Map.of("MARINA_REGISTRY_CACHE_SIZE", "0Gi"))) {
            assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, wrong), wrong::toString);
        }
    }

    @Test
    void anEtcdElsewhereThatSpeaksTlsIsKnownByAFile() {
        String three = "https://192.0.2.1:2379,https://192.0.2.2:2379";
        Settings settings = Settings.resolve(NOTHING, NOTHING,
                Map.of("MARINA_ETCD_ENDPOINTS", three, "MARINA_ETCD_CA", "/ca.pem", "MARINA_ETCD_CERT", "/me.pem", "MARINA_ETCD_KEY", "/key.pem"));

        assertEquals("/ca.pem", settings.etcdAuthority().orElseThrow().toString());
        for (Map<String, String> wrong : List.of(Map.of("MARINA_ETCD_ENDPOINTS", three), Map.of("MARINA_ETCD_CA", "/ca.pem"),
                Map.of("MARINA_ETCD_ENDPOINTS", "http://192.0.2.1:2379", "MARINA_ETCD_CA", "/ca.pem"),
                Map.of("MARINA_ETCD_ENDPOINTS", three + ",http://192.0.2.3:2379", "MARINA_ETCD_CA", "/ca.pem"),
                Map.of("MARINA_ETCD_ENDPOINTS", three, "MARINA_ETCD_CA", "/ca.pem", "MARINA_ETCD_CERT", "/me.pem"),
                Map.of("MARINA_ETCD_ENDPOINTS", "192.0.2.1:2379"))) {
            Complaint complaint = assertThrows(Complaint.class, () -> Settings.resolve(NOTHING, NOTHING, wrong), wrong.toString());
            assertTrue(complaint.getMessage().startsWith("MARINA_ETCD_"), complaint.getMessage());
        }
    }
}
