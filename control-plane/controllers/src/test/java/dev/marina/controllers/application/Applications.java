package dev.marina.controllers.application;

import dev.marina.api.Document;
import dev.marina.controllers.application.ApplicationDomain.ClusterName;
import dev.marina.controllers.engine.Decoder;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Applications as people write them.
final class Applications {

    static final ClusterName ACME = new ClusterName("acme", "default");
    static final ApplicationDomain DOMAIN = new ApplicationDomain("apps.localhost", 8443);
    static final Decoder DECODER = new Decoder();

    private Applications() {}

    /// @param spec as JSON with single quotes
    static Application of(String name, String spec) {
        Application application = DECODER.read(
                Document.parse("{\"spec\":%s}".formatted(spec.replace('\'', '"')).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Application.class);
        application.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).build());
        return application;
    }

    static ApplicationWorld alone(Application application) {
        return new ApplicationWorld(application, ACME, Optional.of(DOMAIN), Optional.ofNullable(application.getSpec().image()), false, Bindings.NONE,
                Map.of(), List.of());
    }
}
