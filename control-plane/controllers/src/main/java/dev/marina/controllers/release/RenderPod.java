package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.controllers.engine.BuilderPod;
import dev.marina.model.Application;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pod that renders for one application: the builder's image, with no right and no token, within small bounds, in a namespace where nobody else may
/// touch pods. What it can reach is what any pod of the cluster can.
final class RenderPod {

    /// As the API's admission has it.
    static final String NAMESPACE = "marina-charts";
    static final String FOR = "apps.marina.dev/for";
    static final String WANTED = "apps.marina.dev/source";

    private RenderPod() {}

    static String name(Application application) {
        return "render-" + application.getMetadata().getUid();
    }

    static Document of(Application application, String wanted) {
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
        });
    }
}
