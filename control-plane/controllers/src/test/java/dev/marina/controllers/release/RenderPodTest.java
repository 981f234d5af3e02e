package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where there is a token.
class RenderPodTest {

    private static final ChartRegistry REGISTRY = new ChartRegistry("localhost:8080", "10.0.0.1:8080", "acme/default");

    private static Document pod(String chart) {
        Application application = new Application();
        application.setMetadata(new ObjectMetaBuilder().withName("shop").withNamespace("team").withUid("u1").build());
        application.setSpec(new Application.Spec(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                new Application.Source(null, chart, null, null), null));
        return RenderPod.of(application, "wanted", Optional.of(REGISTRY));
    }

    private static String value(JsonNode container, String name) {
        return container.path("env").valueStream().filter(each -> each.path("name").asText().equals(name)).findFirst().orElseThrow().path("value").asText();
    }

    @Test
    void whatLiesInThePlatformsRegistryIsFetchedWhereNothingIsRendered() {
        Document pod = pod("oci://localhost:8080/acme/charts/shop:1.0.0");
        JsonNode fetch = pod.at("spec", "initContainers").path(0);
        JsonNode render = pod.at("spec", "containers").path(0);

        assertEquals("dev.marina.builds.FetchMain", fetch.path("command").path(fetch.path("command").size() - 1).asText());
        assertEquals("oci://localhost:8080/acme/charts/shop:1.0.0", value(fetch, "RENDER_CHART"));
        assertEquals("acme/default", value(fetch, "FETCH_USER"));
        assertEquals(value(fetch, "RENDER_FETCHED"), value(render, "RENDER_FETCHED"));
        assertTrue(fetch.path("volumeMounts").toString().contains("/var/run/registry"));
        assertFalse(render.toString().contains("registry\""), render.toString());
        assertEquals("dev.marina.builds.RenderMain", render.path("command").path(render.path("command").size() - 1).asText());
        assertFalse(pod.at("spec", "automountServiceAccountToken").asBoolean(true));
    }

    /// A name that only looks like the registry's gets no token of anybody's.
    @ParameterizedTest
    @ValueSource(strings = {"oci://localhost:80801/acme/shop:1", "oci://localhost:8080.example.org/acme/shop:1", "oci://example.org/localhost:8080/acme/shop:1",
            "https://localhost:8080/shop.tgz"})
    void ofAnyOtherThereIsNoToken(String chart) {
        Document pod = pod(chart);

        assertFalse(pod.has("spec", "initContainers"));
        assertFalse(pod.toString().contains("serviceAccountToken\""), pod.toString());
    }
}
