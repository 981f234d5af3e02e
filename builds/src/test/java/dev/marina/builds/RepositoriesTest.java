package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoriesTest {

    private static final Repositories ALL = new Repositories(
            Map.of("maven", "http://m.test/a", "npm", "http://n.test", "python", "http://p.test:81/simple", "proxy",
                    "http://x.test:3128"));

    @Test
    void eachToolIsToldInItsOwnWay() {
        Map<String, String> environment = ALL.environment("/c");

        assertEquals("http://n.test", environment.get("npm_config_registry"));
        assertEquals("http://p.test:81/simple", environment.get("PIP_INDEX_URL"));
        assertEquals("p.test", environment.get("PIP_TRUSTED_HOST"), "pip asks one without TLS only where it is told to");
        assertEquals("http://x.test:3128", environment.get("https_proxy"));
        String maven = ALL.maven("/c");
        assertTrue(maven.contains("<localRepository>/c/maven</localRepository>") && maven.contains("<mirrorOf>*</mirrorOf><url>http://m.test/a</url>")
                && maven.contains("<host>x.test</host><port>3128</port>"), maven);
    }

    @Test
    void whatIsNotSaidIsTheToolsOwn() {
        Repositories none = new Repositories(Map.of());

        assertFalse(none.environment("/c").keySet().stream().anyMatch(name -> name.contains("registry") || name.contains("INDEX") || name.contains("proxy")));
        assertEquals("<settings><localRepository>/c/maven</localRepository></settings>", none.maven("/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Could not transfer artifact: Unknown host m.test", "npm ERR! code ENOTFOUND",
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "connect ECONNREFUSED 10.0.0.1:80"})
    void noWayToPackagesIsSeen(String words) {
        assertTrue(ALL.trouble(words).contains("npm=http://n.test"), ALL.trouble(words));
        assertTrue(new Repositories(Map.of()).trouble(words).contains("name one that this cluster reaches in spec.repositories"));
    }

    @Test
    void otherTroubleIsNot() {
        assertEquals("", ALL.trouble("[ERROR] COMPILATION ERROR"));
    }
}
