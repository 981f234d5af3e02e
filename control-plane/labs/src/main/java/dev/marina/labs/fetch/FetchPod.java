package dev.marina.labs.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.BuilderPod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The pod that fetches for one source: the builder's image, with no right and no token, within small bounds. What it can reach is what any pod of the cluster can.
final class FetchPod {

    static final String NAMESPACE = "marina-labs";
    static final String LABEL = "learn.marina.dev/source";
    static final String WANTED = "learn.marina.dev/fetches";

    private FetchPod() {}

    static String name(String source) {
        return "fetch-" + source;
    }

    static Document of(Document source) {
        return Document.object("v1", "Pod").with(name(source.name()), "metadata", "name").with(NAMESPACE, "metadata", "namespace").edited(root -> {
            ObjectNode metadata = root.withObjectProperty("metadata");
            metadata.putObject("labels").put(LABEL, source.name());
            metadata.putObject("annotations").put(WANTED, FetchPlan.wanted(source));
            metadata.putArray("ownerReferences").addObject().put("apiVersion", "learn.marina.dev/v1").put("kind", "LabSource").put("name", source.name())
                    .put("uid", source.uid()).put("controller", true);
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("LABS_GIT_URL", source.text("spec", "git", "url"));
            environment.put("LABS_GIT_REVISION", source.text("spec", "git", "revision"));
            environment.put("LABS_PATH", source.text("spec", "git", "path"));
            new BuilderPod("fetch", "96m", List.of(), "dev.marina.builds.LabsMain", environment, "256Mi").into(root);
        });
    }
}
