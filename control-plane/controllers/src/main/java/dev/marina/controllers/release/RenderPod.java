package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.BuilderPod;
import dev.marina.model.Application;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The pod that renders for one application: the builder's image, with no right and where it renders no token, within small bounds, in a namespace where nobody else may
/// touch pods. What it can reach is what any pod of the cluster can.
final class RenderPod {

    /// As the API's admission has it.
    static final String NAMESPACE = "marina-charts";
    static final String FOR = "apps.marina.dev/for";
    static final String WANTED = "apps.marina.dev/source";

    private static final String FETCHED = "/workspace/fetched";
    private static final String IDENTITY = "/var/run/registry";
    /// As tenancy takes it.
    private static final String AUDIENCE = "registry.marina.dev";
    private static final int TOKEN_SECONDS = 600;

    private RenderPod() {}

    static String name(Application application) {
        return "render-" + application.getMetadata().getUid();
    }

    static Document of(Application application, String wanted, Optional<ChartRegistry> registry) {
        Application.Source source = application.getSpec().source();
        Optional<Application.Git> git = Optional.ofNullable(source.git());
        return Document.object("v1", "Pod").with(name(application), "metadata", "name").with(NAMESPACE, "metadata", "namespace").edited(root -> {
            root.withObjectProperty("metadata").putObject("annotations").put(FOR, Manifest.owner(application)).put(WANTED, wanted);
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("RENDER_NAME", application.getMetadata().getName());
            environment.put("RENDER_NAMESPACE", application.getMetadata().getNamespace());
            environment.put("RENDER_GIT_URL", git.map(Application.Git::url).orElse(""));
            environment.put("RENDER_GIT_REVISION", git.map(Application.Git::revision).orElse(""));
            environment.put("RENDER_PATH", git.map(Application.Git::path).orElse(""));
            environment.put("RENDER_CHART", Optional.ofNullable(source.chart()).orElse(""));
            environment.put("RENDER_VALUES", Optional.ofNullable(source.values()).orElse(""));
            // Go's own heap is beside Java's.
            environment.put("GOMEMLIMIT", "128MiB");
            new BuilderPod("render", "160m", List.of("--enable-native-access=ALL-UNNAMED"), "dev.marina.builds.RenderMain", environment, "512Mi").into(root);
            registry.filter(each -> each.has(Objects.requireNonNullElse(source.chart(), ""))).ifPresent(each -> fetching((ObjectNode) root.path("spec"), each));
        });
    }

    /// A chart of the tenant's own in the platform's registry is fetched by a container of its own, with a token that is good there and nowhere else: where
    /// it is rendered there is none.
    private static void fetching(ObjectNode spec, ChartRegistry registry) {
        ObjectNode main = (ObjectNode) spec.path("containers").path(0);
        ObjectNode fetch = main.deepCopy().put("name", "fetch");
        ArrayNode command = (ArrayNode) fetch.path("command");
        command.set(command.size() - 1, "dev.marina.builds.FetchMain");
        ArrayNode environment = fetch.putArray("env");
        main.path("env").valueStream().filter(each -> each.path("name").asText().equals("RENDER_CHART")).forEach(each -> environment.add(each.deepCopy()));
        ((ArrayNode) main.path("env")).addObject().put("name", "RENDER_FETCHED").put("value", FETCHED);
        Map.of("RENDER_FETCHED", FETCHED, "FETCH_USER", registry.user(), "FETCH_TOKEN_FILE", IDENTITY + "/token", "FETCH_AUTHORITIES", IDENTITY, "FETCH_FRONT",
                registry.front()).forEach((name, value) -> environment.addObject().put("name", name).put("value", value));
        ((ArrayNode) fetch.path("volumeMounts")).addObject().put("name", "registry").put("mountPath", IDENTITY).put("readOnly", true);
        // the registry's own port, where its name means each machine itself
        ((ObjectNode) fetch.path("securityContext").path("capabilities")).putArray("add").add("NET_BIND_SERVICE");
        spec.putArray("initContainers").add(fetch);
        ArrayNode sources = ((ArrayNode) spec.path("volumes")).addObject().put("name", "registry").putObject("projected").putArray("sources");
        sources.addObject().putObject("serviceAccountToken").put("audience", AUDIENCE).put("expirationSeconds", TOKEN_SECONDS).put("path", "token");
        sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt").putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    }
}
